"""Totals and ranks, computed by the database in one query (tổng điểm, thứ hạng). Exact, never rounded.

A report's total is that of the third person who settled it, else the mean of its required reviewers. It is kept as a
fraction: `numerator`, a whole number of hundredths, over `denominator`, the number of reviewers. Totals over 1, 2 and 3
are compared over their common multiple 6, so that nothing is ever rounded (law.md 5.2; reliability goal 7). What is
missing has no total: a review that is not complete, and reviewers who differ by more than the set gap until a third
person has settled it (cần thống nhất). Zero is a mark like any other.
"""

from datetime import date
from fractions import Fraction

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Coalesce, Rank

from campaigns.figures import figure
from campaigns.models import ParticipantGroup, ReportingPeriod

from . import marks
from .enums import ReviewKind
from .enums import SubmissionStatus as S
from .models import Review, Submission

COMMON = 6
ON_BOARD = (S.SUBMITTED, S.UNDER_REVIEW, S.ACCEPTED)
WHOLE = BigIntegerField()
SCALE = F("numerator") * (Value(COMMON) / F("denominator"))


def total_of(numerator: int, denominator: int) -> Fraction:
    """Points as an exact fraction, from hundredths and the number of reviewers they are the mean of."""
    return Fraction(int(numerator), 100 * denominator)


def widest_gap(period: ReportingPeriod, *, on: date) -> int:
    """The widest difference between reviewers, in hundredths, that nobody has to settle on the ward day `on`."""
    return 100 * int(figure("reconcile_gap_points", on=on, campaign=period.campaign))


def finished(reviews: QuerySet[Review]) -> QuerySet:
    """Of complete `reviews`, one row per report that has enough of them, settled or not.

    `settled` is the third person's total, None without one; `summed`, `least` and `most` are of the others, all in
    hundredths; `needed` is how many reviewers the report's criteria set asks for.
    """
    given = Q(kind=ReviewKind.MARK)
    # Grouped by nothing but the report: more columns, above all names, would have to be sorted with it.
    rows = reviews.order_by().values("submission_id").annotate(
        needed=Max("submission__criteria_set__scorers"),
        settled=Max("total_hundredths", filter=Q(kind=ReviewKind.RECONCILE)),
        marked=Count("pk", filter=given),
        summed=Cast(Sum("total_hundredths", filter=given), WHOLE),
        least=Min("total_hundredths", filter=given),
        most=Max("total_hundredths", filter=given),
    )  # fmt: skip
    return rows.filter(Q(settled__isnull=False) | Q(marked=F("needed")))


def totals(reviews: QuerySet[Review], *, gap: int | None) -> QuerySet:
    """Of complete `reviews`, one row per report that has a total: `submission_id`, `numerator`, `denominator`.

    A third person's total stands alone, as `marks.counted_reviews` says. `gap` is what `widest_gap` says; None lets any
    difference stand.
    """
    rows = finished(reviews)
    if gap is not None:
        rows = rows.filter(Q(settled__isnull=False) | Q(most__lte=F("least") + gap))
    alone = When(settled__isnull=False, then=Value(1))
    return rows.annotate(
        numerator=Coalesce("settled", "summed", output_field=WHOLE),
        denominator=Case(alone, default=F("needed"), output_field=IntegerField()),
    )


def standing(period: ReportingPeriod, group: ParticipantGroup, *, on: date) -> QuerySet:
    """The ranking of one group in one year: one query whatever the number of reports, best first.

    Rows of `submission_id`, `numerator`, `denominator` and `rank` (1, 2, 2, 4). Who shows them orders a tie by name.
    """
    reviews = marks.complete_reviews().filter(
        submission__period=period, submission__group=group, submission__status__in=ON_BOARD
    )
    rows = totals(reviews, gap=widest_gap(period, on=on)).annotate(rank=Window(Rank(), order_by=SCALE.desc()))
    return rows.order_by("rank", "submission_id").values("submission_id", "numerator", "denominator", "rank")


def with_totals(submissions: QuerySet[Submission], *, gap: int | None) -> QuerySet[Submission]:
    """Annotate reports with `numerator` and `denominator`, both None where there is no total."""
    own = totals(marks.complete_reviews().filter(submission=OuterRef("pk")), gap=gap)
    return submissions.annotate(
        numerator=Subquery(own.values("numerator"), output_field=WHOLE),
        denominator=Subquery(own.values("denominator"), output_field=IntegerField()),
    )


def held_by_the_ward(period: ReportingPeriod, group: ParticipantGroup) -> QuerySet[Submission]:
    """Reports of the group that stand on its board, scored or not."""
    return Submission.objects.filter(period=period, group=group, status__in=ON_BOARD)


def unscored(period: ReportingPeriod, group: ParticipantGroup, *, on: date) -> QuerySet[Submission]:
    """Reports in the ward's hands that have no total yet (chưa chấm đủ, hoặc cần thống nhất)."""
    reports = with_totals(held_by_the_ward(period, group), gap=widest_gap(period, on=on))
    return reports.filter(numerator=None)


def unsettled(period: ReportingPeriod, group: ParticipantGroup, *, on: date) -> QuerySet:
    """Of the unscored, those every reviewer has finished but where they differ too far (cần thống nhất)."""
    reviews = marks.complete_reviews().filter(submission__in=held_by_the_ward(period, group))
    return unsettled_of(finished(reviews), gap=widest_gap(period, on=on)).values("submission_id")


def unsettled_of(rows: QuerySet, *, gap: int) -> QuerySet:
    """Of `finished` reports, those whose reviewers differ by more than `gap` and nobody has settled it."""
    return rows.filter(settled=None, most__gt=F("least") + gap)
