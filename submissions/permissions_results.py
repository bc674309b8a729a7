"""Who may do what with published scores and requests about them. Who comes first, then state; a no says why."""

from accounts.enums import Permission
from accounts.permissions import need
from core.formats import format_date
from core.verdict import ALLOWED, Verdict, denied

from . import phrases
from .enums import AppealStatus, BoardStatus, ReviewStatus
from .models import Review
from .permissions import may_review, owns


def may_publish(user, board) -> Verdict:
    """The office publishes a locked board once, for ever."""
    if not (right := need(user, Permission.RANKING_LOCK)):
        return right
    if board.status != BoardStatus.LOCKED:
        return denied(phrases.PUBLISH_NOT_LOCKED)
    if board.published_at:
        return denied(phrases.PUBLISHED_ALREADY.format(day=format_date(board.published_at)))
    return ALLOWED


def may_read_inbox(user) -> Verdict:
    """Requests about scores are read in the Culture-Society office."""
    return need(user, Permission.SUBMISSION_REVIEW)


def may_ask_about(user, submission) -> Verdict:
    """Whoever may write for the unit, or the person, asks about its score; the calendar is asked apart."""
    return owns(user, submission)


def marked_it(user, submission) -> bool:
    """Whether the user ever had a review of the report, finished, open or stopped."""
    return Review.objects.filter(submission=submission, reviewer=user.pk).exists()


def may_answer_appeal(user, appeal) -> Verdict:
    """Somebody of the office who has no part in the report: neither its unit's nor one of its reviewers."""
    if not (right := may_review(user, appeal.submission)):
        return right
    return denied(phrases.APPEAL_MARKED_IT) if marked_it(user, appeal.submission) else ALLOWED


def may_be_given_again(user, appeal) -> Verdict:
    """A third person marks again: nobody who ever marked the report, nor whoever granted the request.

    That a published score is opened and what it becomes are two levels (law.md 5.2): one person alone never does both
    (threat 16). A council asked why a rank moved can name who said that it should be looked at, who looked, and who had
    marked before: three or more people, no two of these the same.
    """
    if not (right := may_review(user, appeal.submission)):
        return right
    if appeal.answered_by_id == user.pk:
        return denied(phrases.MARK_AGAIN_GRANTER)
    return denied(phrases.MARK_AGAIN_THIRD) if marked_it(user, appeal.submission) else ALLOWED


def _being_marked(appeal) -> Verdict:
    """A granted request whose new marks are not complete."""
    if appeal.status != AppealStatus.GRANTED:
        return denied(phrases.MARK_AGAIN_NOT_GRANTED)
    return denied(phrases.MARK_AGAIN_DONE) if appeal.corrected_at else ALLOWED


def may_mark_again(user, appeal) -> Verdict:
    """A third person takes a granted request (`may_be_given_again`), unless another has it who may go on."""
    if not (right := may_review(user, appeal.submission) and _being_marked(appeal)):
        return right
    if review := appeal.marked_in:
        if review.reviewer_id == user.pk:
            return ALLOWED
        if may_review(review.reviewer, appeal.submission):
            return denied(phrases.MARK_AGAIN_TAKEN.format(who=review.reviewer))
    # Nobody has it, or whoever had it may not judge any more: a third person begins.
    return may_be_given_again(user, appeal)


def may_hand_on(user, appeal) -> Verdict:
    """Whoever marks again gives it up, or the office takes it from them: somebody with no part in the report's marks.

    Those who marked the report first have no say in who marks it again.
    """
    if not (right := may_review(user, appeal.submission) and _being_marked(appeal)):
        return right
    if not (review := appeal.marked_in):
        return denied(phrases.HAND_ON_NOBODY_HAS_IT)
    if review.reviewer_id == user.pk:
        return ALLOWED
    return denied(phrases.HAND_ON_MARKED_IT) if marked_it(user, appeal.submission) else ALLOWED


def may_enter_again(user, review) -> Verdict:
    """Marks of a granted request are entered by whoever took it, on a locked board, until they are complete."""
    if review.reviewer_id != user.pk:
        return denied(phrases.MARK_AGAIN_NOT_YOURS)
    if review.status != ReviewStatus.OPEN:
        return denied(phrases.MARK_AGAIN_DONE)
    return may_mark_again(user, review.appeal)
