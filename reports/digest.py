"""The office's letter of the week (tổng hợp hằng tuần): how far the reports of a year are, on Monday morning.

Each number is counted as the overview and the list of reports count it, at the moment the letter leaves. One letter to
each person of the office for a week and a year; what Monday morning missed is caught up on the same day.
"""

from dataclasses import dataclass
from datetime import datetime, time
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from campaigns.models import ReportingPeriod
from core.clock import ward_date, ward_time
from core.enums import TroubleKind
from core.formats import format_number, format_time, format_weekday_date
from core.models import AddressTrouble, OutboxMessage
from core.outbox import notify
from submissions import queue_filters
from submissions.office_letters import office_people

from . import figures, phrases
from .figures import State

KIND = "weekly-digest"
MONDAY, FROM = 0, time(7)


@dataclass(frozen=True, slots=True)
class Week:
    """The numbers of the letter."""

    handed_in: int
    total: int
    waiting: int
    returned: int
    overdue: int
    dead_addresses: int

    @property
    def words(self) -> str:
        """“38/86 đã nộp, 12 chờ và đang thẩm định, …”: what is none is left out, but for the first."""
        parts = [phrases.DIGEST_HANDED_IN.format(count=format_number(self.handed_in), total=format_number(self.total))]
        others = (
            (phrases.DIGEST_WAITING, self.waiting),
            (phrases.DIGEST_RETURNED, self.returned),
            (phrases.DIGEST_OVERDUE, self.overdue),
            (phrases.DIGEST_DEAD, self.dead_addresses),
        )
        parts += [words.format(count=format_number(count)) for words, count in others if count]
        return ", ".join(parts)


def week_of(period: ReportingPeriod, *, now: datetime) -> Week:
    """The numbers of a year at `now`, each as its page counts it; a constant number of queries."""
    counts = figures.total(figures.by_group(period))
    returned = figures.in_state(period, State.RETURNED)
    return Week(
        handed_in=counts.handed_in,
        total=counts.total,
        waiting=counts.by_state[State.WAITING],
        returned=counts.by_state[State.RETURNED],
        overdue=queue_filters.by_due(returned, "qua-han", period=period, now=now).count(),
        dead_addresses=AddressTrouble.objects.filter(kind=TroubleKind.HARD).count(),
    )


def going_on(*, now: datetime) -> list[ReportingPeriod]:
    """Years that receive reports, or whose reports still are in somebody's hands; of each movement the latest alone."""
    opened = ReportingPeriod.objects.filter(opens_at__lte=now).select_related("campaign").order_by("opens_at", "pk")
    latest = {period.campaign_id: period for period in opened}
    return [period for period in latest.values() if now < period.locks_at or _unfinished(period)]


def _unfinished(period: ReportingPeriod) -> bool:
    return any(figures.in_state(period, state).exists() for state in (State.WAITING, State.RETURNED))


def send_due(*, now: datetime | None = None) -> int:
    """Queue the letters of this Monday that are not there yet (gửi tổng hợp hằng tuần); returns how many are new."""
    now = now or timezone.now()
    moment = ward_time(now)
    if moment.weekday() != MONDAY or moment.time() < FROM:
        return 0
    year, week, _ = ward_date(now).isocalendar()
    return sum(_send(period, f"{year}-W{week:02d}", now) for period in going_on(now=now))


def _send(period: ReportingPeriod, week: str, now: datetime) -> int:
    readers, numbers = office_people(on=ward_date(now)), week_of(period, now=now)
    sent = [
        notify(
            recipient=reader, dedupe_key=f"{KIND}:{period.pk}:{week}:{reader.pk}", kind=KIND,
            subject=_subject(period, numbers), text=_text(period, numbers, reader.name, now), link=_link(period),
            context={"period": period.pk}, at=now,
        )
        for reader in readers
    ]  # fmt: skip
    return len([message for message in sent if message])


def _subject(period: ReportingPeriod, numbers: Week) -> str:
    return phrases.DIGEST_SUBJECT.format(year=period.year, count=numbers.handed_in, total=numbers.total)


def _text(period: ReportingPeriod, numbers: Week, name: str, now: datetime) -> str:
    when = f"{format_time(now)} {format_weekday_date(now)}"
    return phrases.DIGEST.format(who=name, year=period.year, when=when, numbers=numbers.words)


def _link(period: ReportingPeriod) -> str:
    return f"{reverse('reports:overview')}?{urlencode({'nam': period.year})}"


def still_theirs(message: OutboxMessage, now: datetime) -> str:
    """Asked as the letter leaves: whether its reader works in the office; brings the numbers up to date. Why not, or
    "".
    """
    period = ReportingPeriod.objects.filter(pk=message.context["period"]).first()
    names = {reader.pk: reader.name for reader in office_people(on=ward_date(now))}
    if period is None or message.recipient_id not in names:
        return phrases.DIGEST_NOT_THEIRS
    numbers = week_of(period, now=now)
    message.subject = _subject(period, numbers)
    message.text = _text(period, numbers, names[message.recipient_id], now)
    message.save(update_fields=["subject", "text"])
    return ""
