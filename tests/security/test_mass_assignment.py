"""Fields that no form of the accounts asks for change nothing: rights, other people, other units."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Membership, Person, Unit, User
from tests.access.table import ACCESS, KEEPERS
from tests.access.test_access import sign_in
from tests.access.world import World

pytestmark = pytest.mark.django_db
OF_ACCOUNTS = ("accounts:", "account_", "mfa_", "usersessions_")
FORMS = sorted(name for name, row in ACCESS.items() if row.post and name.startswith(OF_ACCOUNTS))
RIGHTS = ("is_staff", "is_superuser", "is_active", "email", "erased_at", "password")


def extra(world: World) -> dict:
    """Everything somebody might add to a form by hand."""
    victim, unit = world.people["stranger"], world.other
    grant = victim.memberships.get()
    return {
        "is_staff": "1", "is_superuser": "1", "is_active": "1", "groups": "1", "user_permissions": "1",
        "role": Role.ADMIN, "roles": Role.ADMIN, "vai-tro": Role.ADMIN, "permission": "ACCOUNT_MANAGE",
        "unit": unit.pk, "unit_id": unit.pk, "units": unit.pk, "don-vi": unit.pk,
        "user": victim.pk, "user_id": victim.pk, "account": victim.pk, "pk": victim.pk, "id": victim.pk,
        "membership": grant.pk, "grant": grant.pk, "ends_on": "01/01/2030", "starts_on": "01/01/2020",
        "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0", "memberships-0-role": Role.ADMIN,
        "memberships-0-user": victim.pk, "erased_at": "2026-01-01", "last_login": "2020-01-01",
        "confirmed_by": victim.pk, "created_by": victim.pk, "by": victim.pk, "person": 1, "code": "CHIEM",
    }  # fmt: skip


def rights() -> dict:
    return {row[0]: row[1:] for row in User.objects.values_list("pk", *RIGHTS)}


def grants() -> set:
    return set(Membership.objects.values_list("user_id", "role", "unit_id"))


@pytest.mark.parametrize("overriding", [False, True], ids=["added", "instead"])
@pytest.mark.parametrize("name", FORMS)
def test_extra_fields_give_nobody_anything(name, overriding):
    row, world = ACCESS[name], World()
    url, data = reverse(name, kwargs=row.args(world)) + row.query(world), row.data(world)
    more = extra(world)
    people = sorted(row.post)
    # Everybody with a role of the unit, everybody without any, and whoever keeps the accounts.
    chosen = [who for who in ("officer", "nobody", "reviewer", "admin") if who in people] or people[:1]
    for who in chosen:
        actor, own_units = world.people[who], set(world.people[who].memberships.values_list("unit_id", flat=True))
        own_roles = set(actor.memberships.values_list("role", flat=True))
        before, held = rights(), grants()
        units = set(Unit.objects.exclude(pk__in=own_units).values_list("pk", "code", "name", "active_to"))
        people_elsewhere = set(Person.objects.exclude(unit_id__in=own_units).values_list("pk", "unit_id", "full_name"))
        answer = sign_in(world, who).post(url, {**data, **more} if overriding else {**more, **data})
        assert answer.status_code < 500
        after = rights()
        own = RIGHTS.index("password")
        assert after[actor.pk][:own] == before[actor.pk][:own], f"{who} changed their own rights or address"
        assert not any(values[RIGHTS.index("is_superuser")] for values in after.values())
        new = grants() - held
        assert not [grant for grant in new if grant[0] == actor.pk], f"{who} gave themselves a role"
        if who in KEEPERS:
            continue
        # The link of an invitation sets the password of the account it was written to, whoever opens it.
        told = own if name == "accounts:invitation_accept" else len(RIGHTS)
        others = [pk for pk in before if pk != actor.pk]
        assert {pk: after[pk][:told] for pk in others} == {pk: before[pk][:told] for pk in others}
        assert {(role, unit) for _, role, unit in new} <= {(role, unit) for role in own_roles for unit in own_units}
        assert set(Unit.objects.exclude(pk__in=own_units).values_list("pk", "code", "name", "active_to")) == units
        assert (
            set(Person.objects.exclude(unit_id__in=own_units).values_list("pk", "unit_id", "full_name"))
            >= people_elsewhere
        )
