"""Redis stops while a unit hands in: the page answers at once, and its letter leaves when Redis is back (F4, goal 15).

Worker and beat are real processes that nobody restarts. Only the sweep of beat is quicker than in the portal, where it
comes every minute: the five minutes of the goal hold that minute, the half minute a worker waits at most between two
tries to reach the broker again, and the sending.
"""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from core.enums import MessageStatus
from core.models import OutboxMessage
from core.supervisor.processes import follow_parent_to_death
from lechan_thidua.celery import QuickTask, app
from submissions.enums import SubmissionStatus as S
from submissions.models import Submission
from tests import factories
from tests.core.smtp_sink import SmtpSink
from tests.services import ROOT, environ_of_a_process, wait_for

SWEEP_SECONDS = 2
QUICK_BEAT = (
    "from lechan_thidua.celery import app\n"
    "app.conf.beat_schedule['sweep-outbox']['schedule'] = {seconds}\n"
    "app.start(['beat', '--schedule', {memory!r}, '--pidfile', '', '--loglevel', 'info'])\n"
)


@pytest.fixture
def web(transactional_db, broker, monkeypatch):
    """Requests of this process queue their tasks at the real broker, as a web process does."""
    queue = QuickTask.apply_async

    def apply_async(task, *args, **options):
        with app.connection_for_write(broker.url) as line:
            return queue(task, *args, connection=line, **options)

    monkeypatch.setattr(QuickTask, "apply_async", apply_async)
    monkeypatch.setattr(QuickTask, "_away_until", 0.0)
    inline, app.conf.task_always_eager = app.conf.task_always_eager, False
    yield
    app.conf.task_always_eager = inline


@pytest.fixture
def sink():
    server = SmtpSink()
    yield server
    server.end()


@pytest.fixture
def start_beat(transactional_db, broker, tmp_path):
    """The portal's beat with its whole schedule, sweeping the outbox every few seconds."""
    program = QUICK_BEAT.format(seconds=SWEEP_SECONDS, memory=str(tmp_path / "beat-schedule"))
    started = []

    def start() -> subprocess.Popen:
        with open(tmp_path / "beat.log", "wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", program], cwd=ROOT, env=environ_of_a_process(broker.url), stdout=log,
                stderr=subprocess.STDOUT, preexec_fn=follow_parent_to_death,
            )  # fmt: skip
        process.log = Path(log.name).read_text
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait(10)


def ready_report() -> tuple[Submission, Client]:
    """A filled report whose period is open by the real clock, and its officer's browser."""
    now, day = timezone.now(), timezone.timedelta(days=1)
    period = factories.make_period(opens_at=now - 9 * day, closes_at=now + 9 * day, locks_at=now + 19 * day)
    unit = factories.make_unit("Trường Tiểu học Lê Văn Tám")
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return factories.submission_at(S.DRAFT, subject=unit, period=period, by=officer), client


def hand_in(report: Submission, client: Client) -> float:
    """Press the button; the seconds until the receipt was offered."""
    began = time.monotonic()
    answer = client.post(reverse("submissions:submit", args=[report.pk]), {"approved": "on"})
    took = time.monotonic() - began
    assert answer.url == reverse("submissions:receipt", args=[report.pk])
    return took


def sent() -> int:
    return OutboxMessage.objects.filter(status=MessageStatus.SENT).count()


def test_handing_in_works_without_redis_and_the_letter_leaves_when_it_is_back(
    web, broker, start_worker, start_beat, sink
):
    worker, beat = start_worker(**sink.settings), start_beat()
    other, colleague = ready_report()
    report, client = ready_report()
    # Nothing is loaded for the first time when the button is pressed.
    assert client.get(reverse("submissions:check", args=[report.pk])).status_code == 200
    # Redis stops while the worker carries an order out: that is when kombu would lose its head.
    sink.release.clear()
    hand_in(other, colleague)
    assert sink.in_flight.acquire(timeout=60), worker.log()
    broker.stop(kill=True)

    assert hand_in(report, client) < 5
    report.refresh_from_db()
    assert report.status == S.SUBMITTED and report.code
    letter = OutboxMessage.objects.get(kind="received", context__submission=report.pk)
    assert letter.status == MessageStatus.PENDING
    # Nobody is signed out, and the receipt is there.
    assert client.get(reverse("submissions:receipt", args=[report.pk])).status_code == 200
    # Long enough for worker and beat to notice; what was being sent arrives all the same.
    assert wait_for(lambda: "Connection to broker lost" in worker.log(), 30), worker.log()
    assert wait_for(lambda: "Message Error" in beat.log() or "Connection error" in beat.log(), 30), beat.log()
    sink.release.set()
    assert wait_for(lambda: sent() == 1), worker.log()

    broker.start()
    began = time.monotonic()
    assert wait_for(lambda: sent() == 2, 90), worker.log() + beat.log()
    assert time.monotonic() - began < 60
    assert (worker.poll(), beat.poll()) == (None, None)
    assert sink.letters[1:] == [(letter.email, letter.message_id)]


def test_the_portal_itself_sweeps_every_minute():
    assert app.conf.beat_schedule["sweep-outbox"]["schedule"] == 60
