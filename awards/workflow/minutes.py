"""Every legal move of the minutes. FINISHED is the end: what was signed on paper never changes here."""

from core.workflow import Step, Workflow

from ..enums import MinutesStatus as S
from ..permissions.minutes import may_finish_minutes

MINUTES_WORKFLOW = Workflow(
    "Biên bản họp Hội đồng",
    S,
    Step("finish_minutes", "Hoàn thành biên bản", S.DRAFT, S.FINISHED, may_finish_minutes),
)
