"""Reading .xlsx: python-calamine gives the values, the sheet's own XML tells formulas, merged cells and its size.

Everything is bounded before it is unpacked (reliability threat 8): a far-away cell would make the reader lay out
billions of empty ones.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

import python_calamine

from core.formats import format_number

from . import phrases
from .cells import BLANK, Cell, Kind, of_value
from .table import MOST_COLUMNS, MOST_ROWS, MOST_ROWS_ABOVE, Table, Unreadable, not_blank

MOST_MEMBERS = 1000
MOST_UNPACKED = 64 * 1024 * 1024
MOST_RATIO = 200
# A small part may well shrink a thousandfold (blank cells); only what unpacks to more than this can be a bomb.
RATIO_FROM = 4 * 1024 * 1024
CHUNK = 256 * 1024
# The texts of all sheets, which the reader keeps in memory whole, an empty one too.
STRINGS = "sharedstrings.xml"
MOST_STRINGS_UNPACKED = 16 * 1024 * 1024
MOST_STRINGS = 500_000
LAST_ROW = MOST_ROWS + MOST_ROWS_ABOVE
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError)


def read_workbook(file: BinaryIO) -> Table:
    """The first visible sheet of a distrusted .xlsx; raises Unreadable with the sentence for people."""
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        # A document with a password, or an old .xls that was renamed, is an OLE container.
        raise Unreadable(phrases.LOCKED)
    if not head.startswith(b"PK"):
        raise Unreadable(phrases.NOT_EXCEL)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_members(archive)
            _check_strings(archive)
            name, path = _first_sheet(archive)
            scan = _scan(_parts(archive, path))
        file.seek(0)
        rows = _values(file, name)
    except Unreadable:
        raise
    except expat.ExpatError:
        raise Unreadable(phrases.BROKEN) from None
    except _BROKEN:
        raise Unreadable(phrases.BROKEN) from None
    except python_calamine.CalamineError:
        raise Unreadable(phrases.BROKEN) from None
    return _table(rows, scan)


def _check_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = {member.filename.lower() for member in members}
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Unreadable(phrases.BOMB)
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise Unreadable(phrases.NOT_EXCEL)
    if any(name.endswith("vbaproject.bin") or "macrosheets/" in name for name in names):
        raise Unreadable(phrases.MACRO)
    unpacked = 0
    for member in members:
        if member.flag_bits & 0x1:
            raise Unreadable(phrases.LOCKED)
        if member.file_size > RATIO_FROM and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise Unreadable(phrases.BOMB)
        # Sizes in the directory may lie: count what really comes out, and let the checksum tell a broken file.
        with archive.open(member) as part:
            while chunk := part.read(CHUNK):
                unpacked += len(chunk)
                if unpacked > MOST_UNPACKED:
                    raise Unreadable(phrases.BOMB)


def _check_strings(archive: zipfile.ZipFile) -> None:
    """Refuse more text, or more texts, than lists have; wherever the part lies and however its name is written."""
    for member in archive.infolist():
        if member.filename.lower().endswith(STRINGS):
            if member.file_size > MOST_STRINGS_UNPACKED:
                raise Unreadable(phrases.TOO_MUCH_TEXT)
            _Strings().feed(_parts(archive, member))


def _parts(archive: zipfile.ZipFile, path: str | zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(path) as part:
        while chunk := part.read(CHUNK):
            yield chunk


class _Parser:
    """A parser of one part; documents with a DTD are refused, so no entity can swell or fetch anything."""

    def __init__(self):
        self.expat = expat.ParserCreate(namespace_separator=" ")
        self.expat.StartElementHandler = self._start
        self.expat.StartDoctypeDeclHandler = self._refuse

    def feed(self, chunks: Iterator[bytes]):
        """Parse the whole part."""
        for chunk in chunks:
            self.expat.Parse(chunk, False)
        self.expat.Parse(b"", True)
        return self

    def _refuse(self, *args) -> None:
        raise Unreadable(phrases.BROKEN)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.element(name.rsplit(" ", 1)[-1], {key.rsplit(" ", 1)[-1]: value for key, value in attributes.items()})

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """One element by its local name."""
        raise NotImplementedError


class _Elements(_Parser):
    """The attributes of every element of one name."""

    def __init__(self, wanted: str):
        super().__init__()
        self.wanted, self.found = wanted, []

    def element(self, name, attributes):
        if name == self.wanted and len(self.found) < MOST_MEMBERS:
            self.found.append(attributes)


class _Strings(_Parser):
    """Counts the shared texts."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def element(self, name, attributes):
        self.count += name == "si"
        if self.count > MOST_STRINGS:
            raise Unreadable(phrases.TOO_MUCH_TEXT)


