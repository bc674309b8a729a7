"""Claims on a run: the row is the fact, the queue a hint; of two workers one wins, a dead one's run is found again."""

import logging
import secrets
from datetime import datetime, timedelta

from celery import signature
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from ..enums import ImportStatus
from ..models import ImportRun

logger = logging.getLogger(__name__)

# Longer than the longest silence of a worker (storing thousands of rows); every progress report begins it anew.
LEASE = timedelta(minutes=5)
# A file whose worker died this often is not tried again by itself: it may be what kills the worker.
MAX_ATTEMPTS = 3
TASKS = {
    ImportStatus.QUEUED: "accounts.read_import",
    ImportStatus.READING: "accounts.read_import",
    ImportStatus.APPLYING: "accounts.apply_import",
}


class LeaseLost(Exception):
    """Another worker has taken the run over, or it was dropped; this one's result is thrown away."""


def to_read(at: datetime) -> Q:
    """Runs no living worker is reading."""
    return Q(status=ImportStatus.QUEUED) | Q(status=ImportStatus.READING, leased_until__lt=at)


def to_apply(at: datetime) -> Q:
    """Runs to be written that no living worker is at."""
    return Q(status=ImportStatus.APPLYING) & (Q(leased_until=None) | Q(leased_until__lt=at))


def claim(run_id: int, free: Q, *, status: str, at: datetime) -> ImportRun | None:
    """The run, now ours under a lease; None when somebody else is at it or it is no longer to be done."""
    lease = secrets.token_hex(16)
    rows = ImportRun.objects.filter(free, pk=run_id)
    if rows.update(status=status, lease=lease, leased_until=at + LEASE, attempts=F("attempts") + 1) != 1:
        return None
    return ImportRun.objects.select_related("created_by", "applied_by").get(pk=run_id)


def mine(run: ImportRun) -> QuerySet[ImportRun]:
    """The run as long as this worker holds it."""
    return ImportRun.objects.filter(pk=run.pk, status=run.status, lease=run.lease)


def close(run: ImportRun, **values) -> None:
    """End this worker's claim with `values`; raises LeaseLost when it is no longer ours."""
    if mine(run).update(lease="", leased_until=None, **values) != 1:
        raise LeaseLost


def hand_over(run_id: int, status: str) -> None:
    """Tell a worker; when the broker is away the sweeper will find the row."""
    try:
        signature(TASKS[status], args=(run_id,)).delay()
    except Exception as exc:  # any transport error of any broker: the row stays, nothing is lost
        logger.warning("broker away, import %s waits for the sweeper: %s", run_id, exc)


def sweep(*, now: datetime | None = None, limit: int = 50) -> int:
    """Queue again the runs no living worker is at; return how many (quét lần nhập sót)."""
    now = now or timezone.now()
    rows = ImportRun.objects.filter(to_read(now) | to_apply(now)).order_by("pk").values_list("pk", "status")[:limit]
    for run_id, status in rows:
        hand_over(run_id, status)
    return len(rows)
