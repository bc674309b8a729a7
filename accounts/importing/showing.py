"""A stored row as the page shows it: wrong cells with their sentence, changes old to new, new values."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..models import ImportRow, ImportRun
from .preview import RESOURCES


@dataclass(frozen=True, slots=True)
class Fault:
    """A wrong cell: its column, what stands there, the sentence with its place in the sheet, an id for both."""

    key: str
    column: str
    text: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Change:
    """One column before and after."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the preview."""

    row: ImportRow
    faults: list[Fault]
    changes: list[Change]


def lines(run: ImportRun, rows: Iterable[ImportRow]) -> list[Line]:
    """The rows of one page of a run; asks the database nothing."""
    kind = RESOURCES[run.kind]
    headings = {kind.fields[name].attribute: kind.fields[name].column_name for name in kind._meta.fields}
    return [Line(row, _faults(row, headings), _changes(row, headings)) for row in rows]


def _faults(row: ImportRow, headings: dict[str, str]) -> list[Fault]:
    texts = {headings[name]: text for name, text in row.values.items()}
    pairs = zip(row.messages, row.sentences(), strict=True)
    return [
        Fault(f"loi-{row.number}-{number}", message["column"], texts.get(message["column"], ""), sentence)
        for number, (message, sentence) in enumerate(pairs)
    ]


def _changes(row: ImportRow, headings: dict[str, str]) -> list[Change]:
    """What differs from what stood there, in the order of the columns; nothing for a wrong row."""
    found = [
        Change(heading, row.old.get(name, ""), row.values[name])
        for name, heading in headings.items()
        if name in row.values and row.values[name] != row.old.get(name, "")
    ]
    return [] if row.messages else found