def _first_sheet(archive: zipfile.ZipFile) -> tuple[str, str]:
    """Name and path of the first visible sheet."""
    sheets = _Elements("sheet").feed(_parts(archive, "xl/workbook.xml")).found
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _Elements("Relationship").feed(_parts(archive, "xl/_rels/workbook.xml.rels")).found
    }
    for sheet in sheets:
        if sheet.get("state", "visible") == "visible" and (target := targets.get(sheet.get("id"))):
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            return sheet["name"], path
    raise Unreadable(phrases.NOT_EXCEL)


class _Scan(_Parser):
    """Where the sheet has formulas, error values and merged cells; refuses one that is larger than a list may be."""

    def __init__(self):
        super().__init__()
        self.expat.buffer_text = True
        self.formulas: set[tuple[int, int]] = set()
        self.errors: set[tuple[int, int]] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        self.row = self.column = self.covered = 0
        self.is_error = False

    def element(self, name, attributes):
        if name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif name == "c":
            place = _place(attributes["r"]) if "r" in attributes else (self.row, self.column + 1)
            self.row, self.column = place
            self.is_error = attributes.get("t") == "e"
        elif name in ("v", "is", "f"):
            self._filled(name, attributes)
        elif name == "mergeCell":
            self.merged.append(self._taken(_range(attributes.get("ref", ""))))

    def _filled(self, name: str, attributes: dict[str, str]) -> None:
        if self.row > LAST_ROW:
            raise Unreadable(phrases.TOO_MANY_ROWS.format(most=format_number(MOST_ROWS)))
        if self.column > MOST_COLUMNS:
            raise Unreadable(phrases.TOO_MANY_COLUMNS.format(most=MOST_COLUMNS))
        if self.is_error:
            self.errors.add((self.row, self.column))
        if name == "f":
            self.formulas.add((self.row, self.column))
            if attributes.get("t") in ("array", "dataTable") and "ref" in attributes:
                self.formulas |= set(_inside(self._taken(_range(attributes["ref"]))))

    def _taken(self, area: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """The area, counted: areas of an honest sheet do not overlap, so together they are no larger than it."""
        top, left, bottom, right = area
        rows, columns = min(bottom, LAST_ROW) - top + 1, min(right, MOST_COLUMNS) - left + 1
        self.covered += max(rows, 1) * max(columns, 1)
        if self.covered > LAST_ROW * MOST_COLUMNS:
            raise Unreadable(phrases.BOMB)
        return area


def _place(reference: str) -> tuple[int, int]:
    """Row and column, from 1, of a reference such as C14."""
    found = _REFERENCE.fullmatch(reference.replace("$", ""))
    if not found:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _range(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    return (*_place(first), *_place(last or first))


def _inside(area: tuple[int, int, int, int]) -> Iterator[tuple[int, int]]:
    top, left, bottom, right = area
    for row in range(top, min(bottom, LAST_ROW) + 1):
        for column in range(left, min(right, MOST_COLUMNS) + 1):
            yield row, column


def _scan(chunks: Iterator[bytes]) -> _Scan:
    return _Scan().feed(chunks)


def _values(file: BinaryIO, name: str) -> list[list]:
    with python_calamine.load_workbook(io.BytesIO(file.read())) as book:
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _table(values: list[list], scan: _Scan) -> Table:
    merged = {place: area for area in scan.merged for place in _inside(area)}
    rows = {}
    for number, line in enumerate(values, start=1):
        cells = [_cell(value, (number, place), scan, merged) for place, value in enumerate(line, start=1)]
        if not_blank(cells):
            rows[number] = cells
    return Table(rows, scan.merged)


def _cell(value, place: tuple[int, int], scan: _Scan, merged: dict) -> Cell:
    if value in ("", None) and place not in merged and place not in scan.formulas:
        return BLANK
    text = of_value(value).text
    if place in scan.formulas:
        return Cell(text or "=", Kind.FORMULA)
    if place in scan.errors:
        return Cell(text or "#", Kind.ERROR)
    if place in merged:
        # Every cell of a merged area is one, also those a program shows as blank.
        return Cell(text, Kind.MERGED)
    return of_value(value)
