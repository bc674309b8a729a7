"""Units from a file: what is added, changed, refused, and by which sentence."""

import unicodedata
from datetime import date

import pytest

from accounts import groups
from accounts.enums import ImportStatus, RowVerdict
from accounts.importing import services
from accounts.models import Unit
from tests import factories

from .files import UNIT_HEADINGS, bring_in, cp1258, preview, sheet, told, unit_row, units

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def counts(run) -> dict:
    return {verdict: count for verdict, count in services.counts_of(run).items() if count}


@pytest.mark.plan("R10")
def test_new_units_are_added_with_group_parent_and_days(admin, group):
    run = bring_in(
        units(
            unit_row("002", "Tổ dân phố số 2", **{"Mã đơn vị cấp trên": "001", "Hoạt động từ": "05/12/2026"}),
            unit_row("001", "Ban Chỉ huy", **{"Nhóm đối tượng": group.short_title, "Điện thoại": "0225 3700 001"}),
        ),
        by=admin,
    )
    assert (run.status, told(run)) == (ImportStatus.APPLIED, [])
    child, parent = Unit.objects.get(code="002"), Unit.objects.get(code="001")
    assert (child.parent, child.active_from) == (parent, date(2026, 12, 5))
    assert (parent.phone, parent.search_text[:11], parent.code_key) == ("0225 3700 001", "ban chi huy", "001")
    assert [found.code for found in groups.groups_of([parent, child], on=TODAY).values()] == [group.code]


def test_nothing_is_written_before_somebody_presses(admin, group):
    run = preview(units(unit_row("001")), by=admin)
    assert (run.status, counts(run), Unit.objects.count()) == (ImportStatus.PREVIEW, {RowVerdict.NEW: 1}, 0)


def test_a_known_code_is_changed_whatever_its_case_blanks_and_form(admin):
    unit = factories.make_unit("Tên cũ", code="Trường 01", phone="0225")
    row = unit_row(f"  {unicodedata.normalize('NFD', 'TRƯỜNG')}  01", "Tên mới", **{"Điện thoại": "0225"})
    run = preview(units(row), by=admin)
    line = run.rows.get()
    assert (line.verdict, line.object_id) == (RowVerdict.CHANGED, unit.pk)
    changed = {name: (line.old[name], text) for name, text in line.values.items() if text != line.old[name]}
    assert changed == {"name": ("Tên cũ", "Tên mới")}
    services.discard(run, by=admin)
    bring_in(units(row), by=admin)
    unit.refresh_from_db()
    assert (unit.code, unit.name, unit.search_text.split()[0]) == ("Trường 01", "Tên mới", "ten")


def test_a_column_the_file_does_not_have_is_left_alone(admin):
    unit = factories.make_unit("Tên cũ", code="A1", phone="0225")
    bring_in(sheet(["Tên đơn vị", "Mã đơn vị", "Nhóm đối tượng"], ["Tên mới", "A1", ""]), by=admin)
    unit.refresh_from_db()
    assert (unit.name, unit.phone) == ("Tên mới", "0225")


