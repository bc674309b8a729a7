"""Grades of totals (xếp loại): off unless the office switches them on; thresholds are dated figures (law.md 10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from campaigns.figures import figure
from campaigns.models import ReportingPeriod

NAMES = ("Xuất sắc", "Tốt", "Khá", "Trung bình", "Yếu")


@dataclass(frozen=True, slots=True)
class Scale:
    """How a total becomes a grade: the lowest points of each, best first; what keeps one from the best."""

    lowest: Sequence[int]
    top_percent: int | None = None
    late_not_top: bool = False

    def grade(self, total: Fraction, *, rank: int, holders: int, lines: int, late: bool) -> str:
        """The grade of a line; a threshold reached is enough.

        `holders` share the rank. A board of `lines` lines has the best grade for at most `top_percent` of them, rounded
        down; a tie is never split, so those who share a rank that does not fit in whole all get the next grade.
        """
        step = next((place for place, points in enumerate(self.lowest) if total >= points), len(self.lowest))
        crowded = self.top_percent is not None and 100 * (rank + holders - 1) > self.top_percent * lines
        if step == 0 and (crowded or (late and self.late_not_top)):
            step = 1
        return NAMES[step]


def scale_of(period: ReportingPeriod, *, on: date) -> Scale | None:
    """The scale in force on the ward day `on`, or None while grades are off."""

    def setting(key: str):
        return figure(key, on=on, campaign=period.campaign)

    if not setting("grades_on"):
        return None
    top = int(setting("top_grade_percent")) if setting("top_grade_capped") else None
    return Scale(tuple(setting("grade_from")), top, bool(setting("late_not_top")))
