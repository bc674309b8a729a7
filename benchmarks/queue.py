"""The office's list out of 30,000 reports, beside the same list out of 300: its pages and its dearest filters.

Of either year a third is accepted with all its marks. Of the rest, which waits, a quarter nobody has, a quarter was
given to two colleagues, a quarter to the reader and a colleague, and a quarter a colleague has begun with. Every tenth
report is a person's.
"""

from collections.abc import Iterator
from itertools import cycle

from accounts.enums import Role
from accounts.models import User
from campaigns.models import CriteriaSet, ReportingPeriod
from submissions.enums import SubmissionStatus as S
from submissions.models import Assignment, Evidence, Review, Snapshot
from submissions.queue import PER_PAGE, Choices
from submissions.queue_page import ListPage, offers
from submissions.services import scanning
from tests import factories
from tests.factories import ward

from . import rows
from .harness import Benchmark, settle

FEW = 300
NOW = ward(2026, 12, 14, 9)
# What the address says, by the name of the benchmark.
LISTS = {
    "first_page": {},
    "last_page": {"trang": "9999"},
    "mine": {"xem": "cho-toi"},
    "by_name": {"sap": "don-vi"},
    "by_holder": {"o": "phong"},
}


def benchmarks() -> Iterator[Benchmark]:
    """`queue_first_page_30000` and its kind: the page out of many, beside the page out of few."""
    period = factories.make_period()
    group = factories.make_group(period.campaign)
    reader, *colleagues = (factories.make_user(Role.REVIEWER) for _ in range(11))
    units, people = rows.units_named("DS", rows.MANY), rows.people_named("DS", rows.MANY // 10)
    subjects = [people[place // 10] if place % 10 == 9 else unit for place, unit in enumerate(units)]
    many = factories.make_criteria_set(group, period, scorers=2)
    few = factories.make_criteria_set(group, factories.make_period(period.campaign, year=2027), scorers=2)
    _fill(many, subjects, reader, colleagues)
    _fill(few, subjects[:FEW], reader, colleagues)
    settle()
    for name, query in LISTS.items():
        yield Benchmark(
            f"queue_{name}_{rows.MANY}", _reading(many.period, reader, query), _reading(few.period, reader, query)
        )


def _reading(period: ReportingPeriod, reader: User, query: dict):
    """What the view reads for the page with its filters; how many rows it shows."""

    def read() -> int:
        # A fresh account each time: roles and conflicts are read once for a request.
        user = User.objects.get(pk=reader.pk)
        page = ListPage(user, period, Choices.of(query), number=query.get("trang"), now=NOW)
        shown = len(page.rows), page.sums, page.awaiting, page.first_to_review()
        offers(period, now=NOW)
        scanning.troubled(now=NOW).count()
        assert shown[0] == PER_PAGE
        return shown[0]

    return read


def _fill(criteria: CriteriaSet, subjects: list, reader: User, colleagues: list[User]) -> None:
    rows.reports_of(subjects, criteria, _status)
    snapshots = Snapshot.objects.filter(submission__criteria_set=criteria).select_related("submission").order_by("pk")
    reviews, given, files, people = [], [], [], cycle(colleagues)
    for place, snapshot in enumerate(snapshots):
        report, one, other = snapshot.submission, next(people), next(people)
        files.append(
            Evidence(submission=report, url=f"https://tin.example/{report.pk}", name="Tin bài", media_type="text/html",
                     size=0, sha256=f"{report.pk:064d}", uploaded_by=one)
        )  # fmt: skip
        begun = {"submission": report, "snapshot": snapshot, "started_at": NOW}
        if place % 3 == 0:
            done = {**begun, "status": "COMPLETE", "completed_at": NOW, "total_hundredths": 8000 + place % 100}
            reviews += [Review(**done, reviewer=one, slot=1), Review(**done, reviewer=other, slot=2)]
        elif place % 6 == 5:
            reviews.append(Review(**begun, reviewer=one, slot=1))
        elif place % 6 != 1:
            pair = (one, other) if place % 6 == 2 else (reader, one)
            given += [Assignment(submission=report, reviewer=each, assigned_by=one, assigned_at=NOW) for each in pair]
    for model, made in ((Review, reviews), (Assignment, given), (Evidence, files)):
        model.objects.bulk_create(made, batch_size=rows.BATCH)


def _status(place: int) -> str:
    if place % 3 == 0:
        return S.ACCEPTED
    return S.UNDER_REVIEW if place % 6 == 5 else S.SUBMITTED
