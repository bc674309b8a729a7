"""The access table over every address of the portal: each cell is requested, and a GET writes nothing.

A cell is one person (or a visitor) asking for one address by one method. Addresses about a unit's object are asked for
twice: for one of the own unit and for one of another.
"""

import copy

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from tests.access.counting import count_cells
from tests.access.scopes import OF_A_UNIT, SEEN_BY, turned
from tests.access.table import ACCESS, EVERYBODY, Row
from tests.access.world import Foreign, World
from tests.confirmed import confirmed

# The mark has the database laid; that each test is taken back is done here, around one world for all of them.
pytestmark = pytest.mark.django_db
LET_IN = frozenset({200, 204, 302})
WRITES = ("INSERT", "UPDATE", "DELETE")
# A GET may renew what belongs to the visit itself, log a download, and let allauth note the account's own address.
HOUSEKEEPING = ("django_session", "core_auditevent", "account_emailaddress")


@pytest.fixture
def _django_db_helper():
    """Instead of pytest-django's own transaction per test, whose end would close the connection under the world."""


@pytest.fixture(scope="module")
def ward(django_db_setup, django_db_blocker):
    """One world for all cells, laid once; what a cell does is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def world(ward):
    """The world as if nothing had been asked of it yet."""
    with transaction.atomic():
        yield copy.deepcopy(ward)
        transaction.set_rollback(True)


def names(resolver=None, namespace: str = "") -> set[str]:
    """Every URL name of the portal outside Django's admin, which has a table of its own."""
    found = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found.add(namespace + (entry.name or str(entry.pattern)))
        elif entry.namespace != "admin":
            found |= names(entry, namespace + (f"{entry.namespace}:" if entry.namespace else ""))
    return found


def test_every_address_has_a_row():
    assert names() == set(ACCESS)


def test_every_object_says_who_sees_it():
    assert {row.about for row in ACCESS.values()} - {""} <= set(SEEN_BY)


def sign_in(world: World, who: str | None, name: str = "") -> Client:
    """A browser in which `who` is signed in; None for a visitor.

    Who presses has just confirmed who they are, but for the pages of factors: they are asked as they are found, and
    what they do once confirmed is for tests/accounts/test_second_factor.py.
    """
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(world.people[who], backend="django.contrib.auth.backends.ModelBackend")
        if not name.startswith("mfa_"):
            confirmed(client)
    return client


def ask(method: str, name: str, world: World, client: Client):
    """Send one request and take back whatever it changed."""
    row = ACCESS[name]
    url, data = reverse(name, kwargs=row.args(world)) + row.query(world), row.data(world) if method == "post" else {}
    with transaction.atomic():
        answer = getattr(client, method)(url, data)
        transaction.set_rollback(True)
    return answer


def expected(row: Row, method: str, who: str, *, foreign: bool) -> frozenset[int]:
    """The statuses the table allows for one cell."""
    let_in, seen_by = getattr(row, method), SEEN_BY.get(row.about, EVERYBODY)
    if let_in is None:
        return frozenset({405})
    if foreign:
        let_in, seen_by = turned(let_in), turned(seen_by)
    if who in let_in:
        return LET_IN | row.also
    return frozenset({row.refused or (403 if who in seen_by else 404)})


def expected_of_visitors(row: Row, method: str) -> frozenset[int]:
    """Visitors are sent to the door, whatever it is they ask for; only public addresses answer them."""
    if not row.public:
        return frozenset({302})
    return LET_IN | row.also | (frozenset({405}) if getattr(row, method) is None else frozenset())


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(ACCESS))
def test_cell(name, method, world, request):
    row = ACCESS[name]
    sides = [(world, False)]
    if row.about in OF_A_UNIT and getattr(row, method) is not None:
        sides.append((Foreign(world), True))
    wrong, cells = [], 0
    for side, foreign in sides:
        row.args(side), row.query(side), row.data(side)
        for who in sorted(EVERYBODY):
            status = ask(method, name, side, sign_in(world, who, name)).status_code
            cells += 1
            if status not in expected(row, method, who, foreign=foreign):
                wrong.append(f"{who}{' (foreign)' if foreign else ''}: {status}")
    answer = ask(method, name, world, sign_in(world, None))
    cells += 1
    right = answer.status_code in expected_of_visitors(row, method)
    if not right or (not row.public and not answer["Location"].startswith(reverse("account_login"))):
        wrong.append(f"visitor: {answer.status_code}")
    count_cells(request, cells)
    assert not wrong, f"{method.upper()} {name}: {', '.join(wrong)}"


@pytest.mark.parametrize("name", sorted(name for name, row in ACCESS.items() if row.get))
def test_get_writes_nothing(name, world):
    row = ACCESS[name]
    client = sign_in(world, min(row.get), name)
    row.args(world), row.query(world)
    with CaptureQueriesContext(connection) as queries:
        ask("get", name, world, client)
    statements = [query["sql"] for query in queries.captured_queries]
    assert statements
    assert not [
        sql for sql in statements if sql.startswith(WRITES) and not any(f'"{table}"' in sql for table in HOUSEKEEPING)
    ]
