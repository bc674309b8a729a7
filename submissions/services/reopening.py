"""Taking an accepted report up again, and one's own marks with it (mở lại).

Marks stay as they are: a complete review of the hand-in counts until its own reviewer opens it. A review that was
complete before the reopening may be opened once more by whoever gave its marks, never by another; opened, it has no
total until it is completed again. What the third person settled rests on the others' marks, so it opens with them.
Nothing is opened on a locked board: there a request about the score is the way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from core.clock import database_now
from core.text import nfc
from core.verdict import ALLOWED, Verdict, denied, require

from .. import conflicts, letters, marks, phrases
from ..enums import ReviewKind, ReviewStatus
from ..enums import SubmissionStatus as S
from ..models import Reopening, Review, Submission
from ..permissions import may_review
from ..workflow import WORKFLOW
from ..workflow_reviews import REVIEW_WORKFLOW
from .ranking import board_still_open
from .reviewing import lock_as_seen, lock_report


def reopening_verdict(user, submission: Submission) -> Verdict:
    """May `user` take the report up again: accepted, its board not locked, no nomination resting on it."""
    if not (step := WORKFLOW.may("reopen", user, submission)):
        return step
    if not (board := board_still_open(submission)):
        return board
    # Asked of the table above by its name alone: a nomination shows the council what was accepted.
    nominated = Submission.objects.filter(pk=submission.pk, nominations__isnull=False).exists()
    return denied(phrases.REOPEN_NOMINATED) if nominated else ALLOWED


@transaction.atomic
def reopen(submission: Submission, *, by, reason: str, at: datetime | None = None) -> Reopening:
    """Take an accepted report up again (mở lại) for a stated reason, and tell the unit in one letter.

    Raises ValidationError without a reason, Forbidden, InvalidTransition when it is not accepted any more.
    """
    at = at or database_now()
    reason = nfc(reason).strip()
    if not reason:
        raise ValidationError(phrases.REOPEN_NEEDS_REASON, code="reason")
    lock_as_seen(submission)
    conflicts.forget(by)
    if submission.status == S.ACCEPTED:
        require(reopening_verdict(by, submission))
    event = WORKFLOW.apply("reopen", submission, by=by, fields={"status_since": at}, reason=reason)
    row = Reopening.objects.create(
        submission=submission, number=submission.rounds, reason=reason, reopened_by=by, reopened_at=at
    )
    letters.send(letters.reopened(submission, reason), submission, key=f"reopened:{event.pk}", at=at)
    return row


def opening_verdict(user, review: Review, submission: Submission, reopenings: Sequence[Reopening]) -> Verdict:
    """May `user` change the marks of this complete review again; `reopenings` are those of the report."""
    if not (right := may_review(user, submission)):
        return right
    if review.reviewer_id != user.pk:
        return denied(phrases.FOREIGN_REVIEW)
    if review.status != ReviewStatus.COMPLETE:
        return denied(phrases.NOT_COMPLETE)
    if not (step := REVIEW_WORKFLOW.may("reopen_review", user, review)):
        return step
    since = [row.reopened_at for row in reopenings if row.number == submission.rounds == review.snapshot.number]
    if not since or review.completed_at >= max(since):
        return denied(phrases.NOT_REOPENED_SINCE)
    return board_still_open(submission)


@transaction.atomic
def open_own_review(review: Review, *, by) -> Review:
    """Open one's own complete marks again after the report was reopened (mở lại phần chấm); they keep their history.

    Raises Forbidden with the reason, InvalidTransition when it was opened in another window.
    """
    submission = review.submission
    lock_report(submission)
    conflicts.forget(by)
    review.refresh_from_db(from_queryset=Review.objects.select_for_update(no_key=True).select_related("snapshot"))
    review.submission = submission
    require(opening_verdict(by, review, submission, list(submission.reopenings.all())))
    _open(review, by=by)
    if review.kind == ReviewKind.MARK:
        settled = marks.current_reviews(submission).filter(kind=ReviewKind.RECONCILE, status=ReviewStatus.COMPLETE)
        for other in settled.select_related("snapshot"):
            other.submission = submission
            _open(other, by=by)
    return review


def _open(review: Review, *, by) -> None:
    REVIEW_WORKFLOW.apply(
        "reopen_review", review, by=by, fields={"completed_at": None, "total_hundredths": None}, slot=review.slot,
        round=review.snapshot.number,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offers:
    """What the page of a report offers its reader: to take up the report, or one's own marks."""

    report: Verdict
    own: Verdict


def offers(user, submission: Submission, own: Review | None, reopenings: Sequence[Reopening]) -> Offers:
    """Both verdicts for `user`; `own` is their review of the latest hand-in, its snapshot read."""
    mine = opening_verdict(user, own, submission, reopenings) if own else denied("")
    return Offers(reopening_verdict(user, submission), mine)
