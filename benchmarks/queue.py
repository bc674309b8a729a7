"""The first page of the office's list out of 30,000 reports, beside the same page out of 300."""

from django.db import connection
from django.db.models import F
from django.test import RequestFactory

from accounts.enums import Role
from accounts.models import User
from campaigns.models import ReportingPeriod
from submissions.enums import SubmissionStatus as S
from submissions.models import Review, Snapshot, Submission
from submissions.queue import PER_PAGE, Choices
from submissions.views import queue
from tests import factories
from tests.factories import ward

from .harness import Benchmark
from .ranking import REPORTS, make_rows

FEW = 300
NOW = ward(2026, 12, 14, 9)


def _mixed(period):
    """The year with a self-score each, a third of the reports accepted, the rest waiting."""
    reports = Submission.objects.filter(period=period)
    reports.update(stated_hundredths=F("pk") % 10_000)
    reports.alias(rest=F("pk") % 3).filter(rest__gt=0).update(status=S.SUBMITTED)
    return period


def _few(many) -> ReportingPeriod:
    """The next year, in which only some of the same units have handed in."""
    period = factories.make_period(many.campaign, year=many.year + 1)
    rows = list(Submission.objects.filter(period=many).order_by("pk")[:FEW])
    criteria = factories.make_criteria_set(rows[0].group, period, scorers=2)
    by, now = factories.make_user(), rows[0].submitted_at
    for number, row in enumerate(rows):
        row.pk, row.period, row.criteria_set, row.code = None, period, criteria, f"LC-2027-{number:06d}"
    Submission.objects.bulk_create(rows)
    Snapshot.objects.bulk_create(
        Snapshot(submission=row, number=1, taken_at=now, taken_by=by, on_time=True, data={}, sha256="0" * 64)
        for row in rows
    )
    return period


def _page(period, reviewer: User) -> int:
    """What the view reads for the page with its filters; how many rows it shows."""
    request = RequestFactory().get("/tham-dinh/")
    # A fresh account each time: roles and conflicts are read once for a request.
    request.user = User.objects.get(pk=reviewer.pk)
    table = queue._table(request, period, Choices(), NOW)
    queue._filters(request, period, Choices(), NOW)
    return len(table["rows"])


def benchmark() -> Benchmark:
    """`queue_first_page_30000`: the page out of many, beside the page out of few."""
    many = make_rows(REPORTS).period
    few = _mixed(_few(many))
    _mixed(many)
    Review.objects.filter(submission__period=many).delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    reviewer = factories.make_user(Role.REVIEWER)

    def ours() -> int:
        return _page(many, reviewer)

    def bare() -> int:
        return _page(few, reviewer)

    assert bare() == PER_PAGE
    return Benchmark(f"queue_first_page_{REPORTS}", ours, bare)
