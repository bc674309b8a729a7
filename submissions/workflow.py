"""Every legal move of a report."""

from core.workflow import Step, Workflow

from .enums import ApprovalOutcome as A
from .enums import SubmissionStatus as S
from .permissions import may_answer, may_review, may_submit, may_take_back, may_withdraw
from .workflow_appeals import APPEAL_WORKFLOW as APPEAL_WORKFLOW
from .workflow_boards import BOARD_WORKFLOW as BOARD_WORKFLOW
from .workflow_difficulties import DIFFICULTY_WORKFLOW as DIFFICULTY_WORKFLOW
from .workflow_reviews import REVIEW_WORKFLOW as REVIEW_WORKFLOW

WORKFLOW = Workflow(
    "Báo cáo",
    S,
    Step("submit", "Nộp báo cáo", S.DRAFT, S.SUBMITTED, may_submit),
    Step("submit", "Nộp lại", S.RETURNED, S.SUBMITTED, may_submit),
    Step("withdraw", "Rút lại để sửa", S.SUBMITTED, S.DRAFT, may_withdraw),
    Step("start_review", "Bắt đầu thẩm định", S.SUBMITTED, S.UNDER_REVIEW, may_review),
    Step("return_for_changes", "Trả lại để bổ sung", S.UNDER_REVIEW, S.RETURNED, may_review),
    Step("accept", "Chấp nhận", S.UNDER_REVIEW, S.ACCEPTED, may_review),
    Step("reopen", "Mở lại", S.ACCEPTED, S.UNDER_REVIEW, may_review),
)

APPROVAL_WORKFLOW = Workflow(
    "Trình thủ trưởng duyệt",
    A,
    Step("approve", "Duyệt và nộp báo cáo", A.OPEN, A.HANDED_IN, may_answer),
    Step("give_back", "Trả lại kèm ý kiến", A.OPEN, A.GIVEN_BACK, may_answer),
    Step("take_back", "Lấy lại để sửa", A.OPEN, A.TAKEN_BACK, may_take_back),
    column="outcome",
)
