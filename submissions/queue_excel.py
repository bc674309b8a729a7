"""The office's list as an Excel table, written row by row in constant memory."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from django.db.models import QuerySet

from campaigns.models import ReportingPeriod
from core.excel import Book, Column

from . import holder
from .models import Submission
from .queue_rows import Row, for_list, rows_of

MOST_ROWS = 5000
CHUNK = 500


def _unit(row: Row) -> str:
    unit = row.report.person and row.report.person.unit
    return str(unit) if unit else ""


def _people(row: Row) -> str:
    return "; ".join(f"{name} (xong)" if done else name for name, done in row.people)


COLUMNS = (
    Column("Mã biên nhận", "text", 15, lambda row: row.report.code),
    Column("Đơn vị, cá nhân", "text", 38, lambda row: row.report.subject_name),
    Column("Thuộc đơn vị", "text", 30, _unit),
    Column("Nhóm đối tượng", "text", 26, lambda row: row.report.group.short_title),
    Column("Nhận lúc", "moment", 17, lambda row: row.report.submitted_at),
    Column("Đúng hạn", "text", 12, lambda row: "Nộp muộn" if row.report.is_late else "Đúng hạn"),
    Column("Trạng thái", "text", 17, lambda row: row.report.get_status_display()),
    Column("Tổng điểm tự chấm", "points", 11, lambda row: row.self_total),
    Column("Đang ở", "text", 26, lambda row: row.turn.words),
    Column("Từ lúc", "moment", 17, lambda row: row.turn.since),
    Column("Người thẩm định", "text", 34, _people),
    Column("Hạn", "date", 12, lambda row: row.due_on),
    Column("Số ngày chờ", "number", 9, lambda row: row.waiting_days),
)


def write(stream: BinaryIO, reports: QuerySet[Submission], period: ReportingPeriod, *, at: datetime) -> int:
    """One sheet with the reports in their order; returns how many rows."""
    found = for_list(reports.select_related("person__unit")).iterator(chunk_size=CHUNK)
    gap = holder.gap_of(period, at=at)
    rows = (row for some in _by(found, CHUNK) for row in rows_of(some, now=at, gap=gap))
    with Book(stream, title=f"Thẩm định báo cáo thi đua năm {period.year}", made_at=at) as book:
        return book.add_sheet("Báo cáo", COLUMNS, rows)


def _by(rows: Iterable, size: int) -> Iterator[list]:
    rows = iter(rows)
    while some := list(islice(rows, size)):
        yield some
