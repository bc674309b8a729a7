"""Who may run a council meeting. Who comes first, then state; each refusal says why in Vietnamese."""

from accounts.enums import Permission
from accounts.permissions import need
from core.verdict import ALLOWED, Verdict, denied

from .. import phrases
from ..enums import MeetingStatus, PollStatus


def may_plan(user) -> Verdict:
    """The secretary calls meetings."""
    return need(user, Permission.MEETING_MANAGE)


def may_attend(user) -> Verdict:
    """Members, secretary and chair have meetings of their own to go to."""
    return need(user, Permission.MEETING_ATTEND)


def may_run(user, meeting) -> Verdict:
    """The secretary runs the meeting."""
    return need(user, Permission.MEETING_MANAGE)


def may_edit_agenda(user, meeting) -> Verdict:
    """The agenda grows until the meeting is over."""
    if not (right := may_run(user, meeting)):
        return right
    if meeting.status == MeetingStatus.CLOSED:
        return denied(phrases.MEETING_OVER)
    return denied(phrases.MEETING_OFF) if meeting.status == MeetingStatus.CANCELLED else ALLOWED


def may_edit_meeting(user, meeting) -> Verdict:
    """Title, place, time and guests change until the meeting opens or is put off."""
    if not (right := may_run(user, meeting)):
        return right
    return ALLOWED if meeting.status == MeetingStatus.PLANNED else denied(phrases.ONLY_PLANNED)


def may_change_code(user, meeting) -> Verdict:
    """The secretary puts another code on the wall while the meeting goes on."""
    if not (right := may_run(user, meeting)):
        return right
    return ALLOWED if meeting.status == MeetingStatus.OPEN else denied(phrases.MEETING_NOT_OPEN)


def may_see_code(user, meeting) -> Verdict:
    """The code stands on the wall and nowhere else: the wall is opened by who runs the meeting.

    A member who opens the wall's page at home sees it without.
    """
    return may_change_code(user, meeting)


def entered_room(seat) -> Verdict:
    """Has the holder of `seat` typed the code on the wall? Asked before the ballot, never after (ux 1, 12).

    A meeting opened before there were codes has none to ask for.
    """
    if seat is None:
        return denied(phrases.NOT_A_MEMBER)
    if seat.in_room or not seat.meeting.room_code:
        return ALLOWED
    return denied(phrases.ROOM_CODE_NEEDED)


def may_take_attendance(user, meeting) -> Verdict:
    """Presence is noted while the meeting is open."""
    if not (right := may_run(user, meeting)):
        return right
    if meeting.status != MeetingStatus.OPEN:
        return denied("Điểm danh khi phiên họp đang mở.")
    return ALLOWED


def may_close(user, meeting) -> Verdict:
    """A meeting ends when no vote is left half done."""
    if not (right := may_run(user, meeting)):
        return right
    unfinished = meeting.polls.exclude(status__in=[PollStatus.PUBLISHED, PollStatus.CANCELLED]).order_by("number")
    numbers = [str(number) for number in unfinished.values_list("number", flat=True)]
    if numbers:
        return denied(f"Nội dung {', '.join(numbers)} chưa công bố kết quả hoặc chưa bỏ khỏi chương trình.")
    return ALLOWED
