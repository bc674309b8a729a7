"""Who may do what with a report. Who comes first (role, unit), then state; each refusal says why in Vietnamese."""

from accounts.enums import ApprovalKind, Permission, Role
from accounts.models import Person
from accounts.permissions import has_permission, need
from core.formats import format_moment
from core.verdict import ALLOWED, Verdict, denied

from . import conflicts, phrases
from .enums import ApprovalOutcome, BoardStatus, ReviewStatus
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
    """Text, figures and files change only while the report is in its unit's hands, and not with its head."""
    if not (own := owns(user, submission)):
        return own
    if submission.status not in EDITABLE:
        return denied("Báo cáo đã nộp, không sửa được. Muốn sửa, rút lại hoặc đề nghị phường trả lại.")
    if submission.with_head_since:
        return denied(
            phrases.WITH_HEAD.format(moment=format_moment(submission.with_head_since), who=_asker(submission))
        )
    return ALLOWED


def open_request(submission):
    """The request the unit's head has not answered yet, or None; one query."""
    return submission.approval_requests.filter(outcome=ApprovalOutcome.OPEN).select_related("asked_by").first()


def _asker(submission) -> str:
    request = open_request(submission)
    return str(request.asked_by) if request else "đơn vị"


def approval_of(submission) -> str:
    """How the head of the unit approves this report; a person speaks for themselves (empty)."""
    return submission.unit.approval if submission.unit_id else ""


def heads_unit(user, submission) -> bool:
    """True for the head of the unit whose own report this is."""
    held = {grant.unit_id for grant in user.grants if grant.role == Role.UNIT_HEAD}
    return bool(submission.unit_id and submission.unit_id in held)


def may_submit(user, submission) -> Verdict:
    """Handing in is the unit's; its head's alone where the unit wants a second person (SECOND_PERSON).

    The calendar is asked separately by the service with the deciding moment.
    """
    if not (own := owns(user, submission)):
        return own
    if submission.with_head_since:
        request = open_request(submission)
        return may_answer(user, request) if request else denied(phrases.HEAD_HANDS_IN)
    if submission.status in EDITABLE and approval_of(submission) == ApprovalKind.SECOND_PERSON:
        return denied(phrases.HEAD_HANDS_IN)
    return ALLOWED


def may_ask_head(user, submission) -> Verdict:
    """Sending a report to the head is for units that chose so, while the report may be edited."""
    if not (right := may_edit(user, submission)):
        return right
    return ALLOWED if approval_of(submission) == ApprovalKind.SECOND_PERSON else denied(phrases.APPROVAL_NOT_NEEDED)


def may_answer(user, request) -> Verdict:
    """The unit's head hands in or gives back; never whoever asked."""
    if not (own := owns(user, request.submission)):
        return own
    if not heads_unit(user, request.submission):
        return denied(phrases.HEAD_IS_ASKED)
    return denied(phrases.HEAD_ASKED_ITSELF) if request.asked_by_id == user.pk else ALLOWED


def may_take_back(user, request) -> Verdict:
    """The unit takes its report back from its head; the head who may answer gives it back with a note instead."""
    if not (own := owns(user, request.submission)):
        return own
    return denied(phrases.HEAD_GIVES_BACK) if may_answer(user, request) else ALLOWED


def may_withdraw(user, submission) -> Verdict:
    """Taking back is possible until the office begins."""
    return owns(user, submission)


def shares_unit(user, submission) -> bool:
    """True when the user belongs to the unit whose report this is."""
    unit_id = submission.unit_id or (submission.person and submission.person.unit_id)
    mine = submission.person_id and submission.person.user_id == user.pk
    return bool(mine or (unit_id and unit_id in user.unit_ids))


def may_review(user, submission) -> Verdict:
    """A reviewer never judges their own unit of today or lately, nor where an interest is declared."""
    if not (right := need(user, Permission.SUBMISSION_REVIEW)):
        return right
    return conflicts.verdict(user, submission)


def may_score(user, review) -> Verdict:
    """Marks are entered by the review's own reviewer, while open and before the board is locked."""
    if not (right := may_review(user, review.submission)):
        return right
    if review.reviewer_id != user.pk:
        return denied("Phần chấm này của người thẩm định khác.")
    if review.status == ReviewStatus.STOPPED:
        return denied(phrases.REVIEW_STOPPED)
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


def may_extend(user, subject) -> Verdict:
    """The office gives a unit or person more time; never its own reviewer's unit, nor the reviewer."""
    if not (right := need(user, Permission.EXTENSION_GRANT)):
        return right
    person = isinstance(subject, Person)
    own = subject.user_id == user.pk if person else False
    unit_id = subject.unit_id if person else subject.pk
    return denied(phrases.EXTENSION_FOR_ITSELF) if own or unit_id in user.unit_ids else ALLOWED
