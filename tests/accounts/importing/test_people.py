"""People from a file: keyed by code, tied to units, with and without a code of their own."""

import pytest

from accounts import groups
from accounts.enums import ImportKind, ImportStatus, RowVerdict
from accounts.importing import services
from accounts.models import Person
from campaigns.enums import GroupKind
from core.clock import ward_date
from tests import factories

from .files import PERSON_HEADINGS, bring_in, listed, preview, told

pytestmark = pytest.mark.django_db


def people(*rows: dict) -> bytes:
    return listed(PERSON_HEADINGS, rows)


def person_row(code: str, name: str = "Nguyễn Thị Hoa", **more) -> dict:
    return {"Mã cá nhân": code, "Họ và tên": name, **more}


def test_people_are_added_to_their_unit_and_group(admin, period):
    group = factories.make_group(period.campaign, GroupKind.INDIVIDUAL)
    unit = factories.make_unit("Trường", code="TH01")
    row = person_row("007", **{"Mã đơn vị": "th01", "Nhóm đối tượng": group.title, "Giới tính": "NỮ"})
    run = bring_in(people(row), by=admin, kind=ImportKind.PEOPLE)
    person = Person.objects.get()
    assert (run.status, person.code, person.unit, person.is_woman) == (ImportStatus.APPLIED, "007", unit, True)
    found = groups.groups_of([person], on=ward_date(run.applied_at))
    assert found[person.pk].code == group.code
    assert services.counts_of(preview(people(row), by=admin, kind=ImportKind.PEOPLE))[RowVerdict.SAME] == 1


def test_somebody_without_a_code_comes_back_by_number(admin):
    person = factories.make_person("Trần Văn Bình")
    bring_in(people(person_row(f"#{person.pk}", "Trần Văn Bính")), by=admin, kind=ImportKind.PEOPLE)
    person.refresh_from_db()
    assert (person.full_name, person.code, Person.objects.count()) == ("Trần Văn Bính", "", 1)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (person_row(""), "Dòng 2, cột Mã cá nhân: không được để trống."),
        (
            person_row("#99999"),
            "Dòng 2, cột Mã cá nhân: không có cá nhân #99999; mã dạng #12 chỉ dành cho người đã có trong danh sách.",
        ),
        (person_row("1", **{"Mã đơn vị": "ZZ"}), "Dòng 2, cột Mã đơn vị: không có đơn vị mã “ZZ”."),
        (
            person_row("1", **{"Giới tính": "khác"}),
            "Dòng 2, cột Giới tính: “khác” không đúng; ghi Nữ, Nam hoặc để trống.",
        ),
        (
            person_row("1", **{"Nhóm đối tượng": "Cá nhân"}),
            "Dòng 2, cột Nhóm đối tượng: chưa nạp kế hoạch phong trào nên chưa có nhóm “Cá nhân”; để trống cột này.",
        ),
    ],
)
def test_a_wrong_cell_is_named(admin, row, sentence):
    run = preview(people(row), by=admin, kind=ImportKind.PEOPLE)
    assert (told(run), Person.objects.count()) == ([sentence], 0)
