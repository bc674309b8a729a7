"""Addresses that take no mail: marked by a refusal, left alone, tried again when somebody says so (reliability F3)."""

import smtplib
import socketserver
import threading
from datetime import timedelta

import pytest
from django.core import mail

from accounts.enums import Role
from core import addresses, letter_kinds, outbox
from core.enums import MessageStatus as S
from core.enums import Topic
from core.models import AddressTrouble, AuditEvent, OutboxMessage
from tests import factories
from tests.factories import ward

NOW = ward(2026, 12, 8, 7)
NO_USER = (550, b"5.1.1 No such user")
REFUSED = "550 5.1.1 No such user"


@pytest.fixture
def officer(db):
    return factories.make_user(email="Dau-Moi@demo.example")


def queue(recipient, key="thu-1", **fields):
    words = {"kind": "test", "subject": "Còn 3 ngày", "text": "Kính gửi đơn vị.", "at": NOW}
    return outbox.notify(recipient=recipient, dedupe_key=key, **words, **fields)


def troubles():
    return list(AddressTrouble.objects.order_by("address").values_list("address", "kind", "times"))


def refuse(monkeypatch, answers):
    """A mail server that refuses some: all of them refused is an error of smtplib, some of them an answer."""

    def send(self, *args, **kwargs):
        self.refused = {one: answers[one] for one in self.recipients() if one in answers}
        if len(self.refused) == len(self.recipients()):
            raise smtplib.SMTPRecipientsRefused(self.refused)

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", send)


def test_a_refusal_for_good_marks_and_later_letters_are_not_tried(officer, monkeypatch):
    with monkeypatch.context() as patch:
        refuse(patch, {officer.email: NO_USER})
        assert outbox.deliver(queue(officer).pk, now=NOW) == S.FAILED
    assert troubles() == [("dau-moi@demo.example", "HARD", 1)]

    second = queue(officer, "thu-2")
    assert outbox.deliver(second.pk, now=NOW) == S.FAILED
    second.refresh_from_db()
    assert (second.fault, mail.outbox, troubles()) == (addresses.DEAD, [], [("dau-moi@demo.example", "HARD", 1)])


def test_after_trying_again_it_goes_out_with_the_same_message_id(officer):
    addresses.mark(officer.email, answer=REFUSED, message=None, at=NOW)
    message = queue(officer)
    outbox.deliver(message.pk, now=NOW)
    office = factories.make_user(Role.REVIEWER)

    trouble = AddressTrouble.objects.get()
    assert addresses.try_again(trouble, by=office) is True
    assert addresses.try_again(trouble, by=office) is False
    assert outbox.send_again(OutboxMessage.objects.all(), now=NOW) == 1
    assert outbox.send_again(OutboxMessage.objects.all(), now=NOW) == 0
    assert outbox.deliver(message.pk, now=NOW) == S.SENT

    assert mail.outbox[0].extra_headers["Message-ID"] == message.message_id
    line = AuditEvent.objects.get(action="try_address")
    assert (line.actor_id, line.object_label) == (office.pk, "dau-moi@demo.example")


def test_what_is_sent_again_is_asked_again(officer, monkeypatch):
    message = queue(officer)
    OutboxMessage.objects.update(status=S.FAILED, attempts=9, last_error=REFUSED, sent_at=NOW)
    kind = letter_kinds.LetterKind("test", "Thư thử", Topic.DUE, lambda message, now: "đã nộp")
    monkeypatch.setitem(letter_kinds._kinds, "test", kind)

    assert outbox.send_again(OutboxMessage.objects.all(), now=NOW) == 1
    assert outbox.deliver(message.pk, now=NOW) == S.SKIPPED
    message.refresh_from_db()
    assert (message.attempts, message.sent_at, message.last_error) == (1, None, "đã nộp")


def test_a_dead_first_reader_does_not_keep_the_letter_from_the_others(officer):
    addresses.mark(officer.email, answer=REFUSED, message=None, at=NOW)
    message = queue(officer, copy_to=["pho@demo.example", "thu-truong@demo.example"])

    assert outbox.deliver(message.pk, now=NOW) == S.SENT
    assert (mail.outbox[0].to, mail.outbox[0].cc) == (["pho@demo.example"], ["thu-truong@demo.example"])


