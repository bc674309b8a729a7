"""What must hold of meetings: who steps aside is who has no vote, minutes end after the meeting. Says no name."""

from collections.abc import Iterator
from datetime import datetime

from core.invariants import BATCH, Finding, invariant

from .enums import MeetingStatus, MinutesStatus
from .invariants import OPENED
from .models import BallotBox, BallotReceipt, CouncilMeeting, Minutes, Recusal


@invariant("MTG-01", "Ai được ghi không biểu quyết một dòng thì không có phiếu ở dòng đó, và ngược lại.")
def recusals_are_marks(at: datetime) -> Iterator[Finding]:
    boxes = BallotBox.objects.filter(poll__status__in=OPENED).values_list("pk", "poll__meeting", "nomination")
    lines = {(meeting, nomination): box for box, meeting, nomination in boxes}
    noted = {
        (lines[meeting, nomination], seat)
        for meeting, nomination, seat in Recusal.objects.values_list("seat__meeting", "nomination", "seat")
        if (meeting, nomination) in lines
    }
    excluded = BallotReceipt.objects.filter(excluded=True, box__poll__status__in=OPENED)
    for box in sorted({box for box, _ in noted ^ set(excluded.values_list("box", "seat"))}):
        yield Finding.of(BallotBox, box, "người không biểu quyết và dấu của thành viên không khớp")


@invariant("MTG-02", "Biên bản hoàn thành là của phiên họp đã kết thúc, có kết luận và số liệu đã chốt.")
def finished_minutes_are_whole(at: datetime) -> Iterator[Finding]:
    finished = Minutes.objects.filter(status=MinutesStatus.FINISHED).select_related("meeting").order_by("pk")
    for minutes in finished.iterator(chunk_size=BATCH):
        if minutes.meeting.status != MeetingStatus.CLOSED:
            yield Finding.of(Minutes, minutes.pk, "đã hoàn thành khi phiên họp chưa kết thúc")
        elif not minutes.facts or not minutes.conclusion.strip():
            yield Finding.of(Minutes, minutes.pk, "đã hoàn thành mà thiếu kết luận hoặc số liệu")


@invariant("MTG-03", "Phiên họp đã mở có danh sách thành viên; phiên họp chưa mở hoặc đã hủy thì không.")
def seats_are_frozen_at_opening(at: datetime) -> Iterator[Finding]:
    begun = (MeetingStatus.OPEN, MeetingStatus.CLOSED)
    rows = CouncilMeeting.objects.order_by("pk").values_list("pk", "status")
    seated = set(CouncilMeeting.objects.filter(seats__isnull=False).values_list("pk", flat=True))
    for pk, status in rows.iterator(chunk_size=BATCH):
        if (status in begun) != (pk in seated):
            yield Finding.of(CouncilMeeting, pk, "danh sách thành viên không hợp với trạng thái")
