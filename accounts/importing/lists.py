"""What the three lists have in common: columns in Vietnamese, a key, what stands there now, what a row would change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from import_export import fields, resources
from import_export.results import RowResult

from ..enums import ImportKind, RowVerdict
from . import phrases
from .cells import BLANK, Cell, plain
from .references import References, batches
from .widgets import TextWidget, UnitWidget

Row = dict[str, Cell]


def column(attribute: str, heading: str, widget: TextWidget) -> fields.Field:
    """One column of a list."""
    return fields.Field(attribute=attribute, column_name=heading, widget=widget)


@dataclass(slots=True)
class Outcome:
    """What one row would do: `values` the texts to be written by attribute, `old` what stands there (empty for new).

    `faults` are sentences by attribute ("" for the row as a whole); `instance` is the row as it would be stored.
    """

    number: int
    row: Row
    key: str
    verdict: str = RowVerdict.ERROR
    values: dict[str, str] = field(default_factory=dict)
    old: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)
    instance: models.Model | None = None
    # What whoever reads the preview has to know before writing, without the row being wrong.
    note: str = ""

    def refuse(self, attribute: str, sentence: str) -> None:
        """Note that the row cannot be written."""
        self.verdict = RowVerdict.ERROR
        self.faults.append((attribute, sentence))

    @property
    def changed(self) -> list[str]:
        """Attributes whose text differs from what stands there."""
        return [name for name, text in self.values.items() if text != self.old.get(name, "")]


class ListMeta:
    """Options of django-import-export for every list: nothing is stored row by row, nothing is compared by pictures."""

    skip_diff = True
    use_transactions = False
    clean_model_instances = False
    store_instance = True


class ListResource(resources.ModelResource):
    """One list in and out of Excel, for the rows of one file on the ward day `on`.

    django-import-export turns cells into an instance and back, column by column; reading what exists, the rules between
    rows and the writing are done for the whole file, so that their number of queries does not grow with its rows.
    """

    kind: ClassVar[ImportKind]
    # Attributes whose column must be in the file, and the one whose text names a row to people.
    required: ClassVar[tuple[str, ...]]
    name_attribute: ClassVar[str]
    # Attributes that tell rows apart: never changed on a row that exists.
    key_attributes: ClassVar[tuple[str, ...]]
    of_persons: ClassVar[bool] = False

    def __init__(self, *, on: date):
        super().__init__()
        self.on = on
        self.references = References(of_persons=self.of_persons, on=on)
        self.existing: dict[str, models.Model] = {}
        self._old: dict[str, str] = {}
        for item in self.fields.values():
            item.widget.references = self.references

    # --- columns

    @property
    def attributes(self) -> list[str]:
        """Every attribute of the list, in the order of its columns."""
        return [self.fields[name].attribute for name in self._meta.fields]

    def heading(self, attribute: str) -> str:
        """The column's Vietnamese heading."""
        return self._by_attribute[attribute].column_name

    @property
    def _by_attribute(self) -> dict[str, fields.Field]:
        return {item.attribute: item for item in self.fields.values()}

    def headings(self) -> dict[str, bool]:
        """Headings of the list, and whether a file must have the column."""
        return {self.heading(attribute): attribute in self.required for attribute in self.attributes}

    def row_of(self, values: Mapping[str, str]) -> Row:
        """A row as the file would hold it, of texts by attribute."""
        return {self.heading(attribute): Cell(text) for attribute, text in values.items()}

    def cell(self, row: Row, attribute: str) -> Cell:
        """The row's cell of a column; blank when the file has no such column."""
        return row.get(self.heading(attribute), BLANK)

    def text(self, row: Row, attribute: str) -> str:
        """The text of a row's cell, blank when the cell itself is refused."""
        cell = self.cell(row, attribute)
        return "" if cell.fault else cell.text

    def label(self, row: Row) -> str:
        """How people name the row: its code and name."""
        parts = [self.cell(row, name).text for name in (*self.key_attributes, self.name_attribute)]
        return ", ".join(part for part in dict.fromkeys(parts) if part)

    # --- what exists

    def key_of(self, row: Row) -> str:
        """What tells this row from every other; blank when the row does not say."""
        raise NotImplementedError

    def load(self, rows: Sequence[Row]) -> None:
        """Read everything the rows may meet in the database; queries per batch of rows, not per row."""
        raise NotImplementedError

    def shown(self, instance: models.Model) -> dict[str, str]:
        """The texts of an instance by attribute, as a file holds them."""
        return {attribute: item.export(instance) for attribute, item in self._by_attribute.items()}

    def get_instance(self, instance_loader, row):
        return self.existing.get(self.key_of(row))

    def after_init_instance(self, instance, new, row, **kwargs):
        self._old = {} if new else self.shown(instance)

    # --- one row

    def outcome(self, number: int, row: Row) -> Outcome:
        """What writing this row alone would do; writes nothing. Rules between rows are `check_all`'s."""
        found = Outcome(number, row, self.key_of(row))
        result = self.import_row(row, None, dry_run=True, using_transactions=False, row_number=number)
        if result.validation_error is not None:
            for attribute, sentences in result.validation_error.message_dict.items():
                for sentence in sentences:
                    found.refuse("" if attribute == "__all__" else attribute, sentence)
        elif result.errors:
            found.refuse("", phrases.ROW_FAILED)
        else:
            self._settle(found, result)
        return found

    def _settle(self, found: Outcome, result: RowResult) -> None:
        found.instance, new = result.instance, result.import_type == RowResult.IMPORT_TYPE_NEW
        now = self.shown(found.instance)
        found.old = self._old
        found.values = {name: text for name, text in now.items() if self.heading(name) in found.row}
        found.verdict = RowVerdict.NEW if new else RowVerdict.CHANGED if found.changed else RowVerdict.SAME

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        cell = row.get(field.column_name, BLANK)
        # A row's key stays as it is written there, whatever case or blanks the file uses; and what stands there already
        # is no question of today's rules: a list that left comes back unchanged.
        if not cell.fault and self._stays(field.attribute, instance, cell):
            return
        super().import_field(field, instance, row, is_m2m, **kwargs)

    def _stays(self, attribute: str, instance: models.Model, cell: Cell) -> bool:
        if instance._state.adding:
            return False
        return attribute in self.key_attributes or plain(cell.text) == self._old.get(attribute)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        faults = dict(import_validation_errors or {})
        new = instance._state.adding
        changed = {name for name, text in self.shown(instance).items() if text != self._old.get(name, "")}
        for attribute, sentence in self.check(instance, new=new, changed=changed):
            faults.setdefault(attribute, ValidationError(sentence))
        if faults:
            raise ValidationError(faults)

    def save_instance(self, instance, is_create, row, **kwargs):
        """Nothing: rows are written together, once a person has seen all of them."""

    def check(self, instance: Any, *, new: bool, changed: set[str]) -> Iterable[tuple[str, str]]:
        """Rules of one row: attribute ("__all__" for the row) and sentence of each that is broken."""
        return ()

    # --- all rows

    def check_all(self, outcomes: list[Outcome]) -> None:
        """Rules between rows, and questions asked once for all of them; refuses the rows that break one."""
        first: dict[str, int] = {}
        for found in outcomes:
            if found.key and first.setdefault(found.key, found.number) != found.number:
                found.refuse(self.key_attributes[0], phrases.TWICE.format(row=first[found.key]))

    def lock(self, rows: Sequence[Row]) -> None:
        """Hold what the rows meet for this transaction, then read it as it stands now."""
        self.load(rows)
        self.hold([instance.pk for instance in self.existing.values()])
        self.existing.clear()
        self.load(rows)

    def hold(self, ids: Sequence[int]) -> None:
        """Lock the rows of these keys for this transaction, in one order for everybody."""
        for part in batches(sorted(ids)):
            list(self._meta.model.objects.select_for_update().filter(pk__in=part).order_by("pk").values_list("pk"))

    def write(self, outcomes: list[Outcome], *, by) -> None:
        """Store the new and changed rows together, inside the caller's transaction."""
        raise NotImplementedError

    def reread(self, ids: Sequence[int]) -> dict[int, models.Model]:
        """The stored rows of these keys, with everything `shown` asks for."""
        raise NotImplementedError

    def put(self, instance: models.Model, attribute: str, row: Row) -> None:
        """Set one column of an instance from a row; raises ValueError when the column does not take the text."""
        self._by_attribute[attribute].save(instance, row)

    def unit_codes(self, values: Mapping[str, str]) -> Iterable[str]:
        """The codes of units that texts by attribute name."""
        return [text for name, text in values.items() if isinstance(self._by_attribute[name].widget, UnitWidget)]

    def in_use(self, instances: Sequence[models.Model], fresh: set[int]) -> dict[int, str]:
        """What points at these added rows, by key: they cannot be taken away any more.

        `fresh` are the keys of those of which nothing existed before.
        """
        raise NotImplementedError

    def remove(self, instances: Sequence[models.Model], fresh: set[int]) -> None:
        """Take away added rows nothing points at; raises ProtectedError when something does after all."""
        raise NotImplementedError

    def rows_to_export(self) -> Iterable[models.Model]:
        """Every row of the list that leaves in a file, in the order people expect."""
        raise NotImplementedError
