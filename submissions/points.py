"""Points as numbers: what a rule gives, what the marks of one review add up to (tính điểm). Exact, never float.

A mark has two places. Where a ratio gives more, the mark is rounded half up once, here; sums, means and ranks of marks
are never rounded (law.md 5.2; reliability goal 7).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from campaigns.enums import CriterionPart, MarkingKind
from campaigns.models import CriteriaItem, CriteriaSet

# What a criterion's rule asks the report for.
NUMBERS_ASKED: dict[str, tuple[str, ...]] = {
    MarkingKind.JUDGEMENT: (),
    MarkingKind.STEPS: ("amount",),
    MarkingKind.RATIO: ("target", "amount"),
    MarkingKind.COUNT: ("amount",),
}


def points_by_rule(item: CriteriaItem, *, amount: Decimal | None, target: Decimal | None) -> Decimal | None:
    """Points with two places the criterion's rule gives for the numbers of a report.

    None where the criterion is marked by judgement or a number its rule needs is missing. STEPS: the points of the
    highest step reached, 0 below the lowest. RATIO: maximum x amount / target. COUNT: points of one piece x amount.
    Never above the criterion's maximum.
    """
    if item.kind == MarkingKind.JUDGEMENT or amount is None:
        return None
    if item.kind == MarkingKind.STEPS:
        reached = [step for step in item.steps.all() if step.at_least <= amount]
        exact = Fraction(max(reached, key=lambda step: step.at_least).points) if reached else Fraction(0)
    elif item.kind == MarkingKind.RATIO:
        if not target:
            return None
        exact = Fraction(item.max_points) * Fraction(amount) / Fraction(target)
    else:
        exact = Fraction(item.unit_points) * Fraction(amount)
    return rounded(min(exact, Fraction(item.max_points)))


def rounded(exact: Fraction) -> Decimal:
    """Two places, half up (85.125 -> 85.13)."""
    # On whole numbers: a quotient of Decimals would be rounded before this.
    return Decimal((200 * exact.numerator + exact.denominator) // (2 * exact.denominator)) / 100


@dataclass(frozen=True, slots=True)
class Sums:
    """What points add up to, part by part, in points; the caps are points too, and so is the total."""

    base: Decimal
    bonus: Decimal
    minus: Decimal
    bonus_cap: Decimal
    minus_cap: Decimal

    @property
    def counted_bonus(self) -> Decimal:
        """What bonus adds, at most its cap."""
        return min(self.bonus, self.bonus_cap)

    @property
    def counted_minus(self) -> Decimal:
        """What minus takes away, at most its cap."""
        return min(self.minus, self.minus_cap)

    @property
    def total(self) -> Decimal:
        """Base and bonus less minus; never below zero. Bonus may lift it above 100 (law.md 5.2)."""
        return max(Decimal(0), self.base + self.counted_bonus - self.counted_minus)


def sums_of(marks: Iterable[tuple[str, Decimal]], *, bonus_cap: Decimal, minus_cap: Decimal) -> Sums:
    """What the marks add up to; `marks` are pairs of part and points. Exact: points have two places."""
    sums = dict.fromkeys(CriterionPart.values, 0)
    for part, points in marks:
        sums[part] += int(points * 100)
    base, bonus, minus = (Decimal(sums[part]) / 100 for part in CriterionPart.values)
    return Sums(base, bonus, minus, bonus_cap, minus_cap)


def total_hundredths(criteria_set: CriteriaSet, marks: Iterable[tuple[str, Decimal]]) -> int:
    """What the marks of one review add up to, in whole hundredths of a point, with the caps of its criteria set."""
    sums = sums_of(marks, bonus_cap=criteria_set.bonus_cap, minus_cap=criteria_set.minus_cap)
    return int(sums.total * 100)


def stated_hundredths(data: dict[str, Any]) -> int | None:
    """What the self-scores of a hand-in add up to, in hundredths; None when it gave itself none.

    `data` is a snapshot's, of any layout: the first two knew no bonus, minus and caps.
    """
    given = [row for row in data.get("items", []) if row.get("self_score") is not None]
    if not given:
        return None
    caps = {name: Decimal(most) for name, most in data.get("caps", {}).items()}
    marks = [(row.get("part", CriterionPart.BASE), Decimal(row["self_score"])) for row in given]
    nothing = Decimal(0)
    return int(sums_of(marks, bonus_cap=caps.get("bonus", nothing), minus_cap=caps.get("minus", nothing)).total * 100)
