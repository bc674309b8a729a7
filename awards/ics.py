"""A meeting as a calendar entry (tệp lịch, RFC 5545), to be opened in the calendar of a phone or an office program.

It goes with every letter about the meeting and is offered on its page. It holds what stands in the letter and no
person. The same meeting is the same entry each time it is opened: UID stays, SEQUENCE grows with every letter to the
members, so that a changed date replaces the old one; a meeting that is called off is taken out (METHOD:CANCEL).
"""

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Event, vCalAddress, vText

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import has_permission
from core import calendars
from core.letter_kinds import Attachment
from core.models import OutboxMessage

from .enums import MeetingStatus
from .models import CouncilMeeting

# The portal asks for no end; an entry without one is a thin line nobody sees.
USUAL_LENGTH = timedelta(hours=2)
STATES = {MeetingStatus.POSTPONED: "TENTATIVE", MeetingStatus.CANCELLED: "CANCELLED"}


def method_of(meeting: CouncilMeeting) -> str:
    """What a calendar is to do with the entry (RFC 5546): keep it up to date, or take it out."""
    return "CANCEL" if meeting.status == MeetingStatus.CANCELLED else "PUBLISH"


def media_type(meeting: CouncilMeeting) -> str:
    """Type of the file; mail programs read the method from here, not from inside."""
    return f"text/calendar; charset=utf-8; method={method_of(meeting)}"


def file_name(meeting: CouncilMeeting) -> str:
    """What the file is called."""
    return f"phien-hop-{meeting.pk}.ics"


def attached(message: OutboxMessage) -> list[Attachment]:
    """What goes with a letter about a meeting: the entry as it stands when the letter leaves."""
    meeting = CouncilMeeting.objects.filter(pk=message.context.get("meeting")).first()
    if meeting is None:
        return []
    return [Attachment(file_name(meeting), calendar_of(meeting, now=timezone.now()), media_type(meeting))]


def _organizer() -> vCalAddress:
    """The portal's own address: whoever may take an entry out again is whoever put it in."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["cn"] = vText(name or settings.SITE_NAME)
    return organizer


def calendar_of(meeting: CouncilMeeting, *, now: datetime) -> bytes:
    """The whole file as of `now`; folding at 75 octets and escaping are the library's."""
    return calendars.to_open(entry_of(meeting, now=now), method=method_of(meeting))


def meetings_of(user: User, now: datetime) -> list[Event]:
    """The meetings `user` sees, for their own calendar (lịch riêng): from a year back on. Three queries at most."""
    if not has_permission(user, Permission.MEETING_ATTEND):
        return []
    seen = CouncilMeeting.objects.visible_to(user).filter(starts_at__gte=now - timedelta(days=365))
    return [entry_of(meeting, now=now) for meeting in seen.prefetch_related("polls").order_by("starts_at", "pk")]


def entry_of(meeting: CouncilMeeting, *, now: datetime) -> Event:
    """The meeting as an entry. Times are in UTC, which every calendar shows in the ward's time."""
    address = settings.SITE_URL + reverse("awards:meeting", args=[meeting.pk])
    titles = [poll.title for poll in sorted(meeting.polls.all(), key=lambda poll: poll.number)]
    off = f"{meeting.get_status_display()}: {meeting.status_reason}" if meeting.status in STATES else ""
    event = Event()
    event.add("uid", calendars.uid_of(address))
    event.add("sequence", meeting.invitation - 1)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", (meeting.starts_at + USUAL_LENGTH).astimezone(UTC))
    event.add("organizer", _organizer())
    event.add("summary", f"{meeting.get_status_display()}: {meeting.title}" if off else meeting.title)
    event.add("location", meeting.place)
    event.add("description", "\n".join(filter(None, [off, *titles, address])))
    event.add("url", address)
    event.add("status", STATES.get(meeting.status, "CONFIRMED"))
    return event
