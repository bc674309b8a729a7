"""A real Chromium on a real server, and a way to sit down as somebody."""

import importlib
import os
import sys

import pytest
from django.test import Client
from django.utils import timezone as django_timezone

from core.clock import database_now
from tests import factories
from tests.confirmed import confirmed

# Playwright runs an event loop in the test's thread; the ORM is used beside it, not inside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """People of the ward."""
    return {**browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


@pytest.fixture
def sit_down(browser, browser_context_args, live_server):
    """sit_down(user) -> a page of a fresh browser in which the user is signed in; None for a visitor."""
    contexts = []

    def open_as(user=None, **options):
        context = browser.new_context(base_url=live_server.url, **{**browser_context_args, **options})
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            confirmed(client)
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield open_as
    for context in contexts:
        context.close()


WIDTHS = {1280: {"width": 1280, "height": 800}, 390: {"width": 390, "height": 844}}


@pytest.fixture(params=WIDTHS)
def size(request):
    """The two screens every officer's journey is walked on: open_as(user, viewport=size)."""
    return WIDTHS[request.param]


class Clock:
    """The moment the portal takes for now; `at` moves it."""

    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at

    def __getattr__(self, name):
        return getattr(django_timezone, name)

    now = __call__


@pytest.fixture
def clock(monkeypatch):
    """The clock that decides about reports, for pages and services of this process, which the live server is part of.

    It stands on 23 November 2026, ten in the morning. Sessions and one-time codes go by the real time.
    """
    importlib.import_module("lechan_thidua.urls")
    moved = Clock(factories.ward(2026, 11, 23, 10))
    for name, module in list(sys.modules.items()):
        if getattr(module, "database_now", None) is database_now and not name.startswith("tests."):
            monkeypatch.setattr(module, "database_now", moved)
        if name.startswith("submissions.") and getattr(module, "timezone", None) is django_timezone:
            monkeypatch.setattr(module, "timezone", moved)
    return moved
