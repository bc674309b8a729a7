"""The mailbox of letters that came back, over real TLS."""

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from core import bounce_box, bounces, outbox
from core.enums import BounceFate as Fate
from core.models import AddressTrouble
from core.tasks import take_bounces
from tests import factories
from tests.core.imap_box import ImapBox
from tests.core.returned_letters import AUTOREPLY, EXCHANGE, returned
from tests.factories import ward

NOW = ward(2026, 12, 8, 7)


@pytest.fixture
def letter(db):
    officer = factories.make_user()
    message = outbox.notify(recipient=officer, dedupe_key="a", kind="test", subject="Còn", text="Kính gửi.", at=NOW)
    outbox.deliver(message.pk, now=NOW)
    return message


@pytest.fixture
def box(letter, tmp_path, settings, monkeypatch):
    """A box with a bounce, an autoreply and something huge."""
    messages = [returned(letter, EXCHANGE), returned(letter, AUTOREPLY), b"x" * (bounces.MAX_BYTES + 1)]
    server = ImapBox(tmp_path, messages)
    monkeypatch.setenv("SSL_CERT_FILE", server.cert)
    settings.BOUNCES_IMAP_HOST, settings.BOUNCES_IMAP_PORT = server.server_address
    settings.BOUNCES_IMAP_USER, settings.BOUNCES_IMAP_PASSWORD = "thu-tra-ve", "mat-khau"
    yield server
    server.shutdown()
    server.server_close()


def test_every_unread_message_is_taken_in_once(box, capsys):
    assert take_bounces() == {Fate.TAKEN: 1, Fate.NOT_A_BOUNCE: 1, Fate.TOO_LARGE: 1}

    assert AddressTrouble.objects.count() == 1
    assert (box.seen, box.fetched) == ({1, 2, 3}, [1, 2])
    call_command("take_bounces", "--imap")
    assert capsys.readouterr().out == "Hộp thư không có thư mới.\n"


def test_a_crash_before_the_row_is_written_leaves_the_message_unread(box, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("away")

    with monkeypatch.context() as patch:
        patch.setattr("core.addresses.mark", away)
        with pytest.raises(OperationalError):
            bounce_box.read_all(at=NOW)
    assert (box.seen, AddressTrouble.objects.count()) == (set(), 0)

    assert bounce_box.read_all(at=NOW)[Fate.TAKEN] == 1


def test_a_crash_before_the_message_is_marked_read_changes_nothing_the_second_time(box):
    bounce_box.read_all(at=NOW)
    box.seen.clear()

    assert bounce_box.read_all(at=NOW)[Fate.REPEATED] == 1
    assert AddressTrouble.objects.get().times == 1


def test_a_server_nobody_vouches_for_gets_no_password(box, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(CommandError, match="Không đọc được hộp thư"):
        call_command("take_bounces", "--imap")


def test_a_wrong_password_is_said_plainly(box, settings):
    settings.BOUNCES_IMAP_PASSWORD = "sai"
    with pytest.raises(bounce_box.MailboxError):
        bounce_box.read_all(at=NOW)
