"""What every test may use."""

import gc
import os
from functools import partial

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_save
from django.test import Client

from accounts.enums import Role
from core.models import OutboxMessage
from tests import factories, flushing, migrated
from tests.questions import expect_questions
from tests.services import broker, browser_type_launch_args, start_worker  # noqa: F401 - fixtures
from tests.vietnamese.letters import Letters

pytest_plugins = ["tests.every_template", "tests.access.counting"]

# Playwright keeps an event loop in the test's thread; the tests' own queries are as synchronous as ever.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


migrated.install()
flushing.install()

# The usual collection after every 700 new objects finds little in these processes and takes its share of each test.
gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """On SQLite Django empties tables by DELETE between tests, which the log's triggers refuse."""
    with django_db_blocker.unblock():
        flushing.remember()
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                for table in ("core_auditevent", "core_auditseal"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")


@pytest.fixture(autouse=True)
def letters_are_vietnamese(pytestconfig):
    """Whatever a test queues or sends is read for English when it is over."""
    letters = Letters()
    post_save.connect(letters.queued, sender=OutboxMessage)
    yield
    post_save.disconnect(letters.queued, sender=OutboxMessage)
    pytestconfig.pluginmanager.get_plugin("tests.every_template").note_letters(letters.kinds)
    for letter in getattr(mail, "outbox", []):
        letters.look(f"{letter.subject}\n{letter.body}", "sent")
    assert (letters.english, letters.unknown) == ([], set())


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What was counted or told a moment ago in another test, under the same numbers, counts for nothing here."""
    cache.clear()


@pytest.fixture
def django_assert_num_queries():
    """As pytest-django's, but for the time of day, which only PostgreSQL is asked for."""
    return expect_questions


@pytest.fixture
def django_assert_max_num_queries():
    """As pytest-django's, but for the time of day."""
    return partial(expect_questions, exact=False)


@pytest.fixture
def client_of(db):
    """A signed-in client: client_of(user)."""

    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def period(db):
    """The reporting year 2026 of a movement with five contents, one group of offices and its criteria."""
    period = factories.make_period()
    factories.make_content_areas(period.campaign)
    return period


@pytest.fixture
def group(period):
    """A group with a published criteria set of 100 points."""
    group = factories.make_group(period.campaign)
    factories.make_criteria_set(group, period)
    return group


@pytest.fixture
def unit(group):
    """A unit enrolled in the group."""
    unit = factories.make_unit("Phòng Kinh tế, Hạ tầng và Đô thị")
    factories.enrol(group, unit)
    return unit


@pytest.fixture
def officer(unit):
    """The unit's officer."""
    return factories.make_user(Role.UNIT_OFFICER, unit=unit)


@pytest.fixture
def reviewer(db):
    """A reviewer of the Culture-Society office."""
    return factories.make_user(Role.REVIEWER)
