"""Every entry of the schedule names a task that exists, and every sweep and sending is on the schedule."""

from lechan_thidua.celery import app


def registered() -> set[str]:
    app.loader.import_default_modules()
    return {name for name in app.tasks if not name.startswith("celery.")}


def test_every_entry_names_a_task():
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= registered()


def test_every_sweep_and_every_sending_is_scheduled():
    sweeps = {name for name in registered() if "sweep" in name or ".send_" in name}
    assert sweeps <= {entry["task"] for entry in app.conf.beat_schedule.values()}
