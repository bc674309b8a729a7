"""Every legal move of a criteria set."""

from core.workflow import Step, Workflow

from .enums import CriteriaStatus as S
from .permissions import may_design

CRITERIA_WORKFLOW = Workflow(
    "Bộ tiêu chí",
    S,
    Step("publish_criteria", "Ban hành bộ tiêu chí", S.DRAFT, S.PUBLISHED, may_design),
)
