"""How one column is read and written: text, codes, days, addresses, units, groups. Every refusal is a sentence."""

from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from import_export.widgets import Widget

from core.formats import format_date

from ..models import Unit
from . import phrases
from .cells import Cell, Kind, plain
from .references import References

_ADDRESS = EmailValidator()
YEARS = range(1900, 2101)


class TextWidget(Widget):
    """One line of text of at most `most` characters; `rule` raises ValidationError for what it may not hold."""

    references: References | None = None

    def __init__(self, most: int = 0, *, required: bool = False, rule: Callable[[str], None] | None = None):
        super().__init__()
        self.most, self.required, self.rule = most, required, rule

    def clean(self, value: Cell, row=None, **kwargs):
        """The value of a cell; raises ValueError with a Vietnamese sentence."""
        if value.fault:
            raise ValueError(value.fault)
        if self.required and not value.text:
            raise ValueError(phrases.REQUIRED)
        return self.read(value)

    def read(self, cell: Cell):
        """The value of a sound cell."""
        if cell.kind is Kind.DAY:
            raise ValueError(phrases.BECAME_DAY)
        text = plain(cell.text)
        if self.most and len(text) > self.most:
            raise ValueError(phrases.TOO_LONG.format(over=len(text) - self.most, most=self.most))
        if self.rule is not None:
            try:
                self.rule(text)
            except ValidationError as exc:
                # The column's name stands in front.
                raise ValueError(exc.messages[0][:1].lower() + exc.messages[0][1:]) from None
        return text

    def render(self, value, obj=None, **kwargs) -> str:
        """The text of the value as a file holds it."""
        return plain(str(value)) if value not in (None, "") else ""


class CodeWidget(TextWidget):
    """A code: what a spreadsheet would take for a formula, or what has no letter or digit, is none."""

    def read(self, cell):
        code = super().read(cell)
        if code and not any(char.isalnum() for char in code):
            raise ValueError(phrases.CODE_EMPTY)
        if code.startswith(("=", "+", "-", "@", "'")):
            raise ValueError(phrases.CODE_START)
        return code


class AddressWidget(TextWidget):
    """An e-mail address, kept in lower case."""

    def read(self, cell):
        address = super().read(cell).lower()
        if address:
            try:
                _ADDRESS(address)
            except ValidationError:
                raise ValueError(phrases.BAD_ADDRESS.format(text=cell.text)) from None
        return address


class DayWidget(TextWidget):
    """A day: a date cell, or dd/mm/yyyy as text."""

    def read(self, cell):
        if not cell.text:
            return None
        try:
            day = datetime.strptime(cell.text, "%d/%m/%Y").date()
        except ValueError:
            day = None
        if day is None or day.year not in YEARS or cell.kind is Kind.NUMBER:
            raise ValueError(phrases.NOT_A_DAY.format(text=cell.text))
        return day

    def render(self, value: date | None, obj=None, **kwargs):
        return format_date(value) if value else ""


class GenderWidget(TextWidget):
    """Nữ, Nam, or not known."""

    WORDS = {"nữ": True, "nam": False, "": None}

    def read(self, cell):
        try:
            return self.WORDS[plain(cell.text).casefold()]
        except KeyError:
            raise ValueError(phrases.NOT_A_GENDER.format(text=cell.text)) from None

    def render(self, value, obj=None, **kwargs):
        return {True: "Nữ", False: "Nam"}.get(value, "")


class UnitWidget(TextWidget):
    """A unit by its code."""

    def read(self, cell):
        code = super().read(cell)
        if not code:
            return None
        unit = self.references.unit(code)
        if unit is None:
            raise ValueError(phrases.UNKNOWN_UNIT.format(text=code))
        return unit

    def render(self, value: Unit | None, obj=None, **kwargs):
        return value.code if value is not None else ""


class GroupWidget(TextWidget):
    """A group of the plan by its title, short title or code."""

    def read(self, cell):
        name = super().read(cell)
        if not name:
            return None
        group = self.references.group(name)
        if group is None:
            known = ", ".join(f"“{choice.short_title}”" for choice in self.references.choices)
            sentence = phrases.UNKNOWN_GROUP if known else phrases.NO_GROUPS
            raise ValueError(sentence.format(text=name, known=known))
        return group

    def render(self, value, obj=None, **kwargs):
        return value.short_title if value is not None else ""
