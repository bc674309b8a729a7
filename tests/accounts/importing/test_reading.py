"""Files that are not what they should be: each is refused by a sentence that names what to do, and writes nothing."""

import datetime
import io
import random
import zipfile

import openpyxl
import pytest

from accounts.importing import phrases, reading
from accounts.importing import workbook as workbook_module
from accounts.importing.cells import Kind
from accounts.importing.table import Unreadable
from accounts.importing.widgets import CodeWidget

from .files import cp1258, sheet, workbook

HEADINGS = {"Mã đơn vị": True, "Tên đơn vị": True, "Nhóm đối tượng": True, "Hoạt động từ": False}
TOP = list(HEADINGS)


def read(content: bytes, name: str = "a.xlsx"):
    return reading.read(io.BytesIO(content), name, headings=HEADINGS)


def refusal(content: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(Unreadable) as refused:
        read(content, name)
    return str(refused.value)


def merged(cells: str, *rows) -> bytes:
    """A workbook with one merged area."""
    book = openpyxl.Workbook()
    for row in (TOP, *rows):
        book.active.append(row)
    book.active.merge_cells(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rezipped(content: bytes, **changed: bytes) -> bytes:
    """The same workbook with other members; a name that ends in _ is added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name, old.read(name)))
        for name in set(changed) - set(old.namelist()):
            new.writestr(name, changed[name])
    return stream.getvalue()


GOOD = sheet(TOP, ["A1", "Đơn vị", "", ""])


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.xlsx", "Tệp rỗng (0 byte). Chọn lại tệp."),
        (
            b"%PDF-1.7 ...",
            "a.xlsx",
            "Nội dung tệp không phải bảng tính Excel. Mở bằng Excel, lưu lại thành .xlsx rồi gửi.",
        ),
        (
            b"<html><table><tr><td>1",
            "a.xlsx",
            "Nội dung tệp không phải bảng tính Excel. Mở bằng Excel, lưu lại thành .xlsx rồi gửi.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "a.xlsx",
            "Tệp hỏng hoặc có mật khẩu, không mở được. Bỏ mật khẩu, lưu lại rồi gửi.",
        ),
        (
            GOOD,
            "a.xls",
            "Tệp .xls (Excel 97–2003) không nhận. Mở tệp trong Excel, chọn Lưu thành dạng .xlsx rồi gửi lại.",
        ),
        (GOOD, "a.ods", "Tệp .ods không nhận. Lưu lại thành .xlsx hoặc .csv rồi gửi."),
        (GOOD, "a.xlsm", "Tệp .xlsm không nhận. Lưu lại thành .xlsx hoặc .csv rồi gửi."),
        (GOOD, "danh sach", "Tệp không có phần mở rộng, không nhận. Lưu lại thành .xlsx hoặc .csv rồi gửi."),
        (GOOD[:-400], "a.xlsx", "Tệp hỏng, không mở được. Mở bằng Excel, lưu lại thành .xlsx rồi gửi."),
        (
            rezipped(GOOD, **{"xl/vbaProject.bin": b"x"}),
            "a.xlsx",
            "Tệp có macro, không nhận. Lưu lại thành .xlsx không có macro rồi gửi.",
        ),
        (GOOD, "a.csv", "Nội dung tệp không phải văn bản CSV. Nếu là bảng tính, đổi phần mở rộng thành .xlsx rồi gửi."),
        (sheet(TOP), "a.xlsx", "Tệp không có dòng dữ liệu nào dưới dòng tiêu đề. Điền ít nhất một dòng rồi gửi lại."),
        (sheet([]), "a.xlsx", "Tệp không có dòng dữ liệu nào dưới dòng tiêu đề. Điền ít nhất một dòng rồi gửi lại."),
        (sheet(TOP[:2], ["A1", "Đơn vị"]), "a.xlsx", "Tệp không đúng mẫu: thiếu cột Nhóm đối tượng."),
        (sheet(["x"], ["y"]), "a.xlsx", "Tệp không đúng mẫu: thiếu cột Mã đơn vị, Tên đơn vị, Nhóm đối tượng."),
        (
            sheet([*TOP, "MÃ ĐƠN VỊ"], ["A1", "Đơn vị", "", "", "A2"]),
            "a.xlsx",
            "Tệp không đúng mẫu: cột Mã đơn vị có hai lần (A và E). Xóa bớt một cột.",
        ),
        (
            merged("A1:B1", ["A1", "Đơn vị"]),
            "a.xlsx",
            "Tiêu đề ở dòng 1 có ô gộp (A1:B1). Bỏ gộp ô, mỗi cột một tiêu đề, rồi gửi lại.",
        ),
        (
            merged("A1:A2", ["", "Đơn vị"]),
            "a.xlsx",
            "Tiêu đề ở dòng 1 có ô gộp (A1:A2). Bỏ gộp ô, mỗi cột một tiêu đề, rồi gửi lại.",
        ),
        (
            'Mã đơn vị,Tên đơn vị,Nhóm đối tượng\nA1,"Đơn vị,\n'.encode(),
            "a.csv",
            "Dòng 2: dấu nháy kép đặt sai chỗ hoặc không đóng. Mở bằng Excel, lưu lại rồi gửi.",
        ),
        (
            "M· ®¬n vÞ,Tªn ®¬n vÞ,Nhãm ®èi t­îng\nA1,§¬n vÞ,\n".encode("latin-1"),
            "a.csv",
            "Không nhận ra bảng mã của tệp CSV; chỉ đọc UTF-8, UTF-16 và Windows-1258. "
            "Mở trong Excel, chọn Lưu thành “CSV UTF-8” hoặc .xlsx rồi gửi lại.",
        ),
        (
            "Mã đơn vị,Tên đơn vị,Nhóm đối tượng\nA1,x,\n".encode().decode("latin-1").encode(),
            "a.csv",
            "Tệp không đúng mẫu: thiếu cột Mã đơn vị, Tên đơn vị, Nhóm đối tượng.",
        ),
    ],
)
def test_a_file_that_is_not_one_is_refused_by_name(content, name, sentence):
    assert refusal(content, name) == sentence


def test_a_cell_far_away_is_refused_before_anything_is_laid_out():
    far = workbook(lambda book, page: (page.write_row(0, 0, TOP), page.write(1_048_575, 0, "x")))
    assert refusal(far) == "Tệp có hơn 10.000 dòng. Chia thành nhiều tệp rồi nhập từng tệp."
    wide = workbook(lambda book, page: (page.write_row(0, 0, TOP), page.write(1, 16_000, "x")))
    assert refusal(wide) == "Tệp có hơn 60 cột. Chỉ giữ các cột của mẫu rồi gửi."


def test_formatting_far_away_is_no_data():
    def draw(book, page):
        page.write_row(0, 0, TOP)
        page.write_row(1, 0, ["A1", "Đơn vị", "", ""])
        page.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))

    assert [line.number for line in read(workbook(draw)).lines] == [2]


def test_a_bomb_is_refused_unread():
    bomb = rezipped(GOOD, **{"xl/media/image1.bin": bytes(30 * 1024 * 1024)})
    assert refusal(bomb) == "Tệp giải nén ra quá lớn, không nhận. Chép bảng sang một tệp mới rồi gửi."


def strings(content: bytes) -> bytes:
    return b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + content + b"</sst>"


@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/SHAREDSTRINGS.XML", "xl\\sharedStrings.xml"])
def test_more_texts_than_any_list_has_are_refused(name):
    many = strings(b"<si/>" * (workbook_module.MOST_STRINGS + 1))
    assert refusal(rezipped(GOOD, **{name: many})) == phrases.TOO_MUCH_TEXT


def test_longer_texts_than_any_list_has_are_refused():
    # Noise that shrinks, but not two hundredfold: only this rule stands in the way.
    noise = bin(random.Random(2026).getrandbits(workbook_module.MOST_STRINGS_UNPACKED))[2:].encode()
    long = strings(b"<si><t>" + noise + b"</t></si>")
    assert refusal(rezipped(GOOD, **{"xl/sharedStrings.xml": long})) == phrases.TOO_MUCH_TEXT


def test_thousands_of_huge_merged_areas_are_refused_at_once():
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml")
    areas = b"<mergeCells>" + b'<mergeCell ref="A3:XFD1048576"/>' * 9000 + b"</mergeCells>"
    evil = page.replace(b"</sheetData>", b"</sheetData>" + areas)
    assert refusal(rezipped(GOOD, **{"xl/worksheets/sheet1.xml": evil})).startswith("Tệp giải nén ra quá lớn")


def test_a_document_type_is_refused_so_no_entity_can_swell():
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml")
    head, body = page.split(b"?>", 1)
    evil = head + b'?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + body
    assert refusal(rezipped(GOOD, **{"xl/worksheets/sheet1.xml": evil})).startswith("Tệp hỏng")


@pytest.mark.parametrize("draw", ["formula", "array"])
def test_a_formula_is_told_by_the_sheet_itself(draw):
    def fill(book, page):
        page.write_row(0, 0, TOP)
        page.write_row(1, 0, ["A1", "", ""])
        if draw == "formula":
            page.write_formula(1, 1, '="Đơn"&"vị"', None, "Đơn vị")
        else:
            page.write_array_formula("B2:B3", "{=A2:A3}", None, "Đơn vị")
            page.write_row(2, 0, ["A2"])

    cells = [line.cells["Tên đơn vị"].kind for line in read(workbook(fill)).lines]
    assert cells == [Kind.FORMULA] * len(cells)


def test_text_that_looks_like_a_formula_is_text():
    (line,) = read(sheet(TOP, ["A1", "=1+1 là hai", "", ""])).lines
    assert line.cells["Tên đơn vị"][:2] == ("=1+1 là hai", Kind.TEXT)
    (line,) = read("Mã đơn vị,Tên đơn vị,Nhóm đối tượng\nA1,=1+1,\n".encode(), "a.csv").lines
    assert line.cells["Tên đơn vị"].kind is Kind.FORMULA


def test_error_values_merged_rows_and_long_numbers_are_named():
    def fill(book, page):
        page.write_row(0, 0, TOP)
        page.write_formula(1, 0, "=1/0", None, "#DIV/0!")
        page.merge_range(2, 0, 3, 0, "A1")
        page.write_number(4, 0, 12345678901234567)
        for row in range(1, 5):
            page.write_string(row, 1, "Đơn vị")

    kinds = [line.cells["Mã đơn vị"].kind for line in read(workbook(fill)).lines]
    assert kinds == [Kind.FORMULA, Kind.MERGED, Kind.MERGED, Kind.LONG_NUMBER]


def test_a_code_that_excel_turned_into_a_day_is_told_apart():
    def fill(book, page):
        page.write_row(0, 0, TOP)
        page.write_datetime(1, 0, datetime.datetime(2026, 3, 2), book.add_format({"num_format": "d-mmm"}))
        page.write_string(1, 1, "Đơn vị")

    (line,) = read(workbook(fill)).lines
    assert line.cells["Mã đơn vị"][:2] == ("02/03/2026", Kind.DAY)
    with pytest.raises(ValueError, match="Excel đã đổi nội dung thành ngày"):
        CodeWidget(30).clean(line.cells["Mã đơn vị"])


def test_days_come_as_date_cells_and_as_text_day_before_month():
    def fill(book, page):
        page.write_row(0, 0, TOP)
        page.write_row(1, 0, ["A1", "x", ""])
        page.write_datetime(1, 3, datetime.datetime(2026, 12, 5), book.add_format({"num_format": "dd/mm/yyyy"}))
        page.write_row(2, 0, ["A2", "x", "", "05/12/2026"])

    assert [line.cells["Hoạt động từ"].text for line in read(workbook(fill)).lines] == ["05/12/2026"] * 2


def test_columns_in_any_order_below_title_lines_with_stars_and_unknown_ones_named():
    found = read(
        sheet(
            ["DANH SÁCH ĐƠN VỊ"],
            [],
            ["is_staff", "tên  đơn vị *", "Ghi chú", "MÃ ĐƠN VỊ", "Vai trò", "nhóm đối tượng"],
            ["1", "Đơn vị", "x", "007", "Quản trị hệ thống", ""],
        )
    )  # fmt: skip
    assert found.headings == ["Tên đơn vị", "Mã đơn vị", "Nhóm đối tượng"]
    assert [(line.number, line.cells["Mã đơn vị"].text) for line in found.lines] == [(4, "007")]
    assert found.notices == [
        "Bỏ qua cột “is_staff”, “Vai trò”: tệp không cấp được vai trò hay quyền. "
        "Nhập từ tệp chỉ tạo cán bộ đầu mối; vai trò khác giao ở trang Tài khoản.",
        "Bỏ qua cột không có trong mẫu: “Ghi chú”.",
    ]


def test_windows_1258_is_composed():
    text = "Mã đơn vị;Tên đơn vị;Nhóm đối tượng\r\n001;Hội Liên hiệp Phụ nữ phường Lê Chân;\r\n"
    (line,) = read(cp1258(text), "a.csv").lines
    assert line.cells["Tên đơn vị"].text == "Hội Liên hiệp Phụ nữ phường Lê Chân"


def test_a_broken_line_within_quotes_is_one_row_of_the_sheet():
    text = 'sep=;\r\nMã đơn vị;Tên đơn vị;Nhóm đối tượng\r\n\r\nA1;"Trường\r\nMầm non";\r\nA2;x;\r\n'
    found = read(text.encode("utf-8-sig"), "a.csv")
    assert [(line.number, line.cells["Tên đơn vị"].text) for line in found.lines] == [(4, "Trường Mầm non"), (5, "x")]
