"""The storm over the mail: workers killed, the broker restarted, units handing in, all at moments drawn by chance.

A moment is so many letters that have reached the mail server, and a fraction of a second more: a quick machine and a
slow one are struck at the same stages of the work.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from django.db import transaction

from core.enums import MessageStatus as S
from core.models import OutboxMessage
from submissions.reminders import KIND
from submissions.services import handing_in
from tests.core.smtp_sink import SmtpSink
from tests.services import ROOT, ValkeyServer, environ_of_a_process, wait_for

from .ward import Draft

WORKERS, CONCURRENCY = 2, 2
# What lies between the orders of each beat, reminders and sweeps, at two thousand letters: far less than in the portal.
BEATS = ((2, 15), (2, 25))
# Longer than any sending takes here, with two cores for everything.
LEASE_SECONDS = 8
# No mail server answers at once: that is when the worst moment to be killed comes about.
SERVER_THINKS_SECONDS = 0.02
OPEN = (S.PENDING, S.SENDING)


@dataclass(frozen=True, slots=True)
class Tally:
    """What the storm did, as `make test-faults` prints it."""

    messages: int
    kills: int
    lost: int
    doubled: int
    after_submit: int

    def __str__(self) -> str:
        words = " ".join(f"{name}={getattr(self, name)}" for name in self.__dataclass_fields__)
        return f"faults: {words}"


class Nursery:
    """The processes of the portal: workers and beats, forked by one that has everything loaded."""

    def __init__(self, folder: Path, broker: ValkeyServer, sink: SmtpSink, *, pace: int):
        environ = environ_of_a_process(broker.url, TEST_LEASE_SECONDS=str(LEASE_SECONDS), **sink.settings)
        self.log, self.revived = folder / "processes.log", 0
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.nursery", str(folder), str(CONCURRENCY)],
                cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
        self.workers = [self.fork("worker") for _ in range(WORKERS)]
        self.beats = [self.fork(f"beat {remind * pace} {sweep * pace}") for remind, sweep in BEATS]

    def fork(self, what: str) -> int:
        """Start one more; returns its number."""
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def kill_a_worker(self, place: int) -> None:
        """End one with SIGKILL, see it dead, start another in its place."""
        self.revive()
        os.kill(self.workers[place], signal.SIGKILL)
        assert wait_for(lambda: not is_alive(self.workers[place]), 10, 0.005)
        self.workers[place] = self.fork("worker")

    def revive(self) -> None:
        """What ended by itself is started again, as the supervisor of `make run` and Docker do.

        None should end: how many did is printed.
        """
        for place, number in enumerate(self.workers):
            if not is_alive(number):
                self.workers[place] = self.fork("worker")
                self.revived += 1

    def end(self) -> None:
        """Nobody is left."""
        for number in (*self.workers, *self.beats):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.process.communicate()

    def tail(self) -> str:
        """The last lines all of them wrote."""
        return self.log.read_text(errors="replace")[-4000:]


def is_alive(number: int) -> bool:
    """Whether a process of this number runs."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, 0)
        return True
    return False