def test_leading_zeros_survive_as_text_and_numbers_become_their_digits(admin):
    run = preview(sheet(UNIT_HEADINGS[:4], ["007", "A", "", ""], [7, "B", "", ""], [20250001, "C", "", ""]), by=admin)
    assert [row.values["code"] for row in run.rows.all()] == ["007", "7", "20250001"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (unit_row("", "Không mã"), "Dòng 2, cột Mã đơn vị: không được để trống."),
        ({"Mã đơn vị": "X1"}, "Dòng 2, cột Tên đơn vị: không được để trống."),
        (unit_row("=1"), "Dòng 2, cột Mã đơn vị: mã không bắt đầu bằng dấu =, +, -, @ hoặc nháy đơn."),
        (unit_row("---"), "Dòng 2, cột Mã đơn vị: mã cần có chữ hoặc số."),
        (
            unit_row("X1", **{"Nhóm đối tượng": "Nhóm lạ"}),
            "Dòng 2, cột Nhóm đối tượng: không có nhóm “Nhóm lạ”; dùng một trong các nhóm: “{group}”.",
        ),
        (unit_row("X1", **{"Mã đơn vị cấp trên": "ZZ"}), "Dòng 2, cột Mã đơn vị cấp trên: không có đơn vị mã “ZZ”."),
        (
            unit_row("X1", **{"Mã đơn vị cấp trên": "x1"}),
            "Dòng 2, cột Mã đơn vị cấp trên: đơn vị không thể là cấp trên của chính mình.",
        ),
        (
            unit_row("X1", **{"Mã đơn vị cấp trên": "CU"}),
            "Dòng 2, cột Mã đơn vị cấp trên: đơn vị mã “CU” đã ngừng hoạt động.",
        ),
        (
            unit_row("X1", **{"Thư điện tử": "khong-phai-thu"}),
            "Dòng 2, cột Thư điện tử: “khong-phai-thu” không phải địa chỉ thư điện tử; ví dụ ten@haiphong.gov.vn.",
        ),
        (
            unit_row("X1", **{"Hoạt động từ": "2026-12-05"}),
            "Dòng 2, cột Hoạt động từ: “2026-12-05” không phải ngày; viết ngày/tháng/năm, ví dụ 05/12/2026.",
        ),
        (
            unit_row("X1", **{"Hoạt động từ": "05/12/2026", "Hoạt động đến": "04/12/2026"}),
            "Dòng 2, cột Hoạt động đến: phải từ 05/12/2026 trở đi.",
        ),
        (unit_row("X1", "x" * 212), "Dòng 2, cột Tên đơn vị: dài quá 12 ký tự; rút gọn còn tối đa 200 ký tự."),
        (
            unit_row("CU", "Đơn vị cũ", **{"Hoạt động đến": ""}),
            "Dòng 2, cột Hoạt động đến: ngừng hay hoạt động lại ghi ở trang của đơn vị, cá nhân, không sửa bằng tệp.",
        ),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_written(admin, group, row, sentence):
    factories.make_unit("Đơn vị cũ", code="CU", active_to=date(2026, 1, 31))
    run = preview(units(row), by=admin)
    assert told(run) == [sentence.format(group=group.short_title)]
    assert (counts(run), Unit.objects.count()) == ({RowVerdict.ERROR: 1}, 1)


def test_a_code_twice_names_the_first_row(admin):
    run = preview(units(unit_row("a1"), unit_row("B2"), unit_row(" A1 ")), by=admin)
    assert told(run) == ["Dòng 4, cột Mã đơn vị: trùng với dòng 2."]


def test_a_name_held_by_another_unit_or_row_is_refused(admin):
    """As the pages do: no two units that go on are called alike."""
    factories.make_unit("Hội Phụ nữ", code="PN")
    factories.make_unit("Trường Tiểu học", code="TH", active_to=date(2026, 1, 31))
    rows = (
        unit_row("A1", "hội  phụ nữ"),
        unit_row("B2", "Đoàn"),
        unit_row("C3", "ĐOÀN"),
        unit_row("D4", "Trường tiểu học"),
    )
    run = preview(units(*rows), by=admin)
    words = "cột Tên đơn vị: đã có đơn vị mang tên này, {}; ghi thêm vào tên để phân biệt."
    assert told(run) == [f"Dòng 2, {words.format('mã PN')}", f"Dòng 4, {words.format('dòng 3')}"]
    assert counts(run) == {RowVerdict.ERROR: 2, RowVerdict.NEW: 2}


def test_units_above_one_another_in_a_circle_are_refused(admin):
    factories.make_unit("C", code="C", parent=factories.make_unit("A cũ", code="A"))
    run = preview(
        units(
            unit_row("A", "A cũ", **{"Mã đơn vị cấp trên": "B"}),
            unit_row("B", **{"Mã đơn vị cấp trên": "C"}),
            unit_row("D", **{"Mã đơn vị cấp trên": "A"}),
        ),
        by=admin,
    )
    assert told(run) == [
        "Dòng 2, cột Mã đơn vị cấp trên: đơn vị cấp trên đi vòng: A → B → C → A.",
        "Dòng 3, cột Mã đơn vị cấp trên: đơn vị cấp trên đi vòng: B → C → A → B.",
    ]
    assert run.rows.get(number=4).verdict == RowVerdict.NEW


def test_below_a_wrong_row_nobody_can_be_written(admin):
    run = preview(
        units(unit_row("A", "A", **{"Thư điện tử": "x"}), unit_row("B", **{"Mã đơn vị cấp trên": "A"})), by=admin
    )
    assert told(run)[1] == "Dòng 3, cột Mã đơn vị cấp trên: đơn vị cấp trên ở dòng 2 có lỗi; sửa dòng đó trước."


def test_a_merged_unit_is_not_changed_by_a_file(admin):
    into = factories.make_unit("Nơi nhận", code="N")
    factories.make_unit("Đã gộp", code="M", active_to=date(2026, 1, 31), merged_into=into)
    same = unit_row("M", "Đã gộp", **{"Hoạt động đến": "31/01/2026"})
    assert counts(preview(units(same), by=admin)) == {RowVerdict.SAME: 1}
    run = preview(units({**same, "Tên đơn vị": "Tên khác"}), by=admin)
    assert told(run) == ["Dòng 2: đơn vị này đã sáp nhập vào Nơi nhận; không sửa bằng tệp."]


def test_only_the_right_rows_when_asked(admin):
    content = units(unit_row("A"), unit_row("B", "B", **{"Thư điện tử": "x"}))
    run = bring_in(content, by=admin, skip_wrong=True)
    assert (run.status, list(Unit.objects.values_list("code", flat=True))) == (ImportStatus.APPLIED, ["A"])


def test_the_same_file_again_changes_nothing(admin, group):
    content = units(
        unit_row("001", "Ban  Chỉ huy ", **{"Nhóm đối tượng": group.code, "Hoạt động từ": "5/12/2026"}),
        unit_row("002", "=Tên bắt đầu bằng dấu bằng", **{"Mã đơn vị cấp trên": "001"}),
    )
    bring_in(content, by=admin)
    assert counts(preview(content, by=admin)) == {RowVerdict.SAME: 2}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_letters_and_separators(admin, encoding, separator):
    name = "Trường Tiểu học Nguyễn Thượng Hiền, cơ sở “Lê Chân”" if encoding != "cp1258" else "Trường Tiểu học Lê Chân"
    text = f'Mã đơn vị{separator}Tên đơn vị{separator}Nhóm đối tượng\r\n007{separator}"{name}"{separator}\r\n'
    content = cp1258(text) if encoding == "cp1258" else text.encode(encoding)
    run = bring_in(content, by=admin, name="don-vi.csv")
    assert (run.status, run.problem) == (ImportStatus.APPLIED, "")
    assert list(Unit.objects.values_list("code", "name")) == [("007", unicodedata.normalize("NFC", name))]
