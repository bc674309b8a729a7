"""Units, people and accounts that contradict themselves are named."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.enums import Role
from accounts.services import endings, units
from core.workflow import InvalidTransition
from tests import factories
from tests.invariants import found, spoil, spoil_raw

pytestmark = pytest.mark.django_db


def test_two_units_of_one_name_are_found_whatever_case_blanks_and_accents():
    first = factories.make_unit("Hội Phụ nữ")
    second = factories.make_unit("Hội Cựu chiến binh")
    assert found("UNT-01") == []
    spoil_raw(second, "name", " HỘI  phụ nữ ")
    assert found("UNT-01") == [("UNT-01", f"đơn vị số {second.pk}: trùng tên với đơn vị số {first.pk}")]


def test_a_unit_that_ended_may_have_a_successor_of_its_name():
    factories.make_unit("Hội Phụ nữ", active_to=factories.ward(2026, 1, 1).date())
    factories.make_unit("Hội Phụ nữ")
    assert found("UNT-01") == []


def test_two_units_of_one_code_are_found():
    first, second = factories.make_unit(code="A-1"), factories.make_unit(code="A-2")
    spoil(second, code="a-1 ")
    assert found("UNT-01") == [("UNT-01", f"đơn vị số {second.pk}: trùng mã với đơn vị số {first.pk}")]


@pytest.mark.parametrize("make", [factories.make_unit, factories.make_person, factories.make_user])
def test_columns_that_fell_behind_are_found(make):
    row = make()
    assert found("UNT-02") == []
    spoil(row, search_text="khac")
    name = row._meta.verbose_name
    assert found("UNT-02") == [("UNT-02", f"{name} số {row.pk}: cột để tìm và sắp xếp không khớp với tên, mã")]


def test_rights_beside_the_roles_are_found():
    keeper, officer = factories.make_user(Role.ADMIN), factories.make_user(Role.REVIEWER)
    spoil(keeper, is_superuser=True)
    assert found("ACC-01") == []
    spoil(officer, is_superuser=True)
    assert found("ACC-01") == [("ACC-01", f"tài khoản số {officer.pk}: có mọi quyền nhưng không giữ vai trò quản trị")]


def test_the_services_let_no_second_unit_of_a_name_in():
    """What UNT-01 looks for at night is refused by day: adding, renaming, opening again."""
    admin, today = factories.make_user(Role.ADMIN), timezone.localdate()
    first = factories.make_unit("Hội Phụ nữ")
    values = {"code": "PN-2", "name": " hội  PHỤ nữ"}
    with pytest.raises(ValidationError, match=f"mã {first.code}"):
        units.add_unit(values=values, by=admin, on=today)
    second = units.add_unit(values={**values, "name": "Hội Phụ nữ số 2"}, by=admin, on=today)
    with pytest.raises(ValidationError, match=f"mã {first.code}"):
        units.edit_unit(second, values={"name": "Hội phụ nữ"}, seen=None, by=admin, on=today)
    assert units.edit_unit(first, values={"name": "HỘI PHỤ NỮ"}, seen=None, by=admin, on=today)
    former = factories.make_unit("Hội phụ nữ", active_to=today - timedelta(days=1), ended_reason="Giải thể.")
    with pytest.raises(InvalidTransition, match=f"mã {first.code}"):
        endings.reopen_unit(former, by=admin)
    assert found("UNT-01") == []
