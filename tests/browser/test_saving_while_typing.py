"""Nothing typed is ever lost (ux h 3): the form in Chromium, killed, on a bad line, in two tabs, half composed."""

import contextlib
import re

import pytest
from django.urls import reverse
from playwright.sync_api import Error, expect

from accounts.enums import Role
from submissions.models import SubmissionItem
from submissions.services import drafting
from tests import factories
from tests.browser.until import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED = re.compile(r"^Đã lưu \d\d:\d\d$")
OFFLINE = "Mất mạng. Nội dung vẫn giữ trên máy này và sẽ tự lưu khi có mạng lại."


@pytest.fixture
def officer():
    return factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit("Trường Tiểu học minh họa"))


@pytest.fixture
def report(clock, officer):
    unit = officer.memberships.get().unit
    return factories.submission_at(subject=unit, by=officer, filled=False)


@pytest.fixture
def page(sit_down, officer, report, size):
    """The self-scores of the report, every criterion unfolded."""
    return open_form(sit_down(officer, viewport=size), report)


@pytest.fixture
def desk(sit_down, officer, report):
    """The same on one screen, for what the size of it has nothing to do with."""
    return open_form(sit_down(officer), report)


def open_form(page, report, section="tu-cham"):
    page.goto(reverse("submissions:edit", args=[report.pk, section]))
    page.evaluate("document.querySelectorAll('main details').forEach((part) => { part.open = true; })")
    return page


def result_field(page, place=0):
    return page.locator("textarea[data-field]").nth(place)


def type_and_leave(field, text):
    field.fill(text)
    field.blur()


def wait_saved(page):
    expect(page.locator("[data-save-state]")).to_have_text(SAVED)


def stored(report):
    rows = SubmissionItem.objects.filter(submission=report).order_by("criteria_item__order")
    return [text for text in rows.values_list("result", flat=True) if text]


def waiting_texts(page):
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('lc:')).length")


def saves_of(page):
    """The fields sent from now on, as they go."""
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/luu/") else None)
    return sent


def spoken(page):
    """Everything the polite region says from now on."""
    page.evaluate(
        """() => { window.said = []; new MutationObserver(() => {
        const words = document.getElementById('noi').textContent; if (words) window.said.push(words);
        }).observe(document.getElementById('noi'), {childList: true, subtree: true}); }"""
    )
    return lambda: page.evaluate("window.said")


def kill(page):
    """The tab is gone from one moment to the next: no event tells the page."""
    with contextlib.suppress(Error):
        page.goto("chrome://crash")
    page.close()


def test_a_field_is_saved_three_seconds_after_typing_and_on_leaving_it(page, report):
    said = spoken(page)
    result_field(page).press_sequentially("Lắp 12 trụ sạc")
    wait_saved(page)
    assert stored(report) == ["Lắp 12 trụ sạc"]
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    type_and_leave(result_field(page), "Lắp 12 trụ sạc xe điện.")
    expect(page.locator("#noi")).to_have_text(SAVED)
    wait_saved(page)
    assert stored(report) == ["Lắp 12 trụ sạc xe điện."]
    assert waiting_texts(page) == 0
    assert [words for words in said() if not SAVED.match(words)] == []


def test_points_are_read_with_a_dot_refused_out_of_range_and_mended(page, report):
    points = page.locator("input[inputmode=decimal]").first
    type_and_leave(points, "20.5")
    wait_saved(page)
    expect(points).to_have_value("20,5")
    type_and_leave(points, "999")
    error = page.locator(".lc-error").first
    error.wait_for()
    assert error.inner_text().startswith("Điểm tự chấm phải từ 0 đến ")
    assert points.get_attribute("aria-invalid") == "true"
    assert error.get_attribute("id") in points.get_attribute("aria-describedby")
    # What is refused stays refused in words while the rest is saved, and waits on this machine.
    type_and_leave(result_field(page), "Vẫn lưu")
    expect(page.locator("[data-save-state]")).to_have_text(re.compile("^Đã lưu .*, còn 1 chỗ chưa lưu$"))
    assert waiting_texts(page) == 1
    type_and_leave(points, "20")
    wait_saved(page)
    assert page.locator(".lc-error").count() == 0
    assert (stored(report), waiting_texts(page)) == (["Vẫn lưu"], 0)


