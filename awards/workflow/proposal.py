"""Every legal move of a letter of proposal. A signed letter never changes; sending it is its end."""

from core.workflow import Step, Workflow

from ..enums import ProposalStatus as S
from ..permissions.proposal import may_send, may_sign, may_submit

PROPOSAL_WORKFLOW = Workflow(
    "Tờ trình khen thưởng",
    S,
    Step("submit", "Trình ký", S.DRAFT, S.TO_SIGN, may_submit),
    Step("submit", "Trình ký lại", S.RETURNED, S.TO_SIGN, may_submit),
    Step("return_with_note", "Trả lại kèm ý kiến", S.TO_SIGN, S.RETURNED, may_sign),
    Step("sign", "Đã ký", S.TO_SIGN, S.SIGNED, may_sign),
    Step("send", "Đã gửi", S.SIGNED, S.SENT, may_send),
)
