"""One cell of a sheet: its text and what kind of thing stood there, so that a column can say why it is not taken."""

from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from typing import Any, NamedTuple

from core.formats import format_date
from core.text import nfc

from . import phrases

# Excel keeps fifteen digits; what is longer has been rounded already.
EXACT = 10**15


class Kind(Enum):
    """What stood in the cell."""

    TEXT = auto()
    NUMBER = auto()
    LONG_NUMBER = auto()
    DAY = auto()
    FORMULA = auto()
    ERROR = auto()
    MERGED = auto()


class Cell(NamedTuple):
    """The text people see in the cell on one line, and its kind; `lines` is the text where it has several."""

    text: str
    kind: Kind = Kind.TEXT
    lines: str = ""

    @property
    def fault(self) -> str:
        """Why no column takes this cell, as a Vietnamese sentence; empty when it is a plain value."""
        if self.kind is Kind.FORMULA:
            return phrases.FORMULA
        if self.kind is Kind.ERROR:
            return phrases.ERROR_VALUE.format(text=self.text)
        if self.kind is Kind.MERGED:
            return phrases.MERGED
        return phrases.LONG_NUMBER if self.kind is Kind.LONG_NUMBER else ""


BLANK = Cell("")


def plain(text: str) -> str:
    """One line of text as it is stored: NFC, without surrounding or doubled blanks."""
    return " ".join(nfc(text).split())


def of_value(value: Any) -> Cell:
    """The cell of what a spreadsheet library read: numbers become their plain digits, days dd/mm/yyyy."""
    if value is None or value == "":
        return BLANK
    if isinstance(value, bool):
        return Cell(str(value).upper())
    if isinstance(value, int | float):
        return _of_number(value)
    if isinstance(value, datetime):
        whole = value.time() == time.min
        return Cell(format_date(value.date()) if whole else f"{value:%d/%m/%Y %H:%M}", Kind.DAY)
    if isinstance(value, date):
        return Cell(format_date(value), Kind.DAY)
    if isinstance(value, time | timedelta):
        return Cell(str(value), Kind.DAY)
    text = str(value)
    return Cell(plain(text), lines=nfc(text) if "\n" in text.strip() else "")


def _of_number(value: int | float) -> Cell:
    if isinstance(value, float) and not value.is_integer():
        return Cell(repr(value).replace(".", ","), Kind.NUMBER)
    return Cell(str(int(value)), Kind.LONG_NUMBER if abs(value) >= EXACT else Kind.NUMBER)
