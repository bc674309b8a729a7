"""Work of the worker for the council; each task is one line."""

from celery import shared_task


@shared_task
def sweep_ballot_traces() -> int:
    """Wipe after closed votes what could not be wiped at once."""
    from .services import traces

    return traces.sweep()


@shared_task
def sweep_award_files() -> int:
    """Delete files beside award papers that no row names; returns how many."""
    from .services import files

    return files.sweep()
