"""The officer's home by the clock (ux h 2): the deadline second by second, its five forms, the states of the report."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.enums import Role
from campaigns.models import ReportingPeriod
from submissions.enums import SubmissionStatus as S
from submissions.services import handing_in
from tests import factories
from tests.factories import ward

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.plan("D9")]
LAST_DAY = re.compile(r"^Hôm nay là ngày cuối\.")
ONE_LATE = "Quá hạn 1 ngày. Phường vẫn nhận và ghi nộp muộn."
LINE = "Nộp đến hết Thứ Sáu, 11/12/2026. Kế hoạch yêu cầu gửi trước ngày 12/12."


@pytest.fixture
def officer():
    return factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit("Phòng Kinh tế, Hạ tầng và Đô thị"))


@pytest.fixture
def unit(officer):
    return officer.memberships.get().unit


@pytest.fixture
def ready(clock, officer, unit):
    return factories.submission_at(subject=unit, by=officer)


def home(page):
    page.goto(reverse("submissions:home"))
    return page


def panel(page):
    return page.locator(".lc-due .one")


def test_the_deadline_second_by_second(sit_down, officer, ready, clock, size):
    page = sit_down(officer, viewport=size)
    for second in (57, 58, 59):
        clock.at = ward(2026, 12, 11, 23, 59, second)
        expect(panel(home(page))).to_have_text(LAST_DAY)
        assert LINE in page.locator(".lc-due").inner_text()
    for second in (0, 1, 2):
        clock.at = ward(2026, 12, 12, 0, 0, second)
        expect(panel(home(page))).to_have_text(ONE_LATE)
    clock.at = ward(2026, 12, 12, 23, 59, 59)
    expect(panel(home(page))).to_have_text(ONE_LATE)
    clock.at = ward(2026, 12, 13)
    expect(panel(home(page))).to_have_text("Quá hạn 2 ngày. Phường vẫn nhận và ghi nộp muộn.")


def hand_in(page, ready, button):
    page.goto(reverse("submissions:check", args=[ready.pk]))
    page.get_by_label("Thủ trưởng đơn vị đã duyệt nội dung này").check()
    page.get_by_role("button", name=button, exact=True).click()


def test_handing_in_at_the_last_second_is_on_time(sit_down, officer, ready, clock, size):
    clock.at = ward(2026, 12, 11, 23, 59, 59)
    page = sit_down(officer, viewport=size)
    hand_in(page, ready, "Nộp báo cáo")
    page.wait_for_url("**/bien-nhan/", timeout=60_000)
    text = page.locator("main").inner_text()
    assert "Đúng hạn" in text
    assert "Nhận lúc 23:59:59 ngày 11/12/2026 (giờ Việt Nam)" in text
    ready.refresh_from_db()
    assert (ready.is_late, ready.submitted_at) == (False, clock.at)


def test_a_second_later_it_is_late_by_one_day_and_asks_why(sit_down, officer, ready, clock, size):
    clock.at = ward(2026, 12, 11, 23, 59, 59)
    page = sit_down(officer, viewport=size)
    page.goto(reverse("submissions:check", args=[ready.pk]))
    assert page.get_by_label("Lý do nộp muộn").count() == 0
    page.get_by_label("Thủ trưởng đơn vị đã duyệt nội dung này").check()
    # Midnight passes between reading and pressing: the press decides.
    clock.at = ward(2026, 12, 12)
    page.get_by_role("button", name="Nộp báo cáo", exact=True).click()
    page.get_by_label("Lý do nộp muộn").fill("Đơn vị thay người phụ trách.")
    assert "Quá hạn 1 ngày. Phường vẫn nhận và ghi nộp muộn." in page.locator("main").inner_text()
    ready.refresh_from_db()
    assert ready.status == S.DRAFT
    page.get_by_label("Thủ trưởng đơn vị đã duyệt nội dung này").check()
    page.get_by_role("button", name="Nộp muộn báo cáo", exact=True).click()
    page.wait_for_url("**/bien-nhan/", timeout=60_000)
    assert "Nộp muộn 1 ngày" in page.locator("main").inner_text()
    ready.refresh_from_db()
    assert (ready.is_late, ready.submitted_at) == (True, clock.at)


@pytest.mark.parametrize(
    ("moment", "words", "colour"),
    [
        (ward(2026, 11, 23, 10), "18\nngày nữa hết hạn", "--lc-primary"),
        (ward(2026, 12, 4, 9), "7\nngày nữa hết hạn", "--lc-warn"),
        (ward(2026, 12, 11, 17, 40), "Hôm nay là ngày cuối. Còn 6 giờ 20 phút.", "--lc-warn"),
        (ward(2026, 12, 14, 8), "Quá hạn 3 ngày. Phường vẫn nhận và ghi nộp muộn.", "--lc-bad"),
        (ward(2026, 12, 21), "Kỳ 2026 đã khóa", ""),
    ],
    ids=["teal", "amber", "last", "late", "closed"],
)
def test_each_form_of_the_panel_has_its_words_and_colour(sit_down, officer, ready, clock, moment, words, colour):
    clock.at = moment
    page = home(sit_down(officer))
    assert words in page.locator(".lc-due").inner_text().replace("\xa0", " ")
    if colour:
        shown, wanted = page.evaluate(
            """(token) => { const box = document.querySelector('.lc-due'); const probe = document.createElement('i');
            probe.style.color = `var(${token})`; box.append(probe); const wanted = getComputedStyle(probe).color;
            return [[...box.querySelectorAll('*')].flatMap((node) => {
                const look = getComputedStyle(node); return [look.color, look.fill]; }), wanted]; }""",
            colour,
        )
        assert wanted in shown[:-2]


def main_button(page):
    return page.locator("main .lc-hero .btn-primary")


def test_each_state_says_its_words_and_offers_its_button(sit_down, officer, unit, clock, size):
    """One report from before the opening to the ward's yes."""
    period = factories.make_period()
    factories.make_content_areas(period.campaign)
    group = factories.make_group(period.campaign)
    factories.make_criteria_set(group, period, scorers=1)
    factories.enrol(group, unit)
    page = sit_down(officer, viewport=size)
    clock.at = ward(2026, 11, 10, 23, 59, 59)
    ReportingPeriod.objects.exclude(pk=period.pk).delete()
    expect(home(page).locator("h1")).to_have_text("Phường chưa mở nhận báo cáo năm 2026")
    clock.at = ward(2026, 11, 11)
    home(page)
    expect(main_button(page)).to_contain_text("Bắt đầu báo cáo")
    main_button(page).click()
    page.wait_for_url("**/muc/**")
    report = period.submissions.get()
    home(page)
    expect(main_button(page)).to_contain_text(re.compile(r"Làm( tiếp)? mục \d"))
    expect(page.locator("h1")).to_have_text(re.compile(r"^Còn \d mục nữa là nộp được$"))
    expect(page.get_by_text("Chưa nộp", exact=True).first).to_be_visible()
    factories.fill_report(report, by=officer)
    home(page)
    expect(main_button(page)).to_contain_text("Kiểm tra và nộp")
    expect(page.get_by_text("Chưa nộp", exact=True).first).to_be_visible()
    handing_in.submit(report, by=officer, at=clock.at)
    home(page)
    expect(main_button(page)).to_contain_text("Tải biên nhận")
    expect(page.get_by_role("button", name="Rút lại để sửa")).to_be_visible()
    expect(page.get_by_text("Chưa nộp", exact=True)).to_have_count(0)


@pytest.mark.parametrize(
    ("status", "heading", "button"),
    [
        (S.RETURNED, "Phường đề nghị bổ sung 1 chỗ", "Sửa 1 chỗ phường yêu cầu"),
        (S.ACCEPTED, "Báo cáo đã được chấp nhận", "Xem kết quả"),
    ],
)
def test_each_state_in_the_offices_hands(sit_down, officer, unit, clock, status, heading, button):
    factories.submission_at(status, subject=unit, by=officer, at=clock.at)
    page = home(sit_down(officer))
    expect(page.locator("h1")).to_have_text(heading)
    expect(main_button(page)).to_contain_text(button)
    expect(page.get_by_text("Chưa nộp", exact=True)).to_have_count(0)
