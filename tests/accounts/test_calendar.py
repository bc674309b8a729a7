"""One's own calendar: a secret address that is renewed, dies with the account and stays out of every log."""

import logging

import pytest
from django.urls import reverse
from icalendar import Calendar

from accounts import calendar_feed
from accounts.enums import Role
from accounts.models import CalendarFeed
from accounts.services.calendars import renew_calendar
from core.logs import DiscreetFormatter
from core.models import AuditEvent
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(db):
    return factories.make_user(Role.UNIT_OFFICER)


def test_the_page_offers_the_address_only_after_a_press(client_of, owner, settings):
    settings.SITE_URL = "https://thidua.lechan.example"
    client, page = client_of(owner), reverse("accounts:calendar")
    assert "Chưa có địa chỉ lịch." in client.get(page).content.decode()
    assert not CalendarFeed.objects.exists()

    html = client.post(reverse("accounts:calendar_renew"), follow=True).content.decode()

    path = calendar_feed.path_of(CalendarFeed.objects.get(user=owner))
    assert f"https://thidua.lechan.example{path}" in html and f'href="{path}"' in html
    assert len(path) > 60 and path.startswith("/lich/") and path.endswith(".ics")
    line = AuditEvent.objects.latest("pk")
    assert (line.action, line.object_id, line.data, line.changes) == ("make_calendar", str(owner.pk), {}, {})


def test_a_calendar_is_read_without_signing_in(client, owner):
    path = calendar_feed.path_of(renew_calendar(by=owner))
    lines = AuditEvent.objects.count()
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "no-store" in answer.headers["Cache-Control"] and "noindex" in answer.headers["X-Robots-Tag"]
    read = Calendar.from_ical(answer.content)
    assert (read["x-wr-calname"], read["x-wr-timezone"]) == ("Lịch thi đua phường Lê Chân", "Asia/Ho_Chi_Minh")
    assert read["refresh-interval"].to_ical() == b"PT6H"
    assert AuditEvent.objects.count() == lines


def test_a_new_address_ends_the_former_one(client, owner):
    former = calendar_feed.path_of(renew_calendar(by=owner))
    newer = calendar_feed.path_of(renew_calendar(by=owner))
    assert [client.get(path).status_code for path in (former, newer)] == [404, 200]
    assert AuditEvent.objects.latest("pk").action == "renew_calendar"
    assert CalendarFeed.objects.count() == 1


def test_a_closed_account_and_a_forged_address_open_nothing(client, owner):
    path = calendar_feed.path_of(renew_calendar(by=owner))
    assert client.get(path.replace(".ics", "x.ics")).status_code == 404
    assert client.get("/lich/1.abc.ics").status_code == 404
    owner.is_active = False
    owner.save(update_fields=["is_active"])
    assert client.get(path).status_code == 404


def test_guessing_ends_soon(client, owner):
    path = calendar_feed.path_of(renew_calendar(by=owner))
    answers = [client.get(f"/lich/{number}.ics").status_code for number in range(25)]
    assert answers == [404] * 20 + [429] * 5
    assert client.get(path).status_code == 429


def test_neither_the_table_nor_a_log_holds_the_address(owner):
    feed = renew_calendar(by=owner)
    path = calendar_feed.path_of(feed)
    token = path.removeprefix("/lich/").removesuffix(".ics")
    assert token not in str(CalendarFeed.objects.values_list().get())
    record = logging.LogRecord("django.request", logging.WARNING, "f.py", 1, "Not Found: %s", (path,), None)
    assert token not in DiscreetFormatter("{message}", style="{").format(record)
    assert feed.nonce not in str(list(AuditEvent.objects.values_list()))
