"""Work of the worker for reports; each task is one line."""

from celery import shared_task


@shared_task
def send_due_reminders() -> int:
    """Carry out the reminder steps that are due; returns how many."""
    from . import reminders

    return len(reminders.send_due_reminders())


@shared_task
def send_return_reminders() -> int:
    """Remind of additions that are due; returns how many letters are new."""
    from .services import return_reminders

    return return_reminders.send_due()


@shared_task
def tell_unreachable() -> int:
    """Tell the office whom no letter reaches any more; returns how many."""
    from . import unreachable_letters

    return unreachable_letters.tell_office()


@shared_task
def stop_reviews() -> int:
    """Stop reviews whose reviewer may not judge the report any more; returns how many."""
    from .services import stopping

    return stopping.stop_where_needed()


@shared_task
def sweep_evidence() -> int:
    """Delete files that no row names, and what broken uploads left; returns how many."""
    from .services import difficulty_files, sweeping

    return sweeping.sweep_evidence() + sweeping.sweep_uploads() + difficulty_files.sweep()


@shared_task
def rescan_evidence() -> int:
    """Ask the virus scanner again about files that wait for it; returns how many."""
    from .services import scanning

    return scanning.rescan_waiting()


@shared_task
def purge_removed_evidence() -> int:
    """Take away the bytes of files removed long ago; returns how many."""
    from .services import file_keeping

    return file_keeping.purge_removed()


@shared_task
def check_evidence() -> int:
    """Compare stored files with their rows; returns how many are at fault."""
    from .services import file_keeping

    return file_keeping.check_stored()
