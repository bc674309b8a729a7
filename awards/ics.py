"""A meeting as a calendar entry (tệp lịch, RFC 5545), to be opened in the calendar of a phone or an office program.

It holds what stands in the invitation and no person. The same meeting is the same entry each time it is opened: UID
stays, SEQUENCE grows with every letter to the members, so that a changed date replaces the old one.
"""

from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from .enums import MeetingStatus
from .models import CouncilMeeting

# The portal asks for no end; an entry without one is a thin line nobody sees.
USUAL_LENGTH = timedelta(hours=2)
STATES = {MeetingStatus.POSTPONED: "TENTATIVE", MeetingStatus.CANCELLED: "CANCELLED"}
MEDIA_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"


def calendar_of(meeting: CouncilMeeting, *, now: datetime) -> bytes:
    """The whole file as of `now`. Times are in UTC, which every calendar shows in the ward's time.

    Folding at 75 octets and escaping are the library's.
    """
    address = settings.SITE_URL + reverse("awards:meeting", args=[meeting.pk])
    titles = [poll.title for poll in meeting.polls.order_by("number")]
    off = f"{meeting.get_status_display()}: {meeting.status_reason}" if meeting.status in STATES else ""
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, address)))
    event.add("sequence", meeting.invitation - 1)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", (meeting.starts_at + USUAL_LENGTH).astimezone(UTC))
    event.add("summary", meeting.title)
    event.add("location", meeting.place)
    event.add("description", "\n".join(filter(None, [off, *titles, address])))
    event.add("url", address)
    event.add("status", STATES.get(meeting.status, "CONFIRMED"))
    calendar = Calendar()
    calendar.add("prodid", "-//UBND phường Lê Chân//Cổng thi đua, khen thưởng//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()
