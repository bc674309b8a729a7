"""When pledges are taken, and for which year (mùa đăng ký thi đua, R1, R2); what a pledge says, as values.

A season runs from `pledges_from` of a reporting year, without one from its first of January, until reporting opens.
The year people report on and the year they pledge for differ: in spring 2027 the report of 2026 is the current one.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from accounts.models import Person, Unit, User
from campaigns.models import Enrolment, ParticipantGroup, ReportingPeriod
from core import formats
from core.clock import last_day, start_of, ward_date
from core.querysets import within
from core.verdict import ALLOWED, Verdict, denied

from . import phrases
from .models import Pledge, Submission
from .permissions import owns
from .sections import CHOOSING

# Two lines on a page.
AIM_LIMIT = 500
# Thirty in all: more than a unit can follow in a year, and a page that stays light.
MOST_TARGETS = 6


@dataclass(frozen=True, slots=True)
class Target:
    """A measurable target (chỉ tiêu): of what, how much, in which unit of measure."""

    name: str
    target: str
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One content of a pledge: whether it is taken on, the aim, the targets."""

    area_id: int
    taken_on: bool
    aim: str = ""
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Season:
    """The span in which pledges for `period` are taken: `starts_at <= t < ends_at`."""

    period: ReportingPeriod

    @property
    def starts_at(self) -> datetime:
        """00:00 of the first ward day."""
        return start_of(self.period.pledges_from or date(self.period.year, 1, 1))

    @property
    def ends_at(self) -> datetime:
        """The moment reporting opens: what was pledged then stands."""
        return self.period.opens_at

    @property
    def last_day(self) -> date:
        """The last ward day on which a pledge can be sent or changed."""
        return last_day(self.ends_at)

    def is_open(self, at: datetime) -> bool:
        """True while pledges are taken."""
        return self.starts_at <= at < self.ends_at

    def verdict(self, at: datetime) -> Verdict:
        """Whether the calendar lets anybody pledge at `at`; the refusal says since or until when."""
        if at >= self.ends_at:
            day = formats.format_date(self.ends_at)
            return denied(phrases.PLEDGE_OVER.format(year=self.period.year, day=day))
        if at < self.starts_at:
            day = formats.format_date(self.starts_at)
            return denied(phrases.PLEDGE_NOT_YET.format(year=self.period.year, day=day))
        return ALLOWED


def _began(at: datetime) -> Q:
    day = ward_date(at)
    return Q(pledges_from__lte=day) | Q(pledges_from=None, year__lte=day.year)


def open_season(at: datetime) -> Season | None:
    """The season that is open at `at`; the one that ends first when two years overlap. One query."""
    period = ReportingPeriod.objects.filter(_began(at), opens_at__gt=at).order_by("opens_at", "pk").first()
    return Season(period) if period else None


def season_of(subject: Unit | Person, at: datetime) -> Season | None:
    """The open season of a year in which the unit or person takes part, None when there is none. One query."""
    taking_part = Enrolment.objects.filter(
        within(OuterRef("year"), "from_year", "to_year"),
        group__campaign=OuterRef("campaign"),
        **{column_of(subject): subject},
    )
    periods = ReportingPeriod.objects.filter(_began(at), Exists(taking_part), opens_at__gt=at)
    period = periods.order_by("opens_at", "pk").first()
    return Season(period) if period else None


def column_of(subject: Unit | Person) -> str:
    """The column that holds the subject: `unit` or `person`."""
    return "unit" if isinstance(subject, Unit) else "person"


def chooses(group: ParticipantGroup) -> bool:
    """True for bodies the plan lets choose among the contents (VI.4) and for persons; the others take on all (II)."""
    return group.kind in CHOOSING


def may_pledge(user: User, subject: Unit | Person) -> Verdict:
    """A unit pledges for itself and its people, a person for themselves: who writes the report may pledge."""
    unit, person = (subject, None) if isinstance(subject, Unit) else (None, subject)
    return ALLOWED if owns(user, Submission(unit=unit, person=person)) else denied(phrases.PLEDGE_OF_OTHERS)


def open_for_pledge(period: ReportingPeriod, subject: Unit | Person, at: datetime) -> Verdict:
    """Whether the subject's pledge can still change: the season is open and no report of that year rests on it."""
    if not (verdict := Season(period).verdict(at)):
        return verdict
    if Submission.objects.filter(period=period, **{column_of(subject): subject}).exists():
        return denied(phrases.PLEDGE_IN_REPORT.format(year=period.year))
    return ALLOWED


def pledge_of(subject: Unit | Person, period: ReportingPeriod) -> Pledge | None:
    """The subject's pledge for the year with all it says, None when nothing was sent. Three queries, one without."""
    return Pledge.objects.sent().filter(period=period, **{column_of(subject): subject}).for_reading().first()


def lines_of(pledge: Pledge) -> list[Line]:
    """What a pledge read by `for_reading` says, in the order of the contents. No query."""
    return [
        Line(
            content.content_area_id,
            content.taken_on,
            content.aim,
            tuple(Target(row.name, row.target, row.measure) for row in content.targets.all()),
        )
        for content in pledge.contents.all()
    ]
