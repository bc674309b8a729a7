"""The door in Chromium beyond the password: app, passkey of a virtual authenticator, letter; and how a session ends."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.enums import Role
from accounts.services import factors
from core import outbox
from core.models import OutboxMessage
from submissions.enums import SubmissionStatus
from tests import factories

from .axe import assert_accessible, assert_page_is_good

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_old_attempts():
    cache.clear()


@pytest.fixture
def reviewer(settings):
    settings.SECOND_FACTOR_ROLES = ["REVIEWER"]
    return factories.make_user(Role.REVIEWER)


@pytest.fixture
def officer():
    return factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit("Trường Mầm non minh họa", code="MN-03"))


def code(secret: str, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1 + ahead]))


def sign_in(page, typed: str):
    page.goto(reverse("account_login"))
    page.fill("#id_login", typed)
    page.fill("#id_password", factories.PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def confirm(page):
    """The password once more, before something delicate."""
    page.fill("#id_password", factories.PASSWORD)
    page.get_by_role("button", name="Xác nhận", exact=True).click()


def sign_out(page):
    page.goto(reverse("account_logout"))
    page.locator("main").get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**" + reverse("account_login"))


def virtual_authenticator(page) -> None:
    """A fingerprint reader that always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_reviewer_enrols_the_app_before_anything_else(sit_down, reviewer):
    page = sit_down()
    sign_in(page, reviewer.email)
    page.wait_for_url("**" + reverse("mfa_index"))
    assert_accessible(page)
    page.goto(reverse("reports:overview"))
    page.wait_for_url("**" + reverse("mfa_index"))
    page.get_by_role("link", name="Thiết lập ứng dụng tạo mã").click()
    assert_accessible(page)
    confirm(page)
    page.wait_for_url("**" + reverse("mfa_activate_totp"))
    assert_accessible(page)
    assert page.locator("main img").evaluate("image => image.naturalWidth") > 0
    secret = page.inner_text("#khoa")
    page.get_by_label("Mã xác thực").fill(code(secret))
    page.get_by_role("button", name="Bật xác thực hai lớp").click()
    page.wait_for_url("**" + reverse("mfa_view_recovery_codes"))
    assert_accessible(page)
    assert page.locator("#ma code").count() == 10
    page.get_by_role("link", name="Đã cất mã, làm việc tiếp").click()
    page.wait_for_url("**" + reverse("reports:overview"))
    sign_out(page)
    sign_in(page, reviewer.email)
    page.wait_for_url("**" + reverse("mfa_authenticate"))
    assert page.evaluate("document.activeElement.id") == "id_code"
    assert page.get_by_label("Mã xác thực").get_attribute("autocomplete") == "one-time-code"
    assert_accessible(page)
    page.get_by_label("Mã xác thực").fill(code(secret, ahead=1))
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url("**" + reverse("reports:overview"))


def test_a_passkey_is_added_and_opens_the_account_alone(sit_down, officer):
    page = sit_down()
    refused = []
    page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
    virtual_authenticator(page)
    sign_in(page, "mn-03")
    page.wait_for_url("**" + reverse("submissions:home"))
    page.goto(reverse("mfa_add_webauthn"))
    confirm(page)
    page.get_by_label("Tên khóa").fill("Máy ở trường")
    assert_accessible(page)
    page.get_by_role("button", name="Thêm khóa").click()
    page.wait_for_url("**" + reverse("mfa_view_recovery_codes"))
    assert Authenticator.objects.get(type="webauthn").wrap().name == "Máy ở trường"
    page.goto(reverse("mfa_list_webauthn"))
    assert "Máy ở trường" in page.inner_text("main")
    sign_out(page)
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.wait_for_url("**" + reverse("submissions:home"))
    sign_out(page)
    sign_in(page, officer.email)
    page.wait_for_url("**" + reverse("mfa_authenticate"))
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url("**" + reverse("submissions:home"))
    page.goto(reverse("mfa_reauthenticate_webauthn"))
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url("**" + reverse("submissions:home"))
    assert factors.has_factor(officer)
    assert refused == []


