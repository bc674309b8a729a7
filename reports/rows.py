"""The rows behind the tables and papers: every report with what a line of it needs, in a constant number of queries."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from campaigns.models import CriteriaItem, Enrolment, ParticipantGroup, ReportingPeriod
from submissions.board import Row, rows_of
from submissions.enums import BoardStatus
from submissions.marks import counted_scores, self_points
from submissions.models import (
    Evidence,
    Initiative,
    RankingBoard,
    Score,
    Snapshot,
    Submission,
    SubmissionContent,
)

from . import figures

CHUNK = 2000


def _per_submission(rows: QuerySet, aggregate) -> Subquery:
    """One aggregate over the rows of each report, as a subquery: joins would multiply each other."""
    grouped = rows.filter(submission=OuterRef("pk")).order_by().values("submission").annotate(value=aggregate)
    return Subquery(grouped.values("value"))


def _count(rows: QuerySet) -> Coalesce:
    return Coalesce(_per_submission(rows, Count("pk")), 0, output_field=IntegerField())


def _in_vietnamese_order(rows: QuerySet) -> QuerySet:
    return rows.order_by("group__order", "group_id", Coalesce("unit__sort_key", "person__sort_key"), "pk")


def received_reports(period: ReportingPeriod) -> QuerySet[Submission]:
    """Reports the ward has received, by group and name, with the sums and counts of the report list."""
    rows = figures.handed_in(period).select_related("unit", "person__unit", "group", "period").with_deadline()
    # Handed in on time, taken back, handed in again too late: that hand-in counts (`handing_in.late_days`).
    late = Snapshot.objects.filter(submission=OuterRef("pk"), taken_at__gte=OuterRef("deadline"))
    late = late.order_by("number").values("taken_at")[:1]
    return _in_vietnamese_order(rows).annotate(
        late_from=Coalesce(Subquery(late), "first_submitted_at"),
        self_total=self_points(),
        evidence_count=_count(Evidence.objects.present()),
        initiative_count=_count(Initiative.objects.all()),
        content_count=_count(SubmissionContent.objects.exclude(results="")),
    )


def missing_subjects(period: ReportingPeriod) -> QuerySet[Enrolment]:
    """Who takes part and whose report the ward has not received, by group and name."""
    received = figures.handed_in(period)
    rows = (
        figures.taking_part(period)
        .exclude(unit_id__in=received.filter(unit__isnull=False).values("unit_id"), unit__isnull=False)
        .exclude(person_id__in=received.filter(person__isnull=False).values("person_id"), person__isnull=False)
    )
    return _in_vietnamese_order(rows.select_related("group", "unit", "person__unit"))


@dataclass(slots=True)
class Board:
    """The board of one group as the ranking page shows it, with what a table or paper adds to its lines."""

    group: ParticipantGroup
    lines: list[Row]
    locked: bool
    criteria: list[CriteriaItem] = field(default_factory=list)
    scorers: int = 1


def boards(period: ReportingPeriod) -> list[Board]:
    """The boards of all groups that have a scored report, in the plan's order (bảng điểm).

    The number of queries depends on the number of groups, not of reports.
    """
    stored = {board.group_id: board for board in RankingBoard.objects.filter(period=period)}
    groups = ParticipantGroup.objects.filter(pk__in=figures.handed_in(period).values("group_id")).order_by("order")
    found = []
    for group in groups:
        board = stored.get(group.pk) or RankingBoard(period=period, group=group)
        if not (lines := rows_of(board)):
            continue
        criteria = _criteria({line.submission.criteria_set_id for line in lines})
        scorers = criteria[0].criteria_set.scorers
        found.append(Board(group, lines, board.status == BoardStatus.LOCKED, criteria, scorers))
    return found


def _criteria(sets: set[int]) -> list[CriteriaItem]:
    """Every criterion and sub-criterion of the versions in use, each once, the newest version's first."""
    items = CriteriaItem.objects.filter(criteria_set__in=sets).select_related("criterion", "criteria_set")
    once = {}
    for item in items.order_by("-criteria_set__version", "order"):
        once.setdefault(key_of(item), item)
    return list(once.values())


def key_of(item: CriteriaItem) -> tuple[int | None, str]:
    """The same criterion in every version of a set: what it belongs to in the plan, and its own name."""
    return item.criterion_id, item.title


def marks(period: ReportingPeriod) -> Iterator[Score]:
    """Every mark of the scored reports, by group, name, criterion and scorer: the breakdown."""
    return (
        counted_scores()
        .filter(review__submission__in=figures.scored(period).values("pk"))
        .select_related(
            "review__submission__unit",
            "review__submission__person",
            "review__submission__group",
            "review__submission__criteria_set",
            "item__criteria_item__criterion",
        )
        .order_by(
            "review__submission__group__order",
            "review__submission__group_id",
            Coalesce("review__submission__unit__sort_key", "review__submission__person__sort_key"),
            "review__submission_id",
            "item__criteria_item__order",
            "review__slot",
        )
        .iterator(chunk_size=CHUNK)
    )
