"""What the portal can say of a meeting before the secretary writes a word (law.md 4.2, Mẫu 1.9). Questions only."""

from collections.abc import Iterable

from core.formats import format_moment, format_time

from . import board
from .enums import PollStatus
from .models import CouncilMeeting, CouncilSeat, Poll

PUBLISHED = "Nội dung {number}. {title}: Hội đồng bỏ phiếu kín, kết quả đã công bố."


def presence_words(presence: board.Presence) -> str:
    """“Có mặt 9/11, đủ điều kiện họp (cần từ 9)”; before seats are frozen nobody can be present."""
    if not presence.members:
        return "Chưa điểm danh"
    enough = "đủ" if presence.quorum else "chưa đủ"
    return f"Có mặt {presence.present}/{presence.members}, {enough} điều kiện họp (cần từ {presence.needed})"


def absence_words(seat: CouncilSeat) -> str:
    """“Nguyễn Văn A (đi công tác)”."""
    return f"{seat.name} ({seat.absence_reason})" if seat.absence_reason else seat.name


def late_seats(seats: Iterable[CouncilSeat], polls: Iterable[Poll]) -> list[CouncilSeat]:
    """Who was in the room only after the first vote of the meeting was opened."""
    first = min((poll.opened_at for poll in polls if poll.opened_at), default=None)
    return [seat for seat in seats if first and seat.present and seat.arrived_at and seat.arrived_at > first]


def opening(meeting: CouncilMeeting) -> str:
    """Who was there, and the agenda."""
    seats = list(meeting.seats.order_by("order"))
    lines = [f"{presence_words(board.presence(meeting, seats))}."]
    polls = list(meeting.polls.exclude(status=PollStatus.CANCELLED).order_by("number"))
    late = [f"{seat.name} (lúc {format_time(seat.arrived_at)})" for seat in late_seats(seats, polls)]
    if late:
        lines.append(f"Đến sau: {'; '.join(late)}.")
    if absent := [absence_words(seat) for seat in seats if not seat.present]:
        lines.append(f"Vắng: {'; '.join(absent)}.")
    if meeting.guests:
        lines.append(f"Khách mời: {'; '.join(filter(None, map(str.strip, meeting.guests.splitlines())))}.")
    lines.append(f"Phiên họp mở lúc {format_moment(meeting.opened_at)} tại {meeting.place}.")
    lines.append(f"Chương trình: {'; '.join(poll.title for poll in polls)}." if polls else "")
    return "\n".join(filter(None, lines))


def course(meeting: CouncilMeeting) -> str:
    """What was done, item by item; what was said and counted is listed by the paper itself."""
    polls = meeting.polls.order_by("number")
    lines = []
    for poll in polls:
        if poll.status == PollStatus.PUBLISHED:
            lines.append(PUBLISHED.format(number=poll.number, title=poll.title))
        elif poll.status == PollStatus.CANCELLED:
            reason = poll.cancel_reason.rstrip(".")
            lines.append(f"Nội dung {poll.number}. {poll.title}: lượt bỏ phiếu bị hủy, lý do: {reason}.")
    return "\n".join(lines)
