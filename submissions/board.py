"""The board as a page or table shows it (bảng xếp hạng): the locked record, or the standing of this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, Max, Min, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce

from campaigns.figures import figure
from campaigns.models import ParticipantGroup, ReportingPeriod
from core.clock import database_now, ward_date

from . import grades, marks, totals
from .enums import BoardStatus, ReviewKind
from .models import Initiative, RankingBoard, RankingLine, Review, Submission

# One line as the database gives it; see `lines_of`.
Line = dict[str, Any]


def board_of(period: ReportingPeriod, group: ParticipantGroup) -> RankingBoard:
    """The stored board, or a new one that is not saved."""
    found = RankingBoard.objects.filter(period=period, group=group).select_related("locked_by").first()
    return found or RankingBoard(period=period, group=group)


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the page shows it. Points are exact fractions.

    `gap` is the spread between the reviewers, None with one; `settled` says that a third person's marks stand.
    `holders` reports share the rank.
    """

    submission: Submission
    rank: int
    holders: int
    numerator: int
    denominator: int
    self_total: Fraction | None
    gap: Fraction | None
    settled: bool
    initiatives: int
    grade: str
    line_id: int | None

    @property
    def total(self) -> Fraction:
        """The exact total in points."""
        return totals.total_of(self.numerator, self.denominator)

    @property
    def tied(self) -> bool:
        """Does somebody share the rank."""
        return self.holders > 1

    @property
    def difference(self) -> Fraction | None:
        """Total minus self-score."""
        return None if self.self_total is None else self.total - self.self_total


def current_lines(board: RankingBoard) -> QuerySet[RankingLine]:
    """The lines of a locked board that count: those of its latest version."""
    return RankingLine.objects.filter(board=board, version=board.version)


def lines_of(board: RankingBoard, *, on: date | None = None) -> QuerySet:
    """The board's lines in order, to be cut into pages: what `rows_of` makes rows from. `on` is today if not said."""
    name = Coalesce("submission__unit__sort_key", "submission__person__sort_key")
    if board.status == BoardStatus.LOCKED:
        lines = current_lines(board).order_by("rank", name, "submission_id")
        return lines.values(
            "submission_id", "rank", "grade", line=F("pk"), numerator=F("total_numerator"),
            denominator=F("total_denominator"), holders=Window(Count("*"), partition_by=F("rank")),
        )  # fmt: skip
    rows = totals.standing(board.period, board.group, on=on or ward_date(database_now()))
    rows = rows.annotate(holders=Window(Count("*"), partition_by=totals.SCALE), name=Min(name))
    return rows.order_by("rank", "name", "submission_id")


def rows_of(
    board: RankingBoard, lines: Sequence[Line] | None = None, *, count: int | None = None, on: date | None = None
) -> list[Row]:
    """Rows of `lines`, some of the `count` lines of the board, or of all; a constant number of queries."""
    on = on or ward_date(database_now())
    if lines is None:
        lines = list(lines_of(board, on=on))
        count = len(lines)
    ids = [line["submission_id"] for line in lines]
    reports = Submission.objects.select_related("unit", "person__unit").order_by()
    found = reports.annotate(
        self_hundredths=marks.self_hundredths(), initiative_count=_initiatives(), **_spread()
    ).in_bulk(ids)
    scale = None if board.status == BoardStatus.LOCKED else grades.scale_of(board.period, on=on)
    return [_row(line, found[line["submission_id"]], scale, count) for line in lines]


def _initiatives() -> Coalesce:
    own = Initiative.objects.filter(submission=OuterRef("pk")).order_by().values("submission")
    return Coalesce(Subquery(own.annotate(number=Count("pk")).values("number")), 0)


def _spread() -> dict[str, Subquery]:
    """The least and most a reviewer of the latest hand-in gave, and whether a third person's marks stand."""
    whole = BigIntegerField()
    complete = Review.objects.filter(
        submission=OuterRef("pk"), snapshot__number=OuterRef("rounds"), total_hundredths__isnull=False
    )
    given = complete.filter(kind=ReviewKind.MARK).order_by().values("submission")
    return {
        "least": Subquery(given.annotate(value=Min("total_hundredths")).values("value"), output_field=whole),
        "most": Subquery(given.annotate(value=Max("total_hundredths")).values("value"), output_field=whole),
        "reviewers": Subquery(given.annotate(value=Count("pk")).values("value")),
        "is_settled": Exists(complete.filter(kind=ReviewKind.RECONCILE)),
    }


def _row(line: Line, report: Submission, scale: grades.Scale | None, count: int | None) -> Row:
    total, given = totals.total_of(line["numerator"], line["denominator"]), line.get("grade", "")
    if scale is not None:
        given = scale.grade(total, rank=line["rank"], holders=line["holders"], lines=count or 0, late=report.is_late)
    own = report.self_hundredths
    return Row(
        submission=report,
        rank=line["rank"],
        holders=line["holders"],
        numerator=int(line["numerator"]),
        denominator=line["denominator"],
        self_total=None if own is None else Fraction(own, 100),
        gap=Fraction(report.most - report.least, 100) if (report.reviewers or 0) > 1 else None,
        settled=report.is_settled,
        initiatives=report.initiative_count,
        grade=given,
        line_id=line.get("line"),
    )


def quota_of(period: ReportingPeriod, count: int, *, on: date) -> int | None:
    """How many of `count` lines may be proposed for an award, rounded down; None when no quota is set."""
    percent = int(figure("award_quota_percent", on=on, campaign=period.campaign))
    return count * percent // 100 if percent else None
