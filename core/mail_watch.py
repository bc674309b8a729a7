"""Whether letters leave (thư có đi không): what waits although it is due, and what could not be sent.

The health page says so in numbers; the administrators get a letter (accounts.mail_alarm).
"""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from . import addresses, health
from .enums import MessageStatus
from .models import OutboxMessage

# The sweeper comes every minute: what is due longer than this waits for a worker that is not there.
LATE_AFTER = timedelta(minutes=15)
LOOK_BACK = timedelta(hours=24)


def late(*, now: datetime, after: timedelta = LATE_AFTER) -> QuerySet[OutboxMessage]:
    """Letters due for longer than `after` that no worker has taken."""
    return OutboxMessage.objects.due(now - after)


def failed(*, now: datetime, within: timedelta = LOOK_BACK) -> QuerySet[OutboxMessage]:
    """Letters given up lately, or sent and come back. One to an address already known to take no mail is no news."""
    given_up = OutboxMessage.objects.filter(status=MessageStatus.FAILED, next_try_at__gte=now - within)
    return given_up.exclude(last_error=addresses.DEAD)


def state() -> str:
    """For the health page: `ok`, or how many letters wait for a worker and how many could not be sent."""
    now = timezone.now()
    counts = {"waiting": late(now=now).count(), "failed": failed(now=now).count()}
    return ", ".join(f"{what} {count}" for what, count in counts.items() if count) or health.OK
