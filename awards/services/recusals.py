"""Stepping aside (không biểu quyết): a member does not vote on one line. No vote is known or touched here.

Automatic recusals are an offer of the plan's figures, off by default: no legal rule was found (law.md 7.3).
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns.figures import figure
from core import audit
from core.clock import ward_date
from core.verdict import require
from core.workflow import InvalidTransition
from submissions import conflicts

from .. import phrases
from ..enums import PollStatus, RecusalGround
from ..models import BallotBox, CouncilMeeting, CouncilSeat, Nomination, Poll, Recusal
from ..permissions.recusal import may_note_recusal


@transaction.atomic
def ensure_for(poll: Poll, *, by, at: datetime | None = None) -> list[Recusal]:
    """Note who steps aside by themselves (tự động không biểu quyết) at the moment a vote is about to open.

    Where the figure own_unit_steps_aside of the ward day says so: a member whose unit, whose unit's person, or who in
    person is nominated. What was noted before stays. Returns the new rows; the caller holds the meeting's lock and has
    asked for the right to open.
    """
    at = at or timezone.now()
    if not figure("own_unit_steps_aside", on=ward_date(at), campaign=poll.meeting.campaign):
        return []
    seats = list(poll.meeting.seats.order_by("order", "pk"))
    boxes = poll.boxes.select_related("nomination__unit", "nomination__person__unit", "nomination__form")
    noted = set(Recusal.objects.filter(seat__meeting=poll.meeting_id).values_list("seat", "nomination"))
    barred = conflicts.of_people([seat.user_id for seat in seats], on=ward_date(at))
    made = []
    for box in boxes.order_by("order"):
        for seat in seats:
            found = _ground(box.nomination, seat, barred[seat.user_id])
            if found and (seat.pk, box.nomination_id) not in noted:
                made.append(_note(seat, box.nomination, *found, by=by, at=at))
    return made


def _ground(nomination: Nomination, seat: CouncilSeat, barred: conflicts.Barred) -> tuple[str, str] | None:
    """Ground and reason why the seat steps aside on this nomination by itself, None when it does not."""
    person = nomination.person
    if person and person.user_id == seat.user_id:
        return RecusalGround.SELF, phrases.SELF
    unit = nomination.unit or (person and person.unit)
    if unit and barred.units.get(unit.pk) == conflicts.NOW:
        return RecusalGround.OWN_UNIT, phrases.OWN_UNIT.format(unit=unit)
    return None


@transaction.atomic
def note(
    poll: Poll, *, seat: CouncilSeat, nomination: Nomination, reason: str, by, at: datetime | None = None
) -> Recusal:
    """Note that a member does not vote on a line (ghi không biểu quyết): declared by them, or told to the secretary.

    Raises Forbidden once the vote is open, InvalidTransition without a reason, for a line that is not in the poll, and
    for what was noted before.
    """
    poll = _locked(poll)
    require(may_note_recusal(by, poll, seat))
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidTransition(phrases.RECUSAL_REASON_MISSING)
    in_poll = BallotBox.objects.filter(poll=poll, nomination=nomination).exists()
    if not in_poll or seat.meeting_id != poll.meeting_id:
        raise InvalidTransition(phrases.RECUSAL_BAD_LINE)
    try:
        with transaction.atomic():
            return _note(seat, nomination, RecusalGround.DECLARED, reason, by=by, at=at or timezone.now())
    except IntegrityError as exc:
        raise InvalidTransition(phrases.RECUSED_ALREADY) from exc


def _note(seat, nomination, ground: str, reason: str, *, by, at: datetime) -> Recusal:
    recusal = Recusal.objects.create(
        seat=seat, nomination=nomination, ground=ground, reason=reason[:300], entered_by=by, entered_at=at
    )
    audit.record("note_recusal", recusal, by=by, new=recusal.get_ground_display())
    return recusal


@transaction.atomic
def take_back(recusal: Recusal, *, by) -> None:
    """Let the member vote on the line after all (bỏ ghi không biểu quyết), until its vote opens; the log keeps both."""
    newest = Poll.objects.filter(meeting=recusal.seat.meeting_id, boxes__nomination=recusal.nomination_id)
    poll = newest.exclude(status=PollStatus.CANCELLED).order_by("-number").first()
    if poll is None:
        raise InvalidTransition(phrases.RECUSAL_BAD_LINE)
    poll = _locked(poll)
    require(may_note_recusal(by, poll, recusal.seat))
    pk = recusal.pk
    if not Recusal.objects.filter(pk=pk).delete()[0]:
        raise InvalidTransition(phrases.RECUSAL_BAD_LINE)
    audit.record("take_back_recusal", recusal, by=by, old=recusal.get_ground_display())


def _locked(poll: Poll) -> Poll:
    """The poll as it is now, under the lock its opening takes: no recusal slips in while the marks are made."""
    meeting = CouncilMeeting.objects.select_for_update().get(pk=poll.meeting_id)
    poll = Poll.objects.get(pk=poll.pk)
    poll.meeting = meeting
    return poll
