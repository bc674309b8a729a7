"""What the calendar says about handing in at a moment (D9): one function for page, service, mail and paper.

A period is `opens_at <= t < closes_at` on time, `closes_at <= t < locks_at` late, then locked. All are instants, so the
server's own time zone decides nothing; days are counted on the ward's calendar.
"""

from dataclasses import dataclass
from datetime import datetime

from campaigns.models import ReportingPeriod
from core import formats
from core.clock import last_day
from core.verdict import ALLOWED, Verdict, denied

from . import phrases
from .enums import SubmissionStatus as S
from .enums import Window


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


def calendar_of(period: ReportingPeriod, at: datetime) -> Calendar:
    """Where `at` lies in the period (còn hạn, quá hạn, đã khóa); `closes_at` itself is late."""
    left = formats.days_left(at, period.closes_at)
    if at < period.opens_at:
        return Calendar(Window.NOT_OPEN, left, 0)
    if at < period.closes_at:
        return Calendar(Window.ON_TIME, left, 0)
    window = Window.LATE if at < period.locks_at else Window.LOCKED
    return Calendar(window, 0, -left)


def days_late(period: ReportingPeriod, at: datetime) -> int:
    """Ward days after the last day at `at`; 0 when on time, at least 1 from `closes_at` on."""
    return 0 if at < period.closes_at else -formats.days_left(at, period.closes_at)


def is_settled(submission) -> bool:
    """True once the office has asked for changes: whether the report came on time is decided then, once and for all."""
    if submission.status == S.RETURNED:
        return True
    return bool(submission.code and submission.status == S.DRAFT and submission.returns.exists())


def open_for_start(period: ReportingPeriod, at: datetime) -> Verdict:
    """A report can be begun while the ward receives reports."""
    calendar = calendar_of(period, at)
    if calendar.window == Window.NOT_OPEN:
        return denied(phrases.NOT_OPEN.format(year=period.year))
    return locked(period) if calendar.window == Window.LOCKED else ALLOWED


def open_for_work(submission, at: datetime) -> Verdict:
    """A report in its unit's hands can be changed and handed in until the period locks; a returned one after it too."""
    if is_settled(submission):
        return ALLOWED
    return open_for_start(submission.period, at)


def locked(period: ReportingPeriod) -> Verdict:
    """The refusal of a locked period, with the day it was locked and what is still possible."""
    return denied(phrases.LOCKED.format(year=period.year, day=formats.format_day(last_day(period.locks_at))))
