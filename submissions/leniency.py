"""How strict each reviewer is beside the others (độ lệch của người chấm): shown to the office, never used on a score.

Only reports whose required reviewers have all finished are looked at, so that nobody learns a blind mark from it.
"""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from accounts.models import User
from campaigns.models import ReportingPeriod

from . import marks, totals
from .enums import ReviewKind
from .models import Review, Submission

# Means over fewer reports say more about the reports than about the reviewer.
LEAST_REPORTS = 3
WHOLE = BigIntegerField()


@dataclass(frozen=True, slots=True)
class Figures:
    """One reviewer's figures in points, exact; None where fewer than LEAST_REPORTS reports bear them.

    `compared` of the `reports` were marked by others too: `mean` and `median` are over the differences of this
    reviewer's totals from the mean of the others'. `from_self` is the mean difference from the self-scores.
    """

    reviewer: User
    reports: int
    compared: int
    mean: Fraction | None
    median: Fraction | None
    from_self: Fraction | None


def _compared(period: ReportingPeriod) -> QuerySet[Review]:
    """Complete reviews with `twice`, twice the difference from the mean of the others in hundredths, a whole number."""
    complete = Review.objects.filter(kind=ReviewKind.MARK, total_hundredths__isnull=False)
    others = complete.filter(snapshot=OuterRef("snapshot")).exclude(pk=OuterRef("pk")).order_by().values("snapshot")
    reviews = complete.filter(
        submission__period=period, submission__status__in=totals.ON_BOARD, snapshot__number=F("submission__rounds")
    ).annotate(
        others=Coalesce(
            Subquery(others.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), Value(0)
        ),
        theirs=Subquery(others.annotate(value=Sum("total_hundredths")).values("value"), output_field=WHOLE),
    )
    two = Value(2, output_field=WHOLE)
    theirs = Case(When(others=1, then=two * F("theirs")), default=F("theirs"), output_field=WHOLE)
    return reviews.filter(others=F("submission__criteria_set__scorers") - 1).annotate(
        twice=Case(When(others__gt=0, then=two * F("total_hundredths") - theirs), output_field=WHOLE)
    )


def figures_of(period: ReportingPeriod) -> list[Figures]:
    """Every reviewer of the year by name; three queries whatever the number of reports."""
    own = Submission.objects.filter(pk=OuterRef("submission")).annotate(given=marks.self_hundredths())
    reviews = _compared(period).annotate(own=Subquery(own.values("given"), output_field=WHOLE))
    rows = reviews.order_by().values("reviewer").annotate(
        reports=Count("pk"), compared=Count("twice"), sum_twice=Sum("twice", output_field=WHOLE),
        self_scored=Count("own"), sum_self=Sum(F("total_hundredths") - F("own"), output_field=WHOLE),
    )  # fmt: skip
    found = list(rows)
    people = User.objects.in_bulk([row["reviewer"] for row in found])
    medians = _medians(period)
    made = [
        Figures(
            reviewer=people[row["reviewer"]],
            reports=row["reports"],
            compared=row["compared"],
            mean=_mean(row["sum_twice"], row["compared"], 200),
            median=medians.get(row["reviewer"]) if row["compared"] >= LEAST_REPORTS else None,
            from_self=_mean(row["sum_self"], row["self_scored"], 100),
        )
        for row in found
    ]
    return sorted(made, key=lambda one: (str(one.reviewer), one.reviewer.pk))


def _mean(total: int | None, number: int, per_point: int) -> Fraction | None:
    return Fraction(total, per_point * number) if number >= LEAST_REPORTS else None


def _medians(period: ReportingPeriod) -> dict[int, Fraction]:
    """The middle difference of each reviewer, the mean of the two middle ones where their number is even."""
    place = Window(RowNumber(), partition_by=F("reviewer"), order_by=(F("twice"), F("pk")))
    number = Window(Count("pk"), partition_by=F("reviewer"))
    placed = _compared(period).filter(twice__isnull=False).annotate(place=place, number=number)
    # In whole numbers: the middle is where twice the place is the number of rows, or up to two more.
    middle = placed.annotate(past=F("place") * 2 - F("number")).filter(past__gte=0, past__lte=2)
    found: dict[int, list[int]] = defaultdict(list)
    for row in middle.order_by().values("reviewer", "twice"):
        found[row["reviewer"]].append(row["twice"])
    return {pk: Fraction(sum(values), 200 * len(values)) for pk, values in found.items()}
