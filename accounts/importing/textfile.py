"""Reading .csv: which letters and which separator it is written with is proved by its headings, never guessed."""

import csv
import io
import re
from collections.abc import Callable, Iterator

from core.csvfile import unguarded
from core.formats import format_number
from core.text import nfc

from . import phrases
from .cells import BLANK, Cell, Kind, plain
from .table import MOST_COLUMNS, MOST_ROWS, MOST_ROWS_ABOVE, Table, Unreadable, not_blank

SEPARATORS = (",", ";", "\t")
MOST_CELL = 32_767
# Marks at the beginning of a file, longest first: UTF-16's is the beginning of no other here.
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATOR_LINE = re.compile(r"\Asep=(.)\r?\n", re.IGNORECASE)


def read_text(data: bytes, knows_heading: Callable[[str], bool]) -> Table:
    """The rows of a distrusted .csv. `knows_heading` tells the headings of the list, which prove the encoding.

    Raises Unreadable: a file in other letters is refused by name, never turned into mojibake.
    """
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise Unreadable(phrases.NOT_CSV)
    text = _decoded(data, knows_heading)
    if "\0" in text:
        raise Unreadable(phrases.NOT_CSV)
    given = _SEPARATOR_LINE.match(text)
    first_row = 1
    if given:
        text, first_row = text[given.end() :], 2
    separator = given[1] if given and given[1] in SEPARATORS else _separator(text, knows_heading)
    rows = {}
    for number, cells in enumerate(_records(text, separator, first_row), start=first_row):
        if number > MOST_ROWS + MOST_ROWS_ABOVE:
            raise Unreadable(phrases.TOO_MANY_ROWS.format(most=format_number(MOST_ROWS)))
        if len(cells) > MOST_COLUMNS and not_blank(cells[MOST_COLUMNS:]):
            raise Unreadable(phrases.TOO_MANY_COLUMNS.format(most=MOST_COLUMNS))
        if not_blank(cells):
            rows[number] = cells[:MOST_COLUMNS]
    return Table(rows)


def _decoded(data: bytes, knows_heading: Callable[[str], bool]) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    # Without a mark UTF-16 shows by its zero bytes, which no other text has.
    if b"\0" in data[:2000]:
        return _strictly(data, "utf-16-be" if data.startswith(b"\0") else "utf-16-le")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = _strictly(data, "cp1258")
    # Any bytes are some text in a one-byte encoding: only Vietnamese headings prove that it is this one.
    if not _heading_words(text, knows_heading):
        raise Unreadable(phrases.ENCODING)
    return text


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return nfc(data.decode(encoding)) if encoding != "cp1258" else _composed(data.decode(encoding))
    except UnicodeDecodeError:
        raise Unreadable(phrases.ENCODING) from None


def _composed(text: str) -> str:
    """Windows-1258 writes the tone behind its letter: ê + dot below is ệ."""
    return nfc(text)


def _heading_words(text: str, knows_heading: Callable[[str], bool]) -> int:
    """How many known headings that need Vietnamese letters stand in the first lines."""
    words = re.split(r"[,;\t\r\n]", text[:4000])
    return sum(1 for word in words if not word.isascii() and knows_heading(word.strip().strip('"')))


def _separator(text: str, knows_heading: Callable[[str], bool]) -> str:
    """The separator under which most headings of the first lines are known."""

    lines = text.splitlines()[:MOST_ROWS_ABOVE]

    def known(separator: str) -> int:
        return sum(knows_heading(word.strip().strip('"')) for line in lines for word in line.split(separator))

    return max(SEPARATORS, key=known)


def _records(text: str, separator: str, first_row: int) -> Iterator[list[Cell]]:
    csv.field_size_limit(MOST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    done = 0
    try:
        for record in reader:
            yield [_cell(value) for value in record]
            done += 1
    except csv.Error:
        raise Unreadable(phrases.QUOTES.format(row=first_row + done)) from None


def _cell(value: str) -> Cell:
    if not value:
        return BLANK
    if value.lstrip().startswith("="):
        return Cell(plain(value), Kind.FORMULA)
    return Cell(plain(unguarded(value)))
