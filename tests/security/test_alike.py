"""Unknown and known names at the door: the same words, the same cost, alike in time."""

import re
import statistics
import time

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "hoa-phuong-2026"
DOORS = {
    "account_login": lambda name: {"login": name, "password": "sai-mat-khau"},
    "account_reset_password": lambda name: {"email": name},
    "accounts:link_ask": lambda name: {"login": name},
}
KNOWN, CLOSED, UNKNOWN = "lan@demo.example", "dong@demo.example", "khong@demo.example"


@pytest.fixture(autouse=True)
def people():
    cache.clear()
    for email, is_active in ((KNOWN, True), (CLOSED, False)):
        user = factories.make_user(email=email, is_active=is_active)
        user.set_password(PASSWORD)
        user.save()


def press(door: str, name: str):
    """One press of the door's button by a new visitor, and what is read in the end."""
    cache.clear()
    return Client().post(reverse(door), DOORS[door](name), follow=True)


def words(answer, name: str) -> tuple:
    """The whole page but for the name that was typed and the one-time token."""
    body = re.sub(r'name="(csrfmiddlewaretoken|_khoa)" value="[^"]*"', "", answer.text)
    body = re.sub(r"hx-headers=\'[^\']*\'|X-CSRFToken[^}]*", "", body)
    return answer.status_code, tuple(answer.redirect_chain), body.replace(name, "")


@pytest.mark.parametrize("door", DOORS)
def test_the_answer_reads_alike(door):
    assert len({words(press(door, name), name) for name in (KNOWN, CLOSED, UNKNOWN)}) == 1


@pytest.mark.parametrize("door", DOORS)
def test_the_answer_takes_as_long(door, settings):
    """With the real hashing, medians of some presses each; an answer without its hash would take a tenth."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    times = {KNOWN: [], UNKNOWN: []}
    for _ in range(5):
        for name, taken in times.items():
            begun = time.perf_counter()
            press(door, name)
            taken.append(time.perf_counter() - begun)
    fast, slow = sorted(statistics.median(taken) for taken in times.values())
    assert slow < 2.5 * fast + 0.05, times
