"""Thousands of reminders while workers are killed and the broker restarts: none lost, none after handing in.

Reliability F1, F2, F4, F5, F20 and goal 11, with PostgreSQL, a Redis-protocol broker, workers, two beats and a mail
server. `make test` runs two thousand letters, `make test-faults` ten thousand. The seed is printed; FAULTS_SEED repeats
the draw, though not the processes' own timing.
"""

import os
import time
from random import Random, SystemRandom

import pytest
from django.utils import timezone

from core import invariants
from core.enums import MessageStatus as S
from core.models import OutboxMessage
from submissions.models import ReminderRun
from submissions.reminders import KIND
from tests.core.smtp_sink import SmtpSink

from . import ward
from .conftest import LAST_LINES
from .storm import CONCURRENCY, SERVER_THINKS_SECONDS, Nursery, Storm

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
KILLS = 50
# What must hold of letters and hand-ins whatever broke.
RULES = ["OUT-01", "OUT-02", "REP-09"]


@pytest.fixture
def seed() -> int:
    """Another one each time, or the one to repeat."""
    return int(os.environ.get("FAULTS_SEED") or SystemRandom().randrange(1_000_000))


@pytest.fixture
def sink(seed):
    """A mail server that takes a moment to answer."""
    server, chance = SmtpSink(), Random(seed)
    server.thinking = lambda: time.sleep(chance.uniform(0, SERVER_THINKS_SECONDS))
    yield server
    server.end()


@pytest.mark.parametrize(
    ("periods", "hand_ins", "pace", "seconds"),
    [
        pytest.param(4, 60, 1, 600, marks=pytest.mark.alone, id="two thousand"),
        pytest.param(20, 300, 2, 3600, marks=pytest.mark.faults, id="ten thousand"),
    ],
)
def test_no_kill_loses_a_reminder(periods, hand_ins, pace, seconds, seed, broker, sink, tmp_path, pytestconfig):
    chance, began = Random(seed), time.monotonic()
    said = pytestconfig.stash.setdefault(LAST_LINES, [])
    said.append(f"faults: seed={seed}")
    made = ward.make(periods, 500, now=timezone.now())
    drafts = ward.write_reports(made, 3 * hand_ins, chance=chance)
    ward.learn()
    ready = time.monotonic()

    nursery = Nursery(tmp_path, broker, sink, pace=pace)
    try:
        storm = Storm(broker, sink, nursery, drafts, chance, seconds)
        storm.blow(messages=500 * periods, kills=KILLS, hand_ins=hand_ins)
    finally:
        nursery.end()
    tally = storm.tally()
    untouched = sum(attempts == 0 for attempts in storm.handed_in.values())
    said.append(
        f"faults: handed in {len(storm.handed_in)}, {untouched} of them before their letter was taken up; "
        f"{ready - began:.0f} s to prepare, {time.monotonic() - ready:.0f} s of storm, "
        f"{nursery.revived} workers ended by themselves and were started again"
    )
    said.append(str(tally))

    assert (tally.messages, tally.kills) == (500 * periods, KILLS)
    assert (tally.lost, tally.after_submit) == (0, 0)
    assert tally.doubled <= KILLS * CONCURRENCY
    # The units that handed in were not merely reminded before.
    assert untouched >= hand_ins / 4
    # Two beats ordered every few seconds, and each step was carried out once.
    assert ReminderRun.objects.count() == periods
    assert not OutboxMessage.objects.filter(kind=KIND).exclude(status__in=[S.SENT, S.SKIPPED]).exists()
    assert [str(finding) for _, finding in invariants.check(invariants.chosen(only=RULES), at=timezone.now())] == []
