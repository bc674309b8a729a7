"""Work of the worker for the shared parts; each task takes ids and is one line."""

from celery import shared_task


@shared_task
def deliver_message(message_id: int) -> str:
    """Send one message of the outbox."""
    from . import outbox

    return outbox.deliver(message_id)


@shared_task
def sweep_outbox() -> int:
    """Queue again what was forgotten."""
    from . import outbox

    return outbox.sweep()


@shared_task
def sweep_leftovers() -> int:
    """Remove used form keys, ended sessions and old notes."""
    from . import notes, onetime

    return onetime.forget_old() + notes.forget_old()


@shared_task
def sweep_seals() -> int:
    """Seal the rows of the log whose request could not."""
    from . import seals

    return seals.sweep()


@shared_task
def sweep_invariants() -> int:
    """Ask whether everything holds that must always hold, and note the outcome."""
    from . import clock, data_check

    return data_check.check_and_note(at=clock.database_now())


@shared_task
def sweep_log_chain() -> bool:
    """Seal and check the whole log, and note the outcome in it."""
    from django.utils import timezone

    from . import seal_check

    return seal_check.check_and_note(now=timezone.now()).is_intact


@shared_task
def take_bounces() -> dict[str, int]:
    """Take in the letters that came back, where a mailbox is set."""
    from django.utils import timezone

    from . import bounce_box

    return dict(bounce_box.read_all(at=timezone.now())) if bounce_box.is_set() else {}
