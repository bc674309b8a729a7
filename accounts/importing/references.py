"""What the rows of a file point at: units by code and groups by name, read once for the whole file."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from core.text import code_key, fold_vi

from .. import groups
from ..groups import Group
from ..models import Unit

# Keys asked of the database at once.
BATCH = 500
Item = TypeVar("Item")


def batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """The items in runs of at most BATCH."""
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]


class References:
    """Units and groups a file may name. `coming` are units the same file adds, not stored yet."""

    def __init__(self, *, of_persons: bool, on: date):
        self.on = on
        self.units: dict[str, Unit] = {}
        self.coming: dict[str, Unit] = {}
        self.choices = groups.choices(on=on, of_persons=of_persons)
        self._groups: dict[str, Group] = {}
        for group in reversed(self.choices):
            for name in (group.code, group.title, group.short_title):
                self._groups[_folded(name)] = group

    def read_units(self, codes: Iterable[str]) -> None:
        """Fetch the units of these codes; one query per batch."""
        keys = sorted({key for code in codes if (key := code_key(code))} - self.units.keys())
        for part in batches(keys):
            rows = Unit.objects.filter(code_key__in=part).only("code", "code_key", "name", "parent_id", "active_to")
            self.units.update((unit.code_key, unit) for unit in rows)

    def unit(self, code: str) -> Unit | None:
        """The unit of this code, stored or coming."""
        key = code_key(code)
        return self.units.get(key) or self.coming.get(key)

    def group(self, name: str) -> Group | None:
        """The group of this code or title, whatever accents and case."""
        return self._groups.get(_folded(name))


def _folded(name: str) -> str:
    return " ".join(fold_vi(name).split())
