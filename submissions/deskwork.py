"""What an officer finds on arriving: whose reports and pledges are theirs to write, and the days of the year."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from accounts.models import Person, Unit, User
from campaigns.models import Enrolment, ReportingPeriod
from campaigns.report_form import sections_of_periods
from core import formats
from core.clock import last_day, ward_date

from . import pledge_book
from .models import Pledge, Submission
from .pledging import Season, column_of, season_of
from .sections import Heading, outline
from .windows import Deadline


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody the user writes for; `key` names them in an address."""

    row: Unit | Person
    kind: str

    @property
    def key(self) -> str:
        """`unit-3` or `person-5`."""
        return f"{self.kind}-{self.row.pk}"

    def __str__(self) -> str:
        return str(self.row)


def subjects_of(user: User) -> list[Subject]:
    """The user's units, then the user as a person; people of the unit are reached from the list of reports."""
    units = {grant.unit_id: grant.unit for grant in user.grants if grant.unit_id in user.reporting_unit_ids}
    own = Person.objects.filter(user=user).select_related("unit").first()
    return [Subject(unit, "unit") for unit in units.values()] + ([Subject(own, "person")] if own else [])


def people_to_report(user: User, period: ReportingPeriod, unit_id: int | None = None) -> list[Person]:
    """People of the user's units (of the one in front) who take part that year and have no report yet (R4)."""
    units = user.reporting_unit_ids if unit_id is None else user.reporting_unit_ids & {unit_id}
    people = Person.objects.filter(unit_id__in=units, enrolments__in=Enrolment.objects.of(period))
    written = Submission.objects.filter(period=period, person__isnull=False)
    return list(people.exclude(submissions__in=written).select_related("unit").distinct().order_by("sort_key"))


@dataclass(frozen=True, slots=True)
class PledgeLine:
    """A pledge to be made or made already, as the pages of a unit show it; `season` is None outside its time."""

    period: ReportingPeriod
    pledge: Pledge | None
    season: Season | None


def pledge_lines(subject: Unit | Person, period: ReportingPeriod, now: datetime) -> list[PledgeLine]:
    """The pledge whose season is open, then the one of the year people report on, if there is one. Two queries."""
    season = season_of(subject, now)
    years = {each.pk: each for each in (season and season.period, period) if each}
    sent = Pledge.objects.sent().filter(period__in=years, **{column_of(subject): subject}).select_related("sent_by")
    known = {pledge.period_id: pledge for pledge in sent}
    in_season = season.period.pk if season else None
    return [
        PledgeLine(each, known.get(pk), season if pk == in_season else None)
        for pk, each in years.items()
        if pk == in_season or pk in known
    ]


def to_pledge(user: User, season: Season, unit_id: int | None = None) -> QuerySet[Enrolment]:
    """Whose pledges the user sends in the season: their units (the one in front), the people of those, themselves."""
    units = user.reporting_unit_ids if unit_id is None else user.reporting_unit_ids & {unit_id}
    mine = Q(unit__in=units) | Q(person__unit__in=units) | Q(person__user=user)
    return pledge_book.taking_part(season.period).filter(mine).select_related("group", "unit", "person")


def headings_of(submission: Submission) -> list[Heading]:
    """The sections of a report without how far each is, for a page whose counts cannot be read (ux 2)."""
    contents = submission.contents.select_related("content_area").order_by("content_area__order", "pk")
    rows = sections_of_periods([submission.period])[submission.period_id]
    return outline(rows, contents, (), person=submission.person_id is not None)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day of the reporting year; `state` is past, next or empty."""

    when: str
    what: str
    state: str


def milestones(period: ReportingPeriod, times: Deadline, now: datetime) -> list[Milestone]:
    """The days of the year in order (mốc thời gian), with the unit's own last day; the next one is marked."""
    last = times.last_day
    days = [
        (ward_date(period.opens_at), formats.format_day(period.opens_at), "Phường mở nhận báo cáo"),
        (last, f"{formats.format_day(last)}, {formats.WEEKDAYS[last.weekday()]}", "Ngày cuối nộp báo cáo"),
    ]
    locked = last_day(times.locks_at)
    if locked > last:
        days.append((locked, formats.format_day(locked), "Ngày cuối nhận báo cáo muộn"))
    if period.review_ends_on:
        words = "Phòng Văn hóa – Xã hội thẩm định xong"
        days.append((period.review_ends_on, f"Chậm nhất {formats.format_day(period.review_ends_on)}", words))
    days.sort(key=lambda day: day[0])
    if period.milestone:
        days.append((date(period.year, 12, 31), f"Cuối năm {period.year}", period.milestone))
    today = ward_date(now)
    coming = next((day for day in days if day[0] >= today), None)
    return [
        Milestone(when, what, "next" if (day, when, what) == coming else "past" if day < today else "")
        for day, when, what in days
    ]
