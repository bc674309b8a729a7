"""Making somebody's calendar address, and making it anew (lập địa chỉ lịch riêng)."""

from datetime import datetime

from django.db import transaction

from core import audit
from core.clock import database_now

from ..models import CalendarFeed, User
from ..models.invitations import new_nonce


@transaction.atomic
def renew_calendar(*, by: User, at: datetime | None = None) -> CalendarFeed:
    """Give the signed-in person a calendar address (lập địa chỉ mới); the former one, if any, opens nothing more."""
    values = {"nonce": new_nonce(), "made_at": at or database_now()}
    feed, created = CalendarFeed.objects.update_or_create(user=by, defaults=values)
    audit.record("make_calendar" if created else "renew_calendar", by, by=by)
    return feed
