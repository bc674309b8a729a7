"""Rules and writing shared by the lists of units and of people: dates, ended units, groups of the plan."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.db import models

from core.formats import format_date

from .. import groups
from ..enums import RowVerdict
from ..models import Person, Unit
from . import phrases
from .references import batches
from .storing import update_rows

if TYPE_CHECKING:
    from .lists import ListResource, Outcome

CHANGES = (RowVerdict.NEW, RowVerdict.CHANGED)


def days_fault(row: Unit | Person) -> Iterator[tuple[str, str]]:
    """A last day before the first."""
    if row.active_from and row.active_to and row.active_to < row.active_from:
        yield "active_to", phrases.DAYS_ORDER.format(start=format_date(row.active_from))


def ended_fault(attribute: str, unit: Unit | None) -> Iterator[tuple[str, str]]:
    """A unit that has ended takes nobody in any more."""
    if unit is not None and unit.active_to is not None:
        yield attribute, phrases.ENDED_UNIT.format(text=unit.code)


def _moved(resource: "ListResource", outcomes: Sequence["Outcome"], *, stored: bool) -> dict[models.Model, str]:
    """Subjects whose group a row changes, with the code of the new one; only those stored already unless `stored`."""
    wishes = {}
    for found in outcomes:
        if found.verdict in CHANGES and "group" in found.changed and (stored or found.instance.pk):
            group = resource.references.group(found.values["group"])
            wishes[found.instance] = group.code if group else groups.NO_GROUP
    return wishes


def refuse_groups(resource: "ListResource", outcomes: Sequence["Outcome"]) -> None:
    """Refuse rows whose group cannot change any more; asks once per batch of rows."""
    by_pk = {found.instance.pk: found for found in outcomes if found.instance is not None and found.instance.pk}
    wishes = _moved(resource, outcomes, stored=False)
    for part in batches(list(wishes)):
        for pk, reason in groups.refusals({subject: wishes[subject] for subject in part}, on=resource.on).items():
            by_pk[pk].refuse("group", reason)


def put_into_groups(resource: "ListResource", outcomes: Sequence["Outcome"]) -> None:
    """Carry out the changes of group; raises GroupRefused when one cannot be made any more."""
    wishes = _moved(resource, outcomes, stored=True)
    for part in batches(list(wishes)):
        groups.enrol({subject: wishes[subject] for subject in part}, on=resource.on)


def stored_together(outcomes: Sequence["Outcome"], *, derived: Sequence[str], but: Sequence[str] = ()) -> None:
    """Update the changed rows in batches, only in the columns that any of them changes."""
    changed = [found for found in outcomes if found.verdict == RowVerdict.CHANGED]
    names = {name for found in changed for name in found.changed} - set(but)
    if not names:
        return
    rows = [found.instance for found in changed]
    for row in rows:
        row.fill_derived()
    update_rows(rows, {*names, *derived})
