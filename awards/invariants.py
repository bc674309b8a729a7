"""What must hold of closed votes: every mark has its ballot. Looks at counts and checksums, says nothing of votes."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q

from core.invariants import BATCH, Finding, invariant

from .counting import is_endorsed
from .enums import PollStatus
from .models import BallotBox
from .services.polls import digest

SHUT = (PollStatus.CLOSED, PollStatus.COUNTED, PollStatus.PUBLISHED)
UNCOUNTED = ["entries", "receipts", "choices"]


@invariant("BAL-01", "Số người đã bỏ phiếu bằng số phiếu đã thu của từng dòng, kể cả khi đang bỏ phiếu.")
def marks_equal_ballots(at: datetime) -> Iterator[Finding]:
    voted = BallotBox.objects.filter(poll__status__in=[PollStatus.OPEN, *SHUT])
    # The open box itself is never read: casting keeps `turnout` beside it.
    cast = voted.defer(*UNCOUNTED).annotate(cast=Count("marks", filter=Q(marks__cast=True)))
    for box in cast.order_by("pk").iterator(chunk_size=BATCH):
        if box.cast != box.turnout:
            yield Finding.of(BallotBox, box.pk, "số người đã bỏ phiếu khác số phiếu đã thu")


@invariant("BAL-02", "Hòm phiếu đã đóng không còn cặp nào, hai danh sách cân nhau và khớp mã kiểm tra.")
def closed_boxes_balance(at: datetime) -> Iterator[Finding]:
    closed = BallotBox.objects.filter(poll__status__in=SHUT)
    for box in closed.order_by("pk").iterator(chunk_size=BATCH):
        if box.entries:
            yield Finding.of(BallotBox, box.pk, "đã đóng nhưng chưa tách danh sách")
        elif not box.turnout == len(box.receipts) == len(box.choices):
            yield Finding.of(BallotBox, box.pk, "hai danh sách không bằng số phiếu đã thu")
        elif digest(box.receipts, box.choices) != box.digest:
            yield Finding.of(BallotBox, box.pk, "hai danh sách không khớp mã kiểm tra")


@invariant("BAL-03", "Kết quả kiểm phiếu cộng lại bằng số phiếu đã thu, và kết luận đúng với mức cần.")
def counts_add_up(at: datetime) -> Iterator[Finding]:
    counted = BallotBox.objects.filter(yes__isnull=False).select_related("poll").defer(*UNCOUNTED)
    for box in counted.order_by("pk").iterator(chunk_size=BATCH):
        if box.yes + box.no + box.abstain + box.invalid != box.turnout:
            yield Finding.of(BallotBox, box.pk, "các số đếm không cộng bằng số phiếu đã thu")
        elif box.endorsed != is_endorsed(box.yes, box.base, box.threshold_percent, box.strict):
            yield Finding.of(BallotBox, box.pk, "kết luận không đúng với mức cần")
