"""Stopping a review whose reviewer may no longer judge the report (dừng chấm).

The rows stay as history, with one row in the log; the marks count no more and the slot is free for another. It happens
at once when an interest is declared, when somebody else takes the report, and by the sweep for what came from
elsewhere: a role that ended, a reviewer who has joined the unit. An accepted report keeps the marks it was accepted on;
what somebody enters after a granted request is stopped like any other open marks, and a third person begins anew.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import has_permission
from core.clock import database_now, ward_date
from core.workflow import InvalidTransition

from .. import conflicts, phrases
from ..enums import ReviewKind, ReviewStatus
from ..enums import SubmissionStatus as S
from ..models import Interest, Review, Submission
from ..workflow_reviews import REVIEW_WORKFLOW
from .ranking import board_still_open


def _standing():
    """Reviews of the latest hand-in of reports in the reviewers' hands, and marks of granted requests being entered."""
    under_review = Q(submission__status=S.UNDER_REVIEW, snapshot__number=F("submission__rounds"))
    again = Q(kind=ReviewKind.AGAIN, status=ReviewStatus.OPEN)
    return Review.objects.filter(under_review | again).exclude(status=ReviewStatus.STOPPED)


def stop(review: Review, *, by, why: str, at: datetime) -> bool:
    """Stop one review with the reason `why` (dừng chấm); False when somebody changed it first."""
    fields = {"stopped_at": at, "total_hundredths": None}
    try:
        REVIEW_WORKFLOW.apply("stop_review", review, by=by, fields=fields, slot=review.slot, why=why)
    except InvalidTransition:
        return False
    return True


def why_stopped(review: Review, barred: conflicts.Barred) -> str:
    """Why the review may not stand, "" when it may. A right lost later does not undo marks that were complete."""
    if kind := barred.why(review.submission):
        return phrases.STOPPED_BECAUSE[kind]
    lost = review.status == ReviewStatus.OPEN and not has_permission(review.reviewer, Permission.SUBMISSION_REVIEW)
    return phrases.STOPPED_RIGHT_LOST if lost else ""


@transaction.atomic
def stop_in_report(submission: Submission, *, by, at: datetime) -> int:
    """Stop the reviews of the report that may not stand; the caller holds its row. Returns how many."""
    reviews = _standing().filter(submission=submission)
    if not board_still_open(submission):
        # A locked board is the record: its marks stand; those of a granted request are not in it yet.
        reviews = reviews.filter(kind=ReviewKind.AGAIN)
    reviews = list(reviews.select_related("reviewer", "submission__person"))
    barred = conflicts.of_people({review.reviewer_id for review in reviews}, on=ward_date(at))
    found = [(review, why_stopped(review, barred[review.reviewer_id])) for review in reviews]
    return sum(stop(review, by=by, why=why, at=at) for review, why in found if why)


@transaction.atomic
def stop_for_interest(interest: Interest, *, by, at: datetime) -> int:
    """Stop the reviews the declared interest touches (xung đột lợi ích); returns how many."""
    of_unit = Q(submission__unit=interest.unit_id) | Q(submission__person__unit=interest.unit_id)
    touched = of_unit if interest.unit_id else Q(submission__person=interest.person_id)
    return _stop_each(_standing().filter(touched, reviewer=interest.user_id), by=by, at=at)


def stop_where_needed(*, at: datetime | None = None) -> int:
    """Stop every review that may not stand any more (việc định kỳ); returns how many.

    Running it again changes nothing.
    """
    at = at or database_now()
    people = User.objects.filter(pk__in=_standing().order_by().values("reviewer")).order_by("pk")
    barred = conflicts.of_people(people.values_list("pk", flat=True), on=ward_date(at))
    stopped = 0
    for user in people:
        touched = Q(submission__in=Submission.objects.filter(barred[user.pk].reports()))
        if not has_permission(user, Permission.SUBMISSION_REVIEW):
            touched |= Q(status=ReviewStatus.OPEN)
        stopped += _stop_each(_standing().filter(touched, reviewer=user), by=None, at=at)
    return stopped


def _stop_each(reviews, *, by, at: datetime) -> int:
    """Report by report in a fixed order, so that two of these never wait for each other."""
    stopped = 0
    for pk in sorted(set(reviews.order_by().values_list("submission", flat=True))):
        with transaction.atomic():
            report = Submission.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
            stopped += stop_in_report(report, by=by, at=at)
    return stopped
