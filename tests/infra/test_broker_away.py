"""While the broker is away a request that queues many letters waits once, shortly, and not for each of them."""

import time

import pytest
from kombu.exceptions import OperationalError

from lechan_thidua.celery import QuickTask, app
from tests.services import free_port

QUEUED = 100


@pytest.fixture
def ping(monkeypatch):
    """A task of the kind every task of the portal is, not run inline."""
    monkeypatch.setattr(QuickTask, "_away_until", 0.0)
    inline = app.conf.task_always_eager
    app.conf.task_always_eager = False
    yield app.tasks["core.heartbeat"]
    app.conf.task_always_eager = inline


def publish(task, url: str) -> None:
    with app.connection_for_write(url) as connection:
        task.apply_async(connection=connection, retry=False)


def test_a_broker_that_refuses_costs_one_short_try(ping):
    url, began = f"redis://127.0.0.1:{free_port()}/0", time.monotonic()
    for _ in range(QUEUED):
        with pytest.raises(OperationalError):
            publish(ping, url)
    assert time.monotonic() - began < 3


def test_after_the_rest_the_broker_is_asked_again(ping, broker, monkeypatch):
    with pytest.raises(OperationalError):
        publish(ping, f"redis://127.0.0.1:{free_port()}/0")
    with pytest.raises(OperationalError, match="a moment ago"):
        publish(ping, broker.url)
    monkeypatch.setattr(QuickTask, "_away_until", time.monotonic() - 0.01)
    publish(ping, broker.url)


def test_every_task_of_the_portal_is_of_this_kind():
    app.loader.import_default_modules()
    own = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert own and all(isinstance(task, QuickTask) for task in own)
