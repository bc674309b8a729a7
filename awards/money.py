"""Award money (tiền thưởng): multiplier x base wage of the decision's day, rounded up once (law.md 3; NĐ152 Đ49)."""

from dataclasses import dataclass

from campaigns.models import AwardRule


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in whole VND; `confirmed` is false when its multiplier still needs the ward's word ("chưa xác nhận")."""

    amount: int
    confirmed: bool


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
    return Money(amount(rule.money_hundredths, base_wage=base_wage, rounding=rounding), rule.confirmed)
