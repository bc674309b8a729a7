"""Every page that can be opened, as somebody who may: axe in both themes at desktop and phone width, no sideways scroll
at 320, nothing asked of another host, no word of English.
"""

import re

import pytest
from django.urls import reverse

from tests.access.table import ACCESS
from tests.access.world import World
from tests.browser.axe import assert_page_is_good

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Answers that are no page: files, JSON, fragments, and doors that only lead on.
NOT_PAGES = {
    "healthz", "accounts:start", "submissions:evidence_file", "reports:document_file", "reports:chart_csv",
    "reports:reports_csv", "reports:document_progress", "account_confirm_email",
}  # fmt: skip
PAGES = sorted(name for name, row in ACCESS.items() if row.get and name not in NOT_PAGES and "partial" not in name)
ENGLISH = re.compile(
    r"\b(the|and|your|please|error|submit|sign in|sign out|log in|log out|password|email|delete|save|cancel|search|page"
    r"|user|add|change|home|next|previous|loading|view|edit|close|open|required|invalid|not found|yes|no)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", PAGES)
def test_page_is_good(name, sit_down, live_server):
    row, world = ACCESS[name], World()
    who = None if row.public else min(row.get)
    page = sit_down(world.people[who] if who else None)
    path = reverse(name, kwargs=row.args(world)) + row.query(world)
    assert_page_is_good(page, live_server.url, path)
    words = ENGLISH.findall(page.locator("body").inner_text())
    assert not words, f"{path} speaks English: {words}"
