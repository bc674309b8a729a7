"""Two people at once, and a process killed half-way: all of it or nothing, once, and the second is told (F24)."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from accounts.enums import ImportKind, ImportStatus, Role
from accounts.importing import applying, runs, services, undoing
from accounts.models import ImportRun, Unit
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories
from tests.services import ROOT, wait_for

from .files import unit_row, units, upload

S = ImportStatus
# Stands in for a process that is killed: rows are in the database's hands, nothing is committed.
HOLD = """
import django, os, sys, time
django.setup()
from accounts.importing import applying
real = applying._keep_written
def hold(*args):
    real(*args)
    open(sys.argv[2], "w").write("half-way")
    time.sleep(600)
applying._keep_written = hold
applying.write(int(sys.argv[1]))
"""


@pytest.fixture
def quiet(monkeypatch):
    """Nobody works in the background: the test says when."""
    monkeypatch.setattr(runs, "hand_over", lambda run_id, status: None)


@pytest.fixture
def keeper(transactional_db):
    return factories.make_user(Role.ADMIN)


def previewed(keeper, *rows) -> ImportRun:
    run = services.start(kind=ImportKind.UNITS, upload=upload(units(*rows)), by=keeper)
    services.read(run.pk)
    return ImportRun.objects.get(pk=run.pk)


def at_once(*calls) -> list:
    """What each call gave or raised, run at the same moment in threads of their own."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            barrier.wait()
            results[place] = call()
        except Exception as exc:
            results[place] = exc
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_of_two_confirms_one_wins_and_the_other_is_told(keeper, quiet):
    run, other = previewed(keeper, unit_row("A")), factories.make_user(Role.ADMIN)
    results = at_once(
        lambda: applying.apply(ImportRun.objects.get(pk=run.pk), skip_wrong=False, by=keeper),
        lambda: applying.apply(run, skip_wrong=False, by=other),
    )
    assert sorted(type(result).__name__ for result in results) in (
        ["InvalidTransition", "NoneType"],
        # Whoever reads the run once it is taken is told by its status.
        ["Forbidden", "NoneType"],
    )
    applying.write(run.pk)
    assert (Unit.objects.count(), AuditEvent.objects.filter(action="import_applied").count()) == (1, 1)


def test_two_workers_write_once(keeper, quiet):
    run = previewed(keeper, *[unit_row(f"A{n}") for n in range(20)])
    applying.apply(run, skip_wrong=False, by=keeper)
    at_once(*[lambda: applying.write(run.pk)] * 4)
    assert (Unit.objects.count(), AuditEvent.objects.filter(action="import_applied").count()) == (20, 1)
    assert ImportRun.objects.get().status == S.APPLIED


def test_two_files_with_the_same_new_code_at_once(keeper, quiet):
    one, two = previewed(keeper, unit_row("A", "Một"), unit_row("B")), previewed(keeper, unit_row("a", "Hai"))
    for run in (one, two):
        applying.apply(run, skip_wrong=False, by=keeper)
    at_once(lambda: applying.write(one.pk), lambda: applying.write(two.pk))
    statuses = set(ImportRun.objects.values_list("status", flat=True))
    assert (statuses, Unit.objects.filter(code_key="a").count()) == ({S.APPLIED, S.PREVIEW}, 1)


def test_two_undos_at_once(keeper, quiet):
    run = previewed(keeper, unit_row("A"))
    applying.apply(run, skip_wrong=False, by=keeper)
    applying.write(run.pk)
    results = at_once(*[lambda: undoing.undo(ImportRun.objects.get(pk=run.pk), by=keeper)] * 2)
    refused = next(result for result in results if result != 1)
    assert (results.count(1), isinstance(refused, InvalidTransition | Forbidden)) == (1, True)
    assert (Unit.objects.count(), AuditEvent.objects.filter(action="import_undone").count()) == (0, 1)


@pytest.mark.plan("R10")
def test_a_process_killed_while_writing_has_written_nothing_and_the_next_writes_all(keeper, quiet, tmp_path):
    unit = factories.make_unit("Tên cũ", code="A")
    run = previewed(keeper, unit_row("A", "Tên mới"), *[unit_row(f"B{n}") for n in range(50)])
    applying.apply(run, skip_wrong=False, by=keeper)
    process = kill_half_way(run, tmp_path)
    assert process.wait(10) == -signal.SIGKILL
    unit.refresh_from_db()
    run.refresh_from_db()
    assert (unit.name, Unit.objects.count(), run.status) == ("Tên cũ", 1, S.APPLYING)
    assert not AuditEvent.objects.filter(action="import_applied").exists()
    # While its lease runs nobody takes the run over; then the sweep has it written.
    assert applying.write(run.pk) == S.APPLYING
    later = run.leased_until + runs.LEASE
    assert applying.write(run.pk, now=later) == S.APPLIED
    unit.refresh_from_db()
    assert (unit.name, Unit.objects.count()) == ("Tên mới", 51)
    assert AuditEvent.objects.filter(action="import_applied").count() == 1


def kill_half_way(run: ImportRun, folder: Path) -> subprocess.Popen:
    """A real process that writes the run, killed with -9 when every row is written and none is committed."""
    sign = folder / "half-way"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(run.pk), str(sign)],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
            "DATA_DIR": str(settings.DATA_DIR),
            "TEST_DATABASE": str(connection.settings_dict["NAME"]),
            "TEST_BROKER_URL": "memory://",
            "TEST_EMAIL_FOLDER": str(folder / "mails"),
        },
    )
    try:
        assert wait_for(sign.exists, 60), process.poll()
    finally:
        time.sleep(0.1)
        process.kill()
    return process