def test_a_passkey_that_is_not_given_is_told_in_words(sit_down):
    page = sit_down()
    page.goto(reverse("account_login"))
    refusal = "Promise.reject(new DOMException('x', 'NotAllowedError'))"
    page.evaluate(f"() => {{ navigator.credentials.get = () => {refusal}; }}")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.get_by_text("Chưa dùng được khóa: đã thôi hoặc chờ quá lâu. Bấm nút để thử lại.").wait_for()
    assert_accessible(page)


def test_the_mailed_link_works_once(sit_down, officer):
    page = sit_down()
    page.goto(reverse("account_login") + "?next=" + reverse("accounts:profile"))
    page.fill("#id_login", officer.email)
    page.get_by_role("button", name="Nhận liên kết đăng nhập qua thư điện tử").click()
    page.wait_for_url("**" + reverse("accounts:link_sent"))
    known = page.inner_text("main")
    for message in OutboxMessage.objects.due(timezone.now()):
        outbox.deliver(message.pk)
    path = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[-1].body).group(1)
    other = sit_down()
    other.goto(reverse("accounts:link_ask"))
    other.get_by_label("Mã đơn vị hoặc thư điện tử").fill("khong-co@demo.example")
    other.get_by_role("button", name="Gửi liên kết").click()
    other.wait_for_url("**" + reverse("accounts:link_sent"))
    assert other.inner_text("main") == known
    page.goto(path)
    assert_accessible(page)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url("**" + reverse("accounts:profile"))
    other.goto(path)
    assert "Liên kết không dùng được nữa" in other.inner_text("main")


def test_pages_of_the_account_are_accessible_and_fit(sit_down, live_server, officer):
    page = sit_down(officer)
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_index", "usersessions_list", "accounts:link_ask"):
        assert_page_is_good(page, live_server.url, reverse(name))


def test_the_page_warns_before_the_session_ends_and_a_press_keeps_it(sit_down, settings, officer):
    settings.SESSION_IDLE_SECONDS = 302
    page = sit_down(officer)
    page.goto(reverse("accounts:profile"))
    panel = page.get_by_role("alertdialog")
    panel.wait_for()
    assert "Còn 5 phút nữa hết phiên làm việc" in panel.inner_text()
    assert_accessible(page)
    settings.SESSION_IDLE_SECONDS = 1800
    panel.get_by_role("button", name="Tiếp tục làm việc").click()
    panel.wait_for(state="hidden")


def test_when_the_session_has_ended_the_page_keeps_what_was_typed(sit_down, clock, officer, period, group):
    unit = officer.memberships.get().unit
    factories.enrol(group, unit)
    report = factories.submission_at(SubmissionStatus.DRAFT, subject=unit, period=period, by=officer)
    page = sit_down(officer)
    page.clock.install()
    page.goto(reverse("submissions:edit", args=[report.pk, "tu-cham"]))
    page.evaluate("document.querySelectorAll('main details').forEach((part) => { part.open = true; })")
    area = page.locator("textarea[data-field]").first
    panel = page.get_by_role("alertdialog")
    # Half an hour without a press: the server has ended the session, the page says so by itself.
    Session.objects.all().delete()
    page.clock.fast_forward("30:05")
    panel.get_by_text("Hết phiên làm việc. Đăng nhập lại để lưu tiếp; nội dung trên trang vẫn còn.").wait_for()
    area.fill("Chữ gõ sau khi hết phiên")
    panel.get_by_label("Mã đơn vị hoặc thư điện tử").fill(officer.email)
    panel.get_by_role("textbox", name="Mật khẩu").fill(factories.PASSWORD)
    panel.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(panel).to_have_count(0)
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"^Đã lưu \d\d:\d\d$"))
    assert report.items.filter(result="Chữ gõ sau khi hết phiên").exists()
