"""What every kind of file is read into: rows of cells with the row numbers people see, and the limits of a list."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .cells import Cell

MOST_ROWS = 10_000
MOST_COLUMNS = 60
# Title lines above the headings.
MOST_ROWS_ABOVE = 20


class Unreadable(Exception):
    """The file as a whole is not taken; `str()` is the Vietnamese sentence that says why and what to do."""


@dataclass(slots=True)
class Table:
    """Rows by sheet row number, blank ones left out; `merged` are ranges as (top, left, bottom, right), from 1."""

    rows: dict[int, list[Cell]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def column_letters(number: int) -> str:
    """The name of column `number` (from 1) in a spreadsheet: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def not_blank(cells: Iterable[Cell]) -> bool:
    """True when some cell holds something."""
    return any(cell.text for cell in cells)
