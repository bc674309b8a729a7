"""What must hold of the log and of the letters that wait."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from . import seal_check
from .enums import MessageStatus
from .invariants import BATCH, Finding, invariant
from .models import OutboxMessage

# A lease that ran out is found by the sweep of the next minute; this many later nobody sweeps.
SWEPT_WITHIN = timedelta(minutes=5)


@invariant("LOG-01", "Chuỗi niêm phong của nhật ký nguyên vẹn.")
def log_is_as_written(at: datetime) -> Iterator[Finding]:
    for found in seal_check.check(now=at).findings:
        yield Finding(f"dòng nhật ký số {found.event_id}" if found.event_id else "chuỗi nhật ký", found.what)


@invariant("OUT-01", "Không có thư nào đang gửi mà lượt giữ của máy gửi đã hết.")
def nothing_is_sent_for_ever(at: datetime) -> Iterator[Finding]:
    held = OutboxMessage.objects.filter(status=MessageStatus.SENDING)
    lost = held.filter(Q(leased_until=None) | Q(leased_until__lt=at - SWEPT_WITHIN))
    for pk in lost.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Finding.of(OutboxMessage, pk, "ghi đang gửi nhưng không còn máy nào gửi")


@invariant("OUT-02", "Thư đã gửi có giờ gửi; thư không đang gửi thì không ai giữ.")
def letters_say_what_became_of_them(at: datetime) -> Iterator[Finding]:
    rows = OutboxMessage.objects.order_by("pk")
    for pk in rows.filter(status=MessageStatus.SENT, sent_at=None).values_list("pk", flat=True).iterator():
        yield Finding.of(OutboxMessage, pk, "ghi đã gửi nhưng không có giờ gửi")
    free = rows.exclude(status=MessageStatus.SENDING).filter(~Q(lease="") | Q(leased_until__isnull=False))
    for pk in free.values_list("pk", flat=True).iterator():
        yield Finding.of(OutboxMessage, pk, "không đang gửi nhưng vẫn có máy giữ")
