"""Who may declare and end an interest, and who may say what about a report (độc lập khi thẩm định)."""

from accounts.enums import Permission
from accounts.permissions import has_permission, need
from core.verdict import ALLOWED, Verdict, denied

from . import conflicts, phrases
from .enums import SubmissionStatus as S

OPEN_TO_REMARKS = (S.SUBMITTED, S.UNDER_REVIEW, S.RETURNED)


def judges(user) -> bool:
    """Whoever marks reports, or advises on them as a member of the council."""
    return has_permission(user, Permission.SUBMISSION_REVIEW) or has_permission(user, Permission.MEETING_ATTEND)


def may_see_interests(user) -> Verdict:
    """Whoever judges sees the page: the office and the council's secretary every declaration, a member their own."""
    return ALLOWED if judges(user) else denied(phrases.INTEREST_NOT_JUDGING)


def may_declare(user, about, subject) -> Verdict:
    """One declares one's own interest; the office also that of a colleague or a member. `about` is the account.

    Not whoever may not judge the unit or person `subject` either: it would push a strict reviewer out.
    """
    if not judges(about):
        return denied(phrases.INTEREST_OF_NO_JUDGE)
    if user.pk == about.pk:
        return ALLOWED
    if not (right := need(user, Permission.SUBMISSION_REVIEW)):
        return right
    barred = conflicts.barred_subjects(user).bars(subject)
    return denied(phrases.INTEREST_DECLARED_BY_FREE) if barred else ALLOWED


def may_end_interest(user, interest) -> Verdict:
    """The office or the secretary ends a declaration; never the person it is about, whoever declared it.

    Nor whoever may not judge that unit or person either: it would let a friend in.
    """
    if user.pk == interest.user_id:
        return denied(phrases.INTEREST_ENDED_BY_ANOTHER)
    if conflicts.barred_subjects(user).bars(interest.unit or interest.person):
        return denied(phrases.INTEREST_ENDED_BY_FREE)
    if has_permission(user, Permission.MEETING_MANAGE):
        return ALLOWED
    return need(user, Permission.SUBMISSION_REVIEW)


def may_read_handed_in(user) -> Verdict:
    """The reading page is for the ward's bodies; a unit has its own receipt and print."""
    return need(user, Permission.SUBMISSION_READ_ALL)


def may_remark(user, submission, in_care) -> Verdict:
    """A council member speaks to contents in their care, while the report is judged; never where there is a conflict.

    `in_care` are the contents the member supervises on the day (R6). Words only: a member gives no marks.
    """
    if not (right := need(user, Permission.MEETING_ATTEND)):
        return right
    if not (free := conflicts.verdict(user, submission)):
        return free
    if submission.status not in OPEN_TO_REMARKS:
        return denied(phrases.REMARK_TOO_LATE)
    return ALLOWED if in_care else denied(phrases.REMARK_NOT_IN_CARE)


def may_withdraw_remark(user, remark) -> Verdict:
    """Only whoever wrote it takes a remark back."""
    return ALLOWED if remark.author_id == user.pk else denied(phrases.REMARK_OF_ANOTHER)
