"""What the machine room asks: is every part there, and do the clocks agree."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from datetime import datetime, timedelta
from functools import partial

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .clock import database_now

HEARTBEAT_KEY = "worker-heartbeat"
# Three rounds of beat (20 s each) and a little: one lost round is no alarm.
WORKER_SILENT_AFTER = timedelta(seconds=75)
PART_TIMEOUT = 2.0
CLOCKS_DIFFER_AFTER = 2.0

OK, AWAY, SILENT, INLINE = "ok", "away", "silent", "inline"

# What further apps look after: name in the answer, and a function that says "ok" or what is wrong in one word.
_parts: dict[str, Callable[[], str]] = {}
_probes = ThreadPoolExecutor(max_workers=4, thread_name_prefix="health")


def register_part(name: str, state: Callable[[], str]) -> None:
    """Enter a part of the portal that the health page asks about; an app does so when it starts.

    `state` runs in a thread of its own with its own connection to the database, under PART_TIMEOUT.
    """
    _parts[name] = state


def _part_states(database: str) -> dict[str, str]:
    """What each registered part says of itself; nothing is asked of a database that is away."""

    def ask_part(state: Callable[[], str]) -> str:
        try:
            return state()
        finally:
            connection.close()

    return {name: (ask(partial(ask_part, state)) or AWAY) if database == OK else AWAY for name, state in _parts.items()}


def note_worker_alive(*, at: datetime | None = None) -> None:
    """Remember the moment a worker did its heartbeat task."""
    cache.set(HEARTBEAT_KEY, (at or timezone.now()).isoformat(), timeout=None)


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """State of database, broker and worker, and the database clock minus the web clock in seconds.

    Answers 503 only when the database is away: without broker or worker the site still takes reports in, and a
    restart of the web process would help nobody. Every part is asked under a time limit, so the page never hangs.
    """
    difference = ask(clock_difference)
    database = OK if difference is not None else AWAY
    broker = INLINE if tasks_run_inline() else OK if ask(broker_answers) else AWAY
    worker = INLINE if tasks_run_inline() else worker_state(database)
    clocks_differ = difference is not None and abs(difference) > CLOCKS_DIFFER_AFTER
    parts = _part_states(database)
    good = {database, broker, worker, *parts.values()} <= {OK, INLINE} and not clocks_differ
    return JsonResponse(
        {
            "status": "ok" if good else "degraded" if database == OK else "down",
            "database": database,
            "broker": broker,
            "worker": worker,
            **parts,
            "clock_difference": difference,
        },
        status=200 if database == OK else 503,
    )


def ask(probe):
    """Result of `probe()` in a thread of its own, or None when it fails or takes longer than PART_TIMEOUT seconds."""
    try:
        return _probes.submit(probe).result(timeout=PART_TIMEOUT)
    except TooSlow:
        return None
    except Exception:  # whatever is wrong with a part, the answer is that the part is away
        return None


def clock_difference() -> float:
    """Database clock minus this process's clock in seconds; raises when the database is away."""
    try:
        with connection.cursor() as cursor:
            # A table, not SELECT 1: SQLite would answer that from an empty file where the database should be.
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
        before, began = timezone.now(), time.monotonic()
        moment = database_now()
        # Half the way there and back belongs to the question, half to the answer.
        middle = before + timedelta(seconds=(time.monotonic() - began) / 2)
        return round((moment - middle).total_seconds(), 3)
    finally:
        # The thread has a connection of its own; nobody else would ever close it.
        connection.close()


def tasks_run_inline() -> bool:
    """True where no broker is set and a task runs inside the request that queued it."""
    return bool(current_app.conf.task_always_eager)


def broker_answers() -> bool:
    """True when the broker takes a connection; one try, no retries."""
    with current_app.connection_for_write() as link:
        link.ensure_connection(max_retries=0, timeout=1)
    return True


def worker_state(database: str) -> str:
    """`ok` while heartbeats arrive, `silent` when they stopped, `away` when nobody can tell."""

    def last_heartbeat() -> str | None:
        try:
            return cache.get(HEARTBEAT_KEY)
        finally:
            connection.close()

    if database != OK:
        return AWAY
    noted = ask(last_heartbeat)
    if noted and timezone.now() - datetime.fromisoformat(noted) <= WORKER_SILENT_AFTER:
        return OK
    return SILENT
