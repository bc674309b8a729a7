"""Guessing, finding out who has an account, being sent elsewhere, a session planted beforehand."""

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.models import FormKey
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "hoa-phuong-2026"
ELSEWHERE = (
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "\thttps://evil.example",
)


@pytest.fixture(autouse=True)
def no_old_attempts():
    cache.clear()


@pytest.fixture
def user():
    user = factories.make_user()
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, email: str, password: str = PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


@pytest.mark.parametrize("where", ELSEWHERE)
def test_signing_in_leads_nowhere_else(client, user, where):
    answer = sign_in(client, user.email, next=where)
    assert (answer.status_code, answer["Location"]) == (302, reverse("accounts:start"))


@pytest.mark.parametrize("where", [*ELSEWHERE, "-1", "accounts:profile", "/\r\nX-Evil: 1"])
def test_choosing_a_look_leads_nowhere_else(client, where):
    answer = client.post(reverse("accounts:theme"), {"next": where, "giao-dien": "toi"})
    assert answer.status_code == 302
    assert "evil.example" not in answer["Location"] and "\n" not in answer["Location"]


def test_a_second_press_leads_nowhere_else(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    other = factories.make_user()
    FormKey.objects.create(key="da-dung", user_id=other.pk, location="/bao-cao/1/bien-nhan/")
    answer = client.post(
        reverse("submissions:start"), {"_khoa": "da-dung"}, headers={"referer": "https://evil.example/"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_the_session_of_before_is_not_the_session_after(client, user):
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    assert sign_in(client, user.email).status_code == 302
    assert client.session.session_key != before
    assert Client(headers={"cookie": f"sessionid={before}"}).get(reverse("accounts:profile")).status_code == 302


def test_guessing_in_other_letters_and_places_counts_as_one(user):
    for number in range(5):
        address = user.email.upper() if number % 2 else f" {user.email} "
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), address, f"sai-{number}")
    answer = sign_in(Client(REMOTE_ADDR="203.0.113.99"), user.email)
    assert "_auth_user_id" not in answer.client.session


@pytest.mark.parametrize("known", [True, False])
def test_nobody_is_flooded_with_letters_for_a_new_password(user, known):
    email = user.email if known else "khong-co@demo.example"
    answers = [Client().post(reverse("account_reset_password"), {"email": email}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429, 429]
    assert len(mail.outbox) == (3 if known else 0)


def test_unknown_and_known_addresses_cost_and_read_alike(user, monkeypatch):
    """The time of an answer is the number of hashes; the words are the same but for the address typed."""
    closed = factories.make_user(is_active=False)
    closed.set_password(PASSWORD)
    closed.save()
    count = []
    real = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher,
        "encode",
        lambda self, *args, **kwargs: count.append(1) or real(self, *args, **kwargs),
    )
    costs, words = {}, set()
    for email in (user.email, closed.email, "khong-co@demo.example"):
        count.clear()
        answer = sign_in(Client(), email, "sai-mat-khau")
        costs[email] = len(count)
        body = answer.content.decode().replace(email, "")
        words.add(body.split("<main", 1)[1].split("csrfmiddlewaretoken", 1)[0])
    assert len(set(costs.values())) == 1, costs
    assert len(words) == 1
