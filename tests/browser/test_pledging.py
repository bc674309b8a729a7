"""Pledging and the unit's home in Chromium, on both screens: rows by keyboard, two officers, each state accessible."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.enums import ApprovalKind, Role
from campaigns.enums import GroupKind
from campaigns.models import ContentArea
from submissions.enums import SubmissionStatus as S
from submissions.models import Pledge, PledgeTarget
from submissions.pledging import Line, Target
from submissions.services import approvals, pledges
from tests import factories
from tests.browser.axe import assert_page_is_good

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SPRING = factories.ward(2026, 3, 2, 9)


@pytest.fixture
def front(clock):
    """A mass organisation in the pledge season of 2026, with its officer."""
    clock.at = SPRING
    period = factories.make_period()
    factories.make_content_areas(period.campaign)
    group = factories.make_group(period.campaign, GroupKind.MASS_ORGANISATION)
    factories.make_criteria_set(group, period, (50, 50), scorers=1)
    unit = factories.make_unit("Hội Liên hiệp Phụ nữ phường")
    factories.enrol(group, unit)
    return period, unit, factories.make_user(Role.UNIT_OFFICER, unit=unit)


def areas_of(period):
    return list(ContentArea.objects.filter(campaign=period.campaign).order_by("order"))


@pytest.mark.plan("R2")
@pytest.mark.parametrize("scripts", [True, False])
def test_a_pledge_is_written_row_by_row_and_sent(front, sit_down, live_server, size, scripts):
    period, unit, officer = front
    first, *_ = areas_of(period)
    page = sit_down(officer, viewport=size, java_script_enabled=scripts)
    page.goto(live_server.url + reverse("submissions:home"))
    page.get_by_role("link", name="Đăng ký thi đua").first.click()
    card = page.locator(f"#noi-dung-{first.pk}")
    card.get_by_label("Đơn vị đăng ký nội dung này").check()
    card.get_by_label("Mục tiêu").fill("Mỗi chi hội có một tổ công nghệ số")
    written = (("Tổ công nghệ số", "12"), ("Hội viên dùng dịch vụ công", "800"))
    for place, (name, target) in enumerate(written):
        card.get_by_role("button", name="Thêm chỉ tiêu cho nội dung 1").click()
        row = card.locator(".lc-rows > li").nth(place)
        row.get_by_label("Chỉ số").fill(name)
        row.get_by_label("Chỉ tiêu", exact=True).fill(target)
    if scripts:
        # The hand stays where it was: in the row just added.
        card.get_by_role("button", name="Thêm chỉ tiêu cho nội dung 1").click()
        card.locator("[name$='-3-name']:focus").wait_for()
        card.get_by_role("button", name="Xóa chỉ tiêu 3 của nội dung 1").click()
        card.locator("button[value^='add:']:focus").wait_for()
    card.get_by_role("button", name="Xóa chỉ tiêu 1 của nội dung 1").click()
    card.get_by_role("button", name="Xóa chỉ tiêu 2 của nội dung 1").wait_for(state="detached")
    assert card.get_by_label("Mục tiêu").input_value() == "Mỗi chi hội có một tổ công nghệ số"
    page.get_by_role("button", name="Gửi đăng ký").click()
    page.get_by_text("Đã gửi đăng ký thi đua năm 2026").first.wait_for()
    assert list(PledgeTarget.objects.values_list("name", "target")) == [("Hội viên dùng dịch vụ công", "800")]
    assert Pledge.objects.get().contents.filter(taken_on=True).count() == 1


def test_enter_in_a_row_sends_nothing(front, sit_down, live_server):
    period, unit, officer = front
    card = f"#noi-dung-{areas_of(period)[0].pk}"
    page = sit_down(officer)
    page.goto(live_server.url + reverse("submissions:pledge"))
    page.locator(card).get_by_label("Đơn vị đăng ký nội dung này").check()
    page.locator(card).get_by_role("button", name="Thêm chỉ tiêu").click()
    page.locator(card).get_by_label("Chỉ số").fill("Lớp học")
    page.locator(card).get_by_label("Chỉ số").press("Enter")
    page.wait_for_load_state()
    assert page.locator(card).get_by_label("Chỉ số").input_value() == "Lớp học"
    assert not Pledge.objects.exists()


def test_a_faulty_pledge_leads_to_each_fault_and_two_texts_stand_side_by_side(front, sit_down, live_server, size):
    period, unit, officer = front
    first, *_ = areas_of(period)
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=unit, full_name="Cán bộ Hoa")
    page = sit_down(officer, viewport=size)
    address = live_server.url + reverse("submissions:pledge")
    page.goto(address)
    page.get_by_role("button", name="Gửi đăng ký").click()
    page.get_by_role("link", name="Chưa chọn nội dung nào. Cần ít nhất một nội dung.").click()
    page.keyboard.press("Space")
    page.locator(f"#noi-dung-{first.pk}").get_by_label("Mục tiêu").fill("Bản của tôi")
    lines = [Line(first.pk, True, "Bản của Hoa", (Target("Lớp học", "12", "lớp"),))]
    pledges.send(period=period, subject=unit, lines=lines, seen=0, by=colleague, at=SPRING)
    page.get_by_role("button", name="Gửi đăng ký").click()
    page.get_by_text("Cán bộ Hoa vừa gửi một bản đăng ký khác").wait_for()
    assert page.locator(f"#noi-dung-{first.pk}").get_by_label("Mục tiêu").input_value() == "Bản của tôi"
    assert page.get_by_text("Bản của Hoa", exact=True).is_visible()
    page.get_by_role("button", name="Giữ bản của tôi").click()
    page.get_by_text("Đã gửi đăng ký thi đua năm 2026").first.wait_for()
    assert Pledge.objects.get().contents.get(content_area=first).aim == "Bản của tôi"


def test_pages_of_pledges_are_good(front, sit_down, live_server, clock):
    period, unit, officer = front
    first, *_ = areas_of(period)
    lines = [Line(first.pk, True, "Mở lớp bình dân học vụ số", (Target("Lớp học", "12", "lớp"),))]
    sent = pledges.send(period=period, subject=unit, lines=lines, seen=0, by=officer, at=SPRING)
    factories.make_period(period.campaign, 2027, pledges_from=date(2026, 2, 1))
    page = sit_down(officer)
    year = f"?cua=unit-{unit.pk}&nam=2026"
    for address in (reverse("submissions:pledge") + year, reverse("submissions:home"), reverse("submissions:list")):
        assert_page_is_good(page, live_server.url, address)
    clock.at = factories.ward(2026, 11, 23, 10)
    assert_page_is_good(page, live_server.url, reverse("submissions:pledge") + year)
    assert_page_is_good(page, live_server.url, reverse("submissions:home"))
    office = sit_down(factories.make_user(Role.REVIEWER))
    for address in (reverse("submissions:pledge_list"), reverse("submissions:pledge_read", args=[sent.pk])):
        assert_page_is_good(office, live_server.url, address)


@pytest.mark.plan("D9")
def test_home_is_good_in_each_form_of_its_panel(front, sit_down, live_server, clock):
    period, unit, officer = front
    clock.at = factories.ward(2026, 11, 23, 10)
    report = factories.submission_at(subject=unit, period=period, by=officer)
    page = sit_down(officer)
    for moment, words in (
        (factories.ward(2026, 12, 6, 10), "ngày nữa hết hạn"),
        (factories.ward(2026, 12, 11, 17, 40), "Hôm nay là ngày cuối. Còn 6 giờ 20 phút."),
        (factories.ward(2026, 12, 14, 8), "Quá hạn 3 ngày."),
        (factories.ward(2026, 12, 22), "Kỳ 2026 đã khóa"),
    ):
        clock.at = moment
        assert_page_is_good(page, live_server.url, reverse("submissions:home"))
        assert words in page.locator(".lc-due").inner_text()
    clock.at = factories.ward(2026, 11, 24, 10)
    unit.approval = ApprovalKind.SECOND_PERSON
    unit.save()
    factories.make_user(Role.UNIT_HEAD, unit=unit)
    approvals.send_for_approval(report, by=officer, at=clock.at)
    assert_page_is_good(page, live_server.url, reverse("submissions:home"))
    assert report.status == S.DRAFT
