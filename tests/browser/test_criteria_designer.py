"""The office builds criteria in Chromium: the total said while typing, the fields of each kind; all of it saves without
scripts."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.enums import Role
from campaigns.designer import sets
from campaigns.enums import CriteriaStatus, MarkingKind
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.plan("R5")]


@pytest.fixture
def office():
    return factories.make_user(Role.REVIEWER)


@pytest.fixture
def draft(clock, office):
    """A draft of 30, 25, 25, 20 for 2026, whose books are open at the clock's moment."""
    period = factories.make_period(year=2026)
    source = factories.make_criteria_set(factories.make_group(period.campaign), period)
    return sets.begin(group=source.group, period=period, source=source, by=office)[0]


def test_the_total_is_said_while_points_are_typed(sit_down, draft, office):
    page = sit_down(office)
    page.goto(reverse("campaigns:criteria_set", args=[draft.pk]))
    total = page.locator("[data-total]")
    assert (total.inner_text(), total.get_attribute("aria-live")) == ("Tổng 100/100", "polite")
    fields = page.locator("[data-points=BASE]")
    for typed, said in (
        ("15", "Tổng 95/100, còn thiếu 5"),
        ("20,01", "Tổng 100,01/100, thừa 0,01"),
        ("19.9", "Tổng 99,9/100, còn thiếu 0,1"),
        ("", "Tổng 80/100, còn thiếu 20"),
        ("20", "Tổng 100/100"),
    ):
        fields.nth(3).fill(typed)
        expect(total).to_have_text(said)
    fields.nth(0).fill("35,5")
    fields.nth(1).fill("19,5")
    page.get_by_role("button", name="Lưu điểm").click()
    expect(page.get_by_role("status")).to_contain_text("Đã lưu điểm.")
    assert [item.max_points for item in draft.items.order_by("order")][:2] == [Decimal("35.5"), Decimal("19.5")]

    page.get_by_role("link", name="Sửa Tiêu chí 1").click()
    expect(page.get_by_label("Đơn vị tính")).to_be_hidden()
    page.get_by_label("Theo bậc kết quả").check()
    expect(page.get_by_label("Đơn vị tính")).to_be_visible()
    expect(page.get_by_label("Điểm mỗi đơn vị")).to_be_hidden()
    page.get_by_label("Điểm tối đa").fill("30")
    expect(page.locator("[data-total]")).to_have_text("Tổng 94,5/100, còn thiếu 5,5")


def test_a_set_is_built_and_published_with_scripts_off(sit_down, draft, office):
    page = sit_down(office, java_script_enabled=False)
    page.goto(reverse("campaigns:criteria_set", args=[draft.pk]))
    page.locator("[data-points=BASE]").nth(3).fill("15")
    page.get_by_role("button", name="Lưu điểm").click()
    expect(page.locator("[data-total]")).to_have_text("Tổng 95/100, còn thiếu 5")
    page.get_by_role("link", name="Thêm tiêu chí thành phần cho Tiêu chí 4").click()
    page.get_by_label("Tên").fill("Hồ sơ đúng hạn")
    page.get_by_label("Điểm tối đa").fill("5")
    page.get_by_label("Theo bậc kết quả").check()
    page.get_by_label("Đơn vị tính").fill("%")
    for place, (at_least, points) in enumerate((("90", "5"), ("70", "2,5")), start=1):
        page.get_by_label(f"Từ mức, bậc {place}").fill(at_least)
        page.get_by_label(f"Điểm, bậc {place}").fill(points)
    page.get_by_role("button", name="Thêm", exact=True).click()
    page.get_by_role("link", name="Sửa Tiêu chí 4").click()
    page.get_by_label("Tên").fill("Phần còn lại")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_role("button", name="Ban hành").click()
    draft.refresh_from_db()
    assert draft.status == CriteriaStatus.PUBLISHED
    added = draft.items.get(title="Hồ sơ đúng hạn")
    assert (added.kind, added.steps.count()) == (MarkingKind.STEPS, 2)
