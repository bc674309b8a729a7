"""Reminding units of the day their additions are due (nhắc hạn bổ sung): some days before it and once it has passed.

The step to send is the latest that is due and not yet sent, as for the reports themselves. A letter sent by hand on the
step's day or later stands for it; and both share one key for a report and a day, so that no report is written about
twice on one day, whoever is first. Whether the unit has answered is asked again as each letter leaves.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache

from django.utils import timezone

from campaigns.figures import figure
from core.clock import WARD, start_of, ward_date
from core.models import OutboxMessage
from core.outbox import notify

from .. import letters, windows
from .. import phrases_queue as phrases
from ..enums import SubmissionStatus as S
from ..models import Return, Submission
from . import urging

KIND = urging.AUTOMATIC
SEND_AT = time(7)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A letter that is due: for which return, of which step (days before its last day, negative: overdue), to whom."""

    asked: Return
    days: int
    letter: letters.Letter
    addressees: list[letters.Addressee]


def _moment(due_on: date, days: int) -> datetime:
    return datetime.combine(due_on - timedelta(days=days), SEND_AT, tzinfo=WARD)


def step_of(asked: Return, steps: Iterable[int], *, now: datetime) -> int | None:
    """The latest of `steps` that is due since the return was made, or None; a word before the day, after it, helps
    nobody.
    """
    due = [days for days in sorted(steps, reverse=True) if asked.returned_at <= _moment(asked.due_on, days) <= now]
    if not due or is_pointless(due[-1], asked.due_on, now):
        return None
    return due[-1]


def is_pointless(days: int, due_on: date, now: datetime) -> bool:
    """A reminder of a day to come, once that day is over."""
    return days >= 0 and ward_date(now) > due_on


def due_now(*, now: datetime) -> list[Reminder]:
    """Every return not answered whose latest step is due and not yet sent, until its report's period is locked.

    A constant number of queries for each movement.
    """
    rows = Return.objects.filter(resolved_at=None, submission__status=S.RETURNED, submission__period__opens_at__lte=now)
    found = list(rows.select_related("submission__period__campaign").order_by("pk"))
    known = windows.extensions_of({asked.submission.period for asked in found})

    @cache
    def steps(campaign) -> list[int]:
        before, after = (
            figure(key, on=ward_date(now), campaign=campaign) for key in ("return_reminder_days", "return_overdue_days")
        )
        return [*(int(days) for days in before), *(-int(days) for days in after)]

    due: dict[int, tuple[Return, int]] = {}
    for asked in found:
        report = asked.submission
        days = step_of(asked, steps(report.period.campaign), now=now)
        if days is not None and now < windows.deadline_of_report(report, known).locks_at:
            due[report.pk] = asked, days
    return _unsent(due, now)


def _unsent(due: dict[int, tuple[Return, int]], now: datetime) -> list[Reminder]:
    """Those of `due` nobody was written to about on the step's day or later, with words and readers."""
    days_of_steps = {pk: start_of(ward_date(_moment(asked.due_on, days))) for pk, (asked, days) in due.items()}
    if not due:
        return []
    rows = OutboxMessage.objects.filter(kind__in=urging.KINDS, created_at__gte=min(days_of_steps.values()))
    last = {context["submission"]: at for context, at in rows.order_by("pk").values_list("context", "created_at")}
    open_ones = [pk for pk, since in days_of_steps.items() if pk not in last or last[pk] < since]
    targets = urging.targets(Submission.objects.filter(pk__in=open_ones).order_by("pk"), now=now)
    return [
        Reminder(
            asked=due[target.report.pk][0],
            days=due[target.report.pk][1],
            letter=_letter(target.letter, target.report, due[target.report.pk][0], now),
            addressees=target.addressees,
        )
        for target in targets
    ]


def _letter(by_hand: letters.Letter, report: Submission, asked: Return, now: datetime) -> letters.Letter:
    """The words of the urging by hand under a subject that says how many days are left."""
    left = (asked.due_on - ward_date(now)).days
    words = phrases.RETURN_LEFT if left > 0 else phrases.RETURN_LAST_DAY if left == 0 else phrases.RETURN_OVERDUE
    return replace(by_hand, kind=KIND, subject=words.format(days=abs(left), code=report.code))


def send_due(*, now: datetime | None = None) -> int:
    """Queue what is due (nhắc hạn bổ sung theo lịch); calling again, or from two places, changes nothing.

    One letter for each report, to the first who writes it, the others in copy; returns how many are new.
    """
    now = now or timezone.now()
    return sum(_send(reminder, now) is not None for reminder in due_now(now=now) if reminder.addressees)


def _send(reminder: Reminder, now: datetime) -> OutboxMessage | None:
    (first, *others), words, pk = reminder.addressees, reminder.letter, reminder.asked.submission_id
    return notify(
        recipient=first, dedupe_key=urging.daily_key(pk, now), kind=KIND, subject=words.subject, text=words.text,
        link=words.link, context={"submission": pk, "return": reminder.asked.pk, "days": reminder.days},
        copy_to=[other.email for other in others], about=letters.about_report(reminder.asked.submission), at=now,
    )  # fmt: skip


def still_needed(message: OutboxMessage, now: datetime) -> str:
    """Asked as the letter leaves: why it has become pointless, or "". Words of an earlier day are renewed."""
    rows = Return.objects.filter(pk=message.context["return"], resolved_at=None, submission__status=S.RETURNED)
    asked = rows.select_related("submission__period").first()
    if asked is None:
        return phrases.NOT_RETURNED_ANY_MORE
    if now >= windows.deadline_of_report(asked.submission).locks_at:
        return phrases.RETURN_LOCKED
    if is_pointless(message.context["days"], asked.due_on, now):
        return phrases.RETURN_DAY_OVER
    if gone := letters.to_whoever_writes_now(message, now):
        return gone
    (target,) = urging.targets(Submission.objects.filter(pk=asked.submission_id), now=now)
    letters.renew(message, _letter(target.letter, target.report, asked, now))
    return ""
