"""Running council meetings (phiên họp Hội đồng). The agenda of a meeting is its polls and their boxes.

Changing and putting off a planned meeting is in `planning`, letters in `invitations`, the room's code in `room`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from campaigns.models import Campaign
from core import audit
from core.clock import ward_date
from core.verdict import require
from core.workflow import InvalidTransition

from .. import phrases
from ..council import council_on
from ..enums import PollStatus
from ..models import BallotBox, CouncilMeeting, CouncilSeat, Nomination, Poll
from ..permissions.meeting import may_edit_agenda, may_plan, may_take_attendance
from ..permissions.poll import may_drop_poll
from ..rules import line_rule, quorum_for
from ..workflow.meeting import MEETING_WORKFLOW
from . import nominations as nomination_service
from .invitations import INVITATION, invite
from .room import new_code

__all__ = [
    "INVITATION",
    "add_to_agenda",
    "close_meeting",
    "council_on",
    "drop_poll",
    "move_poll",
    "new_poll",
    "open_meeting",
    "plan_meeting",
    "take_attendance",
]


@transaction.atomic
def plan_meeting(
    *,
    campaign: Campaign,
    title: str,
    place: str,
    starts_at: datetime,
    nominations: Iterable[Nomination],
    by,
    guests: str = "",
) -> CouncilMeeting:
    """Call a meeting with its agenda (lập phiên họp) and invite the members of the council.

    The quorum is the figure of the meeting's day. Raises Forbidden without the right, InvalidTransition for a
    nomination that is not ready.
    """
    require(may_plan(by))
    numerator, denominator = quorum_for(campaign, on=ward_date(starts_at))
    meeting = CouncilMeeting.objects.create(
        campaign=campaign, title=title, place=place, starts_at=starts_at, guests=guests,
        quorum_numerator=numerator, quorum_denominator=denominator,
    )  # fmt: skip
    audit.record("plan_meeting", meeting, by=by, new=meeting.status)
    add_to_agenda(meeting, nominations, by=by)
    invite(meeting)
    return meeting


@transaction.atomic
def add_to_agenda(meeting: CouncilMeeting, nominations: Iterable[Nomination], *, by) -> list[Poll]:
    """Put ready nominations on the agenda (đưa vào chương trình): one item per award form, one line per nomination.

    An item nobody has voted on yet takes further lines of its form; otherwise a new item is made.
    """
    # As whoever opens a vote or ends the meeting does: no line comes into a vote that is just opening.
    meeting = CouncilMeeting.objects.select_for_update().get(pk=meeting.pk)
    require(may_edit_agenda(by, meeting))
    on = ward_date(meeting.starts_at)
    touched: dict[int, Poll] = {}
    for nomination in nominations:
        nomination_service.put_on_agenda(nomination, meeting=meeting, by=by)
        poll = touched.setdefault(nomination.form_id, _prepared_poll(meeting, nomination))
        rule = line_rule(nomination.form, on=on)
        BallotBox.objects.create(poll=poll, nomination=nomination, order=poll.boxes.count() + 1, **rule.columns())
    return list(touched.values())


def _prepared_poll(meeting: CouncilMeeting, nomination: Nomination) -> Poll:
    found = meeting.polls.filter(status=PollStatus.PREPARED, boxes__nomination__form_id=nomination.form_id).first()
    return found or new_poll(meeting, title=f"Xét tặng {nomination.form.legal_name}")


def new_poll(meeting: CouncilMeeting, *, title: str) -> Poll:
    """The next item of the agenda, still without lines."""
    last = meeting.polls.aggregate(last=Max("number"))["last"] or 0
    return Poll.objects.create(meeting=meeting, number=last + 1, title=title[:200])


@transaction.atomic
def drop_poll(poll: Poll, *, by) -> None:
    """Take an item nobody has voted on off the agenda (bỏ khỏi chương trình); its nominations are ready again."""
    CouncilMeeting.objects.select_for_update().get(pk=poll.meeting_id)
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    require(may_drop_poll(by, poll))
    for box in poll.boxes.select_related("nomination"):
        nomination_service.take_off_agenda(box.nomination, meeting=poll.meeting, by=by)
    audit.record("drop_poll", poll, by=by, old=poll.status)
    poll.boxes.all().delete()
    poll.delete()


@transaction.atomic
def move_poll(poll: Poll, *, up: bool, by) -> Poll:
    """Let an item change places with its neighbour (đổi thứ tự nội dung); only among items nobody has voted on yet.

    Numbers of opened items never change: they stand in letters, in the log and on the wall.
    """
    meeting = CouncilMeeting.objects.select_for_update().get(pk=poll.meeting_id)
    require(may_edit_agenda(by, meeting))
    rows = list(meeting.polls.filter(status=PollStatus.PREPARED).order_by("number"))
    place = next((place for place, row in enumerate(rows) if row.pk == poll.pk), None)
    if place is None:
        raise InvalidTransition(phrases.NOT_PREPARED)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        raise InvalidTransition(phrases.NO_NEIGHBOUR)
    poll, neighbour = rows[place], rows[other]
    old, new = poll.number, neighbour.number
    # The number is unique in the meeting: 0 is nobody's.
    for pk, number in ((poll.pk, 0), (neighbour.pk, old), (poll.pk, new)):
        if meeting.polls.filter(pk=pk, status=PollStatus.PREPARED).update(number=number) != 1:
            raise InvalidTransition(phrases.NOT_PREPARED)
    poll.number = new
    audit.record("move_poll", poll, by=by, old=str(old), new=str(new))
    return poll


@transaction.atomic
def open_meeting(meeting: CouncilMeeting, *, by, at: datetime | None = None) -> CouncilMeeting:
    """Open the meeting (mở phiên họp) and freeze its members: one seat for each person of the council of that day.

    The room gets its code. Raises InvalidTransition when somebody else opened it first, or the council is empty.
    """
    at = at or timezone.now()
    MEETING_WORKFLOW.apply("open_meeting", meeting, by=by, fields={"opened_at": at, "room_code": new_code()})
    members = council_on(ward_date(at))
    if not members:
        raise InvalidTransition(phrases.NO_MEMBERS)
    CouncilSeat.objects.bulk_create(
        CouncilSeat(meeting=meeting, user=user, name=user.full_name, post=user.title, role=role, order=order)
        for order, (user, role) in enumerate(members, start=1)
    )
    return meeting


@transaction.atomic
def take_attendance(
    meeting: CouncilMeeting,
    *,
    present: Iterable[int],
    by,
    reasons: Mapping[int, str] | None = None,
    at: datetime | None = None,
) -> int:
    """Note who is in the room (điểm danh): `present` are seat ids, all others are absent; return how many are in.

    `reasons` say by seat id why somebody is absent; a seat not named keeps its reason, a member who comes loses it.
    The log says who came and went, never why.
    """
    require(may_take_attendance(by, meeting))
    at, wanted, told = at or timezone.now(), set(present), reasons or {}
    moved, changed = {}, []
    for seat in meeting.seats.select_for_update().order_by("pk"):
        comes = seat.pk in wanted
        reason = "" if comes else " ".join(told.get(seat.pk, seat.absence_reason).split())[:200]
        if (seat.present, seat.absence_reason) == (comes, reason):
            continue
        if seat.present != comes:
            moved[str(seat.pk)] = comes
            seat.arrived_at = at if comes else None
        seat.present, seat.absence_reason = comes, reason
        changed.append(seat)
    CouncilSeat.objects.bulk_update(changed, ["present", "absence_reason", "arrived_at"])
    count = meeting.seats.filter(present=True).count()
    if changed:
        audit.record("take_attendance", meeting, by=by, present=count, changed=moved)
    return count


@transaction.atomic
def close_meeting(meeting: CouncilMeeting, *, by, at: datetime | None = None) -> CouncilMeeting:
    """End the meeting (kết thúc phiên họp); refused while an item is neither published, cancelled nor dropped."""
    meeting = CouncilMeeting.objects.select_for_update().get(pk=meeting.pk)
    MEETING_WORKFLOW.apply("close_meeting", meeting, by=by, fields={"closed_at": at or timezone.now()})
    return meeting
