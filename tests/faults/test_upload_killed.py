"""A hundred times the process that takes a file in is killed: no row without bytes, no bytes for long without a row.

Reliability F8, F10 and goal 14. Takes minutes, so it runs with `make test-faults` only.
"""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.enums import Role
from core import invariants
from submissions.models import Evidence
from submissions.services import sweeping
from tests import factories
from tests.services import ROOT, environ_of_a_process

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
KILLS = 100
RULES = ["FILE-01", "FILE-02", "FILE-03", "FILE-04", "FILE-05"]


def findings(at) -> list[str]:
    """What the rules about stored files find."""
    return [str(finding) for _, finding in invariants.check(invariants.chosen(only=RULES), at=at)]


def test_no_kill_leaves_a_row_without_bytes(settings_of_the_run):
    unit = factories.make_unit()
    officer, now = factories.make_user(Role.UNIT_OFFICER, unit=unit), timezone.now()
    period = factories.make_period(
        opens_at=now - timedelta(days=9), closes_at=now + timedelta(days=9), locks_at=now + timedelta(days=19)
    )
    report = factories.submission_at(subject=unit, period=period, by=officer)
    item, chance = report.items.first(), random.Random(4)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.uploader", str(report.pk), str(item.pk), str(officer.pk)],
        cwd=ROOT, env=settings_of_the_run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as nursery:  # fmt: skip
        for _ in range(KILLS):
            nursery.stdin.write("\n")
            nursery.stdin.flush()
            sender = int(nursery.stdout.readline())
            time.sleep(chance.uniform(0.2, 6))
            os.kill(sender, signal.SIGKILL)
            assert nursery.stdout.readline() == "ended\n"
            assert findings(timezone.now()) == []
        nursery.stdin.close()
    assert Evidence.objects.count() > KILLS / 2
    later = timezone.now() + timedelta(days=2)
    sweeping.sweep_evidence(now=later)
    sweeping.sweep_uploads(now=later)
    assert findings(later) == []
    assert not any(settings.FILE_UPLOAD_TEMP_DIR.rglob("*"))


@pytest.fixture
def settings_of_the_run():
    """The environment of a process on this test's database and folder, with room for all its files."""
    room = {"EVIDENCE_MAX_FILES_PER_ITEM": "100000", "EVIDENCE_MAX_FILES_PER_REPORT": "100000"}
    return environ_of_a_process("memory://", **room)
