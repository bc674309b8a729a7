"""The calendar of reminders (lịch nhắc, D9): the steps of a period, and which of them waits to be carried out.

A step lies so many days before (negative: after) the last day and is due at 07:00 ward time. It belongs to the
calendar when the setting that counts on its own day names it, so a setting changed today neither brings back a day
that has passed nor takes one away.

A step waits when it is due and nothing was carried out since. Of several the latest waits, the others are left out and
the run says which. A last day that is moved moves the steps that are still to come: they are carried out for the new
day even where one of the same name was carried out for the old day, since the office promised a word before the day
that counts. What became due by the new day before the last word went out is not said again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Max, Q

from campaigns.figures import figures_by_day
from campaigns.models import ReportingPeriod
from core.clock import WARD, last_day

from . import windows
from .models import Extension, ReminderRun

SEND_AT = time(7)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the schedule: days before the last day (negative: days overdue), and the moment it is due."""

    days: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step to carry out now: of the period, or of the one who was given more time. `left_out`: days of the steps
    before it that were missed.
    """

    period: ReportingPeriod
    step: Step
    left_out: list[int]
    extension: Extension | None = None


def schedule(period: ReportingPeriod, *, times: windows.Times | None = None) -> list[Step]:
    """The steps of the period in order (lịch nhắc), to the last day of `times`, the period's own unless given."""
    return schedules(period, [times or period])[0]


def schedules(period: ReportingPeriod, ends: Iterable[windows.Times]) -> list[list[Step]]:
    """`schedule` for several last days of one period, in two queries."""
    named = [
        (sign, days, counts_on)
        for key, sign in (("reminder_days", 1), ("overdue_days", -1))
        for values, counts_on in [figures_by_day(key, campaign=period.campaign)]
        for days in {int(number) for value in values for number in value}
    ]
    found = []
    for times in ends:
        last, steps = last_day(times.closes_at), []
        for sign, days, counts_on in named:
            day = last - timedelta(days=sign * days)
            if days in counts_on(day):
                steps.append(Step(sign * days, datetime.combine(day, SEND_AT, tzinfo=WARD)))
        found.append(sorted(steps, key=lambda step: step.due_at))
    return found


def is_pointless(days: int, times: windows.Times, now: datetime) -> bool:
    """A word about the deadline after it, or about being late before it or after the lock, helps nobody."""
    if days < 0:
        return not times.closes_at <= now < times.locks_at
    return not times.opens_at <= now < times.closes_at


def step_to_send(period: ReportingPeriod, *, now: datetime) -> Step | None:
    """The period's own step that waits, if any."""
    return next((each.step for each in waiting_in(period, now=now) if each.extension is None), None)


def next_step(period: ReportingPeriod, *, now: datetime) -> Step | None:
    """What the page announces: the step waiting to be sent, else the next one to come."""
    coming = [step for step in schedule(period) if step.due_at > now and step.due_at < period.locks_at]
    return step_to_send(period, now=now) or (coming[0] if coming else None)


def waiting(*, now: datetime) -> list[Waiting]:
    """Every step of every period that waits at `now`; one query while none receives reports."""
    is_open = Q(locks_at__gt=now) | Q(extensions__closes_at__gt=now)
    periods = ReportingPeriod.objects.filter(is_open, opens_at__lte=now).select_related("campaign")
    return [each for period in periods.distinct() for each in waiting_in(period, now=now)]


def waiting_in(period: ReportingPeriod, *, now: datetime) -> list[Waiting]:
    """The steps of one period that wait: its own first, then those of units and persons with more time."""
    runs = ReminderRun.objects.filter(period=period).values_list("extension").annotate(Max("run_at")).order_by()
    last_run = dict(runs)
    known = windows.extensions_of([period])
    ends = [windows.deadline_of(period, unit_id=unit, person_id=person, known=known) for _, unit, person in known]
    # An extension that the period itself has overtaken has no days of its own.
    ends = [period, *(times for times in ends if times.is_extended)]
    found = []
    for times, steps in zip(ends, schedules(period, ends), strict=True):
        extension = None if times is period else times.extension
        # Whoever was given more time has just been told until when.
        begin = extension.granted_at if extension else period.opens_at
        told_at = last_run.get(extension and extension.pk)
        due = [step for step in steps if step.due_at <= now]
        if not due or (told_at and told_at >= due[-1].due_at) or is_pointless(due[-1].days, times, now):
            continue
        if extension and due[-1].due_at < begin:
            continue
        since = max(told_at, begin) if told_at else begin
        left_out = [step.days for step in due[:-1] if step.due_at > since]
        found.append(Waiting(period, due[-1], left_out, extension))
    return found