@dataclass
class Storm:
    """The events of one run and what became of them."""

    broker: ValkeyServer
    sink: SmtpSink
    nursery: Nursery
    drafts: list[Draft]
    chance: Random
    seconds: float
    kills: int = 0
    # By number of the letter: how often a worker had taken it up when its unit handed in.
    handed_in: dict[int, int] = field(default_factory=dict)
    ends_at: float = 0.0

    def blow(self, *, messages: int, kills: int, hand_ins: int) -> None:
        """Let everything happen, then wait until no letter is open any more."""
        self.ends_at = time.monotonic() + self.seconds
        leave = messages - hand_ins
        manners = self.chance.sample([self.stop_and_start, self.kill_and_start, self.kill_and_wipe], 3)
        spans = [(0.1, 0.3), (0.4, 0.6), (0.7, 0.9)]
        events: list[tuple[float, Callable[[], None]]] = [
            *((self.chance.uniform(0, 0.95), self.kill) for _ in range(kills)),
            *((self.chance.uniform(*span), manner) for span, manner in zip(spans, manners, strict=True)),
            *((self.chance.uniform(0, 0.8), self.hand_in) for _ in range(hand_ins)),
        ]
        for moment, event in sorted(events, key=lambda each: each[0]):
            self.wait(lambda after=moment * leave: len(self.sink.letters) >= after, 0.002)
            event()
        letters = OutboxMessage.objects
        self.wait(
            lambda: letters.filter(kind=KIND).count() >= messages and not letters.filter(status__in=OPEN).exists(), 0.2
        )

    def wait(self, condition: Callable[[], bool], step: float) -> None:
        """Until the condition holds; fails with what the processes said when the time is up."""
        left = max(1.0, self.ends_at - time.monotonic())

        def holds() -> bool:
            self.nursery.revive()
            return condition()

        assert wait_for(holds, left, step), f"{len(self.sink.letters)} letters arrived\n{self.nursery.tail()}"

    def kill(self) -> None:
        """One worker, a fraction of a second from now."""
        time.sleep(self.chance.uniform(0, 0.05))
        self.nursery.kill_a_worker(self.chance.randrange(WORKERS))
        self.kills += 1

    def stop_and_start(self) -> None:
        """The broker is restarted in good order."""
        self._restart(kill=False, wipe=False)

    def kill_and_start(self) -> None:
        """The broker dies and comes back with what it had on disk."""
        self._restart(kill=True, wipe=False)

    def kill_and_wipe(self) -> None:
        """The broker dies and comes back empty."""
        self._restart(kill=True, wipe=True)

    def _restart(self, *, kill: bool, wipe: bool) -> None:
        self.broker.stop(kill=kill)
        time.sleep(self.chance.uniform(0.3, 1.0))
        if wipe:
            shutil.rmtree(self.broker.folder / "valkey")
        self.broker.start()

    def hand_in(self) -> None:
        """A unit whose letter has not left hands its report in, while nobody can take that letter up."""
        while self.drafts:
            draft = self.drafts.pop()
            with transaction.atomic():
                letters = OutboxMessage.objects.filter(kind=KIND, email=draft.officer.email, status__in=OPEN)
                if letter := letters.select_for_update().first():
                    handing_in.submit(draft.report, by=draft.officer)
            if letter:
                self.handed_in[letter.pk] = letter.attempts
                return

    def tally(self) -> Tally:
        """Count what arrived against what was ordered; fails where two arrivals of a letter are not the same letter."""
        letters = list(OutboxMessage.objects.filter(kind=KIND))
        others = set(OutboxMessage.objects.exclude(kind=KIND).values_list("message_id", flat=True))
        arrived = Counter(letter for letter in self.sink.letters if letter[1] not in others)
        known = {(letter.email, letter.message_id) for letter in letters}
        assert arrived.keys() <= known, "one letter came under two numbers, or to somebody else"
        counts = {letter.pk: arrived[letter.email, letter.message_id] for letter in letters}
        missing_still = [letter for letter in letters if letter.pk not in self.handed_in]
        return Tally(
            messages=len(letters),
            kills=self.kills,
            lost=sum(counts[letter.pk] == 0 or letter.status != S.SENT for letter in missing_still),
            doubled=sum(max(0, count - 1) for count in counts.values()),
            after_submit=sum(self._came_too_late(letter, counts[letter.pk]) for letter in letters),
        )

    def _came_too_late(self, letter: OutboxMessage, count: int) -> bool:
        """Whether a sending that began after its unit had handed in sent it: those before did so once each at most."""
        if (before := self.handed_in.get(letter.pk)) is None:
            return False
        return count > before or (letter.status == S.SENT and letter.attempts > before)
