"""A third person settles where reviewers differ too far (thống nhất điểm)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core import audit
from core.clock import database_now, ward_date
from core.phrases import SOMEONE_WAS_FASTER
from core.text import nfc
from core.verdict import Verdict, require
from core.workflow import InvalidTransition

from .. import conflicts, marks, phrases, reconciliation
from ..enums import ReviewKind, ReviewStatus
from ..models import Review, Snapshot, Submission
from . import scoring
from .ranking import board_still_open
from .reviewing import lock_report
from .stopping import stop_in_report


def former_reviewers(submission: Submission) -> list[int]:
    """Everybody who marked the latest hand-in, stopped reviews included; a third person is none of them."""
    rows = Review.objects.filter(submission=submission, snapshot__number=submission.rounds, kind=ReviewKind.MARK)
    return list(rows.values_list("reviewer", flat=True))


def start_verdict(user, submission: Submission, *, at: datetime) -> Verdict:
    """May `user` take the report to settle the difference now."""
    reviews = list(marks.current_reviews(submission).select_related("reviewer"))
    right = reconciliation.start_verdict(user, submission, reviews, former_reviewers(submission), on=ward_date(at))
    return right and board_still_open(submission)


@transaction.atomic
def start(submission: Submission, *, by, at: datetime | None = None) -> Review:
    """Take the report to settle its reviewers' difference (nhận thống nhất điểm); pressing again returns the review.

    Raises Forbidden where nothing is owed, for a reviewer of the report, with a conflict, on a locked board or when
    somebody has it already; InvalidTransition when somebody was faster.
    """
    at = at or database_now()
    lock_report(submission)
    conflicts.forget(by)
    stop_in_report(submission, by=by, at=at)
    require(start_verdict(by, submission, at=at))
    own = reconciliation.settled_by(marks.current_reviews(submission))
    if own:
        return own
    snapshot = Snapshot.objects.get(submission=submission, number=submission.rounds)
    try:
        with transaction.atomic():
            review = Review.objects.create(
                submission=submission, snapshot=snapshot, reviewer=by, kind=ReviewKind.RECONCILE, slot=0, started_at=at
            )
    except IntegrityError:
        raise InvalidTransition(SOMEONE_WAS_FASTER) from None
    audit.record("take_reconciliation", review, by=by, new=ReviewStatus.OPEN, round=snapshot.number)
    return review


@transaction.atomic
def settle(review: Review, *, reason: str, by, at: datetime | None = None) -> Review:
    """Close the third person's marks with the reason (thống nhất điểm): from now on their total stands for the report.

    Raises InvalidTransition for a reason shorter than the set length or over 2.000 characters, and as
    `scoring.complete_review` does.
    """
    at, reason = at or database_now(), nfc(reason).strip()
    if len(reason) < (least := reconciliation.reason_least(review.submission, on=ward_date(at))):
        raise InvalidTransition(phrases.RECONCILE_NEEDS_REASON.format(least=least))
    try:
        scoring.check_length(reason)
    except ValidationError as exc:
        raise InvalidTransition(exc.messages[0]) from None
    lock_report(review.submission)
    rows = Review.objects.filter(pk=review.pk, kind=ReviewKind.RECONCILE, status=ReviewStatus.OPEN, reviewer=by)
    rows.update(reason=reason)
    return scoring.complete_review(review, by=by, at=at)
