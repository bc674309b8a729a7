"""A whole set out to Excel, as it can come in again unchanged."""

import io
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from core import audit
from core.excel import Book, Column
from core.verdict import require

from ..enums import CriterionPart, MarkingKind
from ..models import CriteriaSet
from ..permissions import may_design
from .checks import load_items
from .differences import facts_of
from .values import Values

PART, CODE, PLAN, TITLE, POINTS = (
    "Phần điểm", "Mã tiêu chí", "Tiêu chí của kế hoạch", "Tên tiêu chí thành phần", "Điểm tối đa",
)  # fmt: skip
KIND, MEASURE, UNIT, STEPS, EVIDENCE, GUIDE, REVIEWERS = (
    "Cách chấm", "Đơn vị tính", "Điểm mỗi đơn vị", "Bậc điểm", "Cần minh chứng", "Hướng dẫn đơn vị",
    "Hướng dẫn người thẩm định",
)  # fmt: skip
# Heading, kind of cell, width, must the column be in the file.
COLUMNS = (
    (PART, "typed", 18, True), (CODE, "typed", 12, True), (PLAN, "text", 34, False), (TITLE, "typed", 34, True),
    (POINTS, "points", 10, True), (KIND, "typed", 34, True), (MEASURE, "typed", 16, True), (UNIT, "points", 10, True),
    (STEPS, "typed", 26, True), (EVIDENCE, "typed", 10, True), (GUIDE, "text", 50, True), (REVIEWERS, "text", 50, True),
)  # fmt: skip
# Rows of the sheet that hold what counts for the whole set; the figure stands among the points.
FRAME_ROWS = {"Trần điểm thưởng": "bonus_cap", "Trần điểm trừ": "minus_cap", "Số người chấm": "scorers"}
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HINTS = (
    (PART, ", ".join(CriterionPart.labels) + "; ba dòng cuối là mức trần và số người chấm của cả bộ."),
    (CODE, "Mã tiêu chí của kế hoạch, chỉ ở điểm chính. Điểm thưởng, điểm trừ để trống."),
    (PLAN, "Chỉ để đọc, nhập lại không đổi được."),
    (TITLE, "Để trống khi tiêu chí của kế hoạch chỉ có một dòng; nhiều dòng thì từng dòng có tên riêng."),
    (POINTS, "Lớn hơn 0, tối đa 2 chữ số sau dấu phẩy. Điểm chính cộng lại phải bằng 100."),
    (KIND, "; ".join(MarkingKind.labels) + "."),
    (MEASURE, "Đơn vị của số liệu phải báo cáo, khi chấm theo bậc, tỷ lệ, số lượng."),
    (UNIT, "Chỉ khi chấm theo số lượng."),
    (STEPS, "Chỉ khi chấm theo bậc: mức = điểm, cách nhau bằng dấu chấm phẩy, ví dụ 70 = 5; 90 = 10."),
    (EVIDENCE, "Có hoặc Không."),
    (GUIDE, "Đơn vị đọc khi viết báo cáo."),
    (REVIEWERS, "Chỉ người thẩm định đọc."),
)


@dataclass(frozen=True, slots=True)
class Made:
    """A file ready to be sent."""

    name: str
    content: bytes


def export(criteria_set: CriteriaSet, *, by, at: datetime | None = None) -> Made:
    """The set as one sheet and a sheet of guidance (xuất bộ tiêu chí); no cell is ever a formula."""
    require(may_design(by))
    title = f"Bộ tiêu chí {criteria_set.group}, năm {criteria_set.period.year}, bản {criteria_set.version}"
    rows = [_row(item) for item in load_items(criteria_set)]
    rows += [{PART: label, POINTS: Decimal(getattr(criteria_set, name))} for label, name in FRAME_ROWS.items()]
    columns = [Column(head, kind, width, lambda row, head=head: row.get(head)) for head, kind, width, _ in COLUMNS]
    guide = [Column("Cột", "text", 28, lambda hint: hint[0]), Column("Cách ghi", "text", 90, lambda hint: hint[1])]
    stream = io.BytesIO()
    with Book(stream, title=title, made_at=at or timezone.now()) as book:
        book.add_sheet("Tiêu chí", columns, rows)
        book.add_sheet("Hướng dẫn", guide, HINTS)
    name = f"tieu-chi-{criteria_set.group.code}-{criteria_set.period.year}-ban-{criteria_set.version}.xlsx"
    audit.record("criteria_exported", criteria_set, by=by, file_name=name, rows=len(rows))
    return Made(name, stream.getvalue())


def _row(item) -> dict:
    values = Values.of(item)
    plan = {CODE: item.criterion.code, PLAN: item.criterion.short_title} if item.criterion else {}
    return facts_of(values) | plan | {POINTS: values.max_points, UNIT: values.unit_points}
