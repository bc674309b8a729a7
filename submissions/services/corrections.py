"""A locked board issued anew after a granted request (bảng điểm bản mới)."""

from collections import Counter
from datetime import datetime
from fractions import Fraction

from django.db import transaction

from core import audit
from core.clock import ward_date
from core.phrases import SOMEONE_WAS_FASTER
from core.workflow import InvalidTransition

from .. import grades, results_letters
from ..enums import ReviewKind, ReviewStatus
from ..models import RankingBoard, RankingLine, Review, ScoreAppeal
from ..totals import total_of


@transaction.atomic
def issue(appeal: ScoreAppeal, *, by, at: datetime) -> RankingBoard:
    """Write the board's next version with the report's new total; former lines stay (bảng điểm bản mới).

    Every other total is that of the former version; ranks are reckoned anew over all, exactly. Letters to the unit
    concerned and to those whose rank moved. InvalidTransition when another version came first.
    """
    review = appeal.review
    _let_it_stand(review)
    board = RankingBoard.objects.select_for_update(no_key=True, of=("self",)).get(pk=appeal.board_id)
    lines = board.lines.filter(version=board.version)
    former = list(lines.select_related("submission__unit", "submission__person__unit", "submission__person__user"))
    if RankingBoard.objects.filter(pk=board.pk, version=board.version).update(version=board.version + 1) != 1:
        raise InvalidTransition(SOMEONE_WAS_FASTER)
    board.version += 1
    new = _next_version(board, former, review)
    RankingLine.objects.bulk_create(new)
    rows = ScoreAppeal.objects.filter(pk=appeal.pk, granted_version=None)
    if rows.update(granted_version=board.version, corrected_at=at) != 1:
        raise InvalidTransition(SOMEONE_WAS_FASTER)
    appeal.board, appeal.granted_version, appeal.corrected_at = board, board.version, at
    moved = [pair for pair in zip(former, new, strict=True) if pair[0].rank != pair[1].rank]
    others = [pair for pair in moved if pair[1].submission_id != appeal.submission_id]
    audit.record("correct_board", board, by=by, version=board.version, lines=len(new), changed=len(moved))
    results_letters.corrected(appeal, at=at)
    results_letters.rank_changed(appeal, others, at=at)
    return board


def _let_it_stand(review: Review) -> None:
    """Make the new marks those that count; a third person's marks that stood before are kept beside, uncounted."""
    reviews = Review.objects.filter(snapshot=review.snapshot_id)
    counting = reviews.filter(kind=ReviewKind.RECONCILE).exclude(status=ReviewStatus.STOPPED)
    place = review.slot
    # Through a slot nobody has: two reviews never hold one, not even for a moment.
    reviews.filter(pk=review.pk).update(slot=place + 1)
    counting.update(kind=ReviewKind.AGAIN, slot=place)
    reviews.filter(pk=review.pk).update(kind=ReviewKind.RECONCILE, slot=0)
    review.kind, review.slot = ReviewKind.RECONCILE, 0


def _next_version(board: RankingBoard, former: list[RankingLine], review: Review) -> list[RankingLine]:
    """The new lines in the order of the former ones, with shared ranks 1, 2, 2, 4 and their grades."""
    new = [
        RankingLine(
            board=board, submission=line.submission, version=board.version,
            total_numerator=line.total_numerator, total_denominator=line.total_denominator,
        )
        for line in former
    ]  # fmt: skip
    for line in new:
        if line.submission_id == review.submission_id:
            line.total_numerator, line.total_denominator = review.total_hundredths, 1
    totals = [total_of(line.total_numerator, line.total_denominator) for line in new]
    first: dict[Fraction, int] = {}
    for place, total in enumerate(sorted(totals, reverse=True), start=1):
        first.setdefault(total, place)
    holders = Counter(totals)
    # Grades by the scale the board was locked under.
    scale = grades.scale_of(board.period, on=ward_date(board.locked_at))
    for line, total in zip(new, totals, strict=True):
        line.rank, line.grade = first[total], ""
        if scale is not None:
            late = line.submission.is_late
            line.grade = scale.grade(total, rank=line.rank, holders=holders[total], lines=len(new), late=late)
    return new
