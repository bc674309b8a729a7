"""What the exports page offers: each kind of file with what it holds and how many rows, before anybody presses."""

from dataclasses import dataclass

from campaigns.models import ReportingPeriod
from core.formats import format_number
from core.verdict import ALLOWED, Verdict, denied

from . import figures, phrases, rows
from .enums import DocumentKind as K

# Beyond this a table is made by the worker only: the page must answer at once.
DIRECT_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Offer:
    """One export: its name, what is in it, its size in words, and whether it can be asked for now."""

    kind: K
    title: str
    holds: str
    size: str
    icon: str
    verdict: Verdict = ALLOWED


def offers(period: ReportingPeriod) -> list[Offer]:
    """All exports of a year with their present size."""
    received = figures.handed_in(period).count()
    missing = rows.missing_subjects(period).count()
    scored = figures.scored(period).count()
    scores = ALLOWED if scored else denied(phrases.NOTHING_TO_SCORE)
    return [
        Offer(
            K.REPORTS_XLSX,
            "Danh sách báo cáo",
            "Mỗi báo cáo đã nhận một dòng: mã, đơn vị, nhóm, trạng thái, ngày nộp, tự chấm, minh chứng, sáng kiến, "
            "khó khăn, kiến nghị, đề xuất. Trang thứ hai: những đơn vị chưa nộp.",
            f"{format_number(received)} báo cáo, {format_number(missing)} đơn vị chưa nộp",
            "excel",
        ),
        Offer(
            K.SCORES_XLSX,
            "Bảng điểm",
            "Mỗi nhóm một trang: hạng, tổng điểm, tự chấm, chênh lệch, điểm từng tiêu chí. Trang cuối: điểm của "
            "từng người chấm.",
            f"{format_number(scored)} báo cáo đã chấm xong",
            "excel",
            scores,
        ),
        Offer(
            K.COUNCIL_SUMMARY,
            "Tổng hợp trình Hội đồng",
            "Báo cáo theo thể thức Nghị định 30/2020/NĐ-CP: tình hình nộp, xếp hạng từng nhóm, sáng kiến, đề xuất khen "
            "thưởng. Số và ngày để trống đến khi ký.",
            f"{format_number(scored)} báo cáo đã chấm xong",
            "pdf",
            scores,
        ),
    ]
