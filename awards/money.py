"""Award money (tiền thưởng): multiplier x base wage of the decision's day, rounded up once (law.md 3; NĐ152 Đ49)."""

from dataclasses import dataclass, field

from campaigns.models import AwardRule


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in whole VND; `confirmed` is false when its multiplier still needs the ward's word ("chưa xác nhận").

    What it was worked out from: the base wage in VND and the multiplier in hundredths, 0 where nobody kept them.
    """

    amount: int
    confirmed: bool
    base_wage: int = field(default=0, compare=False)
    hundredths: int = field(default=0, compare=False)


def amount(hundredths: int, *, base_wage: int, rounding: int) -> int:
    """Whole VND: `hundredths` of `base_wage`, rounded UP to a multiple of `rounding`, once, at the very end.

    525 is the multiplier 5.25. Twice a rounded sum is wrong: the collective's sum has its own multiplier.
    """
    step = 100 * rounding
    return -(-hundredths * base_wage // step) * rounding


def reward(rule: AwardRule | None, *, base_wage: int, rounding: int) -> Money | None:
    """The money of one award by its rule; None when no multiplier is known."""
    if rule is None or rule.money_hundredths is None:
        return None
    sum_due = amount(rule.money_hundredths, base_wage=base_wage, rounding=rounding)
    return Money(sum_due, rule.confirmed, base_wage, rule.money_hundredths)
