"""Whoever owns an account is told when the way into it changes."""

import smtplib

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from accounts.enums import Role
from accounts.services import door_letters
from core.models import OutboxMessage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_old_attempts():
    cache.clear()


@pytest.fixture
def user():
    return factories.make_user(Role.UNIT_OFFICER)


def letters() -> list[tuple[str, str]]:
    return list(OutboxMessage.objects.filter(kind=door_letters.KIND).order_by("pk").values_list("email", "text"))


@pytest.mark.parametrize("change", sorted(door_letters.CHANGES))
def test_each_change_has_its_sentence(user, change):
    facts = {"from_email": "cu@demo.example", "to_email": "moi@demo.example", "deleted_email": "bo@demo.example"}
    door_letters.tell(user, change, address="203.0.113.7", at=factories.ward(2026, 12, 1, 9, 5), **facts)
    ((email, text),) = letters()
    assert email == user.email
    assert "lúc 09:05 ngày 01/12/2026, từ địa chỉ mạng 203.0.113.7" in text


def test_a_new_password_is_told(client_of, user):
    new = "song-lach-tray-2026"
    client_of(user).post(
        reverse("account_change_password"), {"oldpassword": factories.PASSWORD, "password1": new, "password2": new}
    )
    ((email, text),) = letters()
    assert (email, "Mật khẩu của tài khoản đã được đổi." in text, new in text) == (user.email, True, False)


def test_a_removed_key_is_told(client_of, user):
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Khóa 1", "credential": {}})
    client = client_of(user)
    factories.confirm_by_factor(client, user)
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert ["Đã xóa một khóa truy cập." in text for _, text in letters()] == [True]


def test_the_former_address_is_told_about_the_new_one(client_of, user):
    former = user.email
    client = client_of(user)
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    client.post(reverse("account_email"), {"email": "moi@demo.example", "action_add": "1"})
    link = next(line for line in mail.outbox[-1].body.splitlines() if line.startswith("http"))
    key = EmailConfirmationHMAC(EmailAddress.objects.get(email="moi@demo.example")).key
    assert link.split("/")[-2].split(":")[0] == key.split(":")[0]
    client.post("/" + link.split("/", 3)[3])
    user.refresh_from_db()
    assert user.email == "moi@demo.example"
    assert [(email, "moi@demo.example" in text) for email, text in letters()] == [(former, True)]


def test_until_it_is_confirmed_the_former_address_stays(client_of, user):
    former, client = user.email, client_of(user)
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    client.post(reverse("account_email"), {"email": "moi@demo.example", "action_add": "1"})
    user.refresh_from_db()
    assert user.email == former
    page = client.get(reverse("account_email")).text
    assert f"<dt>Đang dùng</dt><dd>{former}</dd>" in page
    assert "<dt>Chờ xác nhận</dt><dd>moi@demo.example</dd>" in page
    client.post(reverse("account_email"), {"email": "moi@demo.example", "action_remove": "1"})
    user.refresh_from_db()
    assert (user.email, EmailAddress.objects.filter(user=user).count()) == (former, 1)


def test_the_confirmation_names_our_own_address_whatever_host_was_claimed(client_of, user, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client = client_of(user)
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    client.post(
        reverse("account_email"), {"email": "moi@demo.example", "action_add": "1"}, headers={"host": "evil.example"}
    )
    assert settings.SITE_URL in mail.outbox[-1].body
    assert "evil.example" not in mail.outbox[-1].body


@pytest.mark.parametrize("known", [True, False])
def test_a_mail_server_that_is_away_gives_the_same_page(client, user, monkeypatch, known):
    def refuse(self, *args, **kwargs):
        raise smtplib.SMTPServerDisconnected("away")

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    answer = client.post(
        reverse("account_reset_password"), {"email": user.email if known else "la@demo.example"}, follow=True
    )
    assert answer.redirect_chain == [(reverse("account_reset_password_done"), 302)]
