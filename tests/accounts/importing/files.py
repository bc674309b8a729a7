"""Files as people send them: workbooks and CSV made on the spot."""

import io
import unicodedata
from collections.abc import Callable, Sequence

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.enums import ImportKind
from accounts.importing import applying, services
from accounts.models import ImportRun

UNIT_HEADINGS = (
    "Mã đơn vị", "Tên đơn vị", "Tên gọn", "Nhóm đối tượng", "Mã đơn vị cấp trên", "Người liên hệ", "Thư điện tử",
    "Điện thoại", "Địa chỉ", "Hoạt động từ", "Hoạt động đến",
)  # fmt: skip
PERSON_HEADINGS = (
    "Mã cá nhân", "Họ và tên", "Chức vụ, nghề nghiệp", "Giới tính", "Mã đơn vị", "Nhóm đối tượng", "Thư điện tử",
    "Điện thoại", "Từ ngày", "Đến hết ngày",
)  # fmt: skip
OFFICER_HEADINGS = ("Thư điện tử", "Họ và tên", "Chức danh", "Điện thoại", "Mã đơn vị")
HEADINGS = {
    ImportKind.UNITS: UNIT_HEADINGS,
    ImportKind.PEOPLE: PERSON_HEADINGS,
    ImportKind.OFFICERS: OFFICER_HEADINGS,
}
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def workbook(draw: Callable) -> bytes:
    """The bytes of an .xlsx that `draw(workbook, sheet)` fills."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False})
    draw(book, book.add_worksheet("Danh sách"))
    book.close()
    return stream.getvalue()


def sheet(headings: Sequence[str], *rows: Sequence) -> bytes:
    """An .xlsx of headings and rows; text stays text, numbers numbers."""

    def draw(book, page):
        for number, row in enumerate((headings, *rows)):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(number, place, value)
                elif value is not None:
                    page.write(number, place, value)

    return workbook(draw)


def units(*rows: dict) -> bytes:
    """An .xlsx of units, each a dict by heading; the needed columns always stand there."""
    return listed(UNIT_HEADINGS, rows)


def listed(headings: Sequence[str], rows: Sequence[dict]) -> bytes:
    """An .xlsx with all headings of a list."""
    return sheet(headings, *[[row.get(heading, "") for heading in headings] for row in rows])


def unit_row(code: str, name: str = "", **more: str) -> dict:
    """One unit by heading."""
    return {"Mã đơn vị": code, "Tên đơn vị": name or f"Đơn vị {code}", **more}


def cp1258(text: str) -> bytes:
    """Windows-1258 as Vietnamese programs write it: the letter, then its tone."""
    out = bytearray()
    for char in unicodedata.normalize("NFC", text):
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            letter = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
            out += (letter + "".join(part for part in parts if part in _TONES)).encode("cp1258")
    return bytes(out)


def upload(content: bytes, name: str = "don-vi.xlsx") -> SimpleUploadedFile:
    """The file as a form sends it."""
    return SimpleUploadedFile(name, content)


def preview(content: bytes, *, by, kind: str = ImportKind.UNITS, name: str = "don-vi.xlsx") -> ImportRun:
    """The run of a file that has been read."""
    run = services.start(kind=kind, upload=upload(content, name), by=by)
    services.read(run.pk)
    run.refresh_from_db()
    return run


def bring_in(content: bytes, *, by, kind: str = ImportKind.UNITS, skip_wrong: bool = False, **more) -> ImportRun:
    """The run of a file that has been read and written."""
    run = preview(content, by=by, kind=kind, **more)
    applying.apply(run, skip_wrong=skip_wrong, by=by)
    applying.write(run.pk)
    run.refresh_from_db()
    return run


def told(run: ImportRun) -> list[str]:
    """Every message of the preview as a person reads it."""
    return [message for row in run.rows.all() for message in row.sentences()]
