"""What on a board was decided by a person and not by a rule (sửa tay), with the reason each of them gave.

Listed before the board is locked: marks that leave what their criterion's rule gives, differences a third person has
settled, extensions that turned a late report into one on time. Late reports are listed beside them: a fact, no change.
"""

from dataclasses import dataclass

from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from campaigns.models import ParticipantGroup, ReportingPeriod
from core.fields import PointsField

from . import marks, totals
from .enums import ReviewKind
from .models import Extension, Review, Score, Submission

# So many lines of each kind are shown; the count says how many there are.
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Changes:
    """The rows behind the list, as querysets in a fixed order."""

    marks: QuerySet[Score]
    settled: QuerySet[Review]
    extensions: QuerySet[Extension]
    late: QuerySet[Submission]

    @property
    def count(self) -> int:
        """How many changes the locking has to say a word about."""
        return self.marks.count() + self.settled.count() + self.extensions.count()


def overridden(scores: QuerySet[Score]) -> QuerySet[Score]:
    """Marks that leave what the rule of their criterion gave."""
    return scores.filter(by_rule__isnull=False).exclude(points=F("by_rule"))


def changes(period: ReportingPeriod, group: ParticipantGroup) -> Changes:
    """Everything done by hand for the reports on one board."""
    reports = totals.held_by_the_ward(period, group)
    counted = marks.counted_reviews().filter(submission__in=reports)
    of_a_report = reports.filter(
        Q(unit=OuterRef("unit"), unit__isnull=False) | Q(person=OuterRef("person"), person__isnull=False)
    )
    scores = overridden(marks.counted_scores().filter(review__submission__in=reports))
    return Changes(
        marks=scores.select_related(
            "review__submission__unit",
            "review__submission__person",
            "review__reviewer",
            "item__criteria_item__criterion",
        ).order_by("review__submission", "item__criteria_item__order", "pk"),
        settled=counted.filter(kind=ReviewKind.RECONCILE)
        .annotate(total_points=ExpressionWrapper(F("total_hundredths"), output_field=PointsField()))
        .select_related("submission__unit", "submission__person", "reviewer")
        .order_by("submission", "pk"),
        extensions=Extension.objects.filter(Exists(of_a_report), period=period)
        .select_related("unit", "person", "granted_by")
        .order_by("granted_at", "pk"),
        late=reports.late().select_related("unit", "person").order_by("submitted_at", "pk"),
    )
