"""Every page that can be opened, as somebody who may: axe in both themes at desktop and phone width, no sideways scroll
at 320, nothing asked of another host, no word of English.
"""

import pytest
from django.urls import reverse

from tests.access.table import ACCESS
from tests.access.world import World
from tests.browser.axe import assert_page_is_good
from tests.english import english_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Answers that are no page: files, JSON, fragments, and doors that only lead on.
NOT_PAGES = {
    "healthz", "accounts:start", "submissions:evidence_file", "submissions:difficulty_file", "reports:document_file",
    "reports:chart_csv", "awards:meeting_calendar", "accounts:calendar_feed", "awards:signed_paper_file",
    "reports:paper_file", "reports:award_paper_file", "reports:award_paper_progress",
    "submissions:years_group_csv", "submissions:years_person_csv", "submissions:years_unit_csv",
    "reports:reports_csv", "reports:document_progress", "account_confirm_email", "accounts:audit_export",
    "campaigns:criteria_export", "awards:paper_file",
    "accounts:import_errors", "accounts:import_export", "accounts:import_progress", "accounts:import_template",
    "mfa_download_recovery_codes", "submissions:queue_evidence", "submissions:queue_export",
}  # fmt: skip
PAGES = sorted(name for name, row in ACCESS.items() if row.get and name not in NOT_PAGES and "partial" not in name)


@pytest.mark.parametrize("name", PAGES)
def test_page_is_good(name, sit_down, live_server):
    row, world = ACCESS[name], World()
    who = None if row.public else min(row.get)
    page = sit_down(world.people[who] if who else None)
    path = reverse(name, kwargs=row.args(world)) + row.query(world)
    assert_page_is_good(page, live_server.url, path)
    # What scripts have drawn too; the answers themselves are read in tests/vietnamese.
    words = english_in(page.content())
    assert not words, f"{path} speaks English: {words}"
