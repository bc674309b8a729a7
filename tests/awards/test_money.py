"""Award money: every amount of the table in law.md 3, whole VND, rounded up once."""

import pytest

from awards.money import Money, amount, reward
from campaigns.models import AwardRule

WAGE, STEP = 2_530_000, 10_000

# (award, multiplier in hundredths for a person, a collective, a household; VND as the table prints them)
TABLE = [
    ("HCLĐ hạng Nhất", (900, 22_770_000), (1800, 45_540_000), None),
    ("HCLĐ hạng Nhì", (750, 18_980_000), (1500, 37_950_000), None),
    ("HCLĐ hạng Ba", (450, 11_390_000), (900, 22_770_000), None),
    ("Cờ thi đua của Chính phủ", None, (1200, 30_360_000), None),
    ("BK của Thủ tướng Chính phủ", (350, 8_860_000), (700, 17_710_000), (525, 13_290_000)),
    ("Cờ thi đua của UBND thành phố", None, (800, 20_240_000), None),
    ("BK cấp tỉnh", (150, 3_800_000), (300, 7_590_000), (225, 5_700_000)),
    ("GK", (30, 760_000), (60, 1_520_000), (45, 1_140_000)),
]
CELLS = [
    pytest.param(hundredths, vnd, id=f"{award}, {kind}")
    for award, *cells in TABLE
    for kind, cell in zip(("cá nhân", "tập thể", "hộ gia đình"), cells, strict=True)
    if cell
    for hundredths, vnd in [cell]
]


@pytest.mark.parametrize(("hundredths", "vnd"), CELLS)
def test_amount_is_the_tables(hundredths, vnd):
    assert amount(hundredths, base_wage=WAGE, rounding=STEP) == vnd


def test_amount_rounds_once_not_twice_the_persons_sum():
    assert amount(700, base_wage=WAGE, rounding=STEP) == 17_710_000
    assert 2 * amount(350, base_wage=WAGE, rounding=STEP) == 17_720_000


def test_amount_that_needs_no_rounding_is_left_alone():
    assert amount(100, base_wage=2_340_000, rounding=STEP) == 2_340_000
    assert amount(100, base_wage=2_340_001, rounding=STEP) == 2_350_000


def test_amount_follows_the_wage_of_before_1_july_2026():
    assert amount(30, base_wage=2_340_000, rounding=STEP) == 710_000


def test_reward_passes_on_that_the_multiplier_is_unconfirmed():
    rule = AwardRule(money_hundredths=30, confirmed=False)
    assert reward(rule, base_wage=WAGE, rounding=STEP) == Money(760_000, confirmed=False)
    assert reward(AwardRule(money_hundredths=150), base_wage=WAGE, rounding=STEP) == Money(3_800_000, confirmed=True)


def test_reward_without_a_multiplier_is_none():
    assert reward(AwardRule(), base_wage=WAGE, rounding=STEP) is None
    assert reward(None, base_wage=WAGE, rounding=STEP) is None
