"""The office in the middle of its two weeks: reports shared out, a difference to settle, a filter kept (thẩm định)."""

from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import User
from core.clock import ward_date
from submissions import conflicts
from submissions.enums import ReviewKind, ReviewStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import Review, Submission
from submissions.queue import Choices
from submissions.services import assigning, saved_views, scoring

from .people import Ward
from .years import Stage

REVIEWERS = ("van-hoa", "van-hoa-2", "van-hoa-3")
SHARED_OUT = 3
TERM = timedelta(days=4)
# What the second reviewer leaves of a self-score: enough off for a third person to be needed.
SHARE = Decimal("0.8")
SEVERE = "Số liệu chưa có biểu xác nhận của cơ quan quản lý, chỉ tính phần có minh chứng."
FILTER, FILTERED = "Khối trường học", "trường"


def tell(ward: Ward, stage: Stage) -> None:
    """Share out the first reports that wait, let two reviewers differ on another, keep a filter for the office."""
    crew = [ward.accounts[login] for login in REVIEWERS]
    office, second, third = crew
    waiting = Submission.objects.filter(period=stage.period, status=S.SUBMITTED, unit__isnull=False).order_by("pk")
    pks = list(waiting.values_list("pk", flat=True)[:SHARED_OUT])
    assigning.assign_evenly(pks, among=crew, by=office, due_on=ward_date(stage.now + TERM), at=stage.now)
    _differ(stage, second, third, at=stage.now - timedelta(hours=1))
    saved_views.save_view(name=FILTER, choices=Choices(words=FILTERED), by=office)


def _differ(stage: Stage, second: User, third: User, *, at: datetime) -> None:
    """The second reviewer finishes the last report they have begun, far below the first; `third` may settle it."""
    begun = Review.objects.filter(
        submission__period=stage.period, submission__status=S.UNDER_REVIEW, reviewer=second, kind=ReviewKind.MARK,
        status=ReviewStatus.OPEN,
    )  # fmt: skip
    fit = begun.exclude(submission__in=Submission.objects.filter(conflicts.barred_subjects(third).reports()))
    units = fit.filter(submission__person=None)
    review = (units if units.exists() else fit).select_related("submission").order_by("-pk").first()
    if review is None:
        return
    for item in review.submission.items.select_related("criteria_item").order_by("criteria_item__order"):
        points = (item.self_score * SHARE * 2).to_integral_value() / 2
        note = SEVERE if points != item.self_score else ""
        scoring.save_score(review, item, by=second, points=points, note=note, at=at)
    scoring.complete_review(review, by=second, at=at)
