"""What must hold of reports given back for additions, and of what is asked in them (trả lại bổ sung)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate

from core.clock import WARD
from core.invariants import BATCH, Finding, invariant

from .enums import SubmissionStatus as S
from .models import Reopening, Return, ReturnNote, Snapshot, Submission
from .sections import sections_of


@invariant("RET-01", "Báo cáo đang trả lại có đúng một lần trả lại chưa trả lời, báo cáo khác thì không.")
def open_return_and_status_agree(at: datetime) -> Iterator[Finding]:
    is_open = Exists(Return.objects.filter(submission=OuterRef("pk"), resolved_at=None))
    rows = Submission.objects.order_by("pk")
    for pk in rows.filter(~is_open, status=S.RETURNED).values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Submission, pk, "đang trả lại nhưng không có đề nghị bổ sung nào đang mở")
    for pk in rows.filter(is_open).exclude(status=S.RETURNED).values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Submission, pk, "còn đề nghị bổ sung đang mở nhưng không ở trạng thái trả lại")


@invariant("RET-02", "Mỗi lần trả lại nêu ít nhất một chỗ, có lời đề nghị, và các ngày giờ theo đúng thứ tự.")
def a_return_says_what_and_by_when(at: datetime) -> Iterator[Finding]:
    rows = Return.objects.order_by("pk")
    empty = rows.annotate(asked=Count("notes", filter=~Q(notes__note=""))).exclude(asked=Count("notes"), asked__gt=0)
    for pk in empty.values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Return, pk, "không nêu chỗ nào, hoặc có chỗ không ghi đề nghị gì")
    day = TruncDate("returned_at", tzinfo=WARD)
    wrong = rows.alias(day=day).filter(Q(due_on__lt=F("day")) | Q(resolved_at__lt=F("returned_at")))
    for pk in wrong.values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Return, pk, "hạn bổ sung hoặc giờ nộp lại đứng trước lúc trả lại")


@invariant("RET-03", "Đề nghị bổ sung chỉ vào một mục có thật và một tệp của chính báo cáo đó.")
def notes_point_into_their_report(at: datetime) -> Iterator[Finding]:
    foreign = ReturnNote.objects.filter(evidence__isnull=False).exclude(evidence__submission=F("request__submission"))
    for pk in foreign.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(ReturnNote, pk, "nêu tệp của báo cáo khác")
    # Sections come from the plan, which may drop one in a later year: only what is still to be answered is asked.
    waiting = Return.objects.filter(resolved_at=None).select_related("submission__group", "submission__period")
    for request in waiting.order_by("pk").iterator(chunk_size=BATCH):
        known = {section.key for section in sections_of(request.submission)}
        for pk, section in request.notes.order_by("pk").values_list("pk", "section"):
            if section not in known:
                yield Finding.of(ReturnNote, pk, "nêu một mục không có trong báo cáo")


@invariant("RET-04", "Dấu “Đã sửa chỗ này” có người, có giờ, nằm giữa lúc trả lại và lúc nộp lại.")
def ticks_have_who_and_when(at: datetime) -> Iterator[Finding]:
    half = Q(done_at=None, done_by__isnull=False) | Q(done_at__isnull=False, done_by=None)
    outside = Q(done_at__lt=F("request__returned_at")) | Q(done_at__gt=F("request__resolved_at"))
    for pk in ReturnNote.objects.filter(half | outside).order_by("pk").values_list("pk", flat=True).iterator():
        yield Finding.of(ReturnNote, pk, "dấu đã sửa thiếu người hoặc giờ, hoặc ngoài thời gian bổ sung")


@invariant("RET-05", "Mỗi lần mở lại nêu lý do và một lần nộp có thật của báo cáo, sau lúc nộp ấy.")
def reopenings_name_a_hand_in(at: datetime) -> Iterator[Finding]:
    handed_in = Snapshot.objects.filter(
        submission=OuterRef("submission"), number=OuterRef("number"), taken_at__lte=OuterRef("reopened_at")
    )
    for pk in (
        Reopening.objects.filter(~Exists(handed_in) | Q(reason=""))
        .order_by("pk")
        .values_list("pk", flat=True)
        .iterator(chunk_size=BATCH)
    ):
        yield Finding.of(Reopening, pk, "không có lý do, hoặc không đúng lần nộp")
