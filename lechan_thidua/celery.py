"""The task queue: what runs outside the request, and what runs by the clock.

Facts live in rows; every entry of the schedule is a sweep that may run twice, late or on two machines at once.
"""

import os
import time

from celery import Celery, Task
from celery.schedules import crontab
from celery.signals import worker_ready
from kombu.exceptions import OperationalError

from . import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lechan_thidua.settings.production")

HEARTBEAT_SECONDS = 20
BROKER_REST_SECONDS = 10


class QuickTask(Task):
    """A task that does not make a person wait while the broker is away.

    One decision may queue a hundred letters. After a failed try this process asks the broker nothing for a few seconds:
    the callers get the same error at once, and the sweeps queue the rows later.
    """

    abstract = True
    _away_until = 0.0

    def apply_async(self, *args, **kwargs):
        """Queue the task; raises kombu's OperationalError when the broker is, or was a moment ago, away."""
        if time.monotonic() < QuickTask._away_until:
            raise OperationalError("the broker was away a moment ago")
        try:
            return super().apply_async(*args, **kwargs)
        except OperationalError:
            QuickTask._away_until = time.monotonic() + BROKER_REST_SECONDS
            raise


broker.install()
app = Celery("lechan_thidua", task_cls=QuickTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.task(name="core.heartbeat")
def heartbeat() -> None:
    """Note that beat, broker and worker reach each other; the health page reads it."""
    from core.health import note_worker_alive

    note_worker_alive()


@worker_ready.connect
def first_heartbeat(**kwargs) -> None:
    """Say so at once when a worker is up, not only at the next round of beat."""
    heartbeat()


app.conf.beat_schedule = {
    # Steps are due at 07:00 ward time; the later hours of the day catch up what a beat that was down has missed.
    "send-due-reminders": {"task": "submissions.tasks.send_due_reminders", "schedule": crontab(minute=0, hour="7-18")},
    "send-return-reminders": {
        "task": "submissions.tasks.send_return_reminders",
        "schedule": crontab(minute=0, hour="7-18"),
    },
    "send-weekly-digest": {
        "task": "reports.send_weekly_digest",
        "schedule": crontab(minute=0, hour="7-18", day_of_week="mon"),
    },
    # Letters that failed, or wait for a worker: at most one letter a day to the administrators.
    "send-mail-alarm": {"task": "accounts.send_mail_alarm", "schedule": crontab(minute="10,40")},
    # What was queued while the broker was away, or by a process that died, is found again by its row.
    "sweep-outbox": {"task": "core.tasks.sweep_outbox", "schedule": 60},
    # Letters that came back; nothing happens where no mailbox is set.
    "take-bounces": {"task": "core.tasks.take_bounces", "schedule": 300},
    # Units nobody can write to any more: the office calls them.
    "tell-unreachable": {"task": "submissions.tasks.tell_unreachable", "schedule": crontab(minute=5, hour="7-18")},
    # A reviewer who has lost the role or joined the unit makes room for another.
    "stop-reviews": {"task": "submissions.tasks.stop_reviews", "schedule": 900},
    # Uploads that died half-way, and files whose row was never written.
    "sweep-evidence": {"task": "submissions.tasks.sweep_evidence", "schedule": crontab(minute=20, hour=2)},
    # Files that came while the virus scanner was away.
    "rescan-evidence": {"task": "submissions.tasks.rescan_evidence", "schedule": 120},
    # What was removed more than 30 days ago, and whether the rest still is what came in.
    "purge-removed-evidence": {
        "task": "submissions.tasks.purge_removed_evidence",
        "schedule": crontab(minute=30, hour=2),
    },
    "check-evidence": {"task": "submissions.tasks.check_evidence", "schedule": crontab(minute=10, hour=1)},
    "sweep-documents": {"task": "reports.sweep_documents", "schedule": 60},
    "sweep-imports": {"task": "accounts.sweep_imports", "schedule": 60},
    # A backup that ran while a vote was closed held its old versions: they are wiped as soon as it has ended.
    "sweep-ballot-traces": {"task": "awards.tasks.sweep_ballot_traces", "schedule": 300},
    # Files of dossiers and signed papers whose row was never written.
    "sweep-award-files": {"task": "awards.tasks.sweep_award_files", "schedule": crontab(minute=25, hour=2)},
    # An old heartbeat is worth nothing: it expires before the next one.
    "heartbeat": {
        "task": "core.heartbeat",
        "schedule": HEARTBEAT_SECONDS,
        "options": {"expires": HEARTBEAT_SECONDS},
    },
    # Rows of the log that were written by a process which died before it could seal them.
    "sweep-seals": {"task": "core.tasks.sweep_seals", "schedule": 60},
    "sweep-log-chain": {"task": "core.tasks.sweep_log_chain", "schedule": crontab(minute=0, hour=3)},
    # What must always hold of the data; files are read by the check of evidence above.
    "sweep-invariants": {"task": "core.tasks.sweep_invariants", "schedule": crontab(minute=20, hour=3)},
    "sweep-leftovers": {"task": "core.tasks.sweep_leftovers", "schedule": crontab(minute=40, hour=2)},
}
