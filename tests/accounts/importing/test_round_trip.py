"""What goes out comes in again unchanged, as Excel and as CSV, and no program runs any of it (goals 5, 6; threat 9)."""

import csv
import io
import zipfile
from datetime import date

import openpyxl
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.enums import ImportKind, Role, RowVerdict
from accounts.importing import services, sheets
from accounts.models import Membership, Person, Unit
from core.csvfile import safe_cell, unguarded
from core.models import AuditEvent
from tests import factories

from .files import preview, unit_row, units

pytestmark = pytest.mark.django_db
LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯ0123456789 .,;-–()'\"“”=+@\t/&<>áàảãạấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữựýỳỷỹỵ"
)
TEXTS = st.text(LETTERS, max_size=60)
NAMES = st.builds(
    lambda start, rest: f"{start}{rest}", st.sampled_from(["=", "-", "+", "@", "'", "'=", "", "0"]), TEXTS
)
CODES = st.text("0123456789AĐẾđb-/", min_size=1, max_size=12).filter(lambda code: code[0] not in "-/" and code.strip())


def counted(made: sheets.Made, kind: str, admin) -> dict[str, int]:
    run = preview(made.content, by=admin, kind=kind, name=made.name)
    assert run.problem == ""
    return {verdict: count for verdict, count in services.counts_of(run).items() if count}


@pytest.mark.plan("R10")
@pytest.mark.parametrize("form", [sheets.XLSX, sheets.CSV])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.dictionaries(CODES.map(str.casefold), st.tuples(CODES, NAMES.filter(str.strip), TEXTS), max_size=6))
def test_units_come_back_unchanged(admin, form, rows):
    Unit.objects.all().delete()
    codes = {code.casefold(): (code, name, address) for code, name, address in rows.values()}
    for code, name, address in codes.values():
        factories.make_unit(name, code=code, address=address, active_from=date(2020, 12, 5))
    made = sheets.export(ImportKind.UNITS, form, by=admin)
    if codes:
        assert counted(made, ImportKind.UNITS, admin) == {RowVerdict.SAME: len(codes)}


@pytest.mark.parametrize("form", [sheets.XLSX, sheets.CSV])
def test_every_list_comes_back_unchanged(admin, group, form):
    top = factories.make_unit("-1+cmd|' /C calc'!A0", code="007", active_to=date(2026, 1, 31))
    below = factories.make_unit("Đội  Tuyên truyền", code="tt", parent=top, email="Chu.Hoa@B.vn")
    factories.enrol(group, below)
    factories.make_person("Nguyễn Thị Hoa", unit=top, code="01", is_woman=True, active_to=date(2026, 1, 31))
    factories.make_person("Không mã", unit=below)
    for unit in (top, below):
        factories.make_user(Role.UNIT_OFFICER, unit=unit)
    Membership.objects.create(user=Membership.objects.first().user, role=Role.REVIEWER)
    expected = {ImportKind.UNITS: 2, ImportKind.PEOPLE: 2, ImportKind.OFFICERS: 2}
    for kind, count in expected.items():
        assert counted(sheets.export(kind, form, by=admin), kind, admin) == {RowVerdict.SAME: count}
    assert AuditEvent.objects.filter(action="list_exported").count() == 3


def test_no_cell_of_a_workbook_is_a_formula(admin):
    factories.make_unit("=HYPERLINK(1)", code="A", address="+84", contact_name="@x")
    content = sheets.export(ImportKind.UNITS, sheets.XLSX, by=admin).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml")
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


def test_no_cell_of_a_csv_starts_a_formula(admin):
    for number, name in enumerate(["=1", "+1", "-1", "@x", "'=1", "''+"]):
        factories.make_unit(name, code=f"A{number}")
    made = sheets.export(ImportKind.UNITS, sheets.CSV, by=admin)
    rows = list(csv.reader(io.StringIO(made.content.decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert [row[1] for row in rows[1:]] == ["'=1", "'+1", "'-1", "'@x", "''=1", "'''+"]


@given(st.text())
def test_the_guard_of_a_cell_is_undone_exactly(text):
    assert unguarded(safe_cell(text)) == text
    assert not safe_cell(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_wrong_rows_leave_with_what_is_wrong_and_mended_come_back(admin):
    run = preview(units(unit_row("007", "Tốt"), unit_row("008", "=Xấu", **{"Thư điện tử": "x"})), by=admin)
    content = sheets.wrong_rows(run, by=admin).content
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in page[2]][:4] == [
        3,
        "Dòng 3, cột Thư điện tử: “x” không phải địa chỉ thư điện tử; ví dụ ten@haiphong.gov.vn.",
        "008",
        "=Xấu",
    ]
    book = openpyxl.load_workbook(io.BytesIO(content))
    heads = [cell.value for cell in book.active[1]]
    book.active.cell(2, heads.index("Thư điện tử") + 1).value = "x@b.vn"
    book.active.cell(2, heads.index("Tên đơn vị") + 1).value = "Đã sửa"
    stream = io.BytesIO()
    book.save(stream)
    again = preview(stream.getvalue(), by=admin)
    assert (again.notices, [row.verdict for row in again.rows.all()]) == ([], [RowVerdict.NEW])


@pytest.mark.parametrize("kind", ImportKind.values)
def test_the_template_holds_headings_guide_and_groups_and_no_example(admin, group, kind):
    made = sheets.template(kind, by=admin)
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    page = book.worksheets[0]
    assert (page.max_row, book.sheetnames[1]) == (1, "Hướng dẫn")
    assert [row[0].value for row in book["Hướng dẫn"].iter_rows(min_row=2)] == [cell.value for cell in page[1]]
    assert ("Nhóm đối tượng" in book.sheetnames) == (kind == ImportKind.UNITS)
    event = AuditEvent.objects.get(action="template_downloaded")
    assert (event.actor_id, event.data["file_name"]) == (admin.pk, made.name)


def test_the_template_filled_in_is_read(admin, group):
    book = openpyxl.load_workbook(io.BytesIO(sheets.template(ImportKind.UNITS, by=admin).content))
    for place, value in enumerate(["007", "Trường Mầm non", "", group.short_title], start=1):
        book.worksheets[0].cell(2, place).value = value
    stream = io.BytesIO()
    book.save(stream)
    assert [row.values["code"] for row in preview(stream.getvalue(), by=admin).rows.all()] == ["007"]


def test_people_whose_data_were_erased_do_not_leave(admin):
    factories.make_person("Đã xóa", code="1", erased_at=timezone.now())
    factories.make_person("Còn", code="2")
    made = sheets.export(ImportKind.PEOPLE, sheets.CSV, by=admin)
    assert (Person.objects.count(), made.content.decode("utf-8-sig").count("\n")) == (2, 2)
