"""Letters that came back mark the address they went to, and nothing else does."""

import io
import sys
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from core import addresses, bounces, outbox
from core.enums import BounceFate as Fate
from core.enums import MessageStatus as S
from core.mail_faults import is_dead
from core.models import AddressTrouble, OutboxMessage
from tests import factories
from tests.core.returned_letters import AUTOREPLY, EXCHANGE, GMAIL, POSTFIX, returned
from tests.factories import ward

pytestmark = pytest.mark.plan("D9")
NOW = ward(2026, 12, 8, 7)
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def sent(db):
    """A letter that left, with a head in copy."""
    officer = factories.make_user(email="Dau-Moi@demo.example")
    message = outbox.notify(
        recipient=officer, dedupe_key="thu-1", kind="test", subject="Còn 3 ngày", text="Kính gửi đơn vị.", at=NOW,
        copy_to=["thu-truong@demo.example"],
    )  # fmt: skip
    assert outbox.deliver(message.pk, now=NOW) == S.SENT
    message.refresh_from_db()
    return message


def troubles():
    return list(AddressTrouble.objects.order_by("address").values_list("address", "kind", "times"))


HARD = [("dau-moi@demo.example", "HARD", 1)]


@pytest.mark.parametrize("shape", [POSTFIX, EXCHANGE, GMAIL], ids=["postfix", "exchange", "gmail"])
def test_a_returned_letter_marks_its_address_and_is_not_counted_as_sent(sent, shape):
    assert bounces.take(returned(sent, shape), at=LATER) == Fate.TAKEN

    trouble = AddressTrouble.objects.get()
    assert (trouble.address, trouble.kind, trouble.since, trouble.message) == (*HARD[0][:2], LATER, sent)
    assert trouble.fault == "Máy chủ thư từ chối: không có hộp thư này (mã 550)."
    sent.refresh_from_db()
    assert (sent.status, sent.fault, sent.sent_at) == (S.FAILED, trouble.fault, NOW)


def test_the_same_report_read_again_changes_nothing_even_after_the_repair(sent):
    raw = returned(sent)
    assert [bounces.take(raw, at=LATER) for _ in range(2)] == [Fate.TAKEN, Fate.REPEATED]
    assert troubles() == HARD

    addresses.try_again(AddressTrouble.objects.get(), by=None)
    assert outbox.send_again(OutboxMessage.objects.all(), now=LATER) == 1
    assert outbox.deliver(sent.pk, now=LATER) == S.SENT
    assert bounces.take(raw, at=LATER) == Fate.REPEATED
    assert troubles() == []
    # What comes back of the second sending is news.
    assert bounces.take(returned(sent, GMAIL), at=LATER) == Fate.TAKEN
    sent.refresh_from_db()
    assert (troubles(), sent.status) == (HARD, S.FAILED)


def test_two_servers_telling_of_one_address_count_twice(sent):
    for shape in (POSTFIX, GMAIL):
        bounces.take(returned(sent, shape), at=LATER)
    assert troubles() == [("dau-moi@demo.example", "HARD", 2)]


def test_a_delay_is_noted_and_the_letter_stays_sent(sent):
    raw = returned(sent, action="delayed", status="4.4.1", diagnostic="smtp; 451 4.4.1 no answer from host")
    assert bounces.take(raw, at=LATER) == Fate.TAKEN

    sent.refresh_from_db()
    assert (troubles(), sent.status) == ([("dau-moi@demo.example", "SOFT", 1)], S.SENT)
    # What came of it in the end is worse, and stays so.
    bounces.take(returned(sent), at=LATER)
    bounces.take(returned(sent, EXCHANGE, action="delayed", status="4.0.0", diagnostic=""), at=LATER)
    assert troubles() == [("dau-moi@demo.example", "HARD", 3)]


def test_given_up_after_days_is_a_failure_of_the_letter_not_of_the_address(sent):
    bounces.take(returned(sent, status="4.4.7", diagnostic="smtp; 450 4.4.7 message expired"), at=LATER)

    sent.refresh_from_db()
    assert (troubles(), sent.status) == ([("dau-moi@demo.example", "SOFT", 1)], S.FAILED)
    assert sent.fault == "Máy chủ thư tạm chưa nhận: máy chủ thư của người nhận không trả lời (mã 450)."


def test_what_comes_back_from_a_reader_in_copy_marks_only_them(sent):
    bounces.take(returned(sent, address="THU-TRUONG@demo.example"), at=LATER)

    sent.refresh_from_db()
    assert (troubles(), sent.status) == ([("thu-truong@demo.example", "HARD", 1)], S.SENT)


