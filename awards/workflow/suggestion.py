"""Every legal move of a unit's suggestion; answered or withdrawn is its end."""

from core.workflow import Step, Workflow

from ..enums import SuggestionStatus as S
from ..permissions.suggestion import may_answer, may_withdraw

SUGGESTION_WORKFLOW = Workflow(
    "Đề nghị của đơn vị",
    S,
    Step("withdraw_suggestion", "Đơn vị rút đề nghị", S.SENT, S.WITHDRAWN, may_withdraw),
    Step("take_up", "Lập hồ sơ từ đề nghị của đơn vị", S.SENT, S.TAKEN, may_answer),
    Step("decline", "Không lập hồ sơ", S.SENT, S.DECLINED, may_answer),
)
