"""What must hold of marks, reviews and locked boards (thẩm định, bảng điểm)."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate

from accounts.models import Membership
from core.clock import WARD
from core.invariants import BATCH, Finding, invariant

from .board import current_lines
from .enums import BoardStatus, ReviewStatus
from .enums import SubmissionStatus as S
from .models import RankingBoard, RankingLine, Review, Score, Snapshot, Submission, SubmissionItem
from .points import NUMBERS_ASKED, stated_hundredths
from .rules import handed_of, points_of, ruled_of
from .totals import COMMON, with_totals


@invariant("MRK-01", "Điểm tự chấm và điểm thẩm định nằm từ 0 đến điểm tối đa của tiêu chí.")
def marks_are_in_range(at: datetime) -> Iterator[Finding]:
    for model, column, most in (
        (SubmissionItem, "self_score", "criteria_item__max_points"),
        (Score, "points", "item__criteria_item__max_points"),
    ):
        wrong = model.objects.filter(Q(**{f"{column}__lt": 0}) | Q(**{f"{column}__gt": F(most)}))
        for pk in wrong.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
            yield Finding.of(model, pk, "điểm ngoài khoảng cho phép")


@invariant("MRK-02", "Không ai chấm báo cáo của chính mình hay của đơn vị mình đang giữ vai trò.")
def nobody_marks_their_own(at: datetime) -> Iterator[Finding]:
    # A role that began or ended on the very day says nothing about the hour of the mark.
    held = Membership.objects.filter(
        Q(starts_on=None) | Q(starts_on__lt=OuterRef("day")),
        Q(ends_on=None) | Q(ends_on__gt=OuterRef("day")),
        Q(unit=OuterRef("review__submission__unit")) | Q(unit=OuterRef("review__submission__person__unit")),
        user=OuterRef("review__reviewer"),
        awaits_confirmation=False,
    )
    marks = Score.objects.annotate(day=TruncDate("scored_at", tzinfo=WARD))
    own = marks.filter(Exists(held) | Q(review__submission__person__user=F("review__reviewer")))
    for pk in own.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Score, pk, "do người của chính đơn vị hoặc cá nhân báo cáo chấm")


@invariant("MRK-03", "Điểm, lượt chấm và bản đã nộp thuộc cùng một báo cáo; mỗi tiêu chí có đúng một điểm mới nhất.")
def marks_belong_together(at: datetime) -> Iterator[Finding]:
    foreign = Score.objects.exclude(item__submission=F("review__submission"))
    for pk in foreign.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Score, pk, "chấm tiêu chí của báo cáo khác")
    for pk in Review.objects.exclude(snapshot__submission=F("submission")).values_list("pk", flat=True).iterator():
        yield Finding.of(Review, pk, "chấm bản đã nộp của báo cáo khác")
    latest = Score.objects.filter(review=OuterRef("review"), item=OuterRef("item"), is_latest=True)
    lost = Score.objects.filter(~Exists(latest), is_latest=False)
    for pk in lost.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Score, pk, "tiêu chí này không còn điểm nào được tính")


@invariant("MRK-04", "Phần chấm xong có điểm của mọi tiêu chí; báo cáo đã chấp nhận có đủ số người chấm xong.")
def complete_reviews_are_whole(at: datetime) -> Iterator[Finding]:
    given = Score.objects.filter(
        item=OuterRef("pk"), review=OuterRef(OuterRef("pk")), is_latest=True, points__isnull=False
    )
    bare = SubmissionItem.objects.filter(~Exists(given), submission=OuterRef("submission"))
    for pk in Review.objects.filter(Exists(bare), status=ReviewStatus.COMPLETE).values_list("pk", flat=True).iterator():
        yield Finding.of(Review, pk, "ghi đã chấm xong nhưng còn tiêu chí chưa có điểm")
    accepted = Submission.objects.filter(status=S.ACCEPTED, criteria_set__isnull=False)
    # With a third person who has settled it, or as many complete reviews as it needs.
    short = with_totals(accepted, gap=None).filter(numerator=None)
    for pk in short.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Submission, pk, "đã chấp nhận nhưng chưa đủ số người chấm xong")


@invariant("MRK-05", "Tổng điểm và thứ hạng trên bảng đã chốt bằng kết quả tính lại từ điểm thẩm định.")
def locked_boards_add_up(at: datetime) -> Iterator[Finding]:
    for board in RankingBoard.objects.filter(status=BoardStatus.LOCKED).order_by("pk").iterator(chunk_size=BATCH):
        lines = current_lines(board).order_by("pk")
        # The gap allowed when it was locked may have been another one since.
        counted = with_totals(Submission.objects.filter(pk__in=lines.values("submission")), gap=None)
        totals = {row.pk: (row.numerator, row.denominator) for row in counted.iterator(chunk_size=BATCH)}
        # Exact: hundredths over 1, 2 or 3 reviewers, compared as sixths (totals).
        sums = {line.pk: line.total_numerator * COMMON // line.total_denominator for line in lines}
        above = sorted(sums.values())
        for line in lines:
            if totals[line.submission_id] != (line.total_numerator, line.total_denominator):
                yield Finding.of(RankingLine, line.pk, "tổng điểm khác tổng các điểm thẩm định")
            if line.rank != 1 + len(above) - bisect_right(above, sums[line.pk]):
                yield Finding.of(RankingLine, line.pk, "thứ hạng không đúng với tổng điểm")


@invariant("MRK-06", "Tổng tự chấm ghi bên báo cáo bằng tổng tự chấm trong bản đã nộp lần cuối; chưa nộp thì không có.")
def self_scores_are_those_handed_in(at: datetime) -> Iterator[Finding]:
    early = Submission.objects.filter(rounds=0, stated_hundredths__isnull=False).order_by("pk")
    for pk in early.values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Submission, pk, "chưa nộp mà đã ghi tổng tự chấm")
    last = Snapshot.objects.filter(number=F("submission__rounds")).order_by("submission")
    rows = last.values_list("submission", "submission__stated_hundredths", "data")
    for pk, stated, data in rows.iterator(chunk_size=100):
        if stated != stated_hundredths(data):
            yield Finding.of(Submission, pk, "tổng tự chấm khác bản đã nộp lần cuối")


@invariant("MRK-07", "Điểm theo cách tính ghi bên điểm thẩm định bằng điểm tính lại từ số liệu của bản đã nộp.")
def marks_keep_what_their_rule_gave(at: datetime) -> Iterator[Finding]:
    computed = Q(item__criteria_item__kind__in=[kind for kind, asked in NUMBERS_ASKED.items() if asked])
    judged = Score.objects.exclude(computed).filter(by_rule__isnull=False).order_by("pk")
    for pk in judged.values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Score, pk, "tiêu chí do người chấm mà ghi điểm theo cách tính")
    rows = Score.objects.filter(computed).order_by("pk").select_related("item__criteria_item")
    rows = rows.prefetch_related("review__snapshot", "item__criteria_item__steps")
    for score in rows.iterator(chunk_size=100):
        ruled = ruled_of([score.item], handed_of(score.review.snapshot))
        if score.by_rule != points_of(ruled, score.item_id):
            yield Finding.of(Score, score.pk, "điểm theo cách tính khác số liệu đã nộp")
