"""Who writes and reads the minutes and what goes into them (biên bản)."""

from accounts.enums import Permission
from accounts.permissions import has_permission
from core.verdict import ALLOWED, Verdict, denied

from .. import phrases
from ..enums import MeetingStatus, MinutesStatus
from .meeting import may_run

BEGUN = (MeetingStatus.OPEN, MeetingStatus.CLOSED)


def minutes_of(meeting):
    """The minutes of a meeting, None before they are begun."""
    return getattr(meeting, "minutes", None)


def may_begin_minutes(user, meeting) -> Verdict:
    """The secretary, once the meeting has begun, once."""
    if not (right := may_run(user, meeting)):
        return right
    if meeting.status not in BEGUN:
        return denied(phrases.MINUTES_OPENED_FIRST)
    return denied(phrases.MINUTES_EXIST) if minutes_of(meeting) else ALLOWED


def may_edit_minutes(user, minutes) -> Verdict:
    """The secretary, until they are finished."""
    if not (right := may_run(user, minutes.meeting)):
        return right
    return denied(phrases.MINUTES_FINISHED) if minutes.status != MinutesStatus.DRAFT else ALLOWED


def may_finish_minutes(user, minutes) -> Verdict:
    """After the meeting, with the chair's conclusion in them."""
    if not (right := may_run(user, minutes.meeting)):
        return right
    if minutes.meeting.status != MeetingStatus.CLOSED:
        return denied(phrases.MINUTES_NOT_YET)
    return ALLOWED if minutes.conclusion.strip() else denied(phrases.MINUTES_EMPTY)


def may_read_minutes(user, minutes) -> Verdict:
    """A draft is for the secretary and the chair; finished minutes for everybody of the meeting."""
    runs = has_permission(user, Permission.MEETING_MANAGE) or has_permission(user, Permission.POLL_CANCEL)
    if runs or minutes.status == MinutesStatus.FINISHED:
        return ALLOWED
    return denied("Biên bản đang soạn, mới Thư ký và Chủ tịch Hội đồng xem được.")


def may_write_remark(user, meeting) -> Verdict:
    """What is said is noted from the opening until the minutes are finished."""
    if not (right := may_run(user, meeting)):
        return right
    if meeting.status not in BEGUN:
        return denied(phrases.MEETING_NOT_OPEN)
    minutes = minutes_of(meeting)
    return denied(phrases.MINUTES_FINISHED) if minutes and minutes.status != MinutesStatus.DRAFT else ALLOWED
