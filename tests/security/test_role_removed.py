"""A role removed or an account closed while a form stands open: the next press is refused and changes nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership, User
from core.clock import ward_date
from tests import factories
from tests.access.table import ACCESS, EVERYBODY
from tests.access.test_access import sign_in
from tests.access.world import World
from tests.english import english_of

pytestmark = pytest.mark.django_db
# What an answer may write for itself: the visit, the row of the log that says it was refused, its one-time key.
OWN_WRITES = (
    "django_session",
    "usersessions_usersession",
    "core_auditevent",
    "core_auditseal",
    "core_formkey",
    "cache_table",
)
# Everybody's own, shown in the table by the one person who has such a thing.
OWN = ("mfa_", "accounts:session_end", "accounts:notification_")
BY_ROLE = sorted(
    name
    for name, row in ACCESS.items()
    if row.post and row.post < EVERYBODY and not row.public and not name.startswith(OWN)
)


def writes(queries) -> list[str]:
    """Statements that changed something other than the visit and the log."""
    changes = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    return [sql for sql in changes if not any(f'"{table}"' in sql for table in OWN_WRITES)]


def end_roles(user) -> None:
    """Every role of the user ends with yesterday."""
    yesterday = ward_date(timezone.now()) - timedelta(days=1)
    user.memberships.filter(starts_on__gt=yesterday).delete()
    user.memberships.update(ends_on=yesterday)


def close(user) -> None:
    """Somebody closes the account."""
    User.objects.filter(pk=user.pk).update(is_active=False)


def opened(name: str):
    """A form somebody has open, and what its button would send."""
    row, world = ACCESS[name], World()
    who = min(row.post)
    client = sign_in(world, who)
    url, data = reverse(name, kwargs=row.args(world)) + row.query(world), row.data(world)
    if row.get and who in row.get:
        assert client.get(url).status_code in (200, 302)
    return client, world.people[who], url, data


@pytest.mark.parametrize("name", BY_ROLE)
def test_a_form_of_somebody_whose_role_has_ended_does_nothing(name):
    client, user, url, data = opened(name)
    end_roles(user)
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(url, data)
    assert answer.status_code in (403, 404)
    assert english_of(answer) == []
    assert writes(queries.captured_queries) == []


@pytest.mark.parametrize("name", BY_ROLE)
def test_a_form_of_a_closed_account_leads_to_the_door_and_does_nothing(name):
    client, user, url, data = opened(name)
    close(user)
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(url, data)
    assert (answer.status_code, answer.headers["Location"].startswith(reverse("account_login"))) == (302, True)
    assert writes(queries.captured_queries) == []


def test_a_role_moved_to_another_unit_leaves_the_first_ones_report_alone():
    """The person is still an officer, only no longer of this unit."""
    world = World()
    client, officer = sign_in(world, "officer"), world.people["officer"]
    url = reverse("submissions:edit", kwargs={"pk": world.draft.pk, "section": "don-vi"})
    page = client.get(url)
    assert page.status_code == 200
    Membership.objects.filter(user=officer).update(unit=world.other)
    for name in ("submissions:edit", "submissions:autosave", "submissions:submit", "submissions:evidence_upload"):
        row = ACCESS[name]
        answer = client.post(reverse(name, kwargs=row.args(world)), row.data(world))
        assert answer.status_code == 404
        assert "không tìm thấy" in answer.text.lower() or "không có" in answer.text.lower()
    world.draft.refresh_from_db()
    assert world.draft.status == "DRAFT"


def test_the_reference_data_close_with_the_role(client):
    """Being staff is not enough: the admin asks for a role of today, with each press."""
    keeper = factories.make_user(Role.ADMIN, is_staff=True)
    client.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")
    area = factories.make_content_areas(factories.make_campaign(), count=1)[0]
    url = reverse("admin:campaigns_contentarea_change", args=[area.pk])
    assert client.get(url).status_code == 200
    end_roles(keeper)
    data = {"order": area.order, "short_title": "Tên khác", "text": area.text}
    answer = client.post(url, data)
    assert answer.status_code in (302, 403) and english_of(answer) == []
    area.refresh_from_db()
    assert area.short_title != "Tên khác"
