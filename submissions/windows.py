"""What the calendar says about handing in at a moment (D9): one function for page, service, mail and paper.

A period is `opens_at <= t < closes_at` on time, `closes_at <= t < locks_at` late, then locked. An extension moves the
end of one unit or person: `deadline_of` gives the times that count for them, and every function here takes them in the
place of the period. All are instants, so the server's own time zone decides nothing; days are counted on the ward's
calendar.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from campaigns.models import ReportingPeriod
from core import formats
from core.clock import last_day
from core.verdict import ALLOWED, Verdict, denied

from . import phrases
from .enums import SubmissionStatus as S
from .enums import Window
from .models import Extension, Submission


@dataclass(frozen=True, slots=True)
class Deadline:
    """The times that count for one unit or person: the period's own, or the end an extension gave them (gia hạn).

    An end beyond the period's lock keeps the report open until then: late is over as soon as it begins.
    """

    year: int
    opens_at: datetime
    closes_at: datetime
    locks_at: datetime
    extension: Extension | None = None

    @property
    def is_extended(self) -> bool:
        """True when the office moved the end of this unit or person."""
        return self.extension is not None

    @property
    def last_day(self) -> date:
        """Last ward day on which the report is on time."""
        return last_day(self.closes_at)

    @property
    def words(self) -> str:
        """“được gia hạn đến hết Thứ Sáu, 18/12/2026”, empty without an extension."""
        return phrases.EXTENDED.format(day=formats.format_weekday_date(self.last_day)) if self.extension else ""


Times = ReportingPeriod | Deadline
# Which extension counts, by period, unit and person.
Known = Mapping[tuple[int, int | None, int | None], Extension]


def extensions_of(periods: Iterable[ReportingPeriod]) -> Known:
    """The extensions that count in these periods, for pages with many reports: one query."""
    rows = Extension.objects.filter(period__in=list(periods)).order_by("closes_at", "pk")
    return {(row.period_id, row.unit_id, row.person_id): row for row in rows}


def deadline_of(
    period: ReportingPeriod, *, unit_id: int | None = None, person_id: int | None = None, known: Known | None = None
) -> Deadline:
    """The times that count for one unit or person in a period (hạn nộp của đơn vị); a person's unit does not count.

    One query, none with `known` (`extensions_of`).
    """
    if known is not None:
        extension = known.get((period.pk, unit_id, person_id))
    else:
        rows = Extension.objects.filter(period=period, unit=unit_id, person=person_id)
        extension = rows.order_by("-closes_at", "-pk").first()
    if extension is None or extension.closes_at <= period.closes_at:
        return Deadline(period.year, period.opens_at, period.closes_at, period.locks_at)
    end = extension.closes_at
    return Deadline(period.year, period.opens_at, end, max(end, period.locks_at), extension)


def deadline_of_report(submission: Submission, known: Known | None = None) -> Deadline:
    """The times that count for a report: those of whom it is about."""
    return deadline_of(submission.period, unit_id=submission.unit_id, person_id=submission.person_id, known=known)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The verdict of a period at a moment: the window, ward days left (0 on the last day), ward days late (else 0)."""

    window: Window
    days_left: int
    days_late: int

    @property
    def receives(self) -> bool:
        """True while the ward takes reports, on time or late."""
        return self.window in (Window.ON_TIME, Window.LATE)


def calendar_of(times: Times, at: datetime) -> Calendar:
    """Where `at` lies in the period (còn hạn, quá hạn, đã khóa); `closes_at` itself is late."""
    left = formats.days_left(at, times.closes_at)
    if at < times.opens_at:
        return Calendar(Window.NOT_OPEN, left, 0)
    if at < times.closes_at:
        return Calendar(Window.ON_TIME, left, 0)
    window = Window.LATE if at < times.locks_at else Window.LOCKED
    return Calendar(window, 0, -left)


def days_late(times: Times, at: datetime) -> int:
    """Ward days after the last day at `at`; 0 when on time, at least 1 from `closes_at` on."""
    return 0 if at < times.closes_at else -formats.days_left(at, times.closes_at)


def is_settled(submission: Submission) -> bool:
    """True once the office has asked for changes: whether the report came on time is decided then, once and for all."""
    if submission.status == S.RETURNED:
        return True
    return bool(submission.code and submission.status == S.DRAFT and submission.returns.exists())


def open_for_start(times: Times, at: datetime) -> Verdict:
    """A report can be begun while the ward receives reports."""
    calendar = calendar_of(times, at)
    if calendar.window == Window.NOT_OPEN:
        return denied(phrases.NOT_OPEN.format(year=times.year))
    return locked(times) if calendar.window == Window.LOCKED else ALLOWED


def open_for_work(submission: Submission, at: datetime) -> Verdict:
    """A report in its unit's hands can be changed and handed in until the period locks; a returned one after it too.

    Asks for an extension only where the period itself says no: saving a field costs no query more.
    """
    if is_settled(submission):
        return ALLOWED
    if calendar_of(submission.period, at).window == Window.LOCKED:
        return open_for_start(deadline_of_report(submission), at)
    return open_for_start(submission.period, at)


def locked(times: Times) -> Verdict:
    """The refusal of a locked period, with the day it was locked and what is still possible."""
    return denied(phrases.LOCKED.format(year=times.year, day=formats.format_day(last_day(times.locks_at))))
