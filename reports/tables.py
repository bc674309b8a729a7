"""What stands in each table the portal gives out: the columns of the report list and of the scores."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from fractions import Fraction
from typing import BinaryIO

from campaigns.enums import CriterionPart
from campaigns.models import CriteriaItem, Enrolment, ReportingPeriod
from core.excel import Book, Column
from core.formats import days_left
from submissions.board import Row
from submissions.models import Score, Submission

from . import rows
from .rows import Board

Progress = Callable[[int], None]
CriterionKey = tuple[int | None, str]


def unit_of(row: Submission | Enrolment) -> str:
    """The body a line belongs to: the unit itself, or that of the person."""
    unit = row.unit or row.person.unit
    return str(unit) if unit else ""


def name_of(row: Submission | Enrolment) -> str:
    """Whose line it is."""
    return str(row.unit or row.person)


def days_late(report: Submission) -> int | None:
    """Whole ward days after the last day of a row of `rows.received_reports`, None for a report on time."""
    if not report.is_late:
        return None
    return max(-days_left(report.late_from, report.deadline), 1)


REPORT_COLUMNS = (
    Column("Mã biên nhận", "text", 15, lambda r: r.code),
    Column("Đơn vị, cá nhân", "text", 38, name_of),
    Column("Thuộc đơn vị", "text", 30, lambda r: unit_of(r) if r.person_id else ""),
    Column("Nhóm đối tượng", "text", 26, lambda r: r.group.short_title),
    Column("Trạng thái", "text", 17, lambda r: r.get_status_display()),
    Column("Nộp lần đầu lúc", "moment", 17, lambda r: r.first_submitted_at),
    Column("Nhận lần cuối lúc", "moment", 17, lambda r: r.submitted_at),
    Column("Số lần nộp", "number", 9, lambda r: r.rounds),
    Column("Đúng hạn", "text", 12, lambda r: "Nộp muộn" if r.is_late else "Đúng hạn"),
    Column("Số ngày muộn", "number", 9, days_late),
    Column("Lý do nộp muộn", "text", 26, lambda r: r.late_reason),
    Column("Người báo cáo", "text", 24, lambda r: r.reporter_name),
    Column("Chức vụ", "text", 22, lambda r: r.reporter_position),
    Column("Điện thoại", "text", 15, lambda r: r.reporter_phone),
    Column("Số nội dung có kết quả", "number", 11, lambda r: r.content_count),
    Column("Số tệp minh chứng", "number", 11, lambda r: r.evidence_count),
    Column("Số sáng kiến, giải pháp", "number", 11, lambda r: r.initiative_count),
    Column("Tổng điểm tự chấm", "points", 11, lambda r: r.self_total),
    Column("Khó khăn, vướng mắc", "text", 40, lambda r: r.difficulties),
    Column("Kiến nghị", "text", 40, lambda r: r.proposals),
    Column("Đề xuất khen thưởng", "text", 40, lambda r: r.award_suggestion),
)

MISSING_COLUMNS = (
    Column("Đơn vị, cá nhân", "text", 44, name_of),
    Column("Thuộc đơn vị", "text", 34, lambda r: unit_of(r) if r.person_id else ""),
    Column("Nhóm đối tượng", "text", 30, lambda r: r.group.short_title),
    Column("Thư điện tử", "text", 30, lambda r: r.unit.email if r.unit_id else ""),
    Column("Điện thoại", "text", 16, lambda r: r.unit.phone if r.unit_id else ""),
)


def criterion_of(item: CriteriaItem) -> str:
    """The plan's criterion a mark belongs to; empty for a bonus or minus item of the office's own."""
    return item.criterion.short_title if item.criterion_id else ""


MARK_COLUMNS = (
    Column("Nhóm đối tượng", "text", 26, lambda m: m.review.submission.group.short_title),
    Column("Đơn vị, cá nhân", "text", 38, lambda m: name_of(m.review.submission)),
    Column("Mã biên nhận", "text", 15, lambda m: m.review.submission.code),
    Column("Phần điểm", "text", 14, lambda m: m.item.criteria_item.get_part_display()),
    Column("Tiêu chí", "text", 44, lambda m: criterion_of(m.item.criteria_item)),
    Column("Tiêu chí thành phần", "text", 44, lambda m: m.item.criteria_item.title),
    Column("Cách chấm", "text", 18, lambda m: m.item.criteria_item.get_kind_display()),
    Column("Điểm tối đa", "points", 10, lambda m: m.item.criteria_item.max_points),
    Column("Điểm tự chấm", "points", 10, lambda m: m.item.self_score),
    Column("Người chấm thứ", "number", 9, lambda m: m.review.slot or None),
    Column("Loại thẩm định", "text", 16, lambda m: m.review.get_kind_display()),
    Column("Điểm theo cách tính", "points", 10, lambda m: m.by_rule),
    Column("Điểm thẩm định", "points", 10, lambda m: m.points),
    Column("Nhận xét", "text", 44, lambda m: m.note),
)


def write_reports(stream: BinaryIO, period: ReportingPeriod, *, at: datetime, progress: Progress) -> None:
    """The report list of a year: what was received, and who is missing."""
    received = rows.received_reports(period)
    expected = max(received.count(), 1)
    with Book(stream, title=f"Danh sách báo cáo thi đua năm {period.year}", made_at=at) as book:
        book.add_sheet(
            "Báo cáo đã nhận", REPORT_COLUMNS, received.iterator(chunk_size=rows.CHUNK),
            step=lambda done: progress(5 + 80 * done // expected),
        )  # fmt: skip
        progress(85)
        missing = rows.missing_subjects(period).iterator(chunk_size=rows.CHUNK)
        book.add_sheet("Chưa nhận báo cáo", MISSING_COLUMNS, missing)


def _score_columns(board: Board, means: dict[int, dict[CriterionKey, Fraction]]) -> list[Column]:
    """Columns of one group: who, totals, then the mean mark of each criterion."""

    def mean_of(item: CriteriaItem) -> Callable[[Row], Fraction | None]:
        return lambda line: means[line.submission.pk].get(rows.key_of(item))

    return [
        Column("Hạng", "number", 8, lambda line: line.rank),
        Column("Xếp loại", "text", 12, lambda line: line.grade),
        Column("Đơn vị, cá nhân", "text", 42, lambda line: name_of(line.submission)),
        Column("Mã biên nhận", "text", 15, lambda line: line.submission.code),
        Column("Tổng điểm", "points", 10, lambda line: line.total),
        Column("Tổng điểm tự chấm", "points", 10, lambda line: line.self_total),
        Column("So với tự chấm", "points", 10, lambda line: line.difference),
        Column("Chênh giữa người chấm", "points", 10, lambda line: line.gap),
        Column("Số sáng kiến, giải pháp", "number", 10, lambda line: line.initiatives),
        *(Column(_heading(n, item), "points", 14, mean_of(item)) for n, item in enumerate(board.criteria, start=1)),
    ]


def _heading(number: int, item: CriteriaItem) -> str:
    """“2. Chuyển đổi số”, “3. Chuyển đổi số: Hồ sơ trực tuyến” for a sub-criterion, with its part where not base."""
    parts = (item.criterion.short_title if item.criterion_id and item.title else "", item.short_title)
    named = ": ".join(part for part in parts if part)
    return f"{number}. {named}" + ("" if item.part == CriterionPart.BASE else f" ({item.get_part_display().lower()})")


def _mean_marks(marks: Iterator[Score]) -> dict[int, dict[CriterionKey, Fraction]]:
    """Mean mark per report and criterion, over the reviews that count."""
    given: dict[int, dict[CriterionKey, list[Fraction]]] = defaultdict(lambda: defaultdict(list))
    for mark in marks:
        given[mark.review.submission_id][rows.key_of(mark.item.criteria_item)].append(Fraction(mark.points))
    return defaultdict(
        dict, {pk: {key: sum(found) / len(found) for key, found in row.items()} for pk, row in given.items()}
    )


def write_scores(
    stream: BinaryIO, period: ReportingPeriod, boards: list[Board], *, at: datetime, progress: Progress
) -> None:
    """The scores of a year: one sheet per group, and every mark on a sheet of its own."""
    means = _mean_marks(rows.marks(period))
    progress(40)
    with Book(stream, title=f"Bảng điểm thi đua năm {period.year}", made_at=at) as book:
        for number, board in enumerate(boards, start=1):
            book.add_sheet(board.group.short_title, _score_columns(board, means), board.lines)
            progress(40 + 30 * number // len(boards))
        book.add_sheet("Chi tiết điểm", MARK_COLUMNS, rows.marks(period))
