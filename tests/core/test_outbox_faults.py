"""Workers killed with SIGKILL, a broker that goes away: real processes (reliability F1, F2, F4, F5; goal 11)."""

from collections import Counter
from datetime import timedelta
from time import monotonic

import pytest
from celery import Celery
from django.conf import settings
from django.utils import timezone

from core import outbox
from core.enums import MessageStatus as S
from core.models import OutboxMessage
from tests import factories
from tests.core.smtp_sink import SmtpSink
from tests.services import wait_for

MESSAGES = 40
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
    server.release.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def worker(start_worker, sink):
    """Start a real worker that mails to the sink."""
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return lambda: start_worker(TEST_EMAIL_BACKEND=backend, TEST_EMAIL_HOST="127.0.0.1", TEST_EMAIL_PORT=sink.port)


def queue_letters(count=MESSAGES):
    """Letters to as many addresses, each handed over to the broker."""
    recipient = factories.make_user()
    for n in range(count):
        recipient.email = f"don-vi-{n}@demo.example"
        outbox.notify(recipient=recipient, dedupe_key=f"thu-{n}", kind="test", subject=f"Thư {n}", text="Kính gửi.")


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
        assert sink.in_flight.acquire(timeout=40), "the worker did not begin to send"
    victim.kill()
    victim.wait(10)
    in_flight = {message_id for _, message_id in sink.letters}
    assert OutboxMessage.objects.filter(status=S.SENDING).count() == CONCURRENCY
    sink.release.set()

    worker()
    expire_leases()
    outbox.sweep()

    assert wait_for(lambda: sent() == MESSAGES, 60), f"{sent()} of {MESSAGES} sent"
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
    broker.stop(kill=True)
    began = monotonic()
    queue_letters(5)
    assert monotonic() - began < 3, "whoever hands in waits for a broker that is away"
    assert OutboxMessage.objects.filter(status=S.PENDING).count() == 5

    broker.start()
    worker()
    for _ in range(3):
        outbox.sweep()

    assert wait_for(lambda: sent() == 5, 60)
    assert len(sink.letters) == 5
