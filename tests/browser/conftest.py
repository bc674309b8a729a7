"""A real Chromium on a real server, and a way to sit down as somebody."""

import os

import pytest
from django.test import Client

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
