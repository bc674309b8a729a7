"""What must hold of difficulties and their threads (khó khăn, vướng mắc, D10)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, Subquery

from core.invariants import BATCH, Finding, invariant

from .enums import DifficultyStatus as D
from .enums import MessageKind
from .models import Difficulty, DifficultyMessage


@invariant("DIF-01", "Mỗi vướng mắc mở đầu bằng câu hỏi, và chờ từ một câu hỏi có trong đó.")
def a_thread_begins_with_its_question(at: datetime) -> Iterator[Finding]:
    messages = DifficultyMessage.objects.filter(difficulty=OuterRef("pk"))
    first = messages.order_by("sent_at", "pk").values("kind")[:1]
    rows = Difficulty.objects.order_by("pk")
    for pk in rows.exclude(pk__in=rows.alias(first=Subquery(first)).filter(first=MessageKind.QUESTION)).values_list(
        "pk", flat=True
    ):
        yield Finding.of(Difficulty, pk, "không mở đầu bằng câu hỏi")
    asked = messages.filter(kind=MessageKind.QUESTION, sent_at=OuterRef("waiting_since"))
    waiting = rows.filter(waiting_since__isnull=False)
    for pk in waiting.filter(~Exists(asked)).values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Difficulty, pk, "ghi chờ từ một lúc không có câu hỏi nào")


@invariant("DIF-02", "Vướng mắc ghi đã trả lời có câu trả lời; ghi đang chờ thì chưa ai trả lời câu hỏi cuối.")
def status_follows_the_thread(at: datetime) -> Iterator[Finding]:
    answers = DifficultyMessage.objects.filter(difficulty=OuterRef("pk"), kind=MessageKind.ANSWER)
    rows = Difficulty.objects.order_by("pk")
    for pk in rows.filter(~Exists(answers), status=D.ANSWERED).values_list("pk", flat=True).iterator():
        yield Finding.of(Difficulty, pk, "ghi đã trả lời nhưng không có câu trả lời")
    late = answers.filter(sent_at__gt=OuterRef("waiting_since"))
    waiting = rows.filter(Exists(late), status__in=[D.WAITING, D.FORWARDED])
    for pk in waiting.values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Difficulty, pk, "ghi đang chờ nhưng đã được trả lời sau câu hỏi")


@invariant("DIF-03", "Vướng mắc thuộc nội dung của phong trào đó; bản đăng công khai có đủ hỏi, đáp.")
def difficulties_belong_to_their_movement(at: datetime) -> Iterator[Finding]:
    foreign = Difficulty.objects.filter(content_area__isnull=False).exclude(content_area__campaign=F("campaign"))
    for pk in foreign.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Difficulty, pk, "gắn với nội dung của phong trào khác")
    bare = Difficulty.objects.filter(Q(public_question="") | Q(public_answer=""), published_at__isnull=False)
    for pk in bare.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(Difficulty, pk, "đăng công khai nhưng thiếu câu hỏi hoặc câu trả lời")
