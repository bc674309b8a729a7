"""The session ends while somebody writes: they sign in on the page itself and nothing is lost (G4, F21)."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from accounts.enums import Role
from tests import factories

from .axe import assert_accessible
from .test_saving_while_typing import open_form, result_field, stored, type_and_leave, wait_saved, waiting_texts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Hết phiên làm việc. Đăng nhập lại để lưu tiếp; nội dung trên trang vẫn còn."


@pytest.fixture(autouse=True)
def no_old_attempts():
    cache.clear()


@pytest.fixture
def officer():
    return factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit("Trường Tiểu học minh họa"))


@pytest.fixture
def report(clock, officer):
    unit = officer.memberships.get().unit
    return factories.submission_at(subject=unit, by=officer, filled=False)


@pytest.fixture
def page(sit_down, officer, report, size):
    return open_form(sit_down(officer, viewport=size), report)


@pytest.fixture
def desk(sit_down, officer, report):
    """The same on one screen, for what the size of it has nothing to do with."""
    return open_form(sit_down(officer), report)


def end_session(page, text):
    """The session is gone when the next words are to be saved."""
    Session.objects.all().delete()
    type_and_leave(result_field(page), text)
    panel = page.get_by_role("alertdialog", name="Hết phiên làm việc")
    panel.get_by_label("Mã đơn vị hoặc thư điện tử").wait_for()
    return panel


def sign_in(panel, user, password=factories.PASSWORD):
    panel.get_by_label("Mã đơn vị hoặc thư điện tử").fill(user.email)
    panel.get_by_role("textbox", name="Mật khẩu").fill(password)
    panel.get_by_role("button", name="Đăng nhập", exact=True).click()


def test_signing_in_on_the_page_saves_what_waited(page, report, officer):
    refused = []
    page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
    renewed = "window.renewed = 0; document.addEventListener('lechan:session-renewed', () => { window.renewed += 1; })"
    page.evaluate(renewed)
    panel = end_session(page, "Gõ sau khi hết phiên")
    expect(panel).to_contain_text(WORDS)
    expect(panel.get_by_label("Mã đơn vị hoặc thư điện tử")).to_be_focused()
    assert_accessible(page)
    assert result_field(page).input_value() == "Gõ sau khi hết phiên"
    assert (stored(report), waiting_texts(page)) == ([], 1)
    sign_in(panel, officer, "sai-mat-khau")
    hint = panel.get_by_text("Thử tắt bộ gõ tiếng Việt và phím Caps Lock khi gõ mật khẩu.")
    hint.first.wait_for()
    assert panel.get_by_label("Mã đơn vị hoặc thư điện tử").input_value() == officer.email
    # Typing goes on meanwhile, and stays.
    result_field(page, 1).fill("Gõ tiếp trong lúc chờ")
    sign_in(panel, officer)
    wait_saved(page)
    expect(panel).to_have_count(0)
    assert stored(report) == ["Gõ sau khi hết phiên", "Gõ tiếp trong lúc chờ"]
    assert (page.evaluate("window.renewed"), waiting_texts(page), refused) == (1, 0, [])
    # The plain form of the page works again as well: its token is the new one.
    page.get_by_role("button", name="Lưu và thoát").click()
    page.wait_for_url("**" + reverse("submissions:home"))


def test_a_second_factor_is_asked_on_the_page_too(page, report, officer):
    totp = TOTP.activate(officer, "A" * 32)
    assert Authenticator.objects.filter(pk=totp.instance.pk).exists()
    panel = end_session(page, "Có lớp xác thực")
    sign_in(panel, officer)
    field = panel.get_by_label("Mã xác thực")
    field.wait_for()
    field.fill(format_hotp_value(hotp_value("A" * 32, list(yield_hotp_counters_from_time())[1])))
    panel.get_by_role("button", name="Đăng nhập", exact=True).click()
    wait_saved(page)
    assert stored(report) == ["Có lớp xác thực"]


def test_somebody_else_signing_in_saves_nothing(desk, report, officer):
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=report.unit, full_name="Lê Thị Hoa")
    panel = end_session(desk, "Của người mở trang")
    sign_in(panel, colleague)
    panel.get_by_text("Đang đăng nhập là Lê Thị Hoa, không phải người đã mở trang này. Chưa lưu gì;").wait_for()
    assert_accessible(desk)
    desk.wait_for_timeout(300)
    assert stored(report) == []
    assert result_field(desk).input_value() == "Của người mở trang"
    panel.get_by_role("button", name="Đăng xuất người ấy, đăng nhập lại").click()
    panel.get_by_label("Mã đơn vị hoặc thư điện tử").wait_for()
    sign_in(panel, officer)
    wait_saved(desk)
    assert stored(report) == ["Của người mở trang"]


def test_somebody_else_signed_in_in_another_tab_saves_nothing_here(desk, report, sit_down):
    colleague = factories.make_user(Role.UNIT_OFFICER, unit=report.unit, full_name="Lê Thị Hoa")
    other = sit_down(colleague)
    desk.context.add_cookies(other.context.cookies())
    type_and_leave(result_field(desk), "Không mang tên người khác")
    panel = desk.get_by_role("alertdialog")
    panel.get_by_text("Đang đăng nhập là Lê Thị Hoa").wait_for()
    assert stored(report) == []


def test_the_way_through_another_tab_stays(desk, report, officer):
    panel = end_session(desk, "Đăng nhập ở thẻ khác")
    with desk.expect_popup() as popup:
        panel.get_by_role("link", name="Mở trang đăng nhập ở thẻ khác").click()
    door = popup.value
    door.fill("#id_login", officer.email)
    door.fill("#id_password", factories.PASSWORD)
    door.get_by_role("button", name="Đăng nhập", exact=True).click()
    door.wait_for_url("**" + reverse("submissions:home"))
    # The tab that has signed in tells the others.
    wait_saved(desk)
    expect(panel).to_have_count(0)
    assert stored(report) == ["Đăng nhập ở thẻ khác"]


def test_without_scripts_the_text_comes_back_after_signing_in(sit_down, officer, report):
    page = sit_down(officer, java_script_enabled=False)
    page.goto(reverse("submissions:edit", args=[report.pk, "kien-nghi"]))
    page.get_by_label("Khó khăn, vướng mắc").fill("Gõ bốn mươi phút\nhai dòng")
    Session.objects.all().delete()
    page.get_by_role("button", name="Lưu và thoát").click()
    assert page.locator("h1").inner_text() == "Hết phiên làm việc, chưa lưu được"
    assert page.locator("pre").inner_text() == "Gõ bốn mươi phút\nhai dòng"
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Mở trang đăng nhập ở thẻ khác").click()
    door = popup.value
    door.fill("#id_login", officer.email)
    door.fill("#id_password", factories.PASSWORD)
    door.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.get_by_role("button", name="Gửi lại").click()
    # The page of before the sign-in is asked once more, with the text still on it.
    assert page.locator("pre").inner_text() == "Gõ bốn mươi phút\nhai dòng"
    page.get_by_role("button", name="Gửi lại").click()
    page.wait_for_url("**" + reverse("submissions:home"))
    report.refresh_from_db()
    assert report.difficulties == "Gõ bốn mươi phút\nhai dòng"
