"""The access table over every address of the portal: each cell is requested, and a GET writes nothing."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from tests.access.table import ACCESS, EVERYBODY
from tests.access.world import World

pytestmark = pytest.mark.django_db
LET_IN = frozenset({200, 204, 302})
REFUSED = frozenset({403, 404})
WRITES = ("INSERT", "UPDATE", "DELETE")
# A GET may renew what belongs to the visit itself, log a download, and let allauth note the account's own address.
HOUSEKEEPING = ("django_session", "usersessions_usersession", "core_auditevent", "account_emailaddress")


def names(resolver=None, namespace: str = "") -> set[str]:
    """Every URL name of the portal outside Django's admin, which has a test of its own."""
    found = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found.add(namespace + (entry.name or str(entry.pattern)))
        elif entry.namespace != "admin":
            found |= names(entry, namespace + (f"{entry.namespace}:" if entry.namespace else ""))
    return found


def test_every_address_has_a_row():
    assert names() == set(ACCESS)


def sign_in(world: World, who: str | None) -> Client:
    """A browser in which `who` is signed in; None for a visitor."""
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(world.people[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


def ask(method: str, name: str, world: World, client: Client):
    """Send one request and take back whatever it changed."""
    row = ACCESS[name]
    url, data = reverse(name, kwargs=row.args(world)) + row.query(world), row.data(world) if method == "post" else {}
    with transaction.atomic():
        answer = getattr(client, method)(url, data)
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(ACCESS))
def test_cell(name, method):
    row, world = ACCESS[name], World()
    let_in = getattr(row, method)
    row.args(world), row.query(world)
    wrong = []
    for who in sorted(EVERYBODY):
        status = ask(method, name, world, sign_in(world, who)).status_code
        if let_in is None:
            right = status == 405
        elif who in let_in:
            right = status in LET_IN | row.also
        else:
            right = status in REFUSED
        if not right:
            wrong.append(f"{who}: {status}")
    answer = ask(method, name, world, sign_in(world, None))
    to_door = answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))
    if row.public:
        right = answer.status_code in LET_IN | row.also | ({405} if let_in is None else set())
    else:
        right = to_door
    if not right:
        wrong.append(f"visitor: {answer.status_code}")
    assert not wrong, f"{method.upper()} {name}: {', '.join(wrong)}"


@pytest.mark.parametrize("name", sorted(name for name, row in ACCESS.items() if row.get))
def test_get_writes_nothing(name):
    row, world = ACCESS[name], World()
    client = sign_in(world, min(row.get))
    row.args(world), row.query(world)
    with CaptureQueriesContext(connection) as queries:
        ask("get", name, world, client)
    statements = [query["sql"] for query in queries.captured_queries]
    assert statements
    assert not [
        sql for sql in statements if sql.startswith(WRITES) and not any(f'"{table}"' in sql for table in HOUSEKEEPING)
    ]
