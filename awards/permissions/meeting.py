"""Who may run a council meeting. Who comes first, then state; each refusal says why in Vietnamese."""

from accounts.enums import Permission
from accounts.permissions import need
from core.verdict import ALLOWED, Verdict, denied

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
        return denied("Phiên họp đã kết thúc.")
    return ALLOWED


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
