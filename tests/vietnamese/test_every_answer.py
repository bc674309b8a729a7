"""No English on any page, refusal, form error or file: every address of the access table, as all who may open it."""

import re

import pytest
from django.db import transaction
from django.urls import reverse

from tests.access.table import ACCESS, EVERYBODY
from tests.access.test_access import sign_in
from tests.access.world import World
from tests.english import english_of
from tests.vietnamese.files import english_in_file

pytestmark = pytest.mark.django_db
FIELD = re.compile(r"<(?:input|select|textarea)\b[^>]*\bname=\"([^\"]+)\"", re.IGNORECASE)
KEEP = {"csrfmiddlewaretoken", "_khoa"}
# Read by machines.
FOR_MACHINES = {"healthz"}
# What nobody means to type: too long, no number, no date, no choice, no address.
WRONG = ("khong-co-gia-tri-nay", "-1", "32/13/2026", "a" * 3000, "@")


def ask(client, method: str, url: str, data=None):
    """One request whose changes are taken back."""
    with transaction.atomic():
        answer = getattr(client, method)(url, data or {})
        if answer.streaming:
            answer.read_body = b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer


def words_of(answer) -> list[str]:
    """English of a page or of a file."""
    if answer.streaming or "attachment" in answer.headers.get("Content-Disposition", ""):
        return english_in_file(answer)
    return english_of(answer)


@pytest.mark.parametrize("name", sorted(name for name, row in ACCESS.items() if row.get and name not in FOR_MACHINES))
def test_page_and_refusal_are_vietnamese(name):
    row, world = ACCESS[name], World()
    url = reverse(name, kwargs=row.args(world)) + row.query(world)
    people = [*sorted(row.get), *sorted(EVERYBODY - row.get)[:1], *([None] if row.public else [])]
    wrong = {}
    for who in people:
        if words := words_of(ask(sign_in(world, who), "get", url)):
            wrong[who or "visitor"] = words
    assert not wrong, f"{url}: {wrong}"


@pytest.mark.parametrize("name", sorted(name for name, row in ACCESS.items() if row.post))
def test_what_a_form_answers_to_nothing_and_to_nonsense_is_vietnamese(name):
    row, world = ACCESS[name], World()
    client = sign_in(world, None if row.public and name.startswith("account_") else min(row.post))
    url = reverse(name, kwargs=row.args(world)) + row.query(world)
    names = set(row.data(world))
    if row.get is not None:
        names |= set(FIELD.findall(ask(client, "get", url).text))
    posts = [{}, *(dict.fromkeys(names - KEEP, value) for value in WRONG)]
    if row.public and name.startswith("account_"):
        posts = posts[:3]
    wrong = [words for data in posts if (words := words_of(ask(client, "post", url, data)))]
    assert not wrong, f"{url}: {wrong}"
