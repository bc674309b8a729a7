"""A worker killed in the middle of sending: nothing is lost, nothing doubled but what was in flight (F1, F2, F5)."""

import email
import os
import signal
import socketserver
import threading
from datetime import timedelta

import pytest
from django.utils import timezone
from kombu import Connection

from accounts.enums import Role
from core import outbox
from core.enums import MessageStatus
from core.models import OutboxMessage
from lechan_thidua.celery import app
from tests import factories
from tests.services import wait_for

# Orders go to the real broker from here, although this process runs its own tasks inline.
pytestmark = pytest.mark.filterwarnings("ignore::celery.exceptions.AlwaysEagerIgnored")

LETTERS = 8
WORKER_THREADS = 2


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it accepts and calls `before_ok` between accepting and saying so."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        self.ids: list[str] = []
        self.before_ok = lambda: None
        super().__init__(("127.0.0.1", 0), MailConversation)


class MailConversation(socketserver.StreamRequestHandler):
    """As much of SMTP as smtplib speaks."""

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline():
            verb = line.split()[0].upper() if line.split() else b""
            if verb == b"DATA":
                self.say("354 go on")
                self.take(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.say("250 ok")
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self, data: bytes) -> None:
        self.server.ids.append(email.message_from_bytes(data)["Message-ID"])
        self.server.before_ok()


@pytest.fixture
def mail_server():
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def letters(transactional_db):
    """Letters in the outbox, as services leave them."""
    recipient = factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit("Trường Tiểu học Lê Văn Tám"))
    # Queued for later: the test's own process sends nothing, the worker gets its orders below.
    for number in range(LETTERS):
        outbox.notify(
            recipient=recipient,
            dedupe_key=f"thu:{number}",
            kind="test",
            subject=f"Thư {number}",
            text="Nội dung",
            at=timezone.now() + timedelta(hours=1),
        )
    OutboxMessage.objects.update(next_try_at=timezone.now() - timedelta(minutes=1))
    return list(OutboxMessage.objects.order_by("pk"))


def order(broker, task: str, *args) -> None:
    """Put a task on the real broker."""
    with Connection(broker.url) as connection:
        app.send_task(task, args=args, connection=connection)


def all_sent() -> bool:
    return OutboxMessage.objects.filter(status=MessageStatus.SENT).count() == LETTERS


def test_worker_killed_before_it_heard_ok(letters, broker, start_worker, mail_server):
    address = {
        "TEST_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "TEST_EMAIL_HOST": "127.0.0.1",
        "TEST_EMAIL_PORT": str(mail_server.server_address[1]),
    }
    worker = start_worker(**address)

    def kill_at_the_third_letter():
        if len(mail_server.ids) == 3:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait(10)

    mail_server.before_ok = kill_at_the_third_letter
    for letter in letters:
        order(broker, "core.tasks.deliver_message", letter.pk)
    assert wait_for(lambda: worker.poll() == -signal.SIGKILL), worker.log()
    # While its lease runs, nobody else touches what was in flight; then it is due again.
    in_flight = OutboxMessage.objects.filter(status=MessageStatus.SENDING)
    assert 1 <= in_flight.count() <= WORKER_THREADS
    in_flight.update(leased_until=timezone.now() - timedelta(seconds=1))

    second = start_worker(**address)
    order(broker, "core.tasks.sweep_outbox")
    assert wait_for(all_sent, 30), second.log()
    assert set(mail_server.ids) == {letter.message_id for letter in letters}
    assert len(mail_server.ids) - LETTERS <= WORKER_THREADS


def test_broker_wiped_and_worker_restarted_still_send_every_letter_once(letters, broker, start_worker, mail_server):
    for letter in letters:
        order(broker, "core.tasks.deliver_message", letter.pk)
    with Connection(broker.url) as connection:
        connection.default_channel.client.flushall()
    worker = start_worker(
        TEST_EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        TEST_EMAIL_HOST="127.0.0.1",
        TEST_EMAIL_PORT=str(mail_server.server_address[1]),
    )
    order(broker, "core.tasks.sweep_outbox")
    assert wait_for(all_sent, 30), worker.log()
    assert sorted(mail_server.ids) == sorted(letter.message_id for letter in letters)
