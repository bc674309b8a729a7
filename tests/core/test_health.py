"""The health page tells which part is away and never fails with it."""

import threading
import time
from datetime import timedelta

import pytest
from celery import current_app
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from core import health
from tests.services import wait_for


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def queued(monkeypatch):
    """As if a broker were set: tasks are not run inside the request."""
    monkeypatch.setattr(health, "tasks_run_inline", lambda: False)


def raise_away():
    raise OperationalError("the database is away")


def test_healthz_inline_tasks(client, transactional_db):
    answer = client.get("/healthz/")
    assert answer.status_code == 200
    body = answer.json()
    assert abs(body.pop("clock_difference")) < 2
    assert body == {
        "status": "ok", "database": "ok", "broker": "inline", "worker": "inline", "files": "ok", "data": "ok",
        "mail": "ok",
    }  # fmt: skip
    assert "no-cache" in answer["Cache-Control"]


def test_healthz_needs_no_sign_in_and_takes_no_post(client, transactional_db):
    assert client.get("/healthz/").status_code == 200
    assert client.post("/healthz/").status_code == 405


def test_healthz_database_away_is_503(client, db, monkeypatch):
    monkeypatch.setattr(health, "clock_difference", raise_away)
    answer = client.get("/healthz/")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "down",
        "database": "away",
        "broker": "inline",
        "worker": "inline",
        "files": "away",
        "data": "away",
        "mail": "away",
        "clock_difference": None,
    }


def test_healthz_database_that_hangs_is_503_in_time(client, db, monkeypatch):
    monkeypatch.setattr(health, "PART_TIMEOUT", 0.2)
    answered = threading.Event()
    monkeypatch.setattr(health, "clock_difference", lambda: answered.wait(60))
    began = time.monotonic()
    assert client.get("/healthz/").status_code == 503
    answered.set()
    assert time.monotonic() - began < 30


def test_healthz_broker_away_is_degraded(client, transactional_db, queued, monkeypatch):
    monkeypatch.setattr(health, "broker_answers", raise_away)
    health.note_worker_alive()
    answer = client.get("/healthz/")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["status"], body["broker"], body["worker"]) == ("degraded", "away", "ok")


@pytest.mark.parametrize(("age", "state"), [(0, "ok"), (74, "ok"), (77, "silent"), (None, "silent")])
def test_healthz_worker_by_age_of_heartbeat(client, transactional_db, queued, monkeypatch, age, state):
    monkeypatch.setattr(health, "broker_answers", lambda: True)
    if age is not None:
        health.note_worker_alive(at=timezone.now() - timedelta(seconds=age))
    assert client.get("/healthz/").json()["worker"] == state


@pytest.mark.parametrize(("difference", "status"), [(0.0, "ok"), (2.0, "ok"), (-2.5, "degraded"), (600.0, "degraded")])
def test_healthz_shows_clock_difference(client, db, monkeypatch, difference, status):
    monkeypatch.setattr(health, "clock_difference", lambda: difference)
    body = client.get("/healthz/").json()
    assert (body["clock_difference"], body["status"]) == (difference, status)


def test_clock_difference_is_database_minus_web(transactional_db, monkeypatch):
    monkeypatch.setattr(health, "database_now", lambda: timezone.now() + timedelta(minutes=10))
    assert health.ask(health.clock_difference) == pytest.approx(600, abs=1)


def test_heartbeat_task_is_scheduled_well_within_the_limit():
    from lechan_thidua.celery import app

    entry = app.conf.beat_schedule["heartbeat"]
    assert app.tasks[entry["task"]]
    assert 2 * entry["schedule"] < health.WORKER_SILENT_AFTER.total_seconds()


def test_real_broker_is_asked(client, transactional_db, broker, queued, monkeypatch):
    monkeypatch.setattr(current_app.conf, "broker_url", broker.url)
    monkeypatch.setattr(current_app.conf, "broker_write_url", broker.url)
    # On a busy machine one answer may come too late; the state that stays is the one that counts.
    assert wait_for(lambda: client.get("/healthz/").json()["broker"] == "ok")
    broker.stop(kill=True)
    assert wait_for(lambda: client.get("/healthz/").json()["broker"] == "away")
    broker.start()
    assert wait_for(lambda: client.get("/healthz/").json()["broker"] == "ok")


def test_real_worker_notes_its_heartbeat(client, start_worker, broker, queued, monkeypatch, settings):
    """The first heartbeat comes from the worker's own start; it lies in the cache that web and worker share."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_table"}}
    call_command("createcachetable")
    monkeypatch.setattr(health, "broker_answers", lambda: True)
    assert client.get("/healthz/").json()["worker"] == "silent"
    worker = start_worker(TEST_CACHE="table")
    assert wait_for(lambda: client.get("/healthz/").json()["worker"] == "ok"), worker.log()
    cache.clear()
