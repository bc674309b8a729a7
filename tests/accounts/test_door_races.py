"""At the same moment: one link, one code, one recovery code open once; guesses in parallel are counted one by one.

Real threads with real connections, and the counts in the shared table as on a server.
"""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from accounts.services import sign_in_links
from lechan_thidua.settings import base
from tests import factories
from tests.awards.test_ballot_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 6


@pytest.fixture(autouse=True)
def shared_counts(settings):
    settings.CACHES = base.CACHES
    call_command("createcachetable")
    yield
    cache.clear()


@pytest.fixture
def user():
    return factories.make_user(Role.UNIT_OFFICER)


def second_step(user) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": factories.PASSWORD})
    return client


def opened(clients: list[Client], answers: list) -> int:
    """How many of them are in; whatever went wrong otherwise fails the test."""
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    return sum("_auth_user_id" in client.session for client in clients)


def all_at_once(user, code: str) -> int:
    clients = [second_step(user) for _ in range(TIMES)]
    presses = [lambda client=client: client.post(reverse("mfa_authenticate"), {"code": code}) for client in clients]
    return opened(clients, at_once(*presses))


def test_one_code_of_the_app_opens_once(user):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    # The code of the next half minute fits as long as the test runs.
    assert all_at_once(user, format_hotp_value(hotp_value(secret, int(time.time()) // 30 + 1))) == 1


def test_one_recovery_code_opens_once(user):
    TOTP.activate(user, generate_totp_secret())
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    assert all_at_once(user, code) <= 1
    assert len(Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()) == 9


def test_one_mailed_link_opens_once(user):
    sign_in_links.send_links(user.email)
    path = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[-1].body).group(1)
    clients = [Client() for _ in range(TIMES)]
    assert opened(clients, at_once(*[lambda client=client: client.post(path) for client in clients])) == 1


def test_guesses_in_parallel_are_counted_one_by_one(user, monkeypatch):
    tried = []
    real = User.check_password
    monkeypatch.setattr(User, "check_password", lambda self, raw: tried.append(raw) or real(self, raw))
    for _ in range(3):
        guesses = [{"login": user.email, "password": f"doan-{number}"} for number in range(10)]
        at_once(*[lambda guess=guess: Client().post(reverse("account_login"), guess) for guess in guesses])
    assert 1 <= len(tried) <= 5
