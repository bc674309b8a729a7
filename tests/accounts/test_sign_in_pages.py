"""Every page around signing in: reachable, in Vietnamese, in the frame of the portal."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.enums import Role
from tests import factories
from tests.english import english_in, english_in_text

FOR_ANYBODY = [
    "account_login",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "accounts:link_ask",
    "accounts:link_sent",
]
FOR_SIGNED_IN = [
    "account_logout",
    "account_change_password",
    "account_email",
    "account_reauthenticate",
    "mfa_index",
    "mfa_list_webauthn",
    "usersessions_list",
]


def words(response) -> str:
    """What a person reads on the page, the title included."""
    html = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return strip_tags(html)


def assert_ours(response):
    assert response.status_code == 200
    html = response.content.decode()
    assert '<html lang="vi"' in html
    assert html.count("<h1") == 1
    assert english_in(html) == []


@pytest.fixture(autouse=True)
def no_old_attempts():
    """Sign-in attempts of earlier tests must not count."""
    cache.clear()


@pytest.fixture
def user(db):
    user = factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit("Trường Tiểu học minh họa"))
    user.set_password("hoa-phuong-2026")
    user.save()
    return user


@pytest.mark.parametrize("name", FOR_ANYBODY)
def test_page_for_anybody_is_vietnamese(client, db, name):
    assert_ours(client.get(reverse(name)))


@pytest.mark.parametrize("name", FOR_SIGNED_IN)
def test_page_for_signed_in_is_vietnamese(client_of, user, name):
    assert_ours(client_of(user).get(reverse(name)))


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("account_confirm_email", ["khong-co"]),
        ("account_reset_password_from_key", ["1", "khong-co"]),
        ("accounts:link_open", ["khong-co"]),
    ],
)
def test_broken_mail_link_is_explained(client, db, name, args):
    assert_ours(client.get(reverse(name, args=args)))


def test_wrong_password_gives_the_keyboard_hint_and_keeps_the_address(client, user):
    response = client.post(reverse("account_login"), {"login": user.email, "password": "sai-mat-khau"})
    assert_ours(response)
    html = response.content.decode()
    assert "Thử tắt bộ gõ tiếng Việt và phím Caps Lock khi gõ mật khẩu." in html
    assert f'value="{user.email}"' in html
    assert html.count('aria-describedby="loi"') == 2
    assert "<title>Lỗi: Đăng nhập" in html


def test_empty_sign_in_names_both_fields(client, db):
    response = client.post(reverse("account_login"), {})
    assert_ours(response)
    assert "Cần sửa 2 chỗ" in words(response)


def test_sixth_wrong_password_is_told_to_wait(client, user):
    for _ in range(6):
        response = client.post(reverse("account_login"), {"login": user.email, "password": "sai-mat-khau"})
    assert "Đã thử 5 lần. Chờ 10 phút, hoặc nhận liên kết qua thư điện tử." in words(response)


def test_right_password_signs_in(client, user):
    response = client.post(reverse("account_login"), {"login": user.email, "password": "hoa-phuong-2026"})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("known", [True, False])
def test_mailed_link_answers_alike_for_known_and_unknown_addresses(client, user, known):
    address = user.email if known else "la@demo.example"
    response = client.post(reverse("account_reset_password"), {"email": address}, follow=True)
    assert response.redirect_chain == [(reverse("account_reset_password_done"), 302)]
    assert len(mail.outbox) == int(known)
    if not known:
        return
    letter = mail.outbox[0].subject + re.sub(r"https?://\S+", "", mail.outbox[0].body)
    assert english_in_text(letter) == []
    assert "Đây là thư tự động." in letter


def test_mailed_link_sets_a_password_once(client, user):
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"https?://\S+", mail.outbox[0].body).group()
    path = "/" + link.split("/", 3)[3]
    response = client.get(path, follow=True)
    assert_ours(response)
    answer = {"password1": "song-lach-tray-2026", "password2": "song-lach-tray-2026"}
    client.post(response.redirect_chain[-1][0], answer)
    user.refresh_from_db()
    assert user.check_password("song-lach-tray-2026")
    assert "không dùng được nữa" in words(client.get(path, follow=True))


def test_signing_out_says_the_report_is_kept(client_of, user):
    response = client_of(user).post(reverse("account_logout"), follow=True)
    assert "Đã đăng xuất. Báo cáo đang làm vẫn còn trên hệ thống." in words(response)


def test_demo_accounts_are_offered_in_demo_mode_only(client, settings, db):
    factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit("Phòng"), email="don-vi@demo.example")
    settings.DEMO = True
    assert "don-vi@demo.example" in client.get(reverse("account_login")).content.decode()
    settings.DEMO = False
    assert "don-vi@demo.example" not in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize(
    ("value", "attribute"), [("sang", "light"), ("toi", "dark"), ("theo-may", "auto"), ("khac", "auto")]
)
def test_theme_is_drawn_by_the_server(client, db, value, attribute):
    client.post(reverse("accounts:theme"), {"giao-dien": value, "next": "/"})
    assert f'data-bs-theme="{attribute}"' in client.get(reverse("account_login")).content.decode()


def test_theme_never_leads_to_another_host(client, db):
    response = client.post(reverse("accounts:theme"), {"giao-dien": "toi", "next": "https://example.org/"})
    assert response.headers["Location"] == "/"


def test_page_inside_zalo_says_how_to_get_out(client, db):
    strip = "Đang mở trong Zalo. Muốn tải tệp, bấm ⋯ rồi chọn Mở bằng trình duyệt."
    path = reverse("account_login")
    assert strip in client.get(path, headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Zalo android/25"}).text
    assert strip not in client.get(path, headers={"user-agent": "Mozilla/5.0 (Linux; Android 14)"}).text


def test_office_keeps_its_rail_around_the_account_pages(client_of, db):
    page = client_of(factories.make_user(Role.REVIEWER)).get(reverse("account_change_password")).text
    assert '<aside class="lc-rail"' in page
