"""Who may note that a member does not vote on a line (không biểu quyết), and until when."""

from core.verdict import ALLOWED, Verdict, denied

from .. import phrases
from ..enums import MeetingStatus, PollStatus
from .meeting import may_run


def may_note_recusal(user, poll, seat=None) -> Verdict:
    """The secretary for every seat, a member for their own (`seat`); while the meeting is open and the vote is not.

    After a vote was opened its members are frozen: a change then would be a change of the base.
    """
    own = seat is not None and seat.user_id == user.pk
    if not own and not may_run(user, poll.meeting):
        return denied(phrases.RECUSAL_NOT_YOURS)
    if poll.meeting.status != MeetingStatus.OPEN:
        return denied(phrases.MEETING_NOT_OPEN)
    if poll.status != PollStatus.PREPARED:
        return denied(phrases.RECUSAL_TOO_LATE)
    return ALLOWED
