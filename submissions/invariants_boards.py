"""What must hold of boards after they are locked: versions, publishing, requests about scores (bảng điểm)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q

from core.invariants import BATCH, Finding, invariant

from .enums import AppealStatus, BoardStatus, ReviewStatus
from .grades import NAMES
from .models import RankingBoard, RankingLine, ScoreAppeal


@invariant(
    "BRD-01",
    "Các bản của một bảng điểm liền nhau từ 1, cùng các báo cáo, đúng nhóm và năm; bảng chưa chốt không có dòng.",
)
def board_versions_are_whole(at: datetime) -> Iterator[Finding]:
    boards = RankingBoard.objects.annotate(
        versions=Count("lines__version", distinct=True), first=Min("lines__version"), last=Max("lines__version"),
        reports=Count("lines__submission", distinct=True), written=Count("lines"),
    )  # fmt: skip
    for board in boards.order_by("pk").iterator(chunk_size=BATCH):
        if board.status != BoardStatus.LOCKED:
            if board.written or board.published_at or board.version != 1:
                yield Finding.of(RankingBoard, board.pk, "chưa chốt mà đã có dòng, có bản mới hoặc đã công bố")
            continue
        if (board.first, board.last, board.versions) != (1, board.version, board.version):
            yield Finding.of(RankingBoard, board.pk, "các bản không liền nhau từ 1 đến bản hiện hành")
        elif board.written != board.reports * board.versions:
            yield Finding.of(RankingBoard, board.pk, "có bản thiếu dòng của một báo cáo")
    strange = RankingLine.objects.exclude(submission__period=F("board__period"), submission__group=F("board__group"))
    for pk in strange.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(RankingLine, pk, "báo cáo của nhóm hoặc năm khác")


@invariant("BRD-02", "Bảng đã công bố thì đã chốt trước đó, và còn nhận kiến nghị một thời gian sau đó.")
def what_is_published_was_locked(at: datetime) -> Iterator[Finding]:
    published = RankingBoard.objects.filter(published_at__isnull=False)
    sound = Q(status=BoardStatus.LOCKED, locked_at__lte=F("published_at"), appeals_close_at__gt=F("published_at"))
    for pk in published.exclude(sound).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(RankingBoard, pk, "công bố trước khi chốt, hoặc không còn hạn nhận kiến nghị")


@invariant(
    "BRD-03", "Kiến nghị về điểm gửi trong hạn, về báo cáo có trên bảng đã công bố và về tiêu chí của chính báo cáo ấy."
)
def requests_are_about_what_was_published(at: datetime) -> Iterator[Finding]:
    line = RankingLine.objects.filter(
        board=OuterRef("board"), submission=OuterRef("submission"), version=OuterRef("board_version")
    )
    in_time = Q(raised_at__gte=F("board__published_at"), raised_at__lt=F("board__appeals_close_at"))
    sound = ScoreAppeal.objects.filter(
        Exists(line), in_time, Q(item=None) | Q(item__submission=F("submission")),
        Q(answered_at=None) | Q(answered_at__gte=F("raised_at")),
    )  # fmt: skip
    wrong = ScoreAppeal.objects.exclude(pk__in=sound.values("pk")).order_by("pk")
    for pk in wrong.values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(ScoreAppeal, pk, "ngoài hạn, hoặc không đúng bảng, báo cáo, tiêu chí")


@invariant("BRD-04", "Mỗi bản sau của bảng điểm do đúng một kiến nghị được chấp nhận; chấm lại xong thì có bản mới.")
def every_further_version_has_its_request(at: datetime) -> Iterator[Finding]:
    granted = ScoreAppeal.objects.filter(status=AppealStatus.GRANTED)
    done = granted.filter(granted_version=None, review__status=ReviewStatus.COMPLETE)
    early = granted.filter(Q(granted_version__lte=F("board_version")) | Q(granted_version__gt=F("board__version")))
    for pk in (done | early).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(ScoreAppeal, pk, "đã chấm lại mà không có bản bảng điểm của mình")
    boards = RankingBoard.objects.filter(status=BoardStatus.LOCKED).annotate(
        named=Count("appeals__granted_version", distinct=True)
    )
    for pk in boards.exclude(version=F("named") + 1).order_by("pk").values_list("pk", flat=True):
        yield Finding.of(RankingBoard, pk, "có bản không do kiến nghị nào, hoặc hai kiến nghị một bản")


@invariant("BRD-05", "Mọi dòng trong một bản của bảng điểm đều có xếp loại, hoặc đều không; xếp loại có trong thang.")
def grades_are_given_to_all_or_none(at: datetime) -> Iterator[Finding]:
    strange = RankingLine.objects.exclude(grade__in=["", *NAMES]).order_by("pk")
    for pk in strange.values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(RankingLine, pk, "xếp loại không có trong thang")
    versions = RankingLine.objects.order_by("board", "version").values("board", "version")
    counted = versions.annotate(lines=Count("pk"), bare=Count("pk", filter=Q(grade="")))
    for row in counted.filter(bare__gt=0, bare__lt=F("lines")):
        yield Finding.of(RankingBoard, row["board"], f"bản {row['version']} có dòng xếp loại, có dòng không")
