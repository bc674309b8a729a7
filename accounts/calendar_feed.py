"""Somebody's calendar for their phone or office program: its secret address, and what stands in it (lịch riêng).

A calendar program cannot sign in: whoever holds the address reads the calendar, which therefore tells days and no
secret. The address is `<feed>.<nonce>.<signature>`, never stored: whoever reads the table or a backup cannot make one
without the server's key. A new nonce ends the old address. An app enters at start what it puts in.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from icalendar import Event

from core import calendars
from core.text import whole_number

from .models import CalendarFeed, User

NAME = "Lịch thi đua phường Lê Chân"
EventMaker = Callable[[User, datetime], Iterable[Event]]

_makers: list[EventMaker] = []


def register(maker: EventMaker) -> None:
    """Enter what an app has for somebody: `maker(user, now)` gives entries, by the roles of the day."""
    _makers.append(maker)


def _signer() -> Signer:
    return Signer(salt="accounts.calendar", sep=".")


def token_of(feed: CalendarFeed) -> str:
    """The secret part of the address."""
    return _signer().sign(f"{feed.pk}.{feed.nonce}")


def path_of(feed: CalendarFeed) -> str:
    """The path of the calendar, the same until a new one is made."""
    return reverse("accounts:calendar_feed", args=[token_of(feed)])


def owner_of(token: str) -> User | None:
    """Whose calendar an address opens; None for a forged or former one and for an account that was closed."""
    try:
        pk, nonce = _signer().unsign(token).split(".")
    except (BadSignature, ValueError):
        return None
    feed = CalendarFeed.objects.select_related("user").filter(pk=whole_number(pk), user__is_active=True).first()
    return feed.user if feed and constant_time_compare(nonce, feed.nonce) else None


def written(user: User, *, now: datetime) -> bytes:
    """The calendar of `user` as of `now`."""
    return calendars.to_subscribe((event for maker in _makers for event in maker(user, now)), name=NAME)
