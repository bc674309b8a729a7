"""Another address for an account: nobody takes one that is somebody else's, and nobody learns whose it is."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.enums import Role
from accounts.models import User
from core.models import AuditEvent
from tests import factories

pytestmark = pytest.mark.django_db
FREE, TAKEN = "tuong-lai@demo.example", "chu@demo.example"


@pytest.fixture(autouse=True)
def no_old_attempts():
    cache.clear()


@pytest.fixture
def user():
    return factories.make_user(Role.UNIT_OFFICER)


@pytest.fixture
def client(client_of, user):
    client = client_of(user)
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    return client


def press(client: Client, address: str, action: str = "action_add"):
    return client.post(reverse("account_email"), {"email": address, action: "1"}, follow=True)


def link() -> str:
    found = next(line for line in mail.outbox[-1].body.splitlines() if line.startswith("http"))
    return "/" + found.split("/", 3)[3]


def said(answer) -> str:
    return " ".join(strip_tags(answer.text).split())


def words(answer, address: str) -> tuple:
    body = re.sub(r'name="(csrfmiddlewaretoken|_khoa)" value="[^"]*"', "", answer.text)
    body = re.sub(r"hx-headers=\'[^\']*\'|X-CSRFToken[^}]*|data-(user|session-left)=.\d+.", "", body)
    return answer.status_code, tuple(answer.redirect_chain), body.replace(address, "")


def test_a_visitor_with_the_letter_signs_in_before_anything_is_confirmed(client, user):
    former = user.email
    press(client, FREE)
    visitor, address = Client(), link()
    for answer in (visitor.get(address), visitor.post(address)):
        assert answer["Location"] == f"{reverse('account_login')}?next={address.replace(':', '%3A')}"
    user.refresh_from_db()
    assert (user.email, EmailAddress.objects.filter(verified=True, email=FREE).exists()) == (former, False)


def test_somebody_else_who_is_signed_in_confirms_nothing_and_stays_in(client, client_of, user):
    press(client, FREE)
    other = client_of(factories.make_user(Role.UNIT_OFFICER))
    for answer in (other.get(link()), other.post(link())):
        assert answer.status_code == 403
        assert "Đường dẫn này do một tài khoản khác xin." in said(answer)
        assert str(user) not in answer.text
    assert "_auth_user_id" in other.session
    assert not User.objects.filter(email=FREE).exists()


def test_the_owner_confirms_in_two_steps(client, user):
    press(client, FREE)
    assert f"Xác nhận {FREE}" in said(client.get(link()))
    client.post(link())
    user.refresh_from_db()
    assert (user.email, list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary"))) == (
        FREE, [(FREE, True, True)],
    )  # fmt: skip
    assert "Chờ xác nhận" not in said(client.get(reverse("account_email")))


@pytest.mark.parametrize("where", ["account", "ACCOUNT", "confirmed"])
def test_an_address_of_somebody_else_is_neither_stored_nor_mailed(client, user, where):
    if where == "confirmed":
        EmailAddress.objects.create(user=factories.make_user(), email=TAKEN, verified=True)
    else:
        factories.make_user(email=TAKEN)
    press(client, TAKEN.upper() if where == "ACCOUNT" else TAKEN)
    press(client, TAKEN, "action_send")
    assert mail.outbox == []
    assert not EmailAddress.objects.filter(user=user, email__iexact=TAKEN).exists()


def test_an_address_of_somebody_else_reads_like_a_free_one(client_of):
    factories.make_user(email=TAKEN)
    seen, unit = {}, factories.make_unit()
    for address in (FREE, TAKEN):
        client = client_of(factories.make_user(Role.UNIT_OFFICER, unit=unit, email=f"toi-{address}", full_name="Lê An"))
        client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
        steps = [press(client, address), press(client, address, "action_send"), press(client, address)]
        steps += [press(client, "khac@demo.example"), press(client, address)]
        steps += [press(client, address, "action_remove"), press(client, address)]
        again = client_of(User.objects.get(email=f"toi-{address}"))
        steps.append(again.get(reverse("account_email"), follow=True))
        seen[address] = [words(step, address) for step in steps]
        cache.clear()
    for number, (free, taken) in enumerate(zip(seen[FREE], seen[TAKEN], strict=True)):
        assert free == taken, number
    assert "Chờ xác nhận" in seen[TAKEN][0][2]


def test_an_address_that_was_given_away_meanwhile_is_told_and_leaves_nothing_half(client, user):
    former = user.email
    press(client, FREE)
    address = link()
    factories.make_user(email=FREE)
    rows = list(EmailAddress.objects.order_by("pk").values())
    answer = client.post(address)
    assert answer.status_code == 409
    assert f"Chưa xác nhận được {FREE} vì một tài khoản khác đang dùng địa chỉ này." in said(answer)
    user.refresh_from_db()
    assert (user.email, list(EmailAddress.objects.order_by("pk").values())) == (former, rows)


def test_an_address_given_away_at_the_same_moment_leaves_nothing_half(client, user, monkeypatch):
    former = user.email
    press(client, FREE)
    address = link()
    factories.make_user(email=FREE)
    rows = list(EmailAddress.objects.order_by("pk").values())
    monkeypatch.setattr("accounts.services.addresses.is_taken", lambda address, user: False)
    before = AuditEvent.objects.count()
    answer = client.post(address)
    assert (answer.status_code, "một tài khoản khác đang dùng" in said(answer)) == (409, True)
    user.refresh_from_db()
    assert (user.email, list(EmailAddress.objects.order_by("pk").values())) == (former, rows)
    assert AuditEvent.objects.count() == before


def test_a_waiting_address_opens_no_account_by_a_new_password(client, user):
    press(client, FREE)
    mail.outbox.clear()
    Client().post(reverse("account_reset_password"), {"email": FREE})
    assert mail.outbox == []
