"""Units, people and accounts that contradict themselves are named."""

import pytest

from accounts.enums import Role
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
