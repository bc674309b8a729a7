"""Workers killed with SIGKILL, a broker that goes away, a mail server that refuses (reliability F1-F5; goal 11).

What many kills at once do is in tests/faults/test_mail_killed.py.
"""

from collections import Counter
from datetime import timedelta
from time import monotonic

import pytest
from celery import Celery
from django.conf import settings
from django.utils import timezone
from kombu import Connection

from core import outbox
from core.enums import MessageStatus as S
from core.models import OutboxMessage
from tests import factories
from tests.core.smtp_sink import SmtpSink
from tests.services import wait_for

MESSAGES = 20
CONCURRENCY = 2


@pytest.fixture
def queued(broker, transactional_db, monkeypatch):
    """Hand letters over to the real broker, as a web process with CELERY_BROKER_URL does."""
    app = Celery(broker=broker.url, set_as_current=False)
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS

    def send(args, **options):
        return app.send_task("core.tasks.deliver_message", args, **options)

    monkeypatch.setattr("core.tasks.deliver_message.apply_async", send)
    yield
    app.close()


@pytest.fixture
def sink():
    server = SmtpSink()
    yield server
    server.end()


@pytest.fixture
def worker(start_worker, sink):
    """Start a real worker that mails to the sink."""
    return lambda: start_worker(**sink.settings)


@pytest.fixture
def own_mail(settings, sink):
    """This process itself mails to the sink."""
    settings.EMAIL_BACKEND = "core.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sink.port)
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS = "", False


def queue_letters(*numbers, **fields):
    """Letters to as many addresses, each handed over to the broker."""
    recipient = factories.make_user()
    for n in numbers or range(MESSAGES):
        recipient.email = f"don-vi-{n}@demo.example"
        outbox.notify(
            recipient=recipient, dedupe_key=f"thu-{n}", kind="test", subject=f"Thư {n}", text="Kính gửi.", **fields
        )


def sent() -> int:
    return OutboxMessage.objects.filter(status=S.SENT).count()


def expire_leases() -> None:
    """The five minutes of a lease, without waiting for them."""
    late = timezone.now() - timedelta(seconds=1)
    OutboxMessage.objects.filter(status=S.SENDING).update(leased_until=late)


def test_worker_killed_in_mid_send_loses_nothing(queued, sink, worker):
    sink.release.clear()
    queue_letters()
    victim = worker()
    # The server has taken letters in, the worker has not heard so: the worst moment.
    for _ in range(CONCURRENCY):
        assert sink.in_flight.acquire(timeout=40), victim.log()
    victim.kill()
    victim.wait(10)
    in_flight = {message_id for _, message_id in sink.letters}
    assert OutboxMessage.objects.filter(status=S.SENDING).count() == CONCURRENCY
    sink.release.set()

    second = worker()
    expire_leases()
    outbox.sweep()

    assert wait_for(lambda: sent() == MESSAGES, 60), second.log()
    arrivals = Counter(message_id for _, message_id in sink.letters)
    assert set(arrivals) == set(OutboxMessage.objects.values_list("message_id", flat=True))
    doubled = {message_id for message_id, count in arrivals.items() if count > 1}
    assert doubled <= in_flight
    assert len(sink.letters) - MESSAGES <= CONCURRENCY
    # Every letter reached its own address and no other.
    assert len({recipient for recipient, _ in sink.letters}) == MESSAGES


def test_worker_killed_before_it_reached_the_server_sends_once(queued, sink, worker):
    queue_letters(1)
    claimed = outbox._claim(OutboxMessage.objects.get().pk, timezone.now())
    worker()
    # Its lease holds: nobody else touches the letter, however often it is swept.
    assert outbox.sweep() == 0
    assert claimed.status == S.SENDING

    expire_leases()
    assert outbox.sweep() == 1
    assert wait_for(lambda: sent() == 1, 40)
    assert [message_id for _, message_id in sink.letters] == [claimed.message_id]


def test_broker_away_and_wiped_loses_nothing_and_doubles_nothing(queued, sink, worker, broker):
    queue_letters(1, 2, 3)
    with Connection(broker.url) as connection:
        connection.default_channel.client.flushall()
    broker.stop(kill=True)
    began = monotonic()
    queue_letters(4, 5)
    assert monotonic() - began < 3, "whoever hands in waits for a broker that is away"
    assert OutboxMessage.objects.filter(status=S.PENDING).count() == 5

    broker.start()
    running = worker()
    for _ in range(3):
        outbox.sweep()

    assert wait_for(lambda: sent() == 5, 60), running.log()
    assert len(sink.letters) == 5


def test_an_address_refused_for_good_stops_no_other(sink, own_mail, db):
    sink.refused["don-vi-2@demo.example"] = "550 5.1.1 No such user"
    queue_letters(1, 2, 3)

    outcomes = [outbox.deliver(pk) for pk in OutboxMessage.objects.order_by("pk").values_list("pk", flat=True)]

    assert outcomes == [S.SENT, S.FAILED, S.SENT]
    assert OutboxMessage.objects.get(status=S.FAILED).last_error == "550 5.1.1 No such user"
    assert [recipient for recipient, _ in sink.letters] == ["don-vi-1@demo.example", "don-vi-3@demo.example"]


def test_a_mail_server_that_is_closed_for_a_while_gets_the_letter_later(sink, own_mail, db):
    sink.greeting = "421 4.3.2 Service shutting down"
    queue_letters(1)
    letter = OutboxMessage.objects.get()

    assert outbox.deliver(letter.pk) == S.PENDING
    letter.refresh_from_db()
    assert "421" in letter.last_error
    assert (sink.letters, letter.next_try_at > timezone.now()) == ([], True)

    sink.greeting = "220 thu-muc.example ESMTP"
    assert outbox.deliver(letter.pk, now=letter.next_try_at) == S.SENT
    assert sink.letters == [("don-vi-1@demo.example", letter.message_id)]
