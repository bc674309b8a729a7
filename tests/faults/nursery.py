"""Forks workers and beats that are killed: `python -m tests.faults.nursery FOLDER CONCURRENCY`.

A line "worker", or "beat" with the seconds between its reminders and its sweeps, makes it fork one, whose number it
prints. All modules are imported before: a fork is at work in a moment, so that fifty can be killed within a minute.
"""

import os
import signal
import sys
from pathlib import Path

from celery.schedules import schedule

from core.supervisor.processes import follow_parent_to_death
from lechan_thidua.celery import app


def worker(folder: Path, concurrency: str) -> None:
    """A worker as `make run` has it."""
    argv = ["worker", "--pool", "threads", "--concurrency", concurrency, "--loglevel", "warning"]
    app.worker_main([*argv, "--hostname", f"{os.getpid()}@test", "--without-gossip", "--without-mingle"])


def beat(folder: Path, remind: str, sweep: str) -> None:
    """A beat with a memory of its own, which orders far more often than the portal's does."""
    app.conf.beat_schedule = {
        "remind": {"task": "submissions.tasks.send_due_reminders", "schedule": schedule(float(remind))},
        "sweep": {"task": "core.tasks.sweep_outbox", "schedule": schedule(float(sweep))},
    }
    memory = str(folder / f"beat-{os.getpid()}")
    app.start(["beat", "--schedule", memory, "--pidfile", "", "--loglevel", "warning", "--max-interval", "1"])


def main() -> None:
    """Fork one for every line."""
    folder, concurrency = Path(sys.argv[1]), sys.argv[2]
    app.loader.import_default_modules()
    import submissions.reminders  # noqa: F401 - what tasks import when they run

    # The dead are buried by the system.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            follow_parent_to_death()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(2, 1)
            part, *seconds = line.split()
            worker(folder, concurrency) if part == "worker" else beat(folder, *seconds)
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    import django

    django.setup()
    main()
