"""Every legal move of a review."""

from core.workflow import Step, Workflow

from .enums import ReviewStatus as R
from .permissions_reviews import may_complete, may_open_again, may_stop

REVIEW_WORKFLOW = Workflow(
    "Phần thẩm định",
    R,
    Step("complete_review", "Hoàn thành chấm điểm", R.OPEN, R.COMPLETE, may_complete),
    Step("reopen_review", "Mở lại chấm điểm", R.COMPLETE, R.OPEN, may_open_again),
    Step("stop_review", "Dừng chấm, điểm không được tính", R.OPEN, R.STOPPED, may_stop),
    Step("stop_review", "Dừng chấm, điểm không được tính", R.COMPLETE, R.STOPPED, may_stop),
)