def test_ticks_and_choices_are_saved_too(desk, report):
    open_form(desk, report, "kien-nghi")
    desk.locator("input[type=checkbox][data-field]").first.check()
    wait_saved(desk)
    report.refresh_from_db()
    assert report.nothing_to_add


def test_text_survives_a_killed_tab(page, report, sit_down):
    page.route("**/luu/", lambda route: route.abort())
    result_field(page).press_sequentially("Trước khi máy tắt")
    context = page.context
    kill(page)
    page = open_form(context.new_page(), report)
    wait_saved(page)
    expect(result_field(page)).to_have_value("Trước khi máy tắt")
    assert (stored(report), waiting_texts(page)) == (["Trước khi máy tắt"], 0)


def test_leaving_the_page_sends_the_last_words(desk, report):
    long = "Kết quả của tiêu chí, viết dài. " * 55
    texts = [f"{place}. {long}".strip() for place in range(4)]
    for place, text in enumerate(texts):
        # Set without leaving the field: nothing but the end of the page sends it.
        result_field(desk, place).evaluate(
            "(field, text) => { field.value = text; field.dispatchEvent(new Event('input', {bubbles: true})); }", text
        )
    desk.goto(reverse("submissions:home"))
    expect(desk.locator("h1")).to_be_visible()
    desk = open_form(desk, report)
    for place, text in enumerate(texts):
        expect(result_field(desk, place)).to_have_value(text)
    assert (stored(report), desk.locator(".lc-clash").count()) == (texts, 0)


def test_typed_without_a_line_saved_and_said_once_when_it_is_back(page, report):
    page.context.set_offline(True)
    type_and_leave(result_field(page), "Gõ lúc mất mạng")
    type_and_leave(result_field(page, 1), "Gõ tiếp")
    page.get_by_text(OFFLINE).wait_for()
    expect(page.locator("[data-save-state]")).to_have_text("Chưa lưu được, đang giữ trên máy này.")
    assert waiting_texts(page) == 2
    said = spoken(page)
    page.context.set_offline(False)
    wait_saved(page)
    assert (stored(report), waiting_texts(page)) == (["Gõ lúc mất mạng", "Gõ tiếp"], 0)
    until(page, "window.said.length > 0")
    assert [bool(SAVED.match(words)) for words in said()] == [True]
    expect(page.get_by_text(OFFLINE)).to_be_hidden()


def test_a_server_in_trouble_is_asked_again(desk, report):
    broken = lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>", content_type="text/html")  # noqa: E731
    desk.route("**/luu/", broken)
    type_and_leave(result_field(desk), "Máy chủ bận")
    expect(desk.locator("[data-save-state]")).to_have_text("Chưa lưu được, đang giữ trên máy này. Thử lại sau 10 giây.")
    desk.unroute("**/luu/", broken)
    # A press does not wait for the ten seconds.
    desk.get_by_role("button", name="Lưu và thoát").click()
    desk.wait_for_url("**" + reverse("submissions:home"))
    assert (stored(report), waiting_texts(desk)) == (["Máy chủ bận"], 0)


def test_second_tab_is_offered_both_texts(page, report):
    second = open_form(page.context.new_page(), report)
    type_and_leave(result_field(page), "Bản của người thứ nhất")
    wait_saved(page)
    type_and_leave(result_field(second), "Bản của người thứ hai")
    panel = second.locator(".lc-clash")
    panel.wait_for()
    assert re.search(r"Mục này vừa được người khác sửa lúc \d\d:\d\d\.", panel.inner_text())
    assert "Bản của người thứ nhất" in panel.inner_text()
    assert "Bản của người thứ hai" in panel.inner_text()
    assert stored(report) == ["Bản của người thứ nhất"]
    # Other fields of the same row are not in the way.
    type_and_leave(second.locator("input[inputmode=decimal]").first, "20")
    expect(second.locator("[data-save-state]")).to_have_text(re.compile("còn 1 chỗ chưa lưu$"))
    panel.get_by_role("button", name="Giữ bản của tôi").click()
    wait_saved(second)
    assert stored(report) == ["Bản của người thứ hai"]
    type_and_leave(result_field(page), "Bản thứ ba")
    page.get_by_role("button", name="Lấy bản kia").click()
    expect(result_field(page)).to_have_value("Bản của người thứ hai")
    assert (stored(report), waiting_texts(page)) == (["Bản của người thứ hai"], 0)


