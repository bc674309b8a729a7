"""The criteria of a report as its officer meets them: cards, under the plan's criteria, bonus and minus apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from campaigns.enums import CriterionPart
from campaigns.models import CriteriaItem
from core.formats import format_points

from . import phrases
from .filezones import FileZone
from .models import SubmissionItem
from .points import NUMBERS_ASKED, Sums, sums_of

if TYPE_CHECKING:
    from .controls import Control


def is_optional(item: CriteriaItem) -> bool:
    """True for bonus and minus: nothing to add or to take away is no gap (điểm thưởng, điểm trừ)."""
    return item.part != CriterionPart.BASE


def missing_numbers(row: SubmissionItem) -> list[str]:
    """Columns of the numbers its rule needs and the report has not given, in the order they are asked."""
    return [name for name in NUMBERS_ASKED[row.criteria_item.kind] if getattr(row, name) is None]


def own_sums(rows: Iterable[SubmissionItem]) -> Sums:
    """What the self-scores of one report add up to; `criteria_item__criteria_set` is loaded with the rows."""
    rows = list(rows)
    given = [(row.criteria_item.part, row.self_score) for row in rows if row.self_score is not None]
    caps = rows[0].criteria_item.criteria_set if rows else None
    return sums_of(
        given, bonus_cap=caps.bonus_cap if caps else Decimal(0), minus_cap=caps.minus_cap if caps else Decimal(0)
    )


def heading_of(item: CriteriaItem, caps: tuple[Decimal, Decimal], *, divided: bool) -> str:
    """What stands over the criteria of one part of the set, "" where each stands for itself.

    `caps` are the points of bonus and minus at most; `divided` says that the plan's criterion has several of its own.
    """
    if item.part == CriterionPart.BASE:
        return item.criterion.short_title if divided else ""
    cap = format_points(caps[item.part == CriterionPart.MINUS])
    return phrases.PART_CAPPED.format(part=CriterionPart(item.part).label, cap=cap)


def place_of(item: CriteriaItem) -> tuple[str, int | None]:
    """Which criteria stand together: those of one criterion of the plan, the bonus ones, the minus ones."""
    return (item.part, item.criterion_id if item.part == CriterionPart.BASE else None)


@dataclass(slots=True)
class CriterionCard:
    """One criterion to fill in; `numbers` are what its rule computes with, `rule` says how."""

    item: SubmissionItem
    result: "Control"
    score: "Control"
    zone: FileZone
    numbers: list["Control"]
    rule: str = ""
    is_grouped: bool = False

    @property
    def controls(self) -> list["Control"]:
        """Its fields in the order of the page."""
        return [self.result, *self.numbers, self.score]

    @property
    def is_optional(self) -> bool:
        """True for bonus and minus."""
        return is_optional(self.item.criteria_item)

    @property
    def is_minus(self) -> bool:
        """True where the self-score is what is taken away."""
        return self.item.criteria_item.part == CriterionPart.MINUS

    @property
    def state(self) -> str:
        """`done`, `part` or "" for untouched; a bonus or minus item is done once it has points."""
        row = self.item
        given = [row.self_score is not None]
        if not self.is_optional:
            given += [bool(row.result.strip()), not missing_numbers(row)]
        begun = [row.self_score, row.amount, row.target]
        if all(given):
            return "done"
        return "part" if any(x is not None for x in begun) or row.result.strip() or row.present_files else ""

    @property
    def is_open(self) -> bool:
        """Unfinished and faulty ones are open."""
        return self.state == "part" or any(each.error or each.conflict for each in self.controls)


@dataclass(slots=True)
class CardGroup:
    """Cards under one heading: the sub-criteria of a criterion of the plan, bonus, minus; or one card without."""

    title: str
    cards: list[CriterionCard]

    @property
    def first(self) -> CriteriaItem:
        """The criterion the group is known by."""
        return self.cards[0].item.criteria_item

    @property
    def most(self) -> Decimal:
        """Points of its criteria."""
        return sum((card.item.criteria_item.max_points for card in self.cards), Decimal(0))


def groups_of(cards: list[CriterionCard]) -> list[CardGroup]:
    """The cards in order, put under their headings."""
    groups = []
    for _, found in groupby(cards, key=lambda card: place_of(card.item.criteria_item)):
        found = list(found)
        first = found[0].item.criteria_item
        caps = (first.criteria_set.bonus_cap, first.criteria_set.minus_cap)
        title = heading_of(first, caps, divided=any(card.item.criteria_item.title for card in found))
        for card in found:
            card.is_grouped = bool(title)
        groups.append(CardGroup(title, found))
    return groups
