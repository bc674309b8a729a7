"""Which fields of a report people write, and how each is read: the whitelist of saving."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models

from core import formats
from core.text import nfc, whole_number

from . import phrases
from .enums import InitiativeKind
from .models import Initiative, KeyFigure, Submission, SubmissionAnswer, SubmissionContent, SubmissionItem

LINE, TEXT, TICK, POINTS, NUMBER, CHOICE, KIND = "line", "text", "tick", "points", "number", "choice", "kind"


class FieldRefused(Exception):
    """What was typed cannot be stored as it is; `str()` is the Vietnamese sentence beside the field."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rows that hold text of a report; `path` leads to it, `fields` maps column to (reading, limit)."""

    model: type[models.Model]
    path: str
    fields: dict[str, tuple[str, int]]


KINDS = {
    "report": Kind(
        Submission,
        "",
        {
            "reporter_name": (LINE, 150),
            "reporter_position": (LINE, 150),
            "reporter_phone": (LINE, 30),
            "situation": (TEXT, 4000),
            "difficulties": (TEXT, 2000),
            "proposals": (TEXT, 2000),
            "award_suggestion": (TEXT, 2000),
            "nothing_to_add": (TICK, 1),
            "no_initiatives": (TICK, 1),
        },
    ),
    "content": Kind(SubmissionContent, "submission", {"results": (TEXT, 4000), "taken_on": (TICK, 1)}),
    "item": Kind(
        SubmissionItem,
        "submission",
        {"result": (TEXT, 2000), "target": (NUMBER, 30), "amount": (NUMBER, 30), "self_score": (POINTS, 12)},
    ),
    "figure": Kind(
        KeyFigure,
        "content__submission",
        {
            "name": (LINE, 200),
            "last_year": (LINE, 60),
            "target": (LINE, 60),
            "this_year": (LINE, 60),
            "measure": (LINE, 60),
        },
    ),
    # How long an answer may be is the question's; the column's own limit is the widest a question can set.
    "answer": Kind(SubmissionAnswer, "submission", {"text": (TEXT, 20_000)}),
    "initiative": Kind(
        Initiative,
        "submission",
        {
            "kind": (KIND, 10),
            "title": (LINE, 250),
            "author": (LINE, 150),
            "effect": (TEXT, 2000),
            "scope": (LINE, 250),
            "recognition": (LINE, 120),
            "content_area": (CHOICE, 20),
        },
    ),
}


@dataclass(frozen=True, slots=True)
class FieldKey:
    """Address of one field of a report, written `item-12-self_score` in forms and requests."""

    kind: str
    pk: int
    column: str

    def __str__(self) -> str:
        return f"{self.kind}-{self.pk}-{self.column}"

    @classmethod
    def parse(cls, text: str) -> "FieldKey":
        """Read an address; raises KeyError for anything outside the whitelist."""
        kind, _, rest = text.partition("-")
        number, _, column = rest.partition("-")
        pk = whole_number(number)
        if column not in KINDS[kind].fields or pk is None:
            raise KeyError(text)
        return cls(kind, pk, column)

    @property
    def reading(self) -> str:
        """How the text is read."""
        return KINDS[self.kind].fields[self.column][0]

    @property
    def limit(self) -> int:
        """Most characters."""
        return KINDS[self.kind].fields[self.column][1]


def tidy(text: str, *, one_line: bool = False) -> str:
    """The text as stored: NFC, no NUL or bidirectional controls, line feeds only; a line keeps no breaks."""
    text = nfc(text).replace("\r\n", "\n").replace("\r", "\n")
    return " ".join(text.split()) if one_line else text.rstrip()


def too_long(length: int, limit: int) -> str:
    """The sentence of ux (e) for a text over its limit."""
    over, most = formats.format_number(length - limit), formats.format_number(limit)
    return phrases.TOO_LONG.format(over=over, most=most)


def read(key: FieldKey, text: str, *, most: Decimal | None = None, limit: int | None = None, measure: str = ""):
    """The value to store for what was typed into `key`; raises FieldRefused with the sentence to show.

    `most` is the highest number of points the criterion allows, `limit` the most characters a question allows,
    `measure` the unit a number is in, which may be typed behind it.
    """
    limit = limit or key.limit
    if key.reading == TICK:
        return text in ("1", "on", "true")
    if key.reading == POINTS:
        return read_points(text, most)
    if key.reading == NUMBER:
        return read_number(text, measure, above_zero=key.column == "target")
    text = tidy(text, one_line=key.reading in (LINE, CHOICE, KIND))
    if key.reading == KIND:
        if text not in InitiativeKind.values:
            raise FieldRefused(phrases.UNKNOWN_KIND)
        return text
    if key.reading == CHOICE:
        chosen = whole_number(text)
        if text and chosen is None:
            raise FieldRefused(phrases.UNKNOWN_CHOICE)
        return chosen
    if len(text) > limit:
        raise FieldRefused(too_long(len(text), limit))
    return text


def read_points(text: str, most: Decimal | None) -> Decimal | None:
    """Points from 0 to `most`, at most two places, comma or dot; None when nothing is typed."""
    text = nfc(text).strip()
    if not text:
        return None
    try:
        points = formats.parse_points(text)
    except ValueError as exc:
        raise FieldRefused(str(exc)) from None
    if points < 0 or (most is not None and points > most):
        raise FieldRefused(phrases.SCORE_RANGE.format(most=formats.format_points(most)))
    return points


def read_number(text: str, measure: str, *, above_zero: bool) -> Decimal | None:
    """A number a rule computes with, from 0 on (a target from above 0 on); None when nothing is typed."""
    text = nfc(text).strip()
    if measure and text.casefold().endswith(measure.casefold()):
        text = text[: -len(measure)].rstrip()
    if not text:
        return None
    try:
        number = formats.parse_number(text)
    except ValueError as exc:
        raise FieldRefused(str(exc)) from None
    if above_zero and number <= 0:
        raise FieldRefused(phrases.TARGET_NOT_ABOVE_ZERO)
    if number < 0:
        raise FieldRefused(phrases.AMOUNT_BELOW_ZERO)
    return number


def shown(value) -> str:
    """A stored value as its control shows it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    return formats.format_points(value) if isinstance(value, Decimal) else str(value)
