"""The mailed way in: works once, says nothing to strangers, and asks for the second factor all the same."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail, signing
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.enums import Role
from accounts.services import sign_in_links
from core import outbox
from core.models import OutboxMessage
from tests import factories

pytestmark = pytest.mark.django_db
ASK, SENT = "accounts:link_ask", "accounts:link_sent"
GONE = "Đường dẫn này đã dùng rồi hoặc đã quá 15 phút."


@pytest.fixture(autouse=True)
def no_old_requests():
    cache.clear()


@pytest.fixture
def unit():
    return factories.make_unit("Trạm Y tế minh họa", code="YT-01")


@pytest.fixture
def officer(unit):
    return factories.make_user(Role.UNIT_OFFICER, unit=unit)


def ask(typed: str, **more):
    return Client().post(reverse(ASK), {"login": typed, **more}, follow=True)


def links() -> list[str]:
    """Deliver what is due and read the paths out of the letters."""
    for message in OutboxMessage.objects.due(timezone.now()):
        outbox.deliver(message.pk)
    return [re.search(r"https?://[^/\s]+(/\S+)", letter.body).group(1) for letter in mail.outbox]


def the_link(typed: str, **more) -> str:
    ask(typed, **more)
    return links()[-1]


def said(answer) -> str:
    return strip_tags(answer.content.decode())


@pytest.mark.parametrize("typed", ["known", "YT-01", "yt-01", "la@demo.example", "KHONG-CO"])
def test_known_and_unknown_names_get_the_identical_page(officer, typed):
    answer = ask(officer.email if typed == "known" else typed)
    assert answer.redirect_chain == [(reverse(SENT), 302)]
    other = ask("nguoi-khac@demo.example")
    csrf = re.compile(r"[A-Za-z0-9]{64}")
    assert csrf.sub("", answer.content.decode()) == csrf.sub("", other.content.decode())


def test_the_letter_carries_one_link_for_its_owner_and_is_stored_without_it(officer):
    path = the_link(officer.email)
    (letter,) = mail.outbox
    assert letter.to == [officer.email]
    message = OutboxMessage.objects.get()
    assert path.split("/")[-2] not in f"{message.text}{message.link}{message.context}{message.dedupe_key}"
    assert str(officer) in letter.body and "15 phút" in letter.body


def test_a_unit_code_writes_to_everybody_who_speaks_for_the_unit(officer, unit):
    head = factories.make_user(Role.UNIT_HEAD, unit=unit)
    factories.make_user(Role.UNIT_OFFICER, unit=unit, is_active=False)
    ask("YT-01")
    links()
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([officer.email, head.email])


def test_looking_at_the_link_uses_nothing_up_and_pressing_signs_in_once(officer):
    path = the_link(officer.email)
    for _ in range(3):
        page = Client().get(path)
        assert (page.status_code, officer.email in said(page)) == (200, True)
        assert "_auth_user_id" not in page.client.session
    answer = Client().post(path)
    assert answer["Location"] == reverse("accounts:start")
    assert answer.client.session["_auth_user_id"] == str(officer.pk)
    again = Client().post(path)
    assert (again.status_code, GONE in said(again)) == (410, True)
    assert "_auth_user_id" not in again.client.session
    assert GONE in said(Client().get(path))


def test_a_second_letter_is_overtaken_by_the_sign_in(officer):
    first, second = the_link(officer.email), the_link(officer.email)
    assert Client().post(second).status_code == 302
    assert Client().post(first).status_code == 410


def test_a_new_password_ends_the_link(officer):
    path = the_link(officer.email)
    officer.set_password("song-tam-bac-2026")
    officer.save()
    assert Client().post(path).status_code == 410


def test_the_link_ends_after_a_quarter_of_an_hour(officer, monkeypatch):
    path = the_link(officer.email)
    real = signing.time.time
    monkeypatch.setattr(signing.time, "time", lambda: real() + 15 * 60 + 1)
    assert Client().post(path).status_code == 410


def test_the_link_of_a_closed_account_opens_nothing(officer):
    path = the_link(officer.email)
    officer.is_active = False
    officer.save()
    assert Client().post(path).status_code == 410


@pytest.mark.parametrize("change", ["x", ""])
def test_a_changed_link_opens_nothing(officer, change):
    path = the_link(officer.email)
    token = path.split("/")[-2]
    assert Client().post(path.replace(token, (token + change) if change else token[:-1])).status_code == 410


def test_a_letter_that_waited_too_long_does_not_leave(officer):
    ask(officer.email)
    message = OutboxMessage.objects.get()
    now = message.created_at + timedelta(minutes=61)
    mail.outbox.clear()
    OutboxMessage.objects.update(status="PENDING", lease="", leased_until=None)
    assert outbox.deliver(message.pk, now=now) == "SKIPPED"
    assert mail.outbox == []


def test_the_second_factor_is_asked_all_the_same(officer):
    TOTP.activate(officer, generate_totp_secret())
    path = the_link(officer.email)
    answer = Client().post(path)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in answer.client.session
    assert Client().post(path).status_code == 410


def test_the_page_first_asked_for_comes_after_and_no_other_host(officer):
    path = the_link(officer.email, next=reverse("accounts:profile"))
    page = Client().get(path)
    assert f'name="next" value="{reverse("accounts:profile")}"' in page.content.decode()
    assert Client().post(path, {"next": reverse("accounts:profile")})["Location"] == reverse("accounts:profile")
    path = the_link(officer.email, next="https://evil.example/")
    assert "evil" not in path
    assert Client().post(path, {"next": "https://evil.example/"})["Location"] == reverse("accounts:start")


def test_asking_again_and_again_fills_no_letter_box(officer):
    for _ in range(8):
        assert ask(officer.email).redirect_chain == [(reverse(SENT), 302)]
    assert OutboxMessage.objects.filter(kind=sign_in_links.KIND).count() == 3


def test_the_letter_names_our_own_address_whatever_host_was_claimed(officer, settings):
    settings.ALLOWED_HOSTS = ["*"]
    Client(headers={"host": "evil.example"}).post(reverse(ASK), {"login": officer.email})
    links()
    assert settings.SITE_URL in mail.outbox[0].body and "evil.example" not in mail.outbox[0].body


def test_the_button_of_the_sign_in_page_leads_here_with_and_without_a_name(officer):
    empty = Client().post(reverse(ASK), {"login": "", "password": ""})
    assert empty.status_code == 200 and "Cần sửa" not in said(empty)
    corrected = Client().post(reverse(ASK), {"login": ""})
    assert "Cần sửa 1 chỗ" in said(corrected)
    filled = Client().post(reverse(ASK), {"login": officer.email, "password": "gì đó"})
    assert filled["Location"] == reverse(SENT)


def test_whoever_is_signed_in_already_is_told_whose_link_it_is(officer, client_of):
    path = the_link(officer.email)
    other = factories.make_user(Role.UNIT_OFFICER)
    client = client_of(other)
    assert f"đang đăng nhập bằng {other.email}" in said(client.get(path))
    client.post(path)
    assert client.session["_auth_user_id"] == str(officer.pk)
    assert client.get(reverse(ASK))["Location"] == reverse("accounts:start")
