"""The officer's pages in Chromium: accessible, narrow enough, in both themes, in every state of the report."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from campaigns.enums import GroupKind
from submissions import sections
from submissions.enums import SubmissionStatus as S
from submissions.services import rows
from tests import factories
from tests.browser.axe import assert_page_is_good
from tests.submissions import files

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk():
    """An office with a report of its own, and a person without one; the period is open by the real clock."""
    now = timezone.now()
    period = factories.make_period(
        opens_at=now - timedelta(days=12), closes_at=now + timedelta(days=18), locks_at=now + timedelta(days=28)
    )
    unit = factories.make_unit("Phòng Kinh tế, Hạ tầng và Đô thị")
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    people = factories.make_group(period.campaign, GroupKind.INDIVIDUAL)
    factories.make_criteria_set(people, period, (60, 40))
    factories.enrol(people, factories.make_person("Trần Văn Minh", unit=unit, position="Chuyên viên"))
    return period, unit, officer


def look_at(page, live_server, *addresses):
    for address in addresses:
        assert_page_is_good(page, live_server.url, address)


def test_home_list_and_every_section_of_a_draft(sit_down, live_server, desk):
    period, unit, officer = desk
    report = factories.submission_at(subject=unit, period=period, by=officer, filled=False)
    rows.add_figure(submission_id=report.pk, content_id=report.contents.first().pk, by=officer)
    rows.add_initiative(submission_id=report.pk, by=officer)
    keys = [section.key for section in sections.sections_of(report)]
    addresses = [reverse("submissions:edit", args=[report.pk, key]) for key in (*keys[:2], *keys[6:])]
    page = sit_down(officer)
    look_at(page, live_server, reverse("submissions:home"), reverse("submissions:list"), *addresses)
    look_at(page, live_server, reverse("submissions:check", args=[report.pk]))


@pytest.mark.parametrize("status", [S.SUBMITTED, S.RETURNED, S.ACCEPTED])
def test_pages_of_a_report_in_the_offices_hands(sit_down, live_server, desk, status):
    period, unit, officer = desk
    report = factories.submission_at(status, subject=unit, period=period, by=officer, at=timezone.now())
    page = sit_down(officer)
    look_at(page, live_server, reverse("submissions:home"), reverse("submissions:receipt", args=[report.pk]))
    look_at(page, live_server, reverse("submissions:preview", args=[report.pk]))
    look_at(page, live_server, reverse("submissions:edit", args=[report.pk, "tu-cham"]))


def test_home_without_a_report_starts_one(sit_down, live_server, desk):
    period, unit, officer = desk
    group = factories.make_group(period.campaign)
    factories.make_criteria_set(group, period)
    factories.enrol(group, unit)
    page = sit_down(officer)
    look_at(page, live_server, reverse("submissions:home"))
    page.get_by_role("button", name="Bắt đầu báo cáo").click()
    page.wait_for_url("**/muc/don-vi/")
    assert page.locator("h1").inner_text() == "Thông tin đơn vị, người báo cáo"


def test_files_go_up_by_themselves_and_the_meter_follows(sit_down, live_server, desk):
    period, unit, officer = desk
    report = factories.submission_at(subject=unit, period=period, by=officer)
    item = report.items.get(criteria_item__order=1)
    page = sit_down(officer)
    page.goto(live_server.url + reverse("submissions:edit", args=[report.pk, "tu-cham"]))
    page.locator("summary", has_text="Tiêu chí 1.").click()
    page.locator(f"#t-item-{item.pk}").set_input_files(
        [
            {"name": "Biên bản.pdf", "mimeType": "application/pdf", "buffer": files.pdf()},
            {"name": "chạy.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"},
        ]
    )
    listed = page.locator(f"#ds-item-{item.pk}")
    listed.get_by_text("Đã nhận lúc").wait_for()
    listed.get_by_text("Tệp .exe không nhận. Gửi PDF, Word, Excel hoặc ảnh.").wait_for()
    assert item.evidence.get().name == "Biên bản.pdf"
    score = page.locator(f"#item-{item.pk}-self_score")
    score.fill("30")
    score.blur()
    page.locator("#tong", has_text="86/100").wait_for()


def test_two_quick_presses_give_one_receipt(sit_down, live_server, desk):
    period, unit, officer = desk
    report = factories.submission_at(subject=unit, period=period, by=officer)
    page = sit_down(officer)
    page.goto(live_server.url + reverse("submissions:check", args=[report.pk]))
    page.get_by_label("Thủ trưởng đơn vị đã duyệt nội dung này").check()
    page.get_by_role("button", name="Nộp báo cáo").dblclick()
    page.wait_for_url("**/bien-nhan/")
    assert page.locator("h1").inner_text() == "Phường đã nhận báo cáo"
    report.refresh_from_db()
    assert (page.locator(".lc-code").inner_text(), report.rounds) == (report.code, 1)


def test_the_whole_form_works_without_scripts(sit_down, live_server, desk):
    period, unit, officer = desk
    report = factories.submission_at(subject=unit, period=period, by=officer)
    item = report.items.get(criteria_item__order=1)
    page = sit_down(officer, java_script_enabled=False)
    page.goto(live_server.url + reverse("submissions:edit", args=[report.pk, "tu-cham"]))
    page.locator("summary", has_text="Tiêu chí 1.").click()
    page.fill(f"#item-{item.pk}-self_score", "31")
    page.get_by_role("button", name="Lưu và thoát").click()
    assert "Điểm tự chấm phải từ 0 đến 30." in page.locator(".lc-errors").inner_text()
    page.fill(f"#item-{item.pk}-self_score", "29.5")
    page.locator(f"#t-item-{item.pk}").set_input_files(
        [{"name": "a.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}]
    )
    page.get_by_role("button", name="Lưu, sang mục 9").click()
    page.wait_for_url("**/muc/kien-nghi/")
    item.refresh_from_db()
    assert (str(item.self_score), item.evidence.count()) == ("29.5", 1)
