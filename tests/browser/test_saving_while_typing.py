"""Nothing typed is ever lost: the report form in Chromium, on a bad line, in two tabs, after the session ended."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from accounts.enums import Role
from submissions.enums import SubmissionStatus
from submissions.models import SubmissionItem
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED = re.compile(r"Đã lưu \d\d:\d\d")


@pytest.fixture
def report():
    unit = factories.make_unit("Trường Tiểu học minh họa")
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    return factories.submission_at(SubmissionStatus.DRAFT, subject=unit, by=officer, filled=False), officer


def open_scores(context, live_server, report):
    """The self-score section of the report, signed in, every criterion unfolded."""
    submission, officer = report
    page = context.new_page()
    page.goto(live_server.url + reverse("account_login"))
    if page.locator("#id_login").count():
        page.fill("#id_login", officer.email)
        page.fill("#id_password", factories.PASSWORD)
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
        page.wait_for_url(lambda url: "login" not in url)
    page.goto(live_server.url + reverse("submissions:edit", args=[submission.pk, "tu-cham"]))
    unfold(page)
    return page


def unfold(page):
    page.evaluate("document.querySelectorAll('main details').forEach((part) => { part.open = true; })")


def result_field(page):
    return page.locator("textarea[data-field]").first


def type_and_leave(field, text):
    field.fill(text)
    field.blur()


def wait_saved(page):
    expect(page.locator("[data-save-state]")).to_have_text(SAVED)


def stored_results(submission):
    return [
        text for text in SubmissionItem.objects.filter(submission=submission).values_list("result", flat=True) if text
    ]


def waiting_texts(page):
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('lc:')).length")


def test_leaving_a_field_saves_it_and_says_so_once(context, live_server, report):
    page = open_scores(context, live_server, report)
    type_and_leave(result_field(page), "Lắp 12 trụ sạc xe điện.")
    wait_saved(page)
    assert stored_results(report[0]) == ["Lắp 12 trụ sạc xe điện."]
    expect(page.locator("#noi")).to_have_text(SAVED)
    assert waiting_texts(page) == 0


def test_points_with_a_dot_are_shown_with_a_comma(context, live_server, report):
    page = open_scores(context, live_server, report)
    points = page.locator("input[inputmode=decimal]").first
    type_and_leave(points, "20.5")
    wait_saved(page)
    expect(points).to_have_value("20,5")


def test_points_out_of_range_are_named_at_the_field(context, live_server, report):
    page = open_scores(context, live_server, report)
    points = page.locator("input[inputmode=decimal]").first
    type_and_leave(points, "999")
    error = page.locator(".lc-error").first
    error.wait_for()
    assert error.inner_text().startswith("Điểm tự chấm phải từ 0 đến ")
    assert points.get_attribute("aria-invalid") == "true"
    type_and_leave(points, "20")
    wait_saved(page)
    assert page.locator(".lc-error").count() == 0


def test_text_typed_offline_is_saved_when_the_line_is_back(context, live_server, report):
    page = open_scores(context, live_server, report)
    context.set_offline(True)
    type_and_leave(result_field(page), "Gõ lúc mất mạng")
    page.get_by_text("Mất mạng. Nội dung vẫn giữ trên máy này và sẽ tự lưu khi có mạng lại.").wait_for()
    assert waiting_texts(page) == 1
    context.set_offline(False)
    wait_saved(page)
    assert stored_results(report[0]) == ["Gõ lúc mất mạng"]
    assert waiting_texts(page) == 0


def test_text_survives_a_tab_killed_while_offline(context, live_server, report):
    page = open_scores(context, live_server, report)
    context.set_offline(True)
    result_field(page).fill("Trước khi máy tắt")
    page.wait_for_timeout(1000)
    assert waiting_texts(page) == 1
    page.close()
    context.set_offline(False)
    page = open_scores(context, live_server, report)
    wait_saved(page)
    assert result_field(page).input_value() == "Trước khi máy tắt"
    assert stored_results(report[0]) == ["Trước khi máy tắt"]


def test_second_tab_is_offered_both_texts(context, live_server, report):
    first, second = (open_scores(context, live_server, report) for _ in range(2))
    type_and_leave(result_field(first), "Bản của người thứ nhất")
    wait_saved(first)
    type_and_leave(result_field(second), "Bản của người thứ hai")
    panel = second.locator(".lc-clash")
    panel.wait_for()
    assert "Mục này vừa được người khác sửa lúc " in panel.inner_text()
    assert "Bản của người thứ nhất" in panel.inner_text()
    assert "Bản của người thứ hai" in panel.inner_text()
    assert stored_results(report[0]) == ["Bản của người thứ nhất"]
    second.get_by_role("button", name="Giữ bản của tôi").click()
    wait_saved(second)
    assert stored_results(report[0]) == ["Bản của người thứ hai"]


def test_session_over_keeps_the_page_and_goes_on_after_signing_in(context, live_server, report):
    page = open_scores(context, live_server, report)
    Session.objects.all().delete()
    type_and_leave(result_field(page), "Gõ sau khi hết phiên")
    panel = page.locator(".lc-over-page")
    panel.wait_for()
    assert "Hết phiên làm việc. Đăng nhập lại để lưu tiếp; nội dung trên trang vẫn còn." in panel.inner_text()
    assert result_field(page).input_value() == "Gõ sau khi hết phiên"
    open_scores(context, live_server, report).close()
    page.get_by_role("button", name="Đã đăng nhập, lưu tiếp").click()
    wait_saved(page)
    assert stored_results(report[0]) == ["Gõ sau khi hết phiên"]


def test_vietnamese_typing_is_not_cut_in_the_middle_of_a_letter(context, live_server, report):
    page = open_scores(context, live_server, report)
    requests = []
    page.on("request", lambda request: requests.append(request.url) if request.method == "POST" else None)
    field = result_field(page)
    field.focus()
    page.evaluate("document.activeElement.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}))")
    page.keyboard.type("Chuye")
    page.wait_for_timeout(3500)
    assert requests == []
    page.evaluate("document.activeElement.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true}))")
    page.keyboard.type("n")
    wait_saved(page)
    assert stored_results(report[0]) == ["Chuyen"]
