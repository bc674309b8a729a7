"""A third person marks a report again after a granted request (chấm lại theo kiến nghị).

The marks are a review of kind AGAIN beside those that count, on the hand-in the board was drawn up from. Complete, it
stands for the report, and the board is issued anew (`corrections`). It is somebody else's than the marks before and
than the granting; who took it may give it up, or have it taken, with a reason: another third person begins anew.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import User
from core import audit
from core.clock import database_now, ward_date
from core.phrases import SOMEONE_WAS_FASTER
from core.text import nfc
from core.verdict import require
from core.workflow import InvalidTransition

from .. import conflicts, office_letters, phrases
from ..enums import ReviewKind, ReviewStatus
from ..models import RankingBoard, Review, ScoreAppeal, Snapshot
from ..permissions_results import may_be_given_again, may_enter_again, may_hand_on, may_mark_again
from . import appeals, assigning, corrections, scoring, stopping

# Slots of reviews that do not count; those of reviewers lie below.
FIRST_SLOT = 101


@transaction.atomic
def take(appeal: ScoreAppeal, *, by, at: datetime | None = None) -> Review:
    """Take the marking of a granted request (nhận chấm lại); pressing again returns one's own review.

    Whoever took it and may not judge any more is stopped, with the marks kept. Raises Forbidden for those who marked
    the report or granted the request, and while another has it, InvalidTransition when somebody was faster.
    """
    at = at or database_now()
    appeals.hold(appeal, by=by)
    require(may_mark_again(by, appeal))
    before = appeal.marked_in
    if before is not None and before.reviewer_id == by.pk:
        return before
    if before is not None:
        barred = conflicts.of_people([before.reviewer_id], on=ward_date(at))[before.reviewer_id]
        _stop(appeal, by=by, why=stopping.why_stopped(before, barred) or phrases.STOPPED_RIGHT_LOST, at=at)
    review = _begin(appeal, by, at=at)
    audit.record("mark_again", review, by=by, new=ReviewStatus.OPEN, round=appeal.submission.rounds)
    return review


def successors(appeal: ScoreAppeal, *, on: date) -> list[User]:
    """Everybody of the office who may be given the marking on the ward day `on`, by name; at most four queries."""
    people = assigning.reviewers(on=on)
    barred = conflicts.of_people([person.pk for person in people], on=on)
    apart = set(Review.objects.filter(submission=appeal.submission_id).values_list("reviewer", flat=True))
    apart.add(appeal.answered_by_id)
    return [person for person in people if person.pk not in apart and not barred[person.pk].why(appeal.submission)]


@transaction.atomic
def hand_on(appeal: ScoreAppeal, *, to: User, reason: str, by, at: datetime | None = None) -> Review:
    """Give the marking to another third person (giao lại), who begins anew and gets a letter; the reason is kept.

    What was entered so far stays as history and counts for nothing. Raises Forbidden for those who marked the report
    first and for a successor who may not have it, ValidationError by field, InvalidTransition when nobody has it any
    more or somebody was faster.
    """
    at = at or database_now()
    if not (reason := nfc(reason).strip()):
        raise ValidationError({"reason": phrases.HAND_ON_NO_REASON})
    seen = appeal.review_id
    appeals.hold(appeal, by=by)
    conflicts.forget(to)
    require(may_hand_on(by, appeal))
    if appeal.review_id != seen:
        raise InvalidTransition(SOMEONE_WAS_FASTER)
    require(may_be_given_again(to, appeal))
    _stop(appeal, by=by, why=reason, at=at)
    review = _begin(appeal, to, at=at)
    audit.record("mark_again", review, by=by, new=ReviewStatus.OPEN, round=appeal.submission.rounds, reviewer=str(to))
    office_letters.handed_on(appeal, review, by=by, at=at)
    return review


def _stop(appeal: ScoreAppeal, *, by, why: str, at: datetime) -> None:
    """End the marking somebody has; the reason stays with it, for whoever asks later why it changed hands."""
    review = appeal.marked_in
    review.submission = appeal.submission
    if not stopping.stop(review, by=by, why=why, at=at):
        raise InvalidTransition(SOMEONE_WAS_FASTER)
    Review.objects.filter(pk=review.pk).update(reason=why)


def _begin(appeal: ScoreAppeal, reviewer: User, *, at: datetime) -> Review:
    """An open review of the hand-in the board was drawn up from; the one before stays, uncounted."""
    submission, before = appeal.submission, appeal.review
    highest = Review.objects.filter(submission=submission).aggregate(slot=Max("slot"))["slot"] or 0
    try:
        with transaction.atomic():
            review = Review.objects.create(
                submission=submission, snapshot=Snapshot.objects.get(submission=submission, number=submission.rounds),
                reviewer=reviewer, kind=ReviewKind.AGAIN, slot=max(highest + 1, FIRST_SLOT), started_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise InvalidTransition(SOMEONE_WAS_FASTER) from None
    if ScoreAppeal.objects.filter(pk=appeal.pk, review=before).update(review=review) != 1:
        raise InvalidTransition(SOMEONE_WAS_FASTER)
    appeal.review = review
    return review


@transaction.atomic
def complete(appeal: ScoreAppeal, *, reason: str, by, at: datetime | None = None) -> RankingBoard:
    """Close the new marks with their conclusion (hoàn thành chấm lại) and issue the board anew.

    Raises ValidationError without a conclusion, scoring.Incomplete while a criterion has no mark or a reason is owed,
    Forbidden for anybody but who took it, InvalidTransition once it was done.
    """
    at = at or database_now()
    submission = appeals.hold(appeal, by=by)
    review = appeal.marked_in
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
