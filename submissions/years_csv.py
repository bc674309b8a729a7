"""The years side by side as CSV: the tables of the pages, for a spreadsheet (Tải CSV, ux (g))."""

from collections.abc import Sequence

from core.csvfile import csv_bytes
from core.formats import format_points

from .years import Line, PhaseSum, Year

NOTHING = ""


def subject_csv(line: Line) -> bytes:
    """One unit or person, a row a year."""
    headings = ["Năm", "Nhóm", "Điểm", "Hạng", "Số báo cáo trong nhóm", "Xếp loại", "Báo cáo"]
    rows = [
        [year.number, str(year.group or NOTHING), _points(year.total), _rank(year), _of(year), year.grade, _said(year)]
        for year in line.years
    ]
    return csv_bytes(headings, rows)


def group_csv(lines: Sequence[Line]) -> bytes:
    """A group, a row a unit or person: points and rank of each year, mean and completeness of each phase."""
    if not lines:
        return csv_bytes(["Đơn vị, cá nhân"], [])
    headings = ["Đơn vị, cá nhân"]
    for year in lines[0].years:
        headings += [f"Điểm {year.number}", f"Hạng {year.number}", f"Báo cáo {year.number}"]
    for each in lines[0].phases:
        span = f"{each.phase.start_year}–{each.phase.end_year}"
        headings += [f"Bình quân {span}", f"Số năm có điểm {span}", f"Số năm đã đến kỳ {span}"]
    return csv_bytes(headings, [_row(line) for line in lines])


def _row(line: Line) -> list:
    cells = [str(line.subject)]
    for year in line.years:
        cells += [_points(year.total), _rank(year), _said(year)]
    for each in line.phases:
        cells += _phase(each)
    return cells


def _phase(each: PhaseSum) -> list:
    return [_points(each.mean), each.scored, each.due]


def _points(value) -> str:
    return NOTHING if value is None else format_points(value)


def _rank(year: Year) -> int | str:
    return year.rank or NOTHING


def _of(year: Year) -> int | str:
    return year.of or NOTHING


def _said(year: Year) -> str:
    """Why there is no total, else whether the report came late."""
    if year.words or not year.submission_id:
        return year.words
    return "Nộp muộn" if year.is_late else "Đúng hạn"
