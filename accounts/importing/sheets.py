"""Files that leave: the template, the lists as they can come back, the wrong rows with what is wrong."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from core import audit
from core.clock import ward_date
from core.csvfile import csv_bytes
from core.excel import Book, Column
from core.verdict import require

from ..enums import ImportKind, RowVerdict
from ..models import ImportRow, ImportRun
from .lists import ListResource
from .preview import RESOURCES
from .reading import FAULT_COLUMN, ROW_COLUMN
from .rights import may_import

XLSX, CSV = "xlsx", "csv"
MEDIA_TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}
# Parts of file names, plain letters so that every program and mail server keeps them.
NAMES = {ImportKind.UNITS: "don-vi", ImportKind.PEOPLE: "ca-nhan", ImportKind.OFFICERS: "can-bo-dau-moi"}
DAY_HINT = "Ngày/tháng/năm, ví dụ 05/12/2026."
HINTS = {
    "code": "Mã riêng của từng dòng, không đổi về sau. Mã đã có thì sửa dòng cũ, mã mới thì thêm. Giữ số 0 ở đầu.",
    "name": "Tên đầy đủ, tối đa 200 ký tự.",
    "short_name": "Tên dùng ở bảng hẹp, tối đa 80 ký tự.",
    "group": "Một trong các nhóm ở trang “Nhóm đối tượng”. Để trống nếu không tham gia.",
    "parent": "Mã của đơn vị cấp trên, đã có trong hệ thống hoặc trong chính tệp này.",
    "contact_name": "Họ và tên người phường gọi khi cần.",
    "email": "Địa chỉ thư để nhận thông báo.",
    "phone": "Số điện thoại, giữ số 0 ở đầu.",
    "address": "Nơi đặt trụ sở, tối đa 250 ký tự.",
    "active_from": DAY_HINT,
    "active_to": f"{DAY_HINT} Chỉ ghi khi thêm mới; ngừng hoạt động thì ghi ở trang của đơn vị, cá nhân.",
    "full_name": "Họ và tên đầy đủ, có dấu.",
    "position": "Chức vụ hoặc nghề nghiệp, tối đa 150 ký tự.",
    "is_woman": "Nữ, Nam hoặc để trống.",
    "unit": "Mã của đơn vị đã có trong hệ thống.",
    "user__email": "Địa chỉ thư dùng để đăng nhập. Địa chỉ đã có thì sửa tài khoản cũ, không đổi địa chỉ bằng tệp.",
    "user__full_name": "Họ và tên đầy đủ, có dấu.",
    "user__title": "Chức danh tại đơn vị.",
    "user__phone": "Số điện thoại, giữ số 0 ở đầu.",
}
PERSON_CODE_HINT = "Mã riêng của từng người. Mã dạng #12 là của người chưa được đặt mã: giữ nguyên, không tự ghi thêm."
WIDE = ("name", "full_name", "user__full_name", "user__email", "address", "position", "group", "email")


@dataclass(frozen=True, slots=True)
class Made:
    """A file ready to be sent."""

    name: str
    media_type: str
    content: bytes


def template(kind: str, *, by, at: datetime | None = None) -> Made:
    """The empty file to be filled in (tải mẫu): headings, how to fill each column, the groups one can name."""
    require(may_import(by))
    at = at or timezone.now()
    resource = RESOURCES[kind](on=ward_date(at))
    stream = io.BytesIO()
    with Book(stream, title=f"Mẫu nhập {ImportKind(kind).label.lower()}", made_at=at) as book:
        book.add_sheet(ImportKind(kind).label, _columns(resource), [])
        book.add_sheet("Hướng dẫn", _GUIDE, _guide(resource))
        if resource.references.choices and "group" in resource.attributes:
            book.add_sheet("Nhóm đối tượng", _GROUPS, resource.references.choices)
    made = Made(f"mau-{NAMES[kind]}.xlsx", MEDIA_TYPES[XLSX], stream.getvalue())
    audit.record("template_downloaded", None, by=by, kind=kind, file_name=made.name)
    return made


def export(kind: str, form: str, *, by, at: datetime | None = None) -> Made:
    """A whole list (xuất danh sách) as it can come in again unchanged; cells are text, none is a formula."""
    require(may_import(by))
    at = at or timezone.now()
    resource = RESOURCES[kind](on=ward_date(at))
    rows = [resource.shown(instance) for instance in resource.rows_to_export()]
    columns = _columns(resource)
    if form == CSV:
        content = csv_bytes([column.heading for column in columns], _texts(columns, rows))
    else:
        stream = io.BytesIO()
        with Book(stream, title=f"Danh sách {ImportKind(kind).label.lower()}", made_at=at) as book:
            book.add_sheet(ImportKind(kind).label, columns, rows)
        content = stream.getvalue()
    made = Made(f"{NAMES[kind]}.{form}", MEDIA_TYPES[form], content)
    audit.record("list_exported", None, by=by, kind=kind, file_name=made.name, rows=len(rows))
    return made


def wrong_rows(run: ImportRun, *, by) -> Made:
    """The wrong rows of a run with what is wrong (tải các dòng lỗi); mended, the same file can be brought in."""
    require(may_import(by))
    resource = RESOURCES[run.kind](on=ward_date(timezone.now()))
    rows = list(run.rows.filter(verdict=RowVerdict.ERROR))
    stream = io.BytesIO()
    columns = [
        Column(ROW_COLUMN, "number", 10, lambda row: row.number),
        Column(FAULT_COLUMN, "text", 60, _faults),
        *(_column(resource, name, lambda row, name=name: row.values.get(name, "")) for name in run.columns),
    ]
    with Book(stream, title=f"Dòng lỗi của {run.file_name}", made_at=timezone.now()) as book:
        book.add_sheet(run.get_kind_display(), columns, rows)
    made = Made(f"dong-loi-{NAMES[run.kind]}.xlsx", MEDIA_TYPES[XLSX], stream.getvalue())
    audit.record("import_errors_downloaded", run, by=by, kind=run.kind, file_name=made.name, rows=len(rows))
    return made


def _faults(row: ImportRow) -> str:
    return "\n".join(row.sentences())


def _columns(resource: ListResource) -> list[Column]:
    return [_column(resource, name, lambda texts, name=name: texts[name]) for name in resource.attributes]


def _column(resource: ListResource, name: str, value) -> Column:
    return Column(resource.heading(name), "typed", 34 if name in WIDE else 18, value)


def _texts(columns: list[Column], rows: Iterable) -> list[list[str]]:
    return [[column.value(row) for column in columns] for row in rows]


_GUIDE = (
    Column("Cột", "text", 26, lambda line: line[0]),
    Column("Bắt buộc", "text", 12, lambda line: line[1]),
    Column("Cách ghi", "text", 90, lambda line: line[2]),
)
_GROUPS = (
    Column("Ghi ở cột Nhóm đối tượng", "text", 40, lambda group: group.short_title),
    Column("Tên đầy đủ", "text", 80, lambda group: group.title),
)


def _guide(resource: ListResource) -> list[tuple[str, str, str]]:
    lines = []
    for name in resource.attributes:
        hint = PERSON_CODE_HINT if name == "code" and resource.of_persons else HINTS[name]
        needed = name in resource.required and name != "group"
        lines.append((resource.heading(name), "Có" if needed else "", hint))
    return lines