def test_a_letter_that_was_not_sent_yet_is_not_returned_by_anybody(db):
    officer = factories.make_user()
    waiting = outbox.notify(recipient=officer, dedupe_key="a", kind="test", subject="Còn", text="Kính gửi.", at=NOW)
    assert bounces.take(returned(waiting), at=LATER) == Fate.NOT_OURS


DEEP = b"".join(b'Content-Type: multipart/report; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(600))


@pytest.mark.parametrize(
    ("raw", "fate"),
    [
        (lambda sent: returned(sent, message_id="<doan-mo@lechan-thidua>"), Fate.NOT_OURS),
        (lambda sent: returned(sent, address="chu-tich@demo.example"), Fate.OTHER_ADDRESS),
        (lambda sent: returned(sent, AUTOREPLY), Fate.NOT_A_BOUNCE),
        (lambda sent: returned(sent, action="delivered", status="2.0.0"), Fate.NOT_A_BOUNCE),
        (lambda sent: returned(sent) + b"x" * bounces.MAX_BYTES, Fate.TOO_LARGE),
        (lambda sent: b"", Fate.NOT_A_BOUNCE),
        (lambda sent: b"\xff\xfe\x00" * 99, Fate.NOT_A_BOUNCE),
        (lambda sent: b"Content-Type: multipart/report\r\n\r\nkhong co gi", Fate.NOT_A_BOUNCE),
        (lambda sent: b"Subject: Trung thuong\r\n\r\nhttps://lua-dao.example", Fate.NOT_A_BOUNCE),
        (lambda sent: returned(sent).replace(b"message/delivery-status", b"text/plain"), Fate.NOT_A_BOUNCE),
        (lambda sent: DEEP, None),
    ],
)
def test_whatever_else_lies_in_the_mailbox_changes_nothing(sent, raw, fate):
    found = bounces.take(raw(sent), at=LATER)

    if fate is None:
        assert found in (Fate.TAKEN, Fate.UNREADABLE, Fate.NOT_A_BOUNCE)
    else:
        assert found == fate
        assert troubles() == []


def test_odd_encodings_and_control_characters_are_kept_harmless(sent):
    raw = returned(sent, diagnostic="smtp; 550 5.1.1 BAD").replace(b"BAD", b"\xc3\x28 \x00\x07 kh\xf4ng <script>")
    assert bounces.take(raw, at=LATER) == Fate.TAKEN

    words = AddressTrouble.objects.get().words
    assert words.startswith("550 5.1.1 ")
    assert words.isprintable()


def test_nobody_fills_a_row_with_reports(sent):
    for n in range(bounces.MAX_REPORTS + 5):
        bounces.take(returned(sent, diagnostic=f"smtp; 550 5.1.1 lan {n}"), at=LATER)

    sent.refresh_from_db()
    assert len(sent.bounces) == bounces.MAX_REPORTS
    assert AddressTrouble.objects.get().times == bounces.MAX_REPORTS


@pytest.mark.parametrize(
    ("answer", "dead"),
    [
        ("550 5.1.1 No such user", True),
        ("550 no such user", True),
        ("553 5.1.3 bad address", True),
        ("550 5.2.1 disabled", True),
        ("550 5.4.1 Recipient address rejected: Access denied", True),
        ("552 5.2.2 Mailbox full", False),
        # What is about our own server would mark everybody.
        ("550 5.7.1 blocked by our list", False),
        ("554 no thanks", False),
        ("450 4.1.1 try later", False),
        ("Địa chỉ không nhận thư.", False),
    ],
)
def test_only_what_is_said_of_the_mailbox_itself_marks_it_for_good(answer, dead):
    assert is_dead(answer) is dead


class Pipe:
    """Standard input as a mail server fills it."""

    def __init__(self, raw):
        self.buffer = io.BytesIO(raw)


def test_the_command_takes_one_message_from_a_pipe(sent, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", Pipe(returned(sent)))
    call_command("take_bounces")
    assert capsys.readouterr().out == "đã ghi: 1\n"
    assert troubles() == HARD


def test_the_mail_server_keeps_what_could_not_be_written(sent, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("away")

    monkeypatch.setattr(sys, "stdin", Pipe(returned(sent)))
    monkeypatch.setattr(addresses, "mark", away)
    with pytest.raises(CommandError) as caught:
        call_command("take_bounces")
    assert caught.value.returncode == 75


def test_without_a_mailbox_the_command_says_so_and_the_task_does_nothing(db):
    from core.tasks import take_bounces

    with pytest.raises(CommandError, match="BOUNCES_IMAP_HOST"):
        call_command("take_bounces", "--imap")
    assert take_bounces() == {}
