"""Points as numbers: what a rule gives, what the marks of one review add up to (tính điểm). Exact, never float.

A mark has two places. Where a ratio gives more, the mark is rounded half up once, here; sums, means and ranks of marks
are never rounded (law.md 5.2; reliability goal 7).
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

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


def total_hundredths(criteria_set: CriteriaSet, marks: Iterable[tuple[str, Decimal]]) -> int:
    """What the marks of one review add up to, in whole hundredths of a point; `marks` are pairs of part and points.

    Bonus adds at most `bonus_cap`, minus takes at most `minus_cap`; a total is never below zero. Bonus may lift it
    above 100 (law.md 5.2).
    """
    sums = dict.fromkeys(CriterionPart.values, 0)
    for part, points in marks:
        sums[part] += int(points * 100)
    bonus = min(sums[CriterionPart.BONUS], int(criteria_set.bonus_cap * 100))
    minus = min(sums[CriterionPart.MINUS], int(criteria_set.minus_cap * 100))
    return max(0, sums[CriterionPart.BASE] + bonus - minus)
