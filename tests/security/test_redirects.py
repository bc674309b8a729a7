"""No address of the portal sends anybody to another host, and no letter names one: `?next=`, Referer, Host."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from core.models import OutboxMessage
from core.outbox import build
from tests import factories
from tests.access.table import ACCESS
from tests.access.test_access import sign_in
from tests.access.world import World

pytestmark = pytest.mark.django_db
EVIL = "evil.example"
ELSEWHERE = (f"https://{EVIL}/", f"/\\{EVIL}", f"//testserver@{EVIL}/")
NAMES = ("next", "next_url", "redirect_to", "url", "return", "ve", "back")
FOREIGN_LINK = re.compile(rf"(?:href|action|src|content|formaction)=\"[^\"?]*(?:https?:|[/\\]{{2}})[^\"?]*{EVIL}")
HEADERS = {"referer": f"https://{EVIL}/", "hx-current-url": f"https://{EVIL}/", "origin": f"https://{EVIL}"}


def leads_away(answer) -> str:
    """Where the answer would take a browser outside the portal; empty when nowhere."""
    for name in ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "Refresh"):
        if (place := answer.headers.get(name)) and urlsplit(place.replace("\\", "/")).netloc not in ("", "testserver"):
            return place
    if answer.headers.get("Content-Type", "").startswith("text/html") and (found := FOREIGN_LINK.search(answer.text)):
        return found.group()
    return ""


@pytest.mark.parametrize("name", sorted(ACCESS))
def test_no_address_leads_to_another_host(name):
    row, world = ACCESS[name], World()
    url = reverse(name, kwargs=row.args(world))
    query, data = row.query(world), row.data(world)
    people = [min(row.get or row.post), *([None] if row.public else [])]
    found = []
    for where in ELSEWHERE:
        aims = dict.fromkeys(NAMES, where)
        for who in people:
            client = sign_in(world, who)
            answers = [client.get(url + query, {**aims}, headers=HEADERS)] if row.get else []
            if row.post:
                answers.append(client.post(url + query, {**data, **aims}, headers=HEADERS))
            found += [(who, where, place) for answer in answers if (place := leads_away(answer))]
    assert found == []


@pytest.fixture
def user():
    user = factories.make_user(email="lan@demo.example")
    user.set_password("hoa-phuong-2026")
    user.save()
    return user


FORGED = (
    {"host": EVIL},
    {"x-forwarded-host": EVIL},
    {"host": "localhost", "x-forwarded-host": EVIL, "x-forwarded-proto": "https"},
    {"forwarded": f"host={EVIL}"},
    {"host": f"testserver:{EVIL}"},
    {"host": f"{EVIL}/testserver"},
)


@pytest.mark.parametrize("headers", FORGED, ids=str)
@pytest.mark.parametrize(("name", "field"), [("account_reset_password", "email"), ("accounts:link_ask", "login")])
def test_a_forged_host_gets_no_letter_of_its_own(
    user, settings, headers, name, field, django_capture_on_commit_callbacks
):
    """Either the request is refused, in our words, or the letter carries the fixed address of the site."""
    settings.SITE_URL = "https://thidua.example"
    client = Client(raise_request_exception=False)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse(name), {field: user.email}, headers=headers)
    letters = [letter.body for letter in mail.outbox]
    letters += [build(row).body for row in OutboxMessage.objects.filter(sent_at=None)]
    if answer.status_code == 400:
        assert letters == []
        assert "Quay lại trang trước, tải lại trang rồi làm lại." in answer.text
        return
    assert answer.status_code in (200, 302)
    assert EVIL not in answer.headers.get("Location", "")
    links = re.findall(r"https?://\S+", "\n".join(letters))
    assert links and {urlsplit(link).netloc for link in links} == {"thidua.example"}


def test_the_page_of_a_strange_host_is_refused_in_our_words():
    answer = Client().get("/", headers={"host": EVIL})
    assert answer.status_code == 400
    assert '<html lang="vi"' in answer.text
    assert EVIL not in answer.text
