"""The office's list in Chromium (ux (h) 6): the same rows for a colleague, ticks that touch no hidden row."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from submissions.models import Assignment
from tests.browser.test_office_pages import Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(transactional_db):
    return Office()


def rows(page):
    return page.locator("tbody th[scope=row] a").all_inner_texts()


def test_a_filter_travels_and_all_of_it_is_given_without_a_hidden_row(office, sit_down):
    names = ("Hội Liên hiệp Phụ nữ phường", "Chi hội Phụ nữ số 1", "Trạm Y tế")
    reports = [office.report(name) for name in names]
    page = sit_down(office.reviewer, viewport={"width": 1280, "height": 800})
    page.goto(reverse("submissions:queue"))

    page.get_by_label("Tìm đơn vị, cá nhân, mã").press_sequentially("phu nu")
    expect(page.locator("tbody tr")).to_have_count(2)
    # Nothing of a filter is in the page alone: who opens its address has the same rows.
    page.wait_for_url(re.compile(r"q=phu(\+|%20)nu"))
    colleague = sit_down(office.second)
    colleague.goto(page.url)
    assert rows(colleague) == rows(page) == list(names[:2])

    bar = page.get_by_role("group", name="Việc với các báo cáo đã chọn")
    expect(bar).to_be_hidden()
    # Leaving the search field asks for nothing again: the tick stays.
    page.get_by_label(f"Chọn {names[0]}").check()
    expect(bar).to_contain_text("Đã chọn 1 trên trang này.")
    bar.get_by_role("button", name="Chọn cả trang").click()
    expect(bar).to_contain_text("Đã chọn 2 trên trang này.")
    # Another filter lets go of every tick.
    page.get_by_label("Trạng thái", exact=True).select_option("SUBMITTED")
    page.wait_for_url(re.compile("trang-thai"))
    expect(page.get_by_role("group", name="Việc với các báo cáo đã chọn")).to_be_hidden()
    expect(page.locator("tbody input:checked")).to_have_count(0)

    page.get_by_label(f"Chọn {names[0]}").check()
    page.get_by_role("button", name="Chọn cả trang").click()
    page.get_by_role("button", name="Giao người thẩm định").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Giao người thẩm định cho 2 báo cáo")
    page.get_by_label("Người thẩm định", exact=True).select_option(str(office.second.pk))
    page.get_by_role("button", name="Giao", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Đã giao 2.")
    assert set(Assignment.objects.values_list("submission", flat=True)) == {report.pk for report in reports[:2]}
    assert rows(page) == list(names[:2])

    page.get_by_label("Tìm đơn vị, cá nhân, mã").fill("khong co don vi nay")
    expect(page.get_by_text("Không có báo cáo khớp bộ lọc", exact=True)).to_be_visible()
    assert rows(page) == []


def test_all_that_fit_reaches_the_next_page_and_no_hidden_row(office, sit_down, monkeypatch):
    monkeypatch.setattr("submissions.queue.PER_PAGE", 1)
    first, second, _ = [office.report(name) for name in ("Chi hội Phụ nữ số 1", "Chi hội Phụ nữ số 2", "Trạm Y tế")]
    page = sit_down(office.reviewer)
    page.goto(reverse("submissions:queue") + "?q=phu+nu")
    page.get_by_label("Chọn Chi hội Phụ nữ số 1").check()
    bar = page.get_by_role("group", name="Việc với các báo cáo đã chọn")
    bar.get_by_label("Chọn cả 2 báo cáo khớp bộ lọc").check()
    expect(bar).to_contain_text("Đã chọn cả 2 báo cáo khớp bộ lọc.")
    bar.get_by_role("button", name="Giao người thẩm định").click()
    page.get_by_label("Người thẩm định", exact=True).select_option(str(office.second.pk))
    page.get_by_role("button", name="Giao", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Đã giao 2.")
    assert set(Assignment.objects.values_list("submission", flat=True)) == {first.pk, second.pk}

    # A filter that gets no answer says so once and leaves the rows as they are.
    page.route("**/tham-dinh/?*", lambda route: route.abort())
    for status in ("SUBMITTED", "ACCEPTED"):
        page.get_by_label("Trạng thái", exact=True).select_option(status)
        expect(page.get_by_role("alert")).to_have_text("Chưa lọc được, thử lại.")
    assert rows(page) == ["Chi hội Phụ nữ số 1"]


def test_without_scripts_and_on_a_phone_the_filters_and_the_bar_are_there(office, sit_down):
    office.report("Trạm Y tế")
    page = sit_down(office.reviewer, viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page.goto(reverse("submissions:queue"))
    page.get_by_role("button", name="Bộ lọc").click()
    page.get_by_label("Trạng thái", exact=True).select_option("SUBMITTED")
    page.get_by_role("button", name="Lọc", exact=True).click()
    assert rows(page) == ["Trạm Y tế"]
    page.get_by_label("Chọn cả 1 báo cáo khớp bộ lọc").check()
    page.get_by_role("button", name="Chọn việc").click()
    page.get_by_role("button", name="Giao người thẩm định").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Giao người thẩm định cho 1 báo cáo")