def test_text_of_a_killed_tab_meets_a_colleagues_text_and_neither_is_lost(desk, report, officer):
    desk.context.set_offline(True)
    result_field(desk).press_sequentially("Gõ trên tàu")
    context = desk.context
    kill(desk)
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=report.unit, full_name="Lê Thị Hoa")
    item = report.items.get(criteria_item__order=1)
    key = drafting.FieldKey("item", item.pk, "result")
    drafting.save_field(submission_id=report.pk, key=key, text="Hoa viết", seen=None, by=colleague)
    context.set_offline(False)
    desk = open_form(context.new_page(), report)
    panel = desk.locator(".lc-clash")
    panel.wait_for()
    assert "Gõ trên tàu" in panel.inner_text()
    assert "Hoa viết" in panel.inner_text()
    assert stored(report) == ["Hoa viết"]
    panel.get_by_role("button", name="Giữ bản của tôi").click()
    wait_saved(desk)
    assert stored(report) == ["Gõ trên tàu"]


def test_half_composed_vietnamese_arrives_unharmed(page, report):
    sent = saves_of(page)
    field = result_field(page)
    field.focus()
    keyboard = page.context.new_cdp_session(page)
    for part in ("t", "ti", "tie", "tiê", "tiến", "tiếng"):
        compose = {"text": part, "selectionStart": len(part), "selectionEnd": len(part)}
        keyboard.send("Input.imeSetComposition", compose)
    page.wait_for_timeout(3300)
    assert (sent, field.input_value()) == ([], "tiếng")
    keyboard.send("Input.insertText", {"text": "tiếng "})
    # Unikey composes nothing: it takes a letter back and types another. A save is on its way all the while.
    page.route("**/luu/", lambda route: (page.wait_for_timeout(0), route.continue_()))
    page.keyboard.type("Vie")
    page.keyboard.press("Backspace")
    page.keyboard.insert_text("ê")
    page.wait_for_timeout(3100)
    page.keyboard.press("Backspace")
    page.keyboard.insert_text("ệt")
    assert field.input_value() == "tiếng Việt"
    field.blur()
    wait_saved(page)
    assert stored(report) == ["tiếng Việt"]
    assert field.input_value() == "tiếng Việt"


@pytest.mark.parametrize(
    "fault",
    [
        "Storage.prototype.setItem = () => { throw new DOMException('x', 'QuotaExceededError'); };",
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('x', 'SecurityError'); } });",
    ],
    ids=["full", "forbidden"],
)
def test_a_browser_that_keeps_nothing_does_not_break_typing(desk, report, fault):
    desk.context.add_init_script(fault)
    faults = []
    desk.on("pageerror", lambda error: faults.append(str(error)))
    open_form(desk, report)
    type_and_leave(result_field(desk), "Không giữ được trên máy")
    wait_saved(desk)
    desk.context.set_offline(True)
    type_and_leave(result_field(desk), "Chưa gửi được")
    expect(desk.locator("[data-save-state]")).to_have_text(
        "Chưa lưu được, máy này cũng không giữ được. Xin đừng đóng trang."
    )
    desk.context.set_offline(False)
    wait_saved(desk)
    assert (stored(report), faults) == (["Chưa gửi được"], [])


def test_text_waiting_for_one_person_is_never_on_the_page_of_another(desk, report, officer, sit_down):
    desk.route("**/luu/", lambda route: route.abort())
    result_field(desk).press_sequentially("Của riêng người thứ nhất")
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=report.unit)
    other = sit_down(colleague)
    desk.context.clear_cookies()
    desk.context.add_cookies(other.context.cookies())
    second = open_form(desk.context.new_page(), report)
    expect(result_field(second)).to_have_value("")
    assert "Của riêng" not in second.content()
    # Their signing out leaves alone what waits for the first.
    second.goto(reverse("account_logout"))
    second.locator("main").get_by_role("button", name="Đăng xuất").click()
    second.wait_for_url("**" + reverse("account_login"))
    assert waiting_texts(second) == 1


def test_signing_out_leaves_nothing_on_this_machine(desk, report):
    desk.route("**/luu/", lambda route: route.abort())
    result_field(desk).press_sequentially("Chưa gửi được")
    second = desk.context.new_page()
    second.goto(reverse("account_logout"))
    assert waiting_texts(second) == 1
    second.locator("main").get_by_role("button", name="Đăng xuất").click()
    second.wait_for_url("**" + reverse("account_login"))
    assert waiting_texts(second) == 0
