"""Work of the worker for lists that come in, and the alarm about mail; each task takes ids and is one line."""

from celery import shared_task


@shared_task(name="accounts.read_import")
def read_import(run_id: int) -> str:
    """Read a file to its preview."""
    from .importing import services

    return services.read(run_id)


@shared_task(name="accounts.apply_import")
def apply_import(run_id: int) -> str:
    """Write the previewed rows."""
    from .importing import applying

    return applying.write(run_id)


@shared_task(name="accounts.sweep_imports")
def sweep_imports() -> int:
    """Queue again what was forgotten or whose worker died."""
    from .importing import runs

    return runs.sweep()


@shared_task(name="accounts.send_mail_alarm")
def send_mail_alarm() -> int:
    """Tell the administrators when letters do not leave; returns how many letters are new."""
    from . import mail_alarm

    return mail_alarm.send_due()
