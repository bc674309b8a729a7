"""Every legal move of a nomination."""

from core.workflow import Step, Workflow

from ..enums import NominationStatus as S
from ..permissions.nomination import may_decide, may_forward, may_manage, may_refuse, may_run_agenda

NOMINATION_WORKFLOW = Workflow(
    "Đề nghị khen thưởng",
    S,
    Step("mark_ready", "Trình Hội đồng", S.DRAFT, S.READY, may_manage),
    Step("back_to_draft", "Đưa về đang lập", S.READY, S.DRAFT, may_manage),
    Step("put_on_agenda", "Đưa vào phiên họp", S.READY, S.ON_AGENDA, may_run_agenda),
    Step("take_off_agenda", "Rút khỏi phiên họp", S.ON_AGENDA, S.READY, may_run_agenda),
    Step("endorse", "Ghi nhận Hội đồng nhất trí", S.ON_AGENDA, S.ENDORSED, may_run_agenda),
    Step("not_endorse", "Ghi nhận Hội đồng không nhất trí", S.ON_AGENDA, S.NOT_ENDORSED, may_run_agenda),
    Step("decide", "Quyết định khen thưởng", S.ENDORSED, S.DECIDED, may_decide),
    Step("forward", "Trình cấp trên", S.ENDORSED, S.FORWARDED, may_forward),
    Step("refuse", "Không khen thưởng", S.ENDORSED, S.REFUSED, may_refuse),
)
