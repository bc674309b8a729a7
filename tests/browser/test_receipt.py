"""The receipt ends all doubt (ux h 5): code, time and flag of the database, files that open, one page of paper."""

import re

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from accounts.enums import Role
from reports import services
from reports.models import GeneratedDocument
from submissions import papers, receipts
from submissions.services import handing_in
from tests import factories
from tests.browser.axe import assert_accessible, assert_fits
from tests.squares import read_square

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 60_000


@pytest.fixture
def officer():
    return factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit("Trường Tiểu học minh họa"))


@pytest.fixture
def report(clock, officer):
    """A report just handed in."""
    draft = factories.submission_at(subject=officer.memberships.get().unit, by=officer)
    return handing_in.submit(draft, by=officer, at=clock.at)


@pytest.fixture
def page(sit_down, officer, report, size):
    page = sit_down(officer, viewport=size)
    page.set_default_timeout(PATIENCE)
    page.goto(reverse("submissions:receipt", args=[report.pk]))
    return page


def asked(report, officer, monkeypatch) -> None:
    """The files wait for a worker."""
    monkeypatch.setattr(services, "_hand_over", lambda document_id: None)
    papers.ask_for(report, by=officer)


def made() -> None:
    for row in GeneratedDocument.objects.all():
        services.build(row.pk)


@pytest.mark.plan("D9")
def test_the_page_says_what_the_database_says(page, report):
    expect(page.get_by_role("heading", name="Phường đã nhận báo cáo")).to_be_focused()
    words = page.locator("main").inner_text()
    for part in (report.code, "Nhận lúc 10:00 ngày 23/11/2026", "Đúng hạn", "Chờ thẩm định"):
        assert part in words, part
    code = page.locator(".lc-code").first
    line = code.evaluate("one => parseFloat(getComputedStyle(one).lineHeight)")
    inner = code.evaluate(
        "one => one.clientHeight - parseFloat(getComputedStyle(one).paddingTop)"
        " - parseFloat(getComputedStyle(one).paddingBottom)"
    )
    assert inner < 1.5 * line
    assert_fits(page)
    assert_accessible(page)


def test_the_files_appear_by_themselves_and_open(page, report, officer, monkeypatch):
    asked(report, officer, monkeypatch)
    page.reload()
    page.get_by_text("Đang tạo tệp, khoảng 10 giây").wait_for()
    made()
    with page.expect_download(timeout=PATIENCE) as waiting:
        page.get_by_role("link", name="Tải biên nhận (PDF)").click()
    assert waiting.value.suggested_filename == f"Biên nhận {report.code}.pdf"
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")
    assert page.get_by_role("link", name="Tải báo cáo đã nộp (PDF)").is_visible()
    assert_accessible(page)


def test_without_scripts_a_link_loads_the_page_anew(sit_down, officer, report, monkeypatch):
    asked(report, officer, monkeypatch)
    page = sit_down(officer, java_script_enabled=False)
    page.goto(reverse("submissions:receipt", args=[report.pk]))
    assert "Đang tạo tệp" in page.locator("main").inner_text()
    made()
    page.get_by_role("link", name="Tải lại trang").click()
    expect(page.get_by_role("link", name="Tải biên nhận (PDF)")).to_be_visible()


def test_a_press_makes_them_where_nobody_works_behind(page):
    page.get_by_role("button", name="Tạo biên nhận, báo cáo (PDF)").click()
    expect(page.get_by_role("link", name="Tải biên nhận (PDF)")).to_be_visible(timeout=PATIENCE)


def test_it_prints_on_one_page_without_buttons(page):
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    page.emulate_media(media="print")
    assert page.locator("main .btn:visible").count() == 0
    assert page.locator(".lc-square").is_visible()


def test_a_later_visit_shows_the_state_of_that_day(page, report, officer, clock):
    handing_in.withdraw(report, by=officer, at=clock.at)
    page.reload()
    expect(page.get_by_role("heading", name="Biên nhận không còn hiệu lực")).to_be_visible()
    assert "Biên nhận này không còn hiệu lực từ 10:00 ngày 23/11/2026" in page.locator("main").inner_text()


def test_a_telephone_reads_the_square_and_anybody_the_page_behind_it(page, report, sit_down, size, tmp_path):
    page.locator(".lc-square").screenshot(path=tmp_path / "square.png", scale="css")
    picture = Image.open(tmp_path / "square.png").convert("L")
    address = read_square(picture.resize((picture.width * 6, picture.height * 6)))
    assert address == receipts.check_url(report.code)
    stranger = sit_down(None, viewport=size, java_script_enabled=False)
    stranger.goto(receipts.check_path(report.code))
    assert "Biên nhận còn hiệu lực" in stranger.locator("h1").inner_text()
    assert_fits(stranger)
