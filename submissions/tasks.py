"""Work of the worker for reports; each task is one line."""

from celery import shared_task


@shared_task
def send_due_reminders() -> int:
    """Carry out the reminder steps that are due; returns how many."""
    from . import reminders

    return len(reminders.send_due_reminders())


@shared_task
def sweep_evidence() -> int:
    """Delete files that no row names; returns how many."""
    from .services import sweeping

    return sweeping.sweep_evidence()
