"""The log as an Excel file (xuất nhật ký)."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from django.db.models import QuerySet

from core import audit
from core.audit_words import Entry
from core.excel import Book, Column
from core.models import AuditEvent
from core.verdict import require

from ..enums import Permission
from ..permissions import need

MOST_ROWS = 10_000
# Up to here the file is kept in memory while it is handed out.
IN_MEMORY = 4 * 1024 * 1024

COLUMNS = (
    Column("Dòng", "number", 10, lambda entry: entry.event.pk),
    Column("Lúc (giờ Việt Nam)", "text", 27, lambda entry: entry.moment),
    Column("Người làm", "text", 28, lambda entry: entry.who),
    Column("Tài khoản số", "number", 10, lambda entry: entry.event.actor_id),
    Column("Vai trò", "text", 34, lambda entry: entry.event.capacity),
    Column("Địa chỉ mạng", "text", 18, lambda entry: entry.event.address),
    Column("Loại việc", "text", 22, lambda entry: entry.kind),
    Column("Việc", "text", 32, lambda entry: entry.what),
    Column("Loại đối tượng", "text", 20, lambda entry: entry.object_kind),
    Column("Đối tượng", "text", 40, lambda entry: entry.object_label),
    Column("Đối tượng số", "text", 12, lambda entry: entry.event.object_id),
    Column("Trước", "text", 40, lambda entry: "\n".join(f"{item.field}: {item.before}" for item in entry.changes)),
    Column("Sau", "text", 40, lambda entry: "\n".join(f"{item.field}: {item.after}" for item in entry.changes)),
    Column("Chi tiết", "text", 50, lambda entry: "\n".join(f"{item.name}: {item.value}" for item in entry.details)),
)


def export_log(rows: QuerySet[AuditEvent], *, filters: dict[str, str], by, at: datetime) -> BinaryIO:
    """The newest MOST_ROWS of `rows` as a workbook (xuất nhật ký), itself one row of the log; the stream is at 0.

    Raises Forbidden without the right. Holds one row at a time.
    """
    require(need(by, Permission.AUDIT_READ))
    stream = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by the answer that sends it
    newest = rows.order_by("-at", "-pk")[:MOST_ROWS]
    with Book(stream, title="Nhật ký", made_at=at) as book:
        count = book.add_sheet("Nhật ký", COLUMNS, _entries(newest))
    audit.record("log_exported", None, by=by, rows=count, capped=count == MOST_ROWS, filters=filters)
    stream.seek(0)
    return stream


def _entries(rows: QuerySet[AuditEvent]) -> Iterator[Entry]:
    return (Entry(event) for event in rows.iterator(chunk_size=500))
