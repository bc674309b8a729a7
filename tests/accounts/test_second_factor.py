"""The second factor: where it is required nothing opens before it; codes count once; secrets are not readable."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from cryptography.fernet import InvalidToken
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.enums import Role
from accounts.models import User
from accounts.services import cipher, factors, sign_in_links
from core.models import AuditEvent, OutboxMessage
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "hoa-phuong-do-2026"
USED = "Mã chưa đúng hoặc đã dùng."


@pytest.fixture(autouse=True)
def no_old_attempts():
    cache.clear()


@pytest.fixture
def required(settings):
    """The default of an installation that is no demonstration."""
    settings.SECOND_FACTOR_ROLES = ["REVIEWER", "COUNCIL_SECRETARY", "COUNCIL_CHAIR", "CHAIRMAN", "ADMIN"]


def person(*roles: Role, **fields):
    user = factories.make_user(*roles, **fields)
    user.password = make_password(PASSWORD)
    user.save()
    return user


def code(secret: str, *, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def said(answer) -> str:
    return strip_tags(answer.content.decode()) if answer.content else ""


def sign_in(user, client: Client | None = None):
    return (client or Client()).post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def confirm(client: Client, **more):
    """Give the password once more, as the pages of factors ask."""
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD, **more})


@pytest.fixture
def officer():
    return person(Role.UNIT_OFFICER)


@pytest.fixture
def secret(officer) -> str:
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    RecoveryCodes.activate(officer)
    return secret


def enrol(client: Client) -> str:
    """Set up the app as a person does; the secret as the page shows it."""
    confirm(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r'<code id="khoa">(\w+)</code>', page.content.decode()).group(1)
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    return secret


# --- enrolling


def test_enrolling_asks_for_the_password_first(client_of, officer):
    client = client_of(officer)
    for name in ("mfa_activate_totp", "mfa_add_webauthn"):
        assert client.get(reverse(name))["Location"].startswith(reverse("account_reauthenticate"))


def test_enrolling_the_app_gives_recovery_codes_and_is_asked_at_the_next_sign_in(officer):
    client = Client()
    sign_in(officer, client)
    secret = enrol(client)
    page = client.get(reverse("mfa_view_recovery_codes"))
    assert len(re.findall(r"<code>\d{8}</code>", page.content.decode())) == 10
    other = Client()
    answer = sign_in(officer, other)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert other.get(reverse("accounts:profile"))["Location"].startswith(reverse("account_login"))
    answer = other.post(reverse("mfa_authenticate"), {"code": code(secret, ahead=1)})
    assert answer["Location"] == reverse("accounts:start")
    assert other.session["_auth_user_id"] == str(officer.pk)


@pytest.mark.django_db(transaction=True)
def test_one_without_a_password_sees_the_recovery_codes_right_after_enrolling(officer):
    officer.set_unusable_password()
    officer.save()
    sign_in_links.send_links(officer.email)
    client = Client()
    client.post(sign_in_links.make_link(OutboxMessage.objects.get()))
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r'<code id="khoa">(\w+)</code>', page.content.decode()).group(1)
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    page = client.get(reverse("mfa_view_recovery_codes"))
    assert len(re.findall(r"<code>\d{8}</code>", page.content.decode())) == 10


def test_a_wrong_code_does_not_enrol(officer):
    client = Client()
    sign_in(officer, client)
    confirm(client)
    client.get(reverse("mfa_activate_totp"))
    answer = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert USED in said(answer)
    assert not factors.has_factor(officer)


def test_the_secrets_in_the_table_are_not_the_secrets(officer, secret):
    rows = {row.type: row for row in Authenticator.objects.filter(user=officer)}
    stored = str([row.data for row in rows.values()])
    assert secret not in stored
    assert rows["totp"].data["secret"].startswith("gAAAA") and rows["recovery_codes"].data["seed"].startswith("gAAAA")
    for recovery in rows["recovery_codes"].wrap().get_unused_codes():
        assert recovery not in stored


def test_a_new_key_writes_and_the_older_ones_still_read(settings):
    old = cipher.encrypt("bí mật")
    settings.MFA_KEYS = ["khóa-mới"]
    assert cipher.decrypt(old) == "bí mật"
    new = cipher.encrypt("bí mật")
    settings.MFA_KEYS = ["khóa-mới-nữa", "khóa-mới"]
    assert cipher.decrypt(new) == "bí mật"
    settings.MFA_KEYS = []
    with pytest.raises(InvalidToken):
        cipher.decrypt(new)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "khóa bí mật khác"
    assert cipher.decrypt(old) == "bí mật"


def test_a_lost_key_is_told_in_words(officer, secret, settings):
    settings.SECRET_KEY = "khóa bí mật khác hẳn"
    client = Client()
    sign_in(officer, client)
    assert "Chưa kiểm tra được mã." in said(client.post(reverse("mfa_authenticate"), {"code": code(secret)}))


# --- codes


def test_a_code_of_the_app_opens_once(officer, secret):
    one, two, given = Client(), Client(), code(secret)
    sign_in(officer, one), sign_in(officer, two)
    assert one.post(reverse("mfa_authenticate"), {"code": given}).status_code == 302
    answer = two.post(reverse("mfa_authenticate"), {"code": given})
    assert (answer.status_code, USED in said(answer)) == (200, True)
    assert "_auth_user_id" not in two.session


def test_a_code_does_not_open_again_while_the_clock_would_still_take_it(officer, secret, monkeypatch):
    real, given = time.time, code(secret, ahead=1)
    one, two = Client(), Client()
    sign_in(officer, one), sign_in(officer, two)
    assert one.post(reverse("mfa_authenticate"), {"code": given}).status_code == 302
    monkeypatch.setattr(time, "time", lambda: real() + 45)
    assert USED in said(two.post(reverse("mfa_authenticate"), {"code": given}))


def test_the_code_of_enrolling_opens_nothing(officer):
    client, other = Client(), Client()
    sign_in(officer, client)
    secret = enrol(client)
    sign_in(officer, other)
    assert USED in said(other.post(reverse("mfa_authenticate"), {"code": code(secret)}))


def test_a_recovery_code_opens_once(officer, secret):
    recovery = Authenticator.objects.get(user=officer, type="recovery_codes").wrap().get_unused_codes()[0]
    one, two = Client(), Client()
    sign_in(officer, one)
    assert one.post(reverse("mfa_authenticate"), {"code": recovery}).status_code == 302
    cache.clear()
    sign_in(officer, two)
    assert USED in said(two.post(reverse("mfa_authenticate"), {"code": recovery}))
    assert "_auth_user_id" not in two.session
    assert len(Authenticator.objects.get(user=officer, type="recovery_codes").wrap().get_unused_codes()) == 9


def test_guessing_codes_ends_after_five_and_a_right_one_no_longer_opens(officer, secret):
    client = Client()
    sign_in(officer, client)
    answers = [client.post(reverse("mfa_authenticate"), {"code": f"{number:06d}"}) for number in range(6)]
    assert "Đã thử 5 lần. Chờ 10 phút rồi gõ mã mới." in said(answers[5])
    assert client.post(reverse("mfa_authenticate"), {"code": code(secret)}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_new_password_by_mail_does_not_go_around_the_second_factor(officer, secret):
    client = Client()
    client.post(reverse("account_reset_password"), {"email": officer.email})
    from django.core import mail

    link = "/" + re.search(r"https?://\S+", mail.outbox[-1].body).group().split("/", 3)[3]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    answer = client.post(form, {"password1": "song-lach-tray-2026", "password2": "song-lach-tray-2026"})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_the_second_step_can_be_left(officer, secret):
    client = Client()
    sign_in(officer, client)
    assert "Thôi, về trang đăng nhập" in said(client.get(reverse("mfa_authenticate")))
    client.post(reverse("account_logout"), {"next": reverse("account_login")})
    assert client.get(reverse("mfa_authenticate"))["Location"] == reverse("account_login")


# --- required by the role


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR, Role.CHAIRMAN, Role.ADMIN])
def test_nothing_opens_before_the_role_has_its_factor(required, role):
    user = person(role, is_staff=role == Role.ADMIN)
    client = Client()
    sign_in(user, client)
    closed = ["accounts:start", "accounts:profile", "reports:overview", "admin:index", "account_email"]
    for name in [*closed, "account_change_password", "campaigns:about", "usersessions_list"]:
        assert client.get(reverse(name))["Location"] == reverse("mfa_index"), name
    assert client.post(reverse("submissions:start"))["Location"] == reverse("mfa_index")
    page = client.get(reverse("mfa_index"))
    assert "chỉ làm việc được khi có lớp xác thực thứ hai" in said(page)
    enrol(client)
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_a_fragment_leads_the_whole_page_to_enrolling(required):
    client = Client()
    sign_in(person(Role.REVIEWER), client)
    answer = client.get(reverse("accounts:profile"), headers={"hx-request": "true"})
    assert answer["HX-Redirect"] == reverse("mfa_index")


def test_leaving_and_the_look_work_before_enrolling(required):
    client = Client()
    sign_in(person(Role.REVIEWER), client)
    assert client.post(reverse("accounts:theme"), {"giao-dien": "toi", "next": "/"}).status_code == 302
    assert client.post(reverse("account_logout"))["Location"] == reverse("account_login")


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.COUNCIL_MEMBER, Role.FINANCE])
def test_others_are_offered_one(required, role):
    client = Client()
    sign_in(person(role), client)
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert "Thiết lập ứng dụng tạo mã" in said(client.get(reverse("mfa_index")))


def test_recovery_codes_alone_do_not_open_the_portal(required):
    user = person(Role.REVIEWER)
    RecoveryCodes.activate(user)
    client = Client()
    sign_in(user, client)
    assert client.get(reverse("accounts:profile"))["Location"] == reverse("mfa_index")


def test_a_role_given_today_closes_the_portal_at_the_next_request(required, client_of, officer):
    client = client_of(officer)
    assert client.get(reverse("accounts:profile")).status_code == 200
    officer.memberships.create(role=Role.REVIEWER)
    assert client.get(reverse("accounts:profile"))["Location"] == reverse("mfa_index")


def test_the_admin_opens_only_with_the_factor(required):
    user = person(Role.ADMIN, is_staff=True)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client = Client()
    answer = client.post(
        reverse("account_login") + "?next=" + reverse("admin:index"), {"login": user.email, "password": PASSWORD}
    )
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get(reverse("admin:index")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert client.get(reverse("admin:index")).status_code == 200


# --- with neither password nor factor


def without_password() -> User:
    user = factories.make_user(Role.UNIT_OFFICER)
    user.set_unusable_password()
    user.save()
    return user


def by_link(user, client: Client) -> None:
    """Ask for a link and open it."""
    client.post(reverse("accounts:link_ask"), {"login": user.email})
    client.post(sign_in_links.make_link(OutboxMessage.objects.filter(recipient_id=user.pk).latest("pk")))


SENSITIVE = ("mfa_activate_totp", "mfa_add_webauthn", "account_set_password")


@pytest.mark.parametrize("name", SENSITIVE)
def test_who_has_nothing_to_be_asked_for_opens_a_fresh_link(name, monkeypatch):
    user, client, real = without_password(), Client(), time.time
    by_link(user, client)
    assert client.get(reverse(name)).status_code == 200
    monkeypatch.setattr(time, "time", lambda: real() + 301)
    answer = client.get(reverse(name))
    assert answer["Location"] == f"{reverse('accounts:link_ask')}?next={reverse(name).replace('/', '%2F')}"
    page = client.get(answer["Location"])
    assert "Việc sắp làm cần chắc chắn là đúng người." in said(page) and user.email in said(page)
    before = OutboxMessage.objects.count()
    client.post(answer["Location"], {"login": "nguoi-khac@demo.example", "next": reverse(name)})
    assert OutboxMessage.objects.count() == before + 1
    letter = OutboxMessage.objects.latest("pk")
    monkeypatch.setattr(time, "time", real)
    assert letter.recipient_id == user.pk
    assert client.post(sign_in_links.make_link(letter))["Location"] == reverse(name)
    assert client.get(reverse(name)).status_code == 200


def test_a_session_that_never_showed_how_it_began_is_asked_too(client_of):
    client = client_of(without_password())
    answer = client.post(reverse("account_set_password"), {"password1": PASSWORD, "password2": PASSWORD})
    assert answer["Location"].startswith(reverse("accounts:link_ask"))
    data = {"email": "moi@demo.example", "action_add": "1"}
    assert client.post(reverse("account_email"), data)["Location"].startswith(reverse("accounts:link_ask"))
    assert not EmailAddress.objects.filter(email="moi@demo.example").exists()


def test_the_role_that_needs_a_factor_may_ask_for_the_fresh_link(required, client_of):
    user = without_password()
    user.memberships.update(role=Role.REVIEWER)
    answer = client_of(user).get(reverse("mfa_activate_totp"), follow=True)
    assert "Gửi liên kết" in said(answer)


# --- changing


def test_taking_the_app_away_asks_for_a_code_and_takes_the_codes_along(client_of, officer, secret):
    client = client_of(officer)
    assert client.get(reverse("mfa_deactivate_totp"))["Location"].startswith(reverse("mfa_reauthenticate"))
    client.post(reverse("mfa_reauthenticate"), {"code": code(secret)})
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    assert client.post(reverse("mfa_deactivate_totp"))["Location"] == reverse("mfa_index")
    assert not Authenticator.objects.filter(user=officer).exists()


def test_a_stolen_session_and_the_password_do_not_take_the_factor_away(client_of, officer, secret):
    client = client_of(officer)
    answer = confirm(client, next=reverse("mfa_index"))
    assert answer["Location"] == reverse("mfa_reauthenticate") + "?next=" + reverse("mfa_index").replace("/", "%2F")
    assert client.post(reverse("mfa_deactivate_totp"))["Location"].startswith(reverse("mfa_reauthenticate"))
    assert factors.has_factor(officer)


def test_a_code_confirms_and_the_password_is_not_offered(client_of, officer, secret):
    client = client_of(officer)
    assert client.get(reverse("account_reauthenticate"))["Location"].startswith(reverse("mfa_reauthenticate"))
    assert "Dùng mật khẩu" not in said(client.get(reverse("mfa_reauthenticate")))
    assert client.post(reverse("mfa_reauthenticate"), {"code": code(secret)}).status_code == 302
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200


def test_another_address_asks_for_the_password_first(client_of, officer):
    client = client_of(officer)
    data = {"email": "moi@demo.example", "action_add": "1"}
    answer = client.post(reverse("account_email"), data)
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert not EmailAddress.objects.filter(email="moi@demo.example").exists()
    confirm(client, next=reverse("account_email"))
    assert EmailAddress.objects.filter(email="moi@demo.example", verified=False).exists()


def test_new_recovery_codes_end_the_old_ones(client_of, officer, secret):
    old = Authenticator.objects.get(user=officer, type="recovery_codes").wrap().get_unused_codes()
    client = client_of(officer)
    client.post(reverse("mfa_reauthenticate"), {"code": code(secret)})
    assert "10 mã cũ chưa dùng sẽ hết giá trị" in said(client.get(reverse("mfa_generate_recovery_codes")))
    client.post(reverse("mfa_generate_recovery_codes"))
    new = Authenticator.objects.get(user=officer, type="recovery_codes").wrap().get_unused_codes()
    assert not set(old) & set(new)
    answer = client.get(reverse("mfa_download_recovery_codes"))
    assert answer.content.decode().split() == new
    assert answer["Content-Disposition"] == 'attachment; filename="ma-du-phong.txt"'
    assert AuditEvent.objects.filter(action="codes_downloaded", actor_id=officer.pk).count() == 1


def test_a_key_of_somebody_else_cannot_be_named(client_of, officer):
    key = Authenticator.objects.create(user=person(), type="webauthn", data={"name": "Khóa 1", "credential": {}})
    client = client_of(officer)
    confirm(client)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.get(reverse(name, args=[key.pk])).status_code == 404
        assert client.post(reverse(name, args=[key.pk]), {"name": "của tôi"}).status_code == 404
    assert Authenticator.objects.get().data["name"] == "Khóa 1"


def test_own_keys_are_listed_renamed_and_removed(client_of, officer):
    key = Authenticator.objects.create(user=officer, type="webauthn", data={"name": "Khóa 1", "credential": {}})
    client = client_of(officer)
    assert "Khóa 1" in said(client.get(reverse("mfa_list_webauthn")))
    factories.confirm_by_factor(client, officer)
    assert client.get(reverse("mfa_edit_webauthn", args=[key.pk])).status_code == 200
    client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": "Máy ở cơ quan"})
    assert "Máy ở cơ quan" in said(client.get(reverse("mfa_remove_webauthn", args=[key.pk])))
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert "Tài khoản chưa có khóa truy cập." in said(client.get(reverse("mfa_list_webauthn")))


def test_the_page_to_add_a_key_carries_no_script_of_its_own(client_of, officer):
    client = client_of(officer)
    confirm(client)
    html = client.get(reverse("mfa_add_webauthn")).content.decode()
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", html)
    assert inline and all('type="application/json"' in attributes for attributes in inline)
    assert client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": "không phải"}).status_code == 200


def test_a_forged_passkey_opens_nothing(client):
    assert client.get(reverse("mfa_login_webauthn")).status_code == 302
    for credential in ("{}", "[]", "không phải", '{"response": {"userHandle": "MQ"}}'):
        answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
        assert answer["Location"] == reverse("account_login")
        assert "_auth_user_id" not in client.session
