"""Who may do what with a secret vote (phiếu kín). Nobody, not even the chair, sees choices before the counting."""

from accounts.enums import Permission
from accounts.permissions import has_permission, need
from core.verdict import ALLOWED, Verdict, denied

from .. import phrases
from ..counting import has_quorum, quorum_needed
from ..enums import MeetingStatus, PollStatus
from .meeting import entered_room


def may_run_poll(user, poll) -> Verdict:
    """The secretary leads the vote through its states."""
    return need(user, Permission.MEETING_MANAGE)


def may_open_poll(user, poll) -> Verdict:
    """A vote opens in an open meeting with quorum by attendance, one vote at a time."""
    if not (right := may_run_poll(user, poll)):
        return right
    meeting = poll.meeting
    if meeting.status != MeetingStatus.OPEN:
        return denied(phrases.MEETING_NOT_OPEN)
    seats = list(meeting.seats.values_list("present", flat=True))
    if not has_quorum(sum(seats), len(seats), meeting.quorum_numerator, meeting.quorum_denominator):
        needed = quorum_needed(len(seats), meeting.quorum_numerator, meeting.quorum_denominator)
        return denied(phrases.NO_QUORUM.format(needed=needed))
    if meeting.polls.filter(status=PollStatus.OPEN).exclude(pk=poll.pk).exists():
        return denied(phrases.ANOTHER_OPEN)
    return ALLOWED


def may_count_poll(user, poll) -> Verdict:
    """A closed vote is counted once every paper ballot handed out is accounted for."""
    if not (right := may_run_poll(user, poll)):
        return right
    if poll.status == PollStatus.CLOSED and paper_waits(poll):
        return denied(phrases.PAPER_NOT_ENTERED)
    return ALLOWED


def paper_waits(poll) -> bool:
    """Were paper ballots handed out on a line whose counts nobody has entered yet."""
    return poll.boxes.filter(marks__on_paper=True, paper=None).exists()


def may_hand_out(user, poll) -> Verdict:
    """The secretary hands out paper ballots while the vote is open; only then there are marks to note it on."""
    if not (right := may_run_poll(user, poll)):
        return right
    return ALLOWED if poll.status == PollStatus.OPEN else denied(phrases.PAPER_WHILE_OPEN)


def may_get_paper(seat, marks) -> Verdict:
    """May this seat be handed a paper ballot? `marks` are its marks in the poll."""
    if any(mark.cast for mark in marks):
        return denied(phrases.VOTED_ALREADY.format(name=seat.name))
    if any(mark.on_paper for mark in marks):
        return denied(phrases.HAS_PAPER.format(name=seat.name))
    if all(mark.excluded for mark in marks):
        return denied(phrases.STEPS_ASIDE.format(name=seat.name))
    if not seat.present:
        return denied(phrases.NOT_IN_THE_ROOM.format(name=seat.name))
    return ALLOWED


def may_enter_after_closing(user, poll) -> Verdict:
    """Paper counts and written opinions come in between closing and counting."""
    if not (right := may_run_poll(user, poll)):
        return right
    return ALLOWED if poll.status == PollStatus.CLOSED else denied(phrases.BETWEEN_CLOSING_AND_COUNTING)


def may_give_opinion(seat, marks) -> Verdict:
    """May a signed opinion of this seat be counted? Only of somebody absent whose vote came in no other way."""
    if any(mark.cast for mark in marks):
        return denied(phrases.VOTED_ALREADY.format(name=seat.name))
    if any(mark.on_paper for mark in marks):
        return denied(phrases.HAS_PAPER.format(name=seat.name))
    if any(mark.written for mark in marks):
        return denied(phrases.OPINION_ALREADY.format(name=seat.name))
    if all(mark.excluded for mark in marks):
        return denied(phrases.STEPS_ASIDE.format(name=seat.name))
    if seat.present:
        return denied(phrases.PRESENT_VOTES.format(name=seat.name))
    return ALLOWED


def may_cancel_poll(user, poll) -> Verdict:
    """Only the chair throws a whole vote away (decisions 2)."""
    if not has_permission(user, Permission.POLL_CANCEL):
        return denied("Chỉ Chủ tịch Hội đồng hủy được lượt bỏ phiếu.")
    return ALLOWED


def may_drop_poll(user, poll) -> Verdict:
    """An item nobody has voted on yet may leave the agenda."""
    if not (right := may_run_poll(user, poll)):
        return right
    if poll.status != PollStatus.PREPARED:
        return denied("Nội dung đã mở bỏ phiếu, không bỏ khỏi chương trình được.")
    return ALLOWED


def may_see_result(user, poll) -> Verdict:
    """Counts are for everybody of the meeting once published; before that, once counted, for secretary and chair."""
    if poll.status == PollStatus.PUBLISHED:
        return ALLOWED
    runs = has_permission(user, Permission.MEETING_MANAGE) or has_permission(user, Permission.POLL_CANCEL)
    if poll.status == PollStatus.COUNTED and runs:
        return ALLOWED
    return denied("Chưa công bố kết quả.")


def seat_of(meeting, user):
    """The user's seat in this meeting, None without one. Seats are frozen at opening; the right to sit in it is not.

    A role that ended, or that waits to be confirmed again because somebody changed the account, votes no more.
    """
    if not has_permission(user, Permission.MEETING_ATTEND):
        return None
    return meeting.seats.filter(user_id=user.pk).first()


def may_vote(seat, poll, marks) -> Verdict:
    """May the holder of `seat` (None for somebody else) vote now? `marks` are the seat's marks in this poll.

    One sentence for each refusal (ux 12).
    """
    if seat is None:
        return denied(phrases.NOT_A_MEMBER)
    if any(mark.cast for mark in marks):
        return denied(phrases.ALREADY_VOTED)
    if any(mark.on_paper for mark in marks):
        return denied(phrases.ON_PAPER)
    if poll.status == PollStatus.PREPARED:
        return denied(phrases.POLL_NOT_OPEN)
    if poll.status == PollStatus.CANCELLED:
        return denied(phrases.POLL_CANCELLED)
    if poll.status != PollStatus.OPEN:
        return denied(phrases.poll_closed(poll.closed_at))
    if not seat.present:
        return denied(phrases.NOT_PRESENT)
    if all(mark.excluded for mark in marks):
        return denied(phrases.EXCLUDED)
    return entered_room(seat)
