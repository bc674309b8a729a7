"""Units in and out of Excel: nothing is lost on the way round, nothing wrong comes in unsaid."""

import unicodedata
from datetime import date

import pytest
from tablib import Dataset

from accounts.models import Unit
from accounts.resources import UnitResource
from tests import factories

pytestmark = pytest.mark.django_db
COLUMNS = [
    "Mã đơn vị", "Tên đơn vị", "Tên gọn", "Mã đơn vị cấp trên", "Thư điện tử", "Điện thoại", "Địa chỉ", "Hoạt động từ",
    "Hoạt động đến",
]  # fmt: skip


def bring_in(*rows, headers=COLUMNS):
    return UnitResource().import_data(Dataset(*rows, headers=headers))


def row(code="A1", name="Trường Mầm non số 1", *rest):
    return [code, name, *rest, *[""] * (len(COLUMNS) - 2 - len(rest))]


def faults(result) -> list[str]:
    lines = [str(error.error) for line in result.row_errors() for error in line[1]]
    lines += [message for invalid in result.invalid_rows for message in invalid.error.messages]
    return lines + [str(error.error) for error in result.base_errors]


@pytest.mark.plan("R10")
def test_what_goes_out_comes_in_again_unchanged():
    parent = factories.make_unit("Phòng Văn hóa – Xã hội", active_from=date(2026, 12, 5))
    factories.make_unit("Đội Tuyên truyền", parent=parent, phone="0225 3700 001")
    out = UnitResource().export()
    assert out.headers == COLUMNS
    assert "05/12/2026" in out["Hoạt động từ"]
    result = UnitResource().import_data(Dataset().load(out.export("xlsx"), format="xlsx"))
    assert faults(result) == []
    assert (result.totals["skip"], result.totals["new"], result.totals["update"]) == (2, 0, 0)


def test_a_known_code_changes_and_an_unknown_one_is_added():
    factories.make_unit("Tên cũ", code="A1")
    result = bring_in(row("A1", "Tên mới"), row("A2", "Đơn vị thêm", "ĐV thêm", "A1"))
    assert faults(result) == []
    assert list(Unit.objects.order_by("code").values_list("code", "name", "parent__code")) == [
        ("A1", "Tên mới", None), ("A2", "Đơn vị thêm", "A1"),
    ]  # fmt: skip
    assert Unit.objects.get(code="A2").search_text == "don vi them dv them a2"


def test_day_before_month():
    bring_in(row("A1", "Đơn vị", "", "", "", "", "", "05/12/2026"))
    assert Unit.objects.get().active_from == date(2026, 12, 5)


def test_decomposed_text_is_composed():
    bring_in(row("A1", unicodedata.normalize("NFD", "Trạm Y tế")))
    assert Unit.objects.get().name == unicodedata.normalize("NFC", "Trạm Y tế")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (row("A1", "=HYPERLINK(1)"), "Dòng 1, cột Tên đơn vị: không nhận công thức."),
        (row(""), "Dòng 1, cột Mã đơn vị: không được để trống."),
        (row("A1", "Đơn vị", "", "ZZ"), "Không có đơn vị mã “ZZ”."),
        (row("A1", "Đơn vị", "", "", "", "", "", "2026/31/12"), "“2026/31/12” không phải ngày"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_written(cells, words):
    result = bring_in(cells)
    assert [line for line in faults(result) if words in line]
    assert Unit.objects.count() == 0


def test_a_file_without_the_needed_columns_says_which():
    result = bring_in(["A1"], headers=["Mã đơn vị"])
    assert [line for line in faults(result) if "Tệp không đúng mẫu: thiếu cột Tên đơn vị." in line]


def test_text_that_looks_like_a_formula_leaves_as_text():
    factories.make_unit("-1+cmd", code="A1")
    assert UnitResource().export()["Tên đơn vị"] == ["'-1+cmd"]
