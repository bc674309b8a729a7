"""No English in the letters of the packages; those of the outbox are read in every test that writes one (conftest)."""

from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from tests import factories
from tests.english import english_in_text
from tests.vietnamese import letters

pytestmark = pytest.mark.django_db
PACKAGE = Path(import_module("allauth").__file__).parent / "templates"
OURS = Path(settings.BASE_DIR) / "templates"
FRAMES = {"account/email/base_message.txt", "account/email/base_notification.txt"}


def names(*patterns: str) -> list[str]:
    """Templates of allauth and those of ours with the same places."""
    found = set()
    for folder in (PACKAGE, OURS):
        for pattern in patterns:
            found |= {path.relative_to(folder).as_posix() for path in folder.glob(pattern)}
    return sorted(found - FRAMES)


def context() -> dict:
    """What allauth hands to its letters and messages."""
    user = factories.make_user(full_name="Nguyễn Thị Lan")
    return {
        "user": user,
        "name": "Nguyễn Thị Lan",
        "user_display": "Nguyễn Thị Lan",
        "email": user.email,
        "deleted_email": user.email,
        "from_email": "cu@demo.example",
        "to_email": user.email,
        "recipient": user.email,
        "phone": "0901 000 000",
        "site_name": settings.SITE_NAME,
        "site_domain": "thidua.example",
        "current_site": {"name": settings.SITE_NAME, "domain": "thidua.example"},
        "password_reset_url": "https://thidua.example/1",
        "activate_url": "https://thidua.example/2",
        "signup_url": "https://thidua.example/3",
        "code": "ABCD-1234",
        "key": "ABCD-1234",
        "ip": "203.0.113.1",
        "user_agent": "Firefox",
        "timestamp": factories.ward(2026, 11, 5),
        "provider": "Cổng định danh",
        "office_name": settings.OFFICE_NAME,
        "uid": "1",
    }


@pytest.mark.parametrize("name", names("account/email/*.txt", "mfa/email/*.txt", "socialaccount/email/*.txt"))
def test_letter_of_the_package_is_vietnamese(name):
    text = render_to_string(name, context()).replace("Firefox", "")
    assert text.strip()
    assert english_in_text(text) == []


@pytest.mark.parametrize("name", names("*/messages/*.txt"))
def test_message_of_the_package_is_vietnamese(name):
    assert english_in_text(render_to_string(name, context())) == []


def test_the_kinds_of_our_letters_are_found():
    assert {"received", "returned", "accepted", "handover", "factors-reset"} <= letters.kinds()
