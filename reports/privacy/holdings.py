"""What the portal holds about somebody, as tables a person reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.formats import format_date, format_moment

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of data: file name in the archive, Vietnamese heading, rows by Vietnamese column name."""

    key: str
    title: str
    rows: list[Row]

    @property
    def columns(self) -> list[str]:
        """Every column any row has, in order."""
        return list(dict.fromkeys(name for row in self.rows for name in row))

    @property
    def table(self) -> list[list[Any]]:
        """The rows as lists in the order of `columns`."""
        return [[row.get(name, "") for name in self.columns] for row in self.rows]


def shown(value: Any) -> Any:
    """A value as it is written into every file of the archive: moments of the ward's clock, no None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, date):
        return format_date(value)
    return value if isinstance(value, int | float) else str(value)


def rows(found: Iterable[Row]) -> list[Row]:
    """The rows with every value as it is shown."""
    return [{name: shown(value) for name, value in row.items()} for row in found]
