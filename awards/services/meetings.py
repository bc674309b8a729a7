"""Planning and running council meetings (phiên họp Hội đồng). The agenda of a meeting is its polls and their boxes."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership, User
from accounts.roles import COUNCIL_ROLES
from campaigns.models import Campaign
from core import audit
from core.clock import ward_date
from core.formats import format_date, format_time, format_weekday_date
from core.models import OutboxMessage
from core.outbox import notify
from core.text import name_sort_key
from core.verdict import require
from core.workflow import InvalidTransition

from .. import phrases
from ..enums import MeetingStatus, PollStatus, SeatRole
from ..models import BallotBox, CouncilMeeting, CouncilSeat, Nomination, Poll
from ..permissions.meeting import may_edit_agenda, may_plan, may_take_attendance
from ..permissions.poll import may_drop_poll
from ..rules import line_rule, quorum_for
from ..workflow.meeting import MEETING_WORKFLOW
from . import nominations as nomination_service

INVITATION = "council-invitation"
# One person, one seat: the highest role counts.
SEAT_ROLES = (
    (Role.COUNCIL_CHAIR, SeatRole.CHAIR),
    (Role.COUNCIL_SECRETARY, SeatRole.SECRETARY),
    (Role.COUNCIL_MEMBER, SeatRole.MEMBER),
)


@transaction.atomic
def plan_meeting(
    *, campaign: Campaign, title: str, place: str, starts_at: datetime, nominations: Iterable[Nomination], by
) -> CouncilMeeting:
    """Call a meeting with its agenda (lập phiên họp) and invite the members of the council.

    The quorum is the figure of the meeting's day. Raises Forbidden without the right, InvalidTransition for a
    nomination that is not ready.
    """
    require(may_plan(by))
    numerator, denominator = quorum_for(campaign, on=ward_date(starts_at))
    meeting = CouncilMeeting.objects.create(
        campaign=campaign, title=title, place=place, starts_at=starts_at,
        quorum_numerator=numerator, quorum_denominator=denominator,
    )  # fmt: skip
    audit.record("plan_meeting", meeting, by=by, new=meeting.status)
    add_to_agenda(meeting, nominations, by=by)
    _invite(meeting)
    return meeting


@transaction.atomic
def add_to_agenda(meeting: CouncilMeeting, nominations: Iterable[Nomination], *, by) -> list[Poll]:
    """Put ready nominations on the agenda (đưa vào chương trình): one item per award form, one line per nomination.

    An item nobody has voted on yet takes further lines of its form; otherwise a new item is made.
    """
    require(may_edit_agenda(by, meeting))
    on = ward_date(meeting.starts_at)
    touched: dict[int, Poll] = {}
    for nomination in nominations:
        nomination_service.put_on_agenda(nomination, meeting=meeting, by=by)
        poll = touched.setdefault(nomination.form_id, _prepared_poll(meeting, nomination))
        rule = line_rule(nomination.form, on=on)
        BallotBox.objects.create(
            poll=poll, nomination=nomination, order=poll.boxes.count() + 1,
            threshold_percent=rule.percent, strict=rule.strict,
        )  # fmt: skip
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
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    require(may_drop_poll(by, poll))
    for box in poll.boxes.select_related("nomination"):
        nomination_service.take_off_agenda(box.nomination, meeting=poll.meeting, by=by)
    audit.record("drop_poll", poll, by=by, old=poll.status)
    poll.boxes.all().delete()
    poll.delete()


@transaction.atomic
def open_meeting(meeting: CouncilMeeting, *, by, at: datetime | None = None) -> CouncilMeeting:
    """Open the meeting (mở phiên họp) and freeze its members: one seat for each person of the council of that day."""
    at = at or timezone.now()
    MEETING_WORKFLOW.apply("open_meeting", meeting, by=by, fields={"opened_at": at})
    members = council_on(ward_date(at))
    if not members:
        raise InvalidTransition(phrases.NO_MEMBERS)
    CouncilSeat.objects.bulk_create(
        CouncilSeat(meeting=meeting, user=user, name=user.full_name, post=user.title, role=role, order=order)
        for order, (user, role) in enumerate(members, start=1)
    )
    return meeting


def council_on(day: date) -> list[tuple[User, str]]:
    """Members of the council on a ward day with their seats: chair, secretary, then the others by name."""
    held: dict[User, set[str]] = {}
    for grant in Membership.objects.active(day).filter(role__in=COUNCIL_ROLES).select_related("user"):
        if grant.user.is_active:
            held.setdefault(grant.user, set()).add(grant.role)
    seats = [
        (place, name_sort_key(user.full_name), user.pk, user, seat)
        for user, roles in held.items()
        for place, seat in [next((n, seat) for n, (role, seat) in enumerate(SEAT_ROLES) if role in roles)]
    ]
    return [(user, seat) for *_, user, seat in sorted(seats, key=lambda line: line[:3])]


@transaction.atomic
def take_attendance(meeting: CouncilMeeting, *, present: Iterable[int], by) -> int:
    """Note who is in the room (điểm danh): `present` are seat ids, all others are absent; return how many are in."""
    require(may_take_attendance(by, meeting))
    wanted = set(present)
    changed = []
    for seat in meeting.seats.select_for_update().order_by("pk"):
        if seat.present != (seat.pk in wanted):
            seat.present = not seat.present
            changed.append(seat)
    CouncilSeat.objects.bulk_update(changed, ["present"])
    count = meeting.seats.filter(present=True).count()
    if changed:
        names = {str(seat.pk): seat.present for seat in changed}
        audit.record("take_attendance", meeting, by=by, present=count, changed=names)
    return count


@transaction.atomic
def close_meeting(meeting: CouncilMeeting, *, by, at: datetime | None = None) -> CouncilMeeting:
    """End the meeting (kết thúc phiên họp); refused while an item is neither published, cancelled nor dropped."""
    meeting = CouncilMeeting.objects.select_for_update().get(pk=meeting.pk)
    MEETING_WORKFLOW.apply("close_meeting", meeting, by=by, fields={"closed_at": at or timezone.now()})
    return meeting


def invitation_still_needed(message: OutboxMessage, now: datetime) -> str:
    """Asked once more at sending: nobody is invited to a meeting that has begun. The reason to skip, or nothing."""
    meeting = CouncilMeeting.objects.filter(pk=message.context.get("meeting")).first()
    return "" if meeting and meeting.status == MeetingStatus.PLANNED else phrases.MEETING_BEGUN


def _invite(meeting: CouncilMeeting) -> None:
    day = format_date(meeting.starts_at)
    weekday = format_weekday_date(meeting.starts_at).split(",")[0]
    titles = [poll.title for poll in meeting.polls.order_by("number")]
    for user, _ in council_on(ward_date(meeting.starts_at)):
        notify(
            recipient=user,
            dedupe_key=f"{INVITATION}:{meeting.pk}:{user.pk}",
            kind=INVITATION,
            subject=f"Mời họp Hội đồng Thi đua – Khen thưởng, {format_time(meeting.starts_at)} {weekday}, {day}",
            text=phrases.INVITATION.format(
                post=user.title or user.full_name, place=meeting.place, items="; ".join(titles) or meeting.title
            ),
            link=reverse("awards:my_meetings"),
            context={"meeting": meeting.pk},
        )
