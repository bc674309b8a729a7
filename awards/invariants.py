"""What must hold of votes: every mark has its ballot. Looks at counts and checksums, says nothing of votes."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q

from core.invariants import BATCH, Finding, invariant

from . import counting
from .enums import PollStatus
from .models import BallotBox, BallotReceipt, Poll, WrittenOpinion
from .services.polls import digest, marked, paper_of

SHUT = (PollStatus.CLOSED, PollStatus.COUNTED, PollStatus.PUBLISHED)
OPENED = (PollStatus.OPEN, *SHUT)
UNCOUNTED = ["entries", "receipts", "choices"]


@invariant("BAL-01", "Số người đã bỏ phiếu bằng số phiếu đã thu của từng dòng, kể cả khi đang bỏ phiếu.")
def marks_equal_ballots(at: datetime) -> Iterator[Finding]:
    voted = BallotBox.objects.filter(poll__status__in=OPENED)
    # The open box itself is never read: casting keeps `turnout` beside it.
    cast = voted.defer(*UNCOUNTED).annotate(cast=Count("marks", filter=Q(marks__cast=True)))
    for box in cast.order_by("pk").iterator(chunk_size=BATCH):
        if box.cast != box.turnout:
            yield Finding.of(BallotBox, box.pk, "số người đã bỏ phiếu khác số phiếu đã thu")


@invariant("BAL-02", "Hòm phiếu đã đóng không còn cặp nào, hai danh sách cân nhau và khớp mã kiểm tra.")
def closed_boxes_balance(at: datetime) -> Iterator[Finding]:
    closed = BallotBox.objects.filter(poll__status__in=SHUT).select_related("paper")
    for box in closed.order_by("pk").iterator(chunk_size=BATCH):
        returned = paper_of(box)[1]
        if box.entries:
            yield Finding.of(BallotBox, box.pk, "đã đóng nhưng chưa tách danh sách")
        elif not (box.turnout == len(box.receipts) and box.turnout + returned == len(box.choices)):
            yield Finding.of(BallotBox, box.pk, "hai danh sách không bằng số phiếu đã thu")
        elif digest(box.receipts, box.choices) != box.digest:
            yield Finding.of(BallotBox, box.pk, "hai danh sách không khớp mã kiểm tra")


@invariant("BAL-03", "Kết quả kiểm phiếu cộng lại bằng số phiếu đã thu, và kết luận đúng với mức cần.")
def counts_add_up(at: datetime) -> Iterator[Finding]:
    counted = marked(BallotBox.objects.filter(yes__isnull=False)).select_related("poll", "paper").defer(*UNCOUNTED)
    for box in counted.order_by("pk").iterator(chunk_size=BATCH):
        passed = counting.is_endorsed(box.yes, box.base, box.threshold_percent, box.strict)
        if box.yes + box.no + box.abstain + box.invalid != box.turnout + paper_of(box)[1] + box.n_written:
            yield Finding.of(BallotBox, box.pk, "các số đếm không cộng bằng số phiếu đã thu")
        elif box.endorsed != (passed and box.poll.present >= box.poll.quorum_needed):
            yield Finding.of(BallotBox, box.pk, "kết luận không đúng với mức cần")


@invariant("BAL-04", "Phiếu giấy giao ra bằng số người nhận, thu về không quá giao ra; kiểm phiếu rồi thì đã nhập đủ.")
def paper_balances(at: datetime) -> Iterator[Finding]:
    shut = marked(BallotBox.objects.filter(poll__status__in=SHUT)).select_related("poll", "paper").defer(*UNCOUNTED)
    for box in shut.order_by("pk").iterator(chunk_size=BATCH):
        issued, returned = paper_of(box)
        waits = box.poll.status == PollStatus.CLOSED and getattr(box, "paper", None) is None
        if (box.n_paper != issued and not waits) or returned > issued:
            yield Finding.of(BallotBox, box.pk, "phiếu giấy giao ra, thu về và người nhận không khớp")


@invariant("BAL-05", "Mỗi ý kiến bằng văn bản ứng với một dấu của đúng thành viên vắng mặt đó, và ngược lại.")
def opinions_have_marks(at: datetime) -> Iterator[Finding]:
    signed = {(box, seat) for box, seat in WrittenOpinion.objects.values_list("box_id", "seat_id")}
    marks = BallotReceipt.objects.filter(written=True, box__poll__status__in=SHUT)
    noted = {(box, seat) for box, seat in marks.values_list("box_id", "seat_id")}
    for box in sorted({box for box, _ in signed ^ noted}):
        yield Finding.of(BallotBox, box, "ý kiến bằng văn bản và dấu của thành viên không khớp")


@invariant(
    "BAL-06", "Mẫu số của dòng là tổng số thành viên, trừ người không biểu quyết khi quy định trừ; mỗi ghế một dấu."
)
def bases_are_members(at: datetime) -> Iterator[Finding]:
    opened = marked(BallotBox.objects.filter(poll__status__in=OPENED)).annotate(n_marks=Count("marks"))
    for box in opened.select_related("poll").defer(*UNCOUNTED).order_by("pk").iterator(chunk_size=BATCH):
        members = box.poll.members
        if box.base != counting.base_of(members, box.n_out, box.recused_leave):
            yield Finding.of(BallotBox, box.pk, "mẫu số khác số thành viên được tính")
        elif box.n_marks != members:
            yield Finding.of(BallotBox, box.pk, "số dấu khác tổng số thành viên")


@invariant("BAL-07", "Phiếu chỉ mở khi đủ số thành viên có mặt.")
def opened_with_quorum(at: datetime) -> Iterator[Finding]:
    for poll in Poll.objects.filter(status__in=OPENED).order_by("pk").iterator(chunk_size=BATCH):
        if poll.present < poll.quorum_needed or poll.present > poll.members:
            yield Finding.of(Poll, poll.pk, "mở phiếu khi chưa đủ số thành viên có mặt")
