"""Every legal move of the chairman's decision. SIGNED is the end: a signed decision never changes."""

from core.workflow import Step, Workflow

from ..enums import DecisionStatus as S
from ..permissions.decision import may_sign, may_submit

DECISION_WORKFLOW = Workflow(
    "Quyết định khen thưởng",
    S,
    Step("submit", "Trình ký", S.DRAFT, S.TO_SIGN, may_submit),
    Step("submit", "Trình ký lại", S.RETURNED, S.TO_SIGN, may_submit),
    Step("return_with_note", "Trả lại kèm ý kiến", S.TO_SIGN, S.RETURNED, may_sign),
    Step("sign", "Đã ký", S.TO_SIGN, S.SIGNED, may_sign),
)
