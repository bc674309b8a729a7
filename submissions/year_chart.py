"""“Kết quả qua các năm” as a drawing: a column per year, empty years as outline (ux (g))."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.formats import format_points
from core.svg import coordinate

from .years import Year

WIDTH, HEIGHT, GAP = 20, 50, 3
# Bonus points may lift a total above 100; the axis begins at zero.
FULL = Fraction(100)


@dataclass(frozen=True, slots=True)
class Column:
    """One year: where its bar stands in the drawing; `is_empty` draws the outline only."""

    year: Year
    x: int
    width: int
    y: str
    height: str
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The columns, how wide the drawing is, and the words that stand for it."""

    columns: list[Column]
    width: int
    height: int
    finding: str
    label: str


def chart_of(years: Sequence[Year]) -> Chart:
    """The chart of one subject's years."""
    top = max([FULL, *(year.total for year in years if year.total is not None)])
    columns = []
    for place, year in enumerate(years):
        tall = HEIGHT * year.total / top if year.total is not None else Fraction(HEIGHT)
        columns.append(
            Column(
                year,
                place * WIDTH + GAP,
                WIDTH - 2 * GAP,
                coordinate(HEIGHT - tall),
                coordinate(tall),
                year.total is None,
            )  # fmt: skip
        )
    return Chart(columns, len(columns) * WIDTH, HEIGHT, finding_of(years), _label(years))


def finding_of(years: Sequence[Year]) -> str:
    """One sentence that says what the chart shows."""
    scored = [year for year in years if year.total is not None]
    if not scored:
        return "Chưa có năm nào có điểm."
    if len(scored) == 1:
        return f"Mới có điểm năm {scored[0].number}: {format_points(scored[0].total)} điểm."
    first, last = scored[0], scored[-1]
    change = last.total - first.total
    if not change:
        return f"Điểm năm {last.number} bằng năm {first.number}."
    verb = "tăng" if change > 0 else "giảm"
    return f"Từ năm {first.number} đến năm {last.number}, điểm {verb} {format_points(abs(change))}."


def _label(years: Sequence[Year]) -> str:
    words = [
        f"năm {year.number}: {f'{format_points(year.total)} điểm' if year.total is not None else year.words.lower()}"
        for year in years
    ]
    return "; ".join(words)
