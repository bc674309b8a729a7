"""A letter to the administrators when letters do not leave (báo sự cố gửi thư): at most one a day.

It is queued like any other and leaves when that is possible; the health page says the same at once.
"""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from core import mail_watch
from core.clock import ward_date
from core.formats import format_number
from core.models import OutboxMessage
from core.outbox import notify

from .enums import Role
from .models import Membership

KIND = "mail-alarm"
LATE_AFTER = timedelta(hours=1)

SUBJECT = "Thư của cổng không gửi được"
TEXT = "Kính gửi đồng chí {who}. {faults} Tình trạng hiện nay:"
FAILED = "Trong 24 giờ qua {count} thư không gửi được, thư gần nhất vì: {why}."
LATE = "{count} thư đã đến giờ mà chờ quá 1 giờ chưa gửi, máy gửi thư có thể đã dừng."
NOT_THEIRS = "người nhận không còn là quản trị"


def send_due(*, now: datetime | None = None) -> int:
    """Write to the administrators when letters failed since yesterday or wait for over an hour; returns how many are
    new.
    """
    now = now or timezone.now()
    if not (faults := _faults(now)):
        return 0
    day = ward_date(now)
    grants = Membership.objects.active(day).filter(role=Role.ADMIN, user__is_active=True).select_related("user")
    people = {grant.user_id: grant.user for grant in grants.order_by("pk")}
    sent = [
        notify(
            recipient=user, dedupe_key=f"{KIND}:{day}:{user.pk}", kind=KIND, subject=SUBJECT,
            text=TEXT.format(who=user, faults=faults), link=reverse("healthz"), at=now,
        )
        for user in people.values()
    ]  # fmt: skip
    return len([message for message in sent if message])


def _faults(now: datetime) -> str:
    """What is wrong, in sentences; "" when nothing is. Its own letters are not counted."""
    failed = mail_watch.failed(now=now).exclude(kind=KIND)
    late = mail_watch.late(now=now, after=LATE_AFTER).exclude(kind=KIND).count()
    found = []
    if last := failed.order_by("-next_try_at", "-pk").first():
        found.append(FAILED.format(count=format_number(failed.count()), why=last.fault.rstrip(".")))
    if late:
        found.append(LATE.format(count=format_number(late)))
    return " ".join(found)


def still_theirs(message: OutboxMessage, now: datetime) -> str:
    """Asked as the letter leaves: whether its reader still is an administrator; why not, or ""."""
    held = Membership.objects.active(ward_date(now)).filter(role=Role.ADMIN, user=message.recipient_id)
    return "" if held.filter(user__is_active=True).exists() else NOT_THEIRS
