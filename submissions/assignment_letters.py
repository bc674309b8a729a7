"""Letters to reviewers about the reports given to them (thư giao thẩm định): one for each act, not for each report."""

from datetime import date, datetime

from django.urls import reverse

from accounts.models import User
from campaigns.models import ReportingPeriod
from core.formats import format_number, format_weekday_date
from core.models import OutboxMessage
from core.outbox import notify

from . import phrases_queue as phrases
from .models import Assignment

GIVEN, TAKEN_BACK = "assigned", "assignment_ended"


def given(
    reviewer: User, count: int, period: ReportingPeriod, *, act: str, by: User, due_on: date | None, at: datetime
) -> None:
    """How many reports `by` gave to the reviewer in the act of that name."""
    due = phrases.ASSIGNED_DUE.format(day=format_weekday_date(due_on)) if due_on else ""
    _send(GIVEN, phrases.ASSIGNED_SUBJECT, phrases.ASSIGNED, reviewer, count, period, act=act, by=by, due=due, at=at)


def taken_back(reviewer: User, count: int, period: ReportingPeriod, *, act: str, by: User, at: datetime) -> None:
    """How many reports `by` took back from the reviewer in the act of that name."""
    _send(TAKEN_BACK, phrases.TAKEN_BACK_SUBJECT, phrases.TAKEN_BACK, reviewer, count, period, act=act, by=by, at=at)


def _send(kind, subject, text, reviewer, count, period, *, act, by, at, due="") -> None:
    if reviewer.pk == by.pk:
        return
    words = {"who": reviewer, "by": by, "count": format_number(count), "year": period.year, "due": due}
    notify(
        recipient=reviewer, dedupe_key=f"{kind}:{act}:{reviewer.pk}", kind=kind, subject=subject.format(**words),
        text=text.format(**words), link=f"{reverse('submissions:queue')}?nam={period.year}&xem=cho-toi",
        context={"period": period.pk}, at=at,
    )  # fmt: skip


def still_given(message: OutboxMessage, now: datetime) -> str:
    """Asked as the letter leaves: whether anything is still given to whoever it goes to."""
    rows = Assignment.objects.filter(ended_at=None, submission__period=message.context["period"])
    return "" if rows.filter(reviewer=message.recipient_id).exists() else phrases.NOT_ASSIGNED_ANY_MORE
