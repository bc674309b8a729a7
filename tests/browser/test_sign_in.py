"""The door of the portal in Chromium: readable in both themes, works without script, says what went wrong."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.enums import Role
from tests import factories

from .axe import assert_accessible, assert_fits, assert_page_is_good, choose_theme

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_old_attempts():
    """Sign-in attempts of earlier tests must not count."""
    cache.clear()


@pytest.fixture
def person():
    return factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit("Trường Tiểu học minh họa"))


def sign_in(page, base, person, password=factories.PASSWORD):
    page.goto(base + reverse("account_login"))
    page.fill("#id_login", person.email)
    page.fill("#id_password", password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_signup"])
def test_door_pages_are_accessible_and_fit(page, live_server, name):
    assert_page_is_good(page, live_server.url, reverse(name))


def test_missing_page_is_accessible_and_fits(page, live_server):
    assert_page_is_good(page, live_server.url, "/khong-co-trang-nay/")


def test_wrong_password_takes_the_focus_to_the_hint(page, live_server, person):
    sign_in(page, live_server.url, person, "sai-mat-khau")
    page.wait_for_selector("#loi")
    assert page.evaluate("document.activeElement.id") == "loi"
    assert "Thử tắt bộ gõ tiếng Việt và phím Caps Lock" in page.inner_text("#loi")
    assert page.input_value("#id_login") == person.email
    assert page.title().startswith("Lỗi: Đăng nhập | ")
    assert_accessible(page)


def test_password_can_be_shown_and_hidden(page, live_server, db):
    page.goto(live_server.url + reverse("account_login"))
    toggle = page.get_by_role("button", name="Hiện mật khẩu")
    toggle.click()
    assert (page.get_attribute("#id_password", "type"), toggle.get_attribute("aria-pressed")) == ("text", "true")
    toggle.click()
    assert (page.get_attribute("#id_password", "type"), toggle.get_attribute("aria-pressed")) == ("password", "false")


def test_theme_follows_the_choice_and_the_machine(browser, live_server, db):
    page = browser.new_page(color_scheme="dark")
    page.goto(live_server.url + reverse("account_login"))
    assert page.get_attribute("html", "data-bs-theme") == "auto"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 23, 27)"
    choose_theme(page, live_server.url, "sang")
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(245, 244, 240)"
    page.close()


def test_account_menu_works_without_script(browser, live_server, person):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    sign_in(page, live_server.url, person)
    page.goto(live_server.url + reverse("account_change_password"))
    page.click("summary.who")
    page.get_by_role("button", name="Tối", exact=True).click()
    assert page.get_attribute("html", "data-bs-theme") == "dark"
    page.click("summary.who")
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    assert "Đã đăng xuất. Báo cáo đang làm vẫn còn trên hệ thống." in page.inner_text("body")
    context.close()


def test_signing_out_forgets_what_waits_on_this_machine(page, live_server, person):
    sign_in(page, live_server.url, person)
    page.goto(live_server.url + reverse("account_change_password"))
    page.evaluate(f"localStorage.setItem('lc:{person.pk}:/bao-cao/:ket-qua', 'chữ đang gõ')")
    page.click("summary.who")
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    page.wait_for_url("**" + reverse("account_login"))
    assert page.evaluate("localStorage.length") == 0


def test_open_menu_fits_the_narrowest_phone(page, live_server, person):
    sign_in(page, live_server.url, person)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(live_server.url + reverse("account_change_password"))
    page.get_by_label("Mở menu").click()
    assert page.get_by_role("button", name="Đăng xuất", exact=True).is_visible()
    assert_fits(page)
    assert_accessible(page, ".lc-burger")


def test_every_stop_of_the_keyboard_is_seen(page, live_server, db):
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_role("heading", level=1).click()
    stop = """() => {
        const at = document.activeElement, box = at.getBoundingClientRect();
        return {css: at.className, outline: getComputedStyle(at).outlineWidth,
                seen: box.top >= 0 && box.bottom <= innerHeight};
    }"""
    page.keyboard.press("Tab")
    assert page.evaluate(stop)["css"].startswith("form-control")
    for _ in range(5):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(stop) | {"css": ""} == {"css": "", "outline": "3px", "seen": True}
