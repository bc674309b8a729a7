"""A worker killed while it makes a paper: the row does not hang, the sweeper has it made again, whole (F28)."""

import hashlib
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from kombu import Connection

from accounts.enums import Role
from lechan_thidua.celery import app
from reports.enums import DocumentKind, DocumentStatus
from reports.models import GeneratedDocument
from tests import factories
from tests.reports import rows
from tests.services import wait_for

# Orders go to the real broker from here, although this process runs its own tasks inline.
pytestmark = pytest.mark.filterwarnings("ignore::celery.exceptions.AlwaysEagerIgnored")
# Enough lines that drawing them takes a worker seconds.
LINES = 120


def order(broker, task: str, *args) -> None:
    """Put a task on the real broker."""
    with Connection(broker.url) as connection:
        app.send_task(task, args=args, connection=connection)


@pytest.fixture
def paper(transactional_db):
    """A long council summary that waits to be made."""
    period = factories.make_period()
    group = factories.make_group(period.campaign)
    factories.make_criteria_set(group, period, points=(100,), scorers=1)
    for _ in range(LINES):
        rows.scored(group, period, "", (80,), self_scores=(90,))
    asked_by = factories.make_user(Role.REVIEWER)
    return GeneratedDocument.objects.create(
        kind=DocumentKind.COUNCIL_SUMMARY,
        period=period,
        title="Tổng hợp",
        created_by=asked_by,
    )


def test_a_killed_workers_paper_is_made_by_the_next(paper, broker, start_worker):
    first = start_worker()
    order(broker, "reports.build_document", paper.pk)
    at_work = GeneratedDocument.objects.filter(status=DocumentStatus.BUILDING, progress__gte=30)
    assert wait_for(at_work.exists, 30, step=0.02), first.log()
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    paper.refresh_from_db()
    assert (paper.status, paper.attempts) == (DocumentStatus.BUILDING, 1)

    second = start_worker()
    # While the lease runs the sweeper leaves the paper alone; then it has it made again.
    order(broker, "reports.sweep_documents")
    at_work.update(leased_until=timezone.now() - timedelta(seconds=1))
    order(broker, "reports.sweep_documents")
    ready = GeneratedDocument.objects.filter(status=DocumentStatus.READY)
    assert wait_for(ready.exists, 60), second.log()
    paper.refresh_from_db()
    assert (paper.attempts, paper.progress) == (2, 100)
    file = Path(settings.MEDIA_ROOT) / paper.file.name
    assert hashlib.sha256(file.read_bytes()).hexdigest() == paper.sha256
    assert file.read_bytes().startswith(b"%PDF-")
    file.unlink()
