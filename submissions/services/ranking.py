"""The ranking board of one group in one year (xếp hạng): exact totals, shared ranks, locking.

A total is the mean over the required reviewers of the sum of their marks. It is kept as a fraction: the whole number of
hundredths over the number of reviewers. Totals with 1, 2 and 3 reviewers are compared over their common multiple 6, so
that no division ever rounds.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.db.models import BigIntegerField, Count, F, OuterRef, QuerySet, Subquery, Sum, Value, Window
from django.db.models.functions import Coalesce, Rank

from campaigns.models import CriteriaItem, ParticipantGroup, ReportingPeriod
from core import audit
from core.clock import database_now, ward_date
from core.formats import format_date
from core.verdict import ALLOWED, Verdict, denied, require
from core.workflow import InvalidTransition

from .. import marks, phrases
from ..enums import BoardStatus
from ..enums import SubmissionStatus as S
from ..models import RankingBoard, RankingLine, Return, Submission
from ..permissions import may_lock

COMMON = 6
ON_BOARD = (S.SUBMITTED, S.UNDER_REVIEW, S.ACCEPTED)


def total_of(hundredths: int, scorers: int) -> Fraction:
    """Points as an exact fraction, from the sum of all marks in hundredths and the number of reviewers."""
    return Fraction(hundredths, 100 * scorers)


def with_totals(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Annotate `sum_hundredths`, `mark_count` (marks that count), `mark_target` (marks a total needs) and `scorers`."""
    counted = marks.counted_scores().filter(review__submission=OuterRef("pk")).order_by().values("review__submission")
    criteria = CriteriaItem.objects.filter(criteria_set=OuterRef("criteria_set")).order_by().values("criteria_set")
    whole = BigIntegerField()
    return submissions.annotate(
        sum_hundredths=Coalesce(
            Subquery(counted.annotate(total=Sum("points", output_field=whole)).values("total")), Value(0)
        ),
        mark_count=Coalesce(Subquery(counted.annotate(total=Count("pk")).values("total")), Value(0)),
        scorers=F("criteria_set__scorers"),
        mark_target=Coalesce(Subquery(criteria.annotate(total=Count("pk")).values("total")), Value(0)) * F("scorers"),
    )


def on_board(period: ReportingPeriod, group: ParticipantGroup) -> QuerySet[Submission]:
    """Reports of the group that the ward holds, with their totals."""
    return with_totals(Submission.objects.filter(period=period, group=group, status__in=ON_BOARD))


def scored(period: ReportingPeriod, group: ParticipantGroup) -> QuerySet[Submission]:
    """Reports with a total, best first, with `rank` (1, 2, 2, 4); inside a tie by the Vietnamese alphabet."""
    name = Coalesce("unit__sort_key", "person__sort_key")
    complete = on_board(period, group).filter(mark_target__gt=0, mark_count=F("mark_target"))
    scale = F("sum_hundredths") * Value(COMMON) / F("scorers")
    return complete.annotate(comparable=scale, rank=Window(Rank(), order_by=F("comparable").desc())).order_by(
        "rank", name, "pk"
    )


def unscored_count(period: ReportingPeriod, group: ParticipantGroup) -> int:
    """How many reports in the ward's hands have no total yet."""
    return on_board(period, group).exclude(mark_target__gt=0, mark_count=F("mark_target")).count()


def board_still_open(submission: Submission) -> Verdict:
    """Marks change only until the board of the report's group is locked."""
    boards = RankingBoard.objects.filter(
        period=submission.period_id, group=submission.group_id, status=BoardStatus.LOCKED
    )
    locked_at = boards.values_list("locked_at", flat=True).first()
    return denied(phrases.BOARD_LOCKED.format(day=format_date(locked_at))) if locked_at else ALLOWED


def board_of(period: ReportingPeriod, group: ParticipantGroup) -> RankingBoard:
    """The stored board, or a new one that is not saved."""
    return RankingBoard.objects.filter(period=period, group=group).first() or RankingBoard(period=period, group=group)


def open_returns(period: ReportingPeriod, group: ParticipantGroup) -> QuerySet[Return]:
    """Reports of the group that were given back and have not come again."""
    return Return.objects.filter(
        submission__period=period, submission__group=group, submission__status=S.RETURNED, resolved_at=None
    )


