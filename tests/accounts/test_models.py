"""Roles held, by day; who sees which unit."""

from datetime import date

import pytest
from django.db import IntegrityError

from accounts.enums import Permission, Role
from accounts.models import Membership, Unit, User
from accounts.permissions import has_permission
from accounts.roles import ROLE_PERMISSIONS
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.plan("R10")
def test_every_role_has_a_row_of_permissions():
    assert set(ROLE_PERMISSIONS) == set(Role)
    assert frozenset().union(*ROLE_PERMISSIONS.values()) == set(Permission)


@pytest.mark.parametrize(
    ("starts", "ends", "held"),
    [
        (None, None, True),
        (date(2026, 1, 1), date(2026, 12, 31), True),
        (None, date(2026, 6, 1), True),
        (date(2026, 6, 1), None, True),
        (None, date(2026, 5, 31), False),
        (date(2026, 6, 2), None, False),
    ],
)
def test_a_grant_counts_from_its_first_to_its_last_day(starts, ends, held):
    user = factories.make_user()
    Membership.objects.create(user=user, role=Role.REVIEWER, starts_on=starts, ends_on=ends)
    assert Membership.objects.active(date(2026, 6, 1)).exists() is held


def test_a_closed_account_has_no_permission():
    user = factories.make_user(Role.REVIEWER)
    assert has_permission(user, Permission.SUBMISSION_REVIEW)
    user.is_active = False
    assert not has_permission(user, Permission.SUBMISSION_REVIEW)


def test_a_unit_role_needs_a_unit():
    with pytest.raises(IntegrityError):
        Membership.objects.create(user=factories.make_user(), role=Role.UNIT_OFFICER)


def test_an_officer_sees_only_the_own_unit_and_the_office_all():
    mine, other = factories.make_unit(), factories.make_unit()
    assert list(Unit.objects.visible_to(factories.make_user(Role.UNIT_OFFICER, unit=mine))) == [mine]
    assert set(Unit.objects.visible_to(factories.make_user(Role.REVIEWER))) == {mine, other}


def test_units_are_listed_in_vietnamese_order():
    for name in ("Em", "Đà Nẵng", "Cầu Đất", "Dư Hàng"):
        factories.make_unit(name)
    assert [unit.name for unit in Unit.objects.all()] == ["Cầu Đất", "Dư Hàng", "Đà Nẵng", "Em"]


def test_accounts_are_known_by_their_address_in_any_case():
    user = factories.make_user(email="Van-Hoa@Demo.example")
    assert user.email == "van-hoa@demo.example"
    assert User.objects.get_by_natural_key("VAN-HOA@demo.example") == user
