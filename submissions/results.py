"""What a unit or person reads about its own score once the board is published (kết quả thẩm định).

Never who gave which mark, never another unit's data: rank and number of reports of the group, no other scores.
"""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import F

from campaigns.enums import CriterionPart
from core.formats import format_points

from . import phrases
from .enums import BoardStatus
from .marks import counted_reviews
from .models import RankingBoard, RankingLine, Score, ScoreAppeal, Submission, SubmissionItem
from .totals import total_of


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion: the mark that counts (the mean of the reviewers, or the third person's), exact, and the notes."""

    item: SubmissionItem
    mark: Fraction | None
    notes: list[str]

    @property
    def takes_away(self) -> bool:
        """Minus points."""
        return self.item.criteria_item.part == CriterionPart.MINUS


@dataclass(frozen=True, slots=True)
class VersionLine:
    """What one version of the board said about the report, since when and why."""

    version: int
    total: Fraction
    rank: int
    of: int
    grade: str
    since: datetime | None
    why: str
    conclusion: str


@dataclass(frozen=True, slots=True)
class Result:
    """Everything on the page but the request form."""

    board: RankingBoard
    now: VersionLine
    tied: bool
    criteria: list[CriterionResult]
    versions: list[VersionLine]
    appeals: list[ScoreAppeal]

    @property
    def has_caps(self) -> bool:
        """Whether bonus or minus points are among the criteria."""
        return any(each.item.criteria_item.part != CriterionPart.BASE for each in self.criteria)


def _boards_of(submission: Submission):
    return RankingBoard.objects.filter(
        period=submission.period_id, group=submission.group_id, status=BoardStatus.LOCKED,
        lines__submission=submission, lines__version=F("version"),
    )  # fmt: skip


def published_board_of(submission: Submission) -> RankingBoard | None:
    """The published board on which the report stands, or None; one query."""
    return _boards_of(submission).filter(published_at__isnull=False).select_related("period", "group").first()


def published_line_of(submission: Submission) -> RankingLine | None:
    """The line on which the report's published score stands, or None; one query."""
    return RankingLine.objects.filter(
        submission=submission, board__published_at__isnull=False, version=F("board__version")
    ).first()


def points_in_words(line: RankingLine) -> str:
    """“85,5 điểm, thứ hạng 3 trong nhóm”."""
    points = format_points(total_of(line.total_numerator, line.total_denominator))
    return phrases.PUBLISHED_POINTS.format(points=points, rank=line.rank)


def locked_board_of(submission: Submission) -> RankingBoard | None:
    """The locked board on which the report stands, published or not, for the office's look before publishing."""
    return _boards_of(submission).select_related("period", "group").first()


def criteria_of(submission: Submission) -> list[CriterionResult]:
    """Criterion by criterion, with what counts; two queries."""
    reviews = counted_reviews().filter(submission=submission)
    marks: dict[int, list[Fraction]] = {}
    notes: dict[int, set[str]] = {}
    for score in Score.objects.filter(review__in=reviews, is_latest=True):
        if score.points is not None:
            marks.setdefault(score.item_id, []).append(Fraction(score.points))
        if score.note:
            notes.setdefault(score.item_id, set()).add(score.note)
    items = submission.items.select_related("criteria_item__criterion").order_by("criteria_item__order", "pk")
    # By their own letters: the order of reviewers would tell whose note is whose.
    return [CriterionResult(item, _mean(marks.get(item.pk)), sorted(notes.get(item.pk, ()))) for item in items]


def _mean(marks: list[Fraction] | None) -> Fraction | None:
    return sum(marks, Fraction(0)) / len(marks) if marks else None


def result_of(submission: Submission, board: RankingBoard, user) -> Result:
    """The page of one report on `board` as `user` may see it; a constant number of queries."""
    lines = list(RankingLine.objects.filter(board=board, submission=submission).order_by("version"))
    appeals = list(
        ScoreAppeal.objects.visible_to(user)
        .filter(submission=submission)
        .select_related("item__criteria_item__criterion", "review", "raised_by")
        .order_by("-raised_at", "-pk")
    )
    since = _moments(board)
    own = {appeal.granted_version: appeal for appeal in appeals if appeal.granted_version}
    count = RankingLine.objects.filter(board=board, version=board.version).count()
    versions = [_version(line, count, since.get(line.version), own.get(line.version)) for line in lines]
    now = next(version for version in versions if version.version == board.version)
    same = RankingLine.objects.filter(board=board, version=board.version, rank=now.rank).count()
    return Result(board, now, same > 1, criteria_of(submission), versions, appeals)


def _moments(board: RankingBoard) -> dict[int, datetime | None]:
    corrected = ScoreAppeal.objects.filter(board=board, granted_version__isnull=False)
    return {1: board.published_at, **dict(corrected.values_list("granted_version", "corrected_at"))}


def _version(line: RankingLine, of: int, since: datetime | None, appeal: ScoreAppeal | None) -> VersionLine:
    if line.version == 1:
        why = phrases.VERSION_FIRST
    else:
        why = phrases.VERSION_OWN if appeal else phrases.VERSION_OF_OTHERS
    total = total_of(line.total_numerator, line.total_denominator)
    conclusion = appeal.review.reason if appeal else ""
    return VersionLine(line.version, total, line.rank, of, line.grade, since, why, conclusion)
