"""Who saw and took the files of a report: the office finds it on one page, nobody else does."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from core.models import AuditEvent
from submissions.enums import SubmissionStatus as S
from submissions.services import evidence as files
from submissions.services import giving_out, handing_in
from tests import factories
from tests.access.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(period):
    """A report with one file, handed in."""
    officer = factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit(), full_name="Đầu Mối")
    report = factories.submission_at(S.DRAFT, subject=officer.memberships.get().unit, period=period, by=officer)
    place = files.Place("item", report.items.order_by("pk").first().pk)
    at = factories.ward(2026, 12, 5, 9)
    file = files.attach(submission_id=report.pk, place=place, file=World.upload(), by=officer, at=at)
    handing_in.submit(report, by=officer, at=at)
    return file


def see(file, by, *, inline: bool) -> None:
    giving_out.open_file(file, by=by, inline=inline).handle.close()


def page_of(client, file) -> str:
    return client.get(reverse("submissions:file_log", args=[file.submission_id])).content.decode()


def test_views_and_downloads_are_told_with_name_and_time(client_of, reviewer, sent):
    assert "Chưa ai xem hoặc tải tệp" in page_of(client_of(reviewer), sent)
    member = factories.make_user(Role.COUNCIL_MEMBER, full_name="Ủy Viên Đọc")
    see(sent, member, inline=True), see(sent, reviewer, inline=False)
    page = page_of(client_of(reviewer), sent)
    rows = page[page.index("<tbody>") : page.index("</tbody>")]
    assert rows.count("<tr>") == 2
    assert rows.index("Tải tệp minh chứng") < rows.index("Xem tệp minh chứng")
    assert "Ủy Viên Đọc" in rows and sent.name in rows


def test_files_of_other_reports_are_not_told(client_of, reviewer, sent, period):
    see(sent, reviewer, inline=True)
    other = factories.submission_at(S.SUBMITTED, period=period)
    page = client_of(reviewer).get(reverse("submissions:file_log", args=[other.pk])).content.decode()
    assert "Chưa ai xem hoặc tải tệp" in page


def test_the_review_leads_there(client_of, reviewer, sent):
    page = client_of(reviewer).get(reverse("submissions:review", args=[sent.submission_id]) + "?phan=lich-su")
    assert reverse("submissions:file_log", args=[sent.submission_id]) in page.content.decode()


@pytest.mark.parametrize("times", [1, 3])
def test_the_number_of_queries_does_not_grow(client_of, reviewer, sent, times, django_assert_num_queries):
    for _ in range(times):
        see(sent, reviewer, inline=False)
    client = client_of(reviewer)
    page_of(client, sent)
    with django_assert_num_queries(10):
        page_of(client, sent)


def test_opening_the_page_is_no_view_of_a_file(client_of, reviewer, sent):
    before = AuditEvent.objects.count()
    page_of(client_of(reviewer), sent)
    assert AuditEvent.objects.filter(action__in=("view_file", "download")).count() == 0
    assert AuditEvent.objects.count() - before <= 1
