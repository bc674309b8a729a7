"""Days and calendars as calendar programs read them (RFC 5545): made here in one way, written by the library.

Days of the ward are entries of a whole day and need no time zone. The same day is the same entry each time it is
fetched: its UID follows from its name, so that a moved deadline replaces the old one.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from icalendar import Alarm, Calendar, Event

PRODUCT = "-//UBND phường Lê Chân//Cổng thi đua, khen thưởng//VI"
# How often a subscribed calendar is asked to look again.
REFRESH = timedelta(hours=6)
# At eight in the morning of the day before.
ALARM = timedelta(hours=-16)


def uid_of(address: str) -> str:
    """The lasting name of an entry, from an address of this portal."""
    return str(uuid5(NAMESPACE_URL, address))


def whole_day(name: str, day: date, title: str, *, now: datetime, path: str = "", note: str = "", alarm: bool = False):
    """An entry of one ward day. `name` tells it from every other of this portal, `path` is where to go, `note` a
    sentence under it; `alarm` rings once, the morning before.
    """
    address = settings.SITE_URL + path if path else ""
    event = Event()
    event.add("uid", uid_of(f"{settings.SITE_URL}/{name}"))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", title)
    # A deadline keeps nobody from being invited elsewhere.
    event.add("transp", "TRANSPARENT")
    if text := "\n".join(filter(None, [note, address])):
        event.add("description", text)
    if address:
        event.add("url", address)
    if alarm:
        bell = Alarm()
        bell.add("action", "DISPLAY")
        bell.add("description", title)
        bell.add("trigger", ALARM)
        event.add_component(bell)
    return event


def _empty(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def to_open(event: Event, *, method: str) -> bytes:
    """A file with one entry, opened once; `method` says what to do with it (RFC 5546)."""
    calendar = _empty(method)
    calendar.add_component(event)
    return calendar.to_ical()


def to_subscribe(events: Iterable[Event], *, name: str) -> bytes:
    """A calendar that programs fetch again and again: what was moved moves, what is gone goes. One entry per UID."""
    calendar = _empty("PUBLISH")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for event in {str(event["uid"]): event for event in events}.values():
        calendar.add_component(event)
    return calendar.to_ical()
