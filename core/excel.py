"""Tables for the office's Excel: text stays text, numbers and dates are real, no cell is ever a formula."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, BinaryIO

from .clock import ward_time

# What one cell may hold, and what a sheet's name may be (Excel's own limits).
CELL_LIMIT = 32767
NAME_LIMIT = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
A4 = 9
PROGRESS_EVERY = 500

WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
FORMATS = {
    "text": {"text_wrap": True, "valign": "top"},
    # What may come in again: marked as text, so that Excel keeps leading zeros and days as they are written.
    "typed": {"num_format": "@", "valign": "top"},
    "number": {"num_format": "#,##0", "valign": "top"},
    "points": {"num_format": "0.00", "valign": "top"},
    "date": {"num_format": "dd/mm/yyyy", "valign": "top"},
    "moment": {"num_format": "hh:mm dd/mm/yyyy", "valign": "top"},
}
HEADING = {"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "bg_color": "#E4F0F2", "border": 1}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: Vietnamese heading, kind of cell (see FORMATS), width in characters, how a row gives its value."""

    heading: str
    kind: str
    width: int
    value: Callable[[Any], Any]


def sheet_name(title: str, taken: Iterable[str]) -> str:
    """A name Excel takes for `title`: no forbidden sign, at most 31 characters, unlike every name in `taken`."""
    clean = " ".join(_NOT_IN_NAMES.sub(" ", title).split()).strip("'") or "Bảng"
    used = {name.lower() for name in taken}
    name, number = clean[:NAME_LIMIT].strip(), 1
    while name.lower() in used:
        number += 1
        tail = f" ({number})"
        name = clean[: NAME_LIMIT - len(tail)].strip() + tail
    return name


def _cell_text(value: Any) -> str:
    text = str(value)
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"


class Book:
    """A workbook written row after row in constant memory to `stream`; use it as a context manager."""

    def __init__(self, stream: BinaryIO, *, title: str, made_at: datetime):
        import xlsxwriter

        self.workbook = xlsxwriter.Workbook(stream, WORKBOOK_OPTIONS)
        self.title, self.made_at = title, made_at
        self.workbook.set_properties({"title": title, "author": "UBND phường Lê Chân", "created": self._naive(made_at)})
        self._formats = {name: self.workbook.add_format({**look, "border": 1}) for name, look in FORMATS.items()}
        self._heading = self.workbook.add_format(HEADING)
        self._typed = self.workbook.add_format(FORMATS["typed"])
        self._names: list[str] = []

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, kind, *rest) -> None:
        # Closing is what writes the file; after an error there is nothing worth writing, only files to let go of.
        self.workbook.close()

    @staticmethod
    def _naive(moment: datetime) -> datetime:
        """Excel knows no time zones: the ward's clock."""
        return ward_time(moment).replace(tzinfo=None)

    def add_sheet(
        self, title: str, columns: Sequence[Column], rows: Iterable, *, step: Callable[[int], None] = lambda done: None
    ) -> int:
        """One sheet with a frozen, filtered heading, set up for A4; returns how many rows it got.

        `step(rows so far)` is called now and then so that the caller can show progress.
        """
        sheet = self.workbook.add_worksheet(sheet_name(title, self._names))
        self._names.append(sheet.get_name())
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width, self._typed if column.kind == "typed" else None)
            sheet.write_string(0, place, column.heading, self._heading)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_margins(left=0.6, right=0.4, top=0.7, bottom=0.6)
        sheet.set_header(f"&C{self.title.replace('&', '&&')}")
        sheet.set_footer(f"&LSố liệu lúc {self._naive(self.made_at):%H:%M ngày %d/%m/%Y}&RTrang &P/&N")
        count = 0
        for count, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                self._write(sheet, count, place, column, column.value(row))
            if count % PROGRESS_EVERY == 0:
                step(count)
        sheet.autofilter(0, 0, count, len(columns) - 1)
        return count

    def _write(self, sheet, row: int, place: int, column: Column, value: Any) -> None:
        look = self._formats[column.kind]
        if value is None or value == "":
            sheet.write_blank(row, place, None, look)
        elif column.kind in ("text", "typed"):
            sheet.write_string(row, place, _cell_text(value), look)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, place, self._naive(value), look)
        elif isinstance(value, date):
            sheet.write_datetime(row, place, value, look)
        elif isinstance(value, int | Decimal | Fraction):
            # Excel's own numbers are binary; a value of two places comes back the same when shown.
            sheet.write_number(row, place, float(value), look)
        else:
            raise TypeError(f"{column.heading}: {type(value).__name__} is no {column.kind}")
