"""A ward large enough for thousands of reminders: units with an officer each, in several movements at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random

from django.db import connection

from accounts.enums import Role
from accounts.models import Membership, Unit, User
from campaigns.models import Enrolment, ReportingPeriod
from core.clock import start_of, ward_date
from submissions.models import Submission, SubmissionContent, SubmissionItem
from submissions.services import drafting
from tests import factories

# Far enough from every step of the schedule that no further one falls due while the test runs.
DAYS_LEFT = 10


@dataclass(frozen=True, slots=True)
class Draft:
    """A report that is complete but not handed in, and who hands it in."""

    report: Submission
    officer: User


def make(periods: int, units_each: int, *, now: datetime) -> list[tuple[ReportingPeriod, list[User]]]:
    """Reporting periods whose fourteenth day before the end is past, with the officers of the units in each."""
    serial = count(1)
    return [_movement(units_each, serial, now) for _ in range(periods)]


def _movement(size: int, serial: count, now: datetime) -> tuple[ReportingPeriod, list[User]]:
    closes_at = start_of(ward_date(now) + timedelta(days=DAYS_LEFT + 1))
    period = factories.make_period(
        factories.make_campaign(), ward_date(now).year, opens_at=now - timedelta(days=20), closes_at=closes_at,
        locks_at=closes_at + timedelta(days=9), review_ends_on=None,
    )  # fmt: skip
    factories.make_content_areas(period.campaign, 1)
    group = factories.make_group(period.campaign)
    factories.make_criteria_set(group, period, points=(100,))
    numbers = [next(serial) for _ in range(size)]
    units = [Unit(code=f"TDP-{n}", name=f"Tổ dân phố số {n}") for n in numbers]
    officers = [User(email=f"to-{n}@demo.example", full_name=f"Cán bộ {n}", password="!") for n in numbers]
    for row in (*units, *officers):
        row.fill_derived()
    Unit.objects.bulk_create(units)
    User.objects.bulk_create(officers)
    pairs = zip(units, officers, strict=True)
    Membership.objects.bulk_create(Membership(user=user, unit=unit, role=Role.UNIT_OFFICER) for unit, user in pairs)
    Enrolment.objects.bulk_create(Enrolment(group=group, unit=unit) for unit in units)
    return period, officers


def write_reports(made: list[tuple[ReportingPeriod, list[User]]], how_many: int, *, chance: Random) -> list[Draft]:
    """So many units, drawn from all movements, have written their whole report."""
    everybody = [(period, officer) for period, officers in made for officer in officers]
    drafts = []
    for period, officer in chance.sample(everybody, how_many):
        unit = officer.memberships.get().unit
        drafts.append(Draft(drafting.start(period=period, subject=unit, by=officer), officer))
    Submission.objects.update(
        reporter_name="Nguyễn Thị Lan", reporter_phone="0225 3700 001", no_initiatives=True, nothing_to_add=True
    )
    SubmissionContent.objects.update(results="Đã hoàn thành 12 trên 12 việc được giao, vượt chỉ tiêu của năm.")
    SubmissionItem.objects.update(self_score=80, result="Hoàn thành 12 trên 12 nhiệm vụ được giao.")
    return drafts


def learn() -> None:
    """Let PostgreSQL count its rows, as it does by itself on a site."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
