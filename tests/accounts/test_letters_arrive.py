"""Whoever opens a link that was mailed to them has a mailbox: what was noted against the address goes."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import invitation_links
from accounts.enums import Role
from accounts.services import invitations, sign_in_links
from core import addresses, outbox
from core.models import AddressTrouble, OutboxMessage
from tests import factories
from tests.factories import ward

pytestmark = pytest.mark.django_db
NOW = ward(2026, 12, 8, 7)


def kill(address):
    addresses.mark(address, answer="550 5.1.1 No such user", message=None, at=NOW)


def test_a_link_to_sign_in_is_sent_to_a_marked_address_and_opening_it_takes_the_mark_off():
    officer = factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit())
    kill(officer.email)
    sign_in_links.send_links(officer.email)
    message = OutboxMessage.objects.get()
    assert outbox.deliver(message.pk) == "SENT"
    assert AddressTrouble.objects.exists()

    assert Client().post(sign_in_links.make_link(message)).status_code == 302
    assert not AddressTrouble.objects.exists()


def test_using_an_invitation_takes_the_mark_off():
    user = factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit(), last_login=None)
    invitation = invitations.invite(user, by=factories.make_user(Role.ADMIN), now=NOW)
    kill(user.email)
    token = invitation_links.path_of(invitation).rstrip("/").rpartition("/")[2]
    invitations.accept(token, password="mot-cau-dai-kho-doan-7", now=NOW)
    assert not AddressTrouble.objects.exists()


def test_confirming_a_new_address_takes_an_old_mark_off_it(client_of):
    kill("moi@demo.example")
    client = client_of(factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit()))
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    client.post(reverse("account_email"), {"email": "moi@demo.example", "action_add": "1"})
    found = next(line for line in mail.outbox[-1].body.splitlines() if line.startswith("http"))
    client.post("/" + found.split("/", 3)[3])
    assert not AddressTrouble.objects.exists()
