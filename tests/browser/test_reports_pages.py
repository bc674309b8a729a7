"""Overview, exports and front door in Chromium: accessible, progress that stops by itself, usable without scripts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from reports import services
from reports.enums import DocumentKind, DocumentStatus
from reports.models import GeneratedDocument
from submissions.enums import SubmissionStatus as S
from tests import factories
from tests.browser.axe import assert_page_is_good
from tests.reports import rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def year(transactional_db):
    """A reporting year in its third week with reports in every state and enough marks for all four figures."""
    now = timezone.now()
    period = factories.make_period(
        opens_at=now - timedelta(days=20), closes_at=now + timedelta(days=10), locks_at=now + timedelta(days=20)
    )
    factories.make_content_areas(period.campaign)
    group = factories.make_group(period.campaign)
    factories.make_criteria_set(group, period)
    for _ in range(5):
        rows.scored(group, period, "", (25, 20, 20, 15), (26, 20, 20, 15), at=now - timedelta(days=5))
    for status in (S.SUBMITTED, S.RETURNED, S.DRAFT):
        rows.report(group, period, status=status, at=now - timedelta(days=3))
    factories.enrol(group, factories.make_unit())
    return period


@pytest.fixture
def reviewer(transactional_db):
    return factories.make_user(Role.REVIEWER, full_name="Chuyên viên thi đua")


@pytest.fixture
def document(year, reviewer):
    """A file at work."""
    return GeneratedDocument.objects.create(
        kind=DocumentKind.REPORTS_XLSX, period=year, title="Danh sách báo cáo", created_by=reviewer, progress=40,
        status=DocumentStatus.BUILDING, leased_until=timezone.now() + timedelta(minutes=5), attempts=1,
    )  # fmt: skip


def test_pages_are_accessible(year, reviewer, document, sit_down, live_server):
    page = sit_down(reviewer)
    for address in (
        reverse("reports:overview"),
        f"{reverse('reports:subjects')}?trang-thai=chua-mo",
        reverse("reports:exports"),
        reverse("reports:document", args=[document.pk]),
    ):
        assert_page_is_good(page, live_server.url, address)


def test_front_door_is_accessible_and_readable_without_scripts(year, sit_down, live_server):
    assert_page_is_good(sit_down(), live_server.url, "/")
    page = sit_down(java_script_enabled=False)
    page.goto("/")
    assert page.locator("main ol li").count() == 5
    page.get_by_role("main").get_by_role("link", name="Đăng nhập").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Đăng nhập"


def test_progress_goes_on_by_itself_and_stops(document, reviewer, sit_down):
    page = sit_down(reviewer)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "partial" in request.url else None)
    page.goto(reverse("reports:document", args=[document.pk]))
    GeneratedDocument.objects.update(progress=70)
    page.get_by_text("Đã làm 70%").wait_for()
    GeneratedDocument.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    services.build(document.pk)
    page.get_by_role("link", name="Tải tệp").wait_for()
    stopped_at = len(asked)
    page.wait_for_timeout(4500)
    assert len(asked) == stopped_at


def test_a_file_is_asked_for_and_taken_without_scripts(year, reviewer, sit_down, tmp_path):
    page = sit_down(reviewer, java_script_enabled=False)
    page.goto(reverse("reports:exports"))
    page.get_by_role("button", name="Tạo tệp Danh sách báo cáo").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp").click()
    assert download.value.suggested_filename == f"Danh sách báo cáo thi đua năm {year.year}.xlsx"
    assert download.value.path().read_bytes()[:2] == b"PK"


def test_numbers_are_links_one_can_follow_by_keyboard(year, reviewer, sit_down):
    page = sit_down(reviewer)
    page.goto(reverse("reports:overview"))
    page.get_by_role("link", name="1 đơn vị chưa mở báo cáo, mở danh sách").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/tong-quan/danh-sach/**")
    assert page.get_by_role("heading", level=1).inner_text() == "1 đơn vị chưa mở báo cáo"
    assert page.locator("tbody tr").count() == 1
