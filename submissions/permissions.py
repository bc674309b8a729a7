"""Who may do what with a report. Who comes first (role, unit), then state; each refusal says why in Vietnamese."""

from accounts.enums import Permission
from accounts.permissions import has_permission, need
from core.verdict import ALLOWED, Verdict, denied

from .enums import BoardStatus, ReviewStatus
from .enums import SubmissionStatus as S

EDITABLE = (S.DRAFT, S.RETURNED)


def owns(user, submission) -> Verdict:
    """The unit owns its report, and those of its people; a person owns their own."""
    if not has_permission(user, Permission.SUBMISSION_WRITE):
        return denied("Tài khoản này không soạn báo cáo.")
    unit_id = submission.unit_id or (submission.person and submission.person.unit_id)
    if unit_id and unit_id in user.reporting_unit_ids:
        return ALLOWED
    if submission.person_id and submission.person.user_id == user.pk:
        return ALLOWED
    return denied("Báo cáo này của đơn vị khác.")


def may_edit(user, submission) -> Verdict:
    """Text, figures and files change only while the report is in its unit's hands."""
    if not (own := owns(user, submission)):
        return own
    if submission.status not in EDITABLE:
        return denied("Báo cáo đã nộp, không sửa được. Muốn sửa, rút lại hoặc đề nghị phường trả lại.")
    return ALLOWED


def may_submit(user, submission) -> Verdict:
    """Handing in is the unit's; the calendar is asked separately by the service with the deciding moment."""
    return owns(user, submission)


def may_withdraw(user, submission) -> Verdict:
    """Taking back is possible until the office begins."""
    return owns(user, submission)


def shares_unit(user, submission) -> bool:
    """True when the user belongs to the unit whose report this is."""
    unit_id = submission.unit_id or (submission.person and submission.person.unit_id)
    mine = submission.person_id and submission.person.user_id == user.pk
    return bool(mine or (unit_id and unit_id in user.unit_ids))


def may_review(user, submission) -> Verdict:
    """A reviewer never reviews their own unit."""
    if not (right := need(user, Permission.SUBMISSION_REVIEW)):
        return right
    if shares_unit(user, submission):
        return denied("Không tự thẩm định báo cáo của đơn vị mình.")
    return ALLOWED


def may_score(user, review) -> Verdict:
    """Marks are entered by the review's own reviewer, while open and before the board is locked."""
    if not (right := may_review(user, review.submission)):
        return right
    if review.reviewer_id != user.pk:
        return denied("Phần chấm này của người thẩm định khác.")
    if review.status != ReviewStatus.OPEN:
        return denied("Đồng chí đã chấm xong báo cáo này.")
    if review.submission.status != S.UNDER_REVIEW:
        return denied("Báo cáo không ở trạng thái đang thẩm định.")
    return ALLOWED


def may_lock(user, board) -> Verdict:
    """The office locks a board once."""
    if not (right := need(user, Permission.RANKING_LOCK)):
        return right
    if board.status == BoardStatus.LOCKED:
        return denied("Bảng điểm đã chốt.")
    return ALLOWED


def may_remind(user) -> Verdict:
    """The office urges units."""
    return need(user, Permission.REMINDER_SEND)
