"""A third person marks a report again after a granted request (chấm lại theo kiến nghị).

The marks are a review of kind AGAIN beside those that count, on the hand-in the board was drawn up from. Complete, it
stands for the report, and the board is issued anew (`corrections`).
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from core import audit
from core.clock import database_now
from core.phrases import SOMEONE_WAS_FASTER
from core.text import nfc
from core.verdict import require
from core.workflow import InvalidTransition

from .. import conflicts, phrases
from ..enums import ReviewKind, ReviewStatus
from ..models import RankingBoard, Review, ScoreAppeal, Snapshot, Submission
from ..permissions_results import may_enter_again, may_mark_again
from . import corrections, scoring, stopping

# Slots of reviews that do not count; those of reviewers lie below.
FIRST_SLOT = 101


def _hold(appeal: ScoreAppeal) -> Submission:
    """Hold the report's row, as every writer of reviews does, and read the request anew."""
    rows = Submission.objects.select_for_update(no_key=True, of=("self",)).select_related("unit", "person")
    submission = rows.get(pk=appeal.submission_id)
    appeal.refresh_from_db(from_queryset=ScoreAppeal.objects.select_related("review__reviewer", "board"))
    appeal.submission = submission
    return submission


@transaction.atomic
def take(appeal: ScoreAppeal, *, by, at: datetime | None = None) -> Review:
    """Take the marking of a granted request (nhận chấm lại); pressing again returns one's own review.

    Whoever took it and may not judge any more is stopped, with the marks kept. Raises Forbidden for those who marked
    the report or while another has it, InvalidTransition when somebody was faster.
    """
    at = at or database_now()
    submission = _hold(appeal)
    require(may_mark_again(by, appeal))
    before = appeal.review
    if before is not None and before.reviewer_id == by.pk:
        return before
    if before is not None:
        barred = conflicts.of_people([before.reviewer_id])[before.reviewer_id]
        before.submission = submission
        stopping.stop(before, by=by, why=stopping.why_stopped(before, barred) or phrases.STOPPED_RIGHT_LOST, at=at)
    highest = Review.objects.filter(submission=submission).aggregate(slot=Max("slot"))["slot"] or 0
    try:
        with transaction.atomic():
            review = Review.objects.create(
                submission=submission, snapshot=Snapshot.objects.get(submission=submission, number=submission.rounds),
                reviewer=by, kind=ReviewKind.AGAIN, slot=max(highest + 1, FIRST_SLOT), started_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise InvalidTransition(SOMEONE_WAS_FASTER) from None
    if ScoreAppeal.objects.filter(pk=appeal.pk, review=before).update(review=review) != 1:
        raise InvalidTransition(SOMEONE_WAS_FASTER)
    appeal.review = review
    audit.record("mark_again", review, by=by, new=ReviewStatus.OPEN, round=submission.rounds)
    return review


@transaction.atomic
def complete(appeal: ScoreAppeal, *, reason: str, by, at: datetime | None = None) -> RankingBoard:
    """Close the new marks with their conclusion (hoàn thành chấm lại) and issue the board anew.

    Raises ValidationError without a conclusion, scoring.Incomplete while a criterion has no mark or a reason is owed,
    Forbidden for anybody but who took it, InvalidTransition once it was done.
    """
    at = at or database_now()
    submission = _hold(appeal)
    review = appeal.review
    if review is None:
        raise InvalidTransition(phrases.MARK_AGAIN_NOT_YOURS)
    review.submission = submission
    require(may_enter_again(by, review))
    if not (reason := nfc(reason).strip()):
        raise ValidationError({"reason": phrases.MARK_AGAIN_NO_REASON})
    Review.objects.filter(pk=review.pk).update(reason=reason)
    review.reason = reason
    scoring.complete_review(review, by=by, at=at)
    return corrections.issue(appeal, by=by, at=at)
