"""Two workers at the mailbox of returned letters, two people at one address: each thing counts once."""

import pytest

from core import addresses, bounces, outbox
from core.enums import BounceFate as Fate
from core.models import AddressTrouble, AuditEvent, OutboxMessage
from tests import factories
from tests.core.returned_letters import GMAIL, returned
from tests.factories import ward
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NOW = ward(2026, 12, 8, 7)


@pytest.fixture
def letter():
    officer = factories.make_user()
    message = outbox.notify(recipient=officer, dedupe_key="a", kind="test", subject="Còn", text="Kính gửi.", at=NOW)
    OutboxMessage.objects.filter(pk=message.pk).update(status="SENT", sent_at=NOW, attempts=1)
    return message


def test_one_report_read_by_two_workers_is_taken_in_once(letter):
    raw = returned(letter)
    fates = at_once((), *[lambda: bounces.take(raw, at=NOW)] * 2)

    assert sorted(fates) == sorted([Fate.TAKEN, Fate.REPEATED])
    assert AddressTrouble.objects.get().times == 1


def test_two_reports_about_one_address_count_twice(letter):
    jobs = [lambda raw=raw: bounces.take(raw, at=NOW) for raw in (returned(letter), returned(letter, GMAIL))]
    assert at_once((), *jobs) == [Fate.TAKEN, Fate.TAKEN]
    assert AddressTrouble.objects.get().times == 2
    assert len(OutboxMessage.objects.get(pk=letter.pk).bounces) == 2


def test_of_two_who_try_an_address_again_one_is_in_the_log(letter):
    addresses.mark(letter.email, answer="550 5.1.1 No such user", message=letter, at=NOW)
    trouble = AddressTrouble.objects.get()
    jobs = [lambda: addresses.try_again(trouble, by=None)] * 2
    assert sorted(at_once((), *jobs)) == [False, True]
    assert AuditEvent.objects.filter(action="try_address").count() == 1