def test_a_link_that_opens_an_account_is_always_tried(officer, monkeypatch):
    kind = letter_kinds.LetterKind("test", "Thư thử", Topic.ACCOUNT, make_link=lambda message: "/moi/x/")
    monkeypatch.setitem(letter_kinds._kinds, "test", kind)
    addresses.mark(officer.email, answer=REFUSED, message=None, at=NOW)

    assert outbox.deliver(queue(officer).pk, now=NOW) == S.SENT


def test_a_refused_reader_in_copy_is_marked_and_the_letter_counts_as_sent(officer, monkeypatch):
    refuse(monkeypatch, {"thu-truong@demo.example": NO_USER})
    assert outbox.deliver(queue(officer, copy_to=["thu-truong@demo.example"]).pk, now=NOW) == S.SENT
    assert troubles() == [("thu-truong@demo.example", "HARD", 1)]


def test_a_letter_only_those_in_copy_got_is_not_called_sent(officer, monkeypatch):
    refuse(monkeypatch, {officer.email: NO_USER})
    message = queue(officer, copy_to=["thu-truong@demo.example"])
    assert outbox.deliver(message.pk, now=NOW) == S.FAILED
    assert troubles() == [("dau-moi@demo.example", "HARD", 1)]


def test_an_officer_asked_to_wait_gets_it_later_and_those_in_copy_once(officer, monkeypatch):
    message = queue(officer, copy_to=["thu-truong@demo.example"])
    with monkeypatch.context() as patch:
        refuse(patch, {officer.email: (450, b"4.2.0 greylisted")})
        assert outbox.deliver(message.pk, now=NOW) == S.PENDING
    assert troubles() == []

    assert outbox.deliver(message.pk, now=NOW + timedelta(minutes=1)) == S.SENT
    assert mail.outbox[0].recipients() == [officer.email]


def test_what_may_pass_is_noted_and_forgotten_with_the_next_letter(officer, monkeypatch):
    with monkeypatch.context() as patch:
        refuse(patch, {officer.email: (552, b"5.2.2 Mailbox full")})
        assert outbox.deliver(queue(officer).pk, now=NOW) == S.FAILED
    assert troubles() == [("dau-moi@demo.example", "SOFT", 1)]

    assert outbox.deliver(queue(officer, "thu-2").pk, now=NOW) == S.SENT
    assert troubles() == []


def test_letters_come_back_to_the_address_set_for_it(officer, settings):
    settings.EMAIL_BOUNCES_TO = "thu-tra-ve@lechan.example"
    outbox.deliver(queue(officer).pk, now=NOW)

    letter = mail.outbox[0]
    assert letter.from_email == "thu-tra-ve@lechan.example"
    assert letter.message()["From"].endswith("<khong-tra-loi@demo.example>")


class _Server(socketserver.StreamRequestHandler):
    """Takes letters for everybody but `nobody@…`; notes the envelope."""

    def handle(self) -> None:
        self.wfile.write(b"220 mx ESMTP\r\n")
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.strip() else b""
            if word in (b"MAIL", b"RCPT"):
                self.server.envelope.append(line.decode().strip())
            if word == b"RCPT" and b"<nobody@" in line:
                self.wfile.write(b"550 5.1.1 No such user\r\n")
            elif word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self.wfile.write(b"250 queued\r\n")
            else:
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


def test_a_real_conversation_tells_whom_the_server_refused(officer, settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Server) as server:
        server.daemon_threads, server.envelope = True, []
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        settings.EMAIL_BACKEND, settings.EMAIL_HOST = "core.smtp.EmailBackend", "127.0.0.1"
        settings.EMAIL_PORT, settings.EMAIL_USE_TLS = server.server_address[1], False
        settings.EMAIL_BOUNCES_TO = "thu-tra-ve@lechan.example"
        assert outbox.deliver(queue(officer, copy_to=["nobody@demo.example"]).pk, now=NOW) == S.SENT
        officer.email = "nobody@demo.example"
        AddressTrouble.objects.all().delete()
        assert outbox.deliver(queue(officer, "thu-2").pk, now=NOW) == S.FAILED
        server.shutdown()

    assert server.envelope[0].upper().startswith("MAIL FROM:<THU-TRA-VE@LECHAN.EXAMPLE>")
    assert troubles() == [("nobody@demo.example", "HARD", 1)]