def lock_verdict(user, board: RankingBoard, *, at: datetime) -> Verdict:
    """May `user` lock the board now: everything scored, no return still within its term, at least one line."""
    if not (right := may_lock(user, board)):
        return right
    if missing := unscored_count(board.period, board.group):
        return denied(phrases.BOARD_NOT_SCORED.format(count=missing))
    if away := open_returns(board.period, board.group).filter(due_on__gte=ward_date(at)).count():
        return denied(phrases.BOARD_RETURNED.format(count=away))
    if not scored(board.period, board.group).exists():
        return denied(phrases.BOARD_EMPTY)
    return ALLOWED


@transaction.atomic
def lock_board(period: ReportingPeriod, group: ParticipantGroup, *, by, at: datetime | None = None) -> RankingBoard:
    """Lock the board (chốt bảng điểm): its lines are written once and nominations start from them.

    Reports given back whose term has passed stay out. Raises Forbidden with what is missing, InvalidTransition when
    somebody locked it first.
    """
    at = at or database_now()
    # Reviews and returns hold the report's row while they look at the board; hold them all, then look.
    held = Submission.objects.filter(period=period, group=group).exclude(status=S.DRAFT).order_by("pk")
    list(held.select_for_update(no_key=True).values_list("pk", flat=True))
    board, _ = RankingBoard.objects.get_or_create(period=period, group=group)
    require(lock_verdict(by, board, at=at))
    rows = RankingBoard.objects.filter(pk=board.pk, status=BoardStatus.OPEN)
    if rows.update(status=BoardStatus.LOCKED, locked_at=at, locked_by=by) != 1:
        raise InvalidTransition(phrases.BOARD_LOCKED.format(day=format_date(at)))
    board.refresh_from_db()
    RankingLine.objects.bulk_create(
        RankingLine(
            board=board, submission=report, rank=report.rank, total_numerator=report.sum_hundredths,
            total_denominator=report.scorers,
        )
        for report in scored(period, group)
    )  # fmt: skip
    audit.record("lock_board", board, by=by, old=BoardStatus.OPEN, new=BoardStatus.LOCKED, lines=board.lines.count())
    return board


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the page shows it. Points are exact fractions; `gap` is the spread between reviewers, None with one."""

    submission: Submission
    rank: int
    tied: bool
    total: Fraction
    self_total: Fraction | None
    gap: Fraction | None
    initiatives: int
    line_id: int | None

    @property
    def difference(self) -> Fraction | None:
        """Total minus self-score."""
        return None if self.self_total is None else self.total - self.self_total


def rows_of(board: RankingBoard) -> list[Row]:
    """The board's lines: the locked record, or the standing of this moment. Four queries whatever their number."""
    if board.status == BoardStatus.LOCKED:
        lines = board.lines.select_related("submission__unit", "submission__person")
        lines = lines.order_by("rank", Coalesce("submission__unit__sort_key", "submission__person__sort_key"), "pk")
        found = [(x.submission, x.rank, total_of(x.total_numerator, x.total_denominator), x.pk) for x in lines]
    else:
        reports = scored(board.period, board.group).select_related("unit", "person")
        found = [(x, x.rank, total_of(x.sum_hundredths, x.scorers), None) for x in reports]
    ids = [submission.pk for submission, *_ in found]
    gaps, selfs, initiatives = _gaps(ids), _self_totals(ids), _initiatives(ids)
    holders = Counter(rank for _, rank, *_ in found)
    return [
        Row(x, rank, holders[rank] > 1, total, selfs.get(x.pk), gaps.get(x.pk), initiatives.get(x.pk, 0), line)
        for x, rank, total, line in found
    ]


def _gaps(ids: list[int]) -> dict[int, Fraction]:
    sums: dict[int, list[int]] = {}
    rows = marks.counted_scores().filter(review__submission__in=ids).order_by().values("review__submission", "review")
    for row in rows.annotate(total=Sum("points", output_field=BigIntegerField())):
        sums.setdefault(row["review__submission"], []).append(row["total"])
    return {pk: Fraction(max(found) - min(found), 100) for pk, found in sums.items() if len(found) > 1}


def _self_totals(ids: list[int]) -> dict[int, Fraction]:
    rows = Submission.objects.filter(pk__in=ids).order_by().values("pk")
    totals = rows.annotate(total=Sum("items__self_score", output_field=BigIntegerField()))
    return {row["pk"]: Fraction(row["total"], 100) for row in totals if row["total"] is not None}


def _initiatives(ids: list[int]) -> dict[int, int]:
    rows = Submission.objects.filter(pk__in=ids).order_by().values("pk").annotate(total=Count("initiatives"))
    return {row["pk"]: row["total"] for row in rows}
