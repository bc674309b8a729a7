"""From an uploaded file to the rows of one list: which file it is, where its headings are, what each row holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from core.formats import format_number, format_size

from . import phrases
from .cells import BLANK, Cell, plain
from .table import MOST_ROWS, MOST_ROWS_ABOVE, Table, Unreadable, column_letters, not_blank
from .textfile import read_text
from .workbook import read_workbook

MOST_BYTES = 10 * 1024 * 1024
EXTENSIONS = (".xlsx", ".csv")
ACCEPT = ",".join(EXTENSIONS)
NAME_LIMIT = 255
# Columns the portal itself adds to a file of wrong rows; on the way back they mean nothing.
ROW_COLUMN, FAULT_COLUMN = "Dòng trong tệp gốc", "Lỗi cần sửa"
# What would be rights if a column could give them. Named apart, so that nobody believes it worked.
_PRIVILEGED = {
    "vai trò", "quyền", "phân quyền", "nhóm quyền", "role", "roles", "permission", "permissions", "user_permissions",
    "groups", "is_staff", "is_superuser", "is_active", "staff", "superuser", "admin", "quản trị", "mật khẩu",
    "password", "quản trị hệ thống",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number in the sheet and its cells by heading."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds for one list: the headings it has, in its order, its rows, and what was passed over."""

    headings: list[str]
    lines: list[Line]
    notices: list[str]


def heading_key(text: str) -> str:
    """What two spellings of one heading share; the star of a required column does not count."""
    return plain(text).rstrip("* ").casefold()


def clean_name(raw: str) -> str:
    """The file name as shown: no folders, NFC, no control signs, at most 255 characters."""
    name = plain(raw.replace("\\", "/").rsplit("/", 1)[-1])
    return "".join(char for char in name if char.isprintable())[-NAME_LIMIT:] or "tep"


def check_upload(name: str, size: int) -> str:
    """The file's extension; raises Unreadable for what is refused by its name or size alone."""
    extension = PurePosixPath(name).suffix.lower()
    if extension == ".xls":
        raise Unreadable(phrases.OLD_EXCEL)
    if not extension:
        raise Unreadable(phrases.NO_KIND)
    if extension not in EXTENSIONS:
        raise Unreadable(phrases.OTHER_KIND.format(extension=extension))
    if size == 0:
        raise Unreadable(phrases.EMPTY)
    if size > MOST_BYTES:
        raise Unreadable(phrases.TOO_BIG.format(size=format_size(size), most=format_size(MOST_BYTES)))
    return extension


def read(file: BinaryIO, name: str, *, headings: Mapping[str, bool]) -> Sheet:
    """Read the rows of a list whose `headings` say by name whether the column must be there.

    Raises Unreadable with the sentence for people when the file as a whole cannot be taken. Cells that cannot be taken
    carry their fault; the columns of the list refuse them one by one, so that every wrong cell is named.
    """
    file.seek(0, 2)
    extension = check_upload(name, file.tell())
    file.seek(0)
    known = {heading_key(heading): heading for heading in headings}
    if extension == ".csv":
        table = read_text(file.read(), lambda word: heading_key(word) in known)
    else:
        table = read_workbook(file)
    top = _heading_row(table, known)
    places, notices = _columns(table, top, known, headings)
    lines = [
        Line(number, found)
        for number, cells in table.rows.items()
        if number > top and not_blank((found := _known_cells(cells, places)).values())
    ]
    if not lines:
        raise Unreadable(phrases.NO_ROWS)
    if len(lines) > MOST_ROWS:
        raise Unreadable(phrases.TOO_MANY_ROWS.format(most=format_number(MOST_ROWS)))
    return Sheet([places[place] for place in sorted(places)], lines, notices)


def _known_cells(cells: list[Cell], places: dict[int, str]) -> dict[str, Cell]:
    return {heading: cells[place] if place < len(cells) else BLANK for place, heading in places.items()}


def _has_data(table: Table, top: int, place: int) -> bool:
    return any(row[place].text for number, row in table.rows.items() if number > top and place < len(row))


def _heading_row(table: Table, known: Mapping[str, str]) -> int:
    """The row with most known headings among the first; lines of title may stand above it."""
    first = [number for number in table.rows if number <= MOST_ROWS_ABOVE]
    if not first:
        raise Unreadable(phrases.NO_ROWS)
    return max(first, key=lambda number: sum(heading_key(cell.text) in known for cell in table.rows[number]))


def _columns(
    table: Table, top: int, known: Mapping[str, str], headings: Mapping[str, bool]
) -> tuple[dict[int, str], list[str]]:
    """Which heading stands at which place, and the sentences on columns that are passed over."""
    places: dict[int, str] = {}
    ignored, privileged, unnamed = [], [], []
    merged = next((area for area in table.merged if area[0] <= top <= area[2]), None)
    for place, cell in enumerate(table.rows[top]):
        key = heading_key(cell.text)
        if (heading := known.get(key)) is not None:
            if heading in places.values():
                first = next(spot for spot, name in places.items() if name == heading)
                spots = {"first": column_letters(first + 1), "second": column_letters(place + 1)}
                raise Unreadable(phrases.TWICE_COLUMN.format(column=heading, **spots))
            places[place] = heading
        elif key in _PRIVILEGED:
            privileged.append(f"“{cell.text}”")
        elif key and key not in (heading_key(ROW_COLUMN), heading_key(FAULT_COLUMN)):
            ignored.append(f"“{cell.text}”")
        elif not key and _has_data(table, top, place):
            unnamed.append(column_letters(place + 1))
    if merged:
        area = f"{column_letters(merged[1])}{merged[0]}:{column_letters(merged[3])}{merged[2]}"
        raise Unreadable(phrases.MERGED_HEADING.format(row=top, cells=area))
    missing = [heading for heading, needed in headings.items() if needed and heading not in places.values()]
    if missing:
        raise Unreadable(phrases.MISSING_COLUMNS.format(columns=", ".join(missing)))
    notices = [
        sentence.format(columns=", ".join(found))
        for sentence, found in (
            (phrases.PRIVILEGED, privileged), (phrases.IGNORED, ignored), (phrases.UNNAMED, unnamed),
        )
        if found
    ]  # fmt: skip
    return places, notices
