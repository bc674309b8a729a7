"""Every legal move of a request about a score."""

from core.workflow import Step, Workflow

from .enums import AppealStatus as A
from .permissions_results import may_answer_appeal

APPEAL_WORKFLOW = Workflow(
    "Kiến nghị về điểm",
    A,
    Step("refuse_appeal", "Giữ nguyên điểm", A.WAITING, A.REFUSED, may_answer_appeal),
    Step("grant_appeal", "Chấp nhận kiến nghị, chấm lại", A.WAITING, A.GRANTED, may_answer_appeal),
)
