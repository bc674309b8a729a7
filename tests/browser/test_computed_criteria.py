"""Numbers in the form: type one and see its points, with scripts and without (issue 5)."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.enums import Role
from submissions.services import drafting
from tests import factories
from tests.browser.axe import assert_accessible, assert_fits
from tests.submissions.computed import COUNT, RATIO, make_computed_set

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer():
    return factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit("Trường Tiểu học minh họa"))


@pytest.fixture
def report(clock, officer):
    period = factories.make_period()
    factories.make_content_areas(period.campaign)
    group = factories.make_group(period.campaign)
    make_computed_set(group, period)
    unit = officer.memberships.get().unit
    factories.enrol(group, unit)
    return drafting.start(period=period, subject=unit, by=officer, at=clock.at)


def item(report, place):
    return report.items.get(criteria_item__order=place)


def field(page, row, column):
    return page.locator(f"#item-{row.pk}-{column}")


def test_typing_a_number_shows_its_points_and_fills_the_score(sit_down, officer, report, size):
    page, row, other = sit_down(officer, viewport=size), item(report, RATIO), item(report, COUNT)
    page.goto(reverse("submissions:edit", args=[report.pk, "tu-cham"]))
    page.evaluate("document.querySelectorAll('main details.lc-crit').forEach((part) => { part.open = true; })")
    assert_fits(page)
    assert_accessible(page, "#bao-cao")
    field(page, row, "target").fill("1.200")
    field(page, row, "amount").fill("1000.0")
    field(page, row, "amount").blur()
    expect(field(page, row, "self_score")).to_have_value("16,67")
    expect(field(page, row, "amount")).to_have_value("1.000")
    expect(page.locator(f"#item-{row.pk}-self_score-h")).to_have_text("Theo cách tính: 16,67 điểm.")
    expect(page.locator("#noi")).to_contain_text("Theo cách tính: 16,67 điểm.")
    expect(page.locator("#tong")).to_contain_text("16,67/100")

    # Straight on into the score: what is being typed there stays, and meets no second version of itself.
    field(page, other, "amount").fill("2")
    field(page, other, "self_score").focus()
    expect(page.locator(f"#item-{other.pk}-self_score-h")).to_have_text("Theo cách tính: 5 điểm.")
    field(page, other, "self_score").press_sequentially("4")
    field(page, other, "self_score").blur()
    expect(page.locator("#tong")).to_contain_text("20,67/100")
    # A number put right takes a score that followed it along.
    field(page, row, "amount").fill("1.300")
    field(page, row, "amount").blur()
    expect(field(page, row, "self_score")).to_have_value("20")
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu, sang mục 9").click()
    scores = [item(report, place).self_score for place in (RATIO, COUNT)]
    assert (scores, page.locator(".lc-clash").count()) == ([Decimal(20), Decimal(4)], 0)


def test_a_number_gives_its_points_with_scripts_off(sit_down, officer, report):
    page, row = sit_down(officer, java_script_enabled=False), item(report, RATIO)
    page.goto(reverse("submissions:edit", args=[report.pk, "tu-cham"]))
    page.locator("summary", has_text="Tiêu chí 2. Hồ sơ trực tuyến").click()
    field(page, row, "target").fill("12")
    field(page, row, "amount").fill("10")
    page.get_by_role("button", name="Thêm minh chứng tiêu chí 2").click()
    expect(page.locator(f"#t-item-{row.pk}")).to_be_visible()
    expect(field(page, row, "self_score")).to_have_value("16,67")
    expect(page.locator(f"#item-{row.pk}-self_score-h")).to_have_text("Theo cách tính: 16,67 điểm.")
