"""The tables under the figures of the overview as CSV: the same numbers from the same questions."""

from collections.abc import Callable
from datetime import datetime

from campaigns.models import ReportingPeriod
from core.csvfile import csv_bytes
from core.formats import format_date, format_points

from . import charts, figures
from .figures import State

Table = tuple[list[str], list[list]]


def _progress(period: ReportingPeriod, now: datetime) -> Table:
    points = figures.received_by_day(period, now=now)
    return ["Ngày", "Đã nộp (lũy kế)"], [[format_date(day), number] for day, number in points]


def _groups(period: ReportingPeriod, now: datetime) -> Table:
    headings = ["Nhóm", *(state.label for state in State), "Cộng"]
    rows = [[g.group.short_title, *g.by_state.values(), g.total] for g in figures.by_group(period)]
    return headings, rows


def _contents(period: ReportingPeriod, now: datetime) -> Table:
    of = figures.handed_in(period).count()
    rows = [[n, area.short_title, number, of] for n, (area, number) in enumerate(figures.with_evidence(period), 1)]
    return ["STT", "Nội dung", "Báo cáo có minh chứng", "Báo cáo đã nộp"], rows


def _scores(period: ReportingPeriod, now: datetime) -> Table:
    pairs = charts.score_pairs(figures.mean_scores(period))
    rows = [[p.name, p.reports, format_points(p.self_mean), format_points(p.mark_mean)] for p in pairs]
    return ["Nhóm", "Báo cáo đã chấm", "Tự chấm trung bình", "Thẩm định trung bình"], rows


TABLES: dict[str, Callable[[ReportingPeriod, datetime], Table]] = {
    "tien-do": _progress,
    "nhom-doi-tuong": _groups,
    "noi-dung-minh-chung": _contents,
    "tu-cham-tham-dinh": _scores,
}


def csv_of(chart: str, period: ReportingPeriod, *, now: datetime) -> bytes:
    """One table as CSV; KeyError for an unknown chart."""
    return csv_bytes(*TABLES[chart](period, now))
