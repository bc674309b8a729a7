"""Points as numbers (issue 5, Numbers): what a rule gives, rounding, caps; exact, whatever is put in."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.enums import CriterionPart, MarkingKind
from campaigns.models import CriteriaSet
from submissions import marks
from submissions.models import Submission, SubmissionItem
from submissions.points import NUMBERS_ASKED, points_by_rule, rounded, sums_of, total_hundredths
from tests import factories

BASE, BONUS, MINUS = CriterionPart.BASE, CriterionPart.BONUS, CriterionPart.MINUS
POINTS = st.decimals("0", "1000", places=2)
AMOUNTS = st.decimals("0", "99999999999999", places=2)
TARGETS = st.decimals("0.01", "99999999999999", places=2)


class Steps(list):
    """The steps of an item that is not stored."""

    def all(self):
        return self


class Rule:
    """A criterion as the rules see it."""

    def __init__(self, kind, most, *, unit_points=None, steps=()):
        self.kind, self.max_points = kind, Decimal(most)
        self.unit_points = None if unit_points is None else Decimal(unit_points)
        self.steps = Steps(Step(*step) for step in steps)


class Step:
    def __init__(self, at_least, points):
        self.at_least, self.points = Decimal(at_least), Decimal(points)


def by_rule(rule, amount, target=None):
    return points_by_rule(
        rule,
        amount=None if amount is None else Decimal(amount),
        target=None if target is None else Decimal(target),
    )


@pytest.mark.parametrize(
    ("exact", "points"),
    [
        (Fraction(85125, 1000), "85.13"), (Fraction(85124, 1000), "85.12"), (Fraction(50, 3), "16.67"),
        (Fraction(1, 200), "0.01"), (Fraction(1, 201), "0"), (Fraction(0), "0"),
        (Fraction(10**20 + 1, 8), "12500000000000000000.13"),
    ],
)  # fmt: skip
def test_half_is_rounded_up_at_two_places(exact, points):
    assert rounded(exact) == Decimal(points)


@pytest.mark.parametrize(
    ("amount", "points"),
    [("100", "5"), ("100.01", "5"), ("99.99", "3"), ("80", "3"), ("79.99", "0"), ("0", "0"), ("9999999999999", "5")],
)
def test_steps_give_the_highest_step_reached(amount, points):
    rule = Rule(MarkingKind.STEPS, 5, steps=[("80", "3"), ("100", "5")])
    assert by_rule(rule, amount) == Decimal(points)


def test_a_step_from_zero_is_reached_by_zero_and_none_is_above_the_maximum():
    assert by_rule(Rule(MarkingKind.STEPS, 5, steps=[("0", "1")]), "0") == 1
    assert by_rule(Rule(MarkingKind.STEPS, 5, steps=[("0", "7.5")]), "0") == 5
    assert by_rule(Rule(MarkingKind.STEPS, 5), "3") == 0


@pytest.mark.parametrize(
    ("amount", "target", "points"),
    [
        ("10", "12", "16.67"), ("12", "12", "20"), ("13", "12", "20"), ("0", "12", "0"), ("1", "3", "6.67"),
        ("2", "3", "13.33"), ("99999999999999.99", "0.01", "20"), ("0.01", "99999999999999.99", "0"),
        ("1", "0", None), ("1", None, None), (None, "12", None),
    ],
)  # fmt: skip
def test_a_ratio_gives_its_share_of_the_maximum_and_no_more(amount, target, points):
    assert by_rule(Rule(MarkingKind.RATIO, 20), amount, target) == (None if points is None else Decimal(points))


@pytest.mark.parametrize(("amount", "points"), [("0", "0"), ("3", "4.5"), ("0.33", "0.5"), ("7", "10"), (None, None)])
def test_a_count_is_worth_its_pieces_up_to_the_maximum(amount, points):
    rule = Rule(MarkingKind.COUNT, 10, unit_points="1.5")
    assert by_rule(rule, amount) == (None if points is None else Decimal(points))


def test_judgement_has_no_rule_and_every_kind_says_which_numbers_it_needs():
    assert by_rule(Rule(MarkingKind.JUDGEMENT, 10), "5", "5") is None
    assert set(NUMBERS_ASKED) == set(MarkingKind.values)
    assert NUMBERS_ASKED[MarkingKind.RATIO] == ("target", "amount")


@settings(max_examples=40)
@given(most=POINTS.filter(bool), amount=AMOUNTS, target=TARGETS)
def test_a_ratio_is_the_exact_share_rounded_once(most, amount, target):
    points = by_rule(Rule(MarkingKind.RATIO, most), amount, target)
    exact = min(Fraction(most) * Fraction(amount) / Fraction(target), Fraction(most))
    assert isinstance(points, Decimal)
    assert abs(Fraction(points) - exact) <= Fraction(1, 200)
    assert 0 <= points <= most
    assert (points * 100) % 1 == 0


@settings(max_examples=40)
@given(exact=st.fractions(min_value=0, max_value=10**15))
def test_rounding_keeps_two_places_and_the_half_goes_up(exact):
    points = Fraction(rounded(exact))
    assert (points * 100).denominator == 1
    assert Fraction(-1, 200) < points - exact <= Fraction(1, 200)


@settings(max_examples=40)
@given(steps=st.dictionaries(AMOUNTS, POINTS, max_size=5), one=AMOUNTS, two=AMOUNTS)
def test_more_never_reaches_a_lower_step(steps, one, two):
    rising = dict(zip(sorted(steps), sorted(steps.values()), strict=True))
    rule = Rule(MarkingKind.STEPS, 1000, steps=rising.items())
    low, high = sorted((one, two))
    assert by_rule(rule, low) <= by_rule(rule, high)


@pytest.mark.parametrize(
    ("given_marks", "hundredths"),
    [
        ([], 0),
        ([(BASE, "0")], 0),
        ([(BASE, "30"), (BASE, "60.25")], 9025),
        ([(BASE, "95"), (BONUS, "7"), (BONUS, "8")], 10500),
        ([(BASE, "50"), (MINUS, "4"), (MINUS, "3")], 4500),
        ([(BASE, "100"), (BONUS, "3.33"), (MINUS, "0.34")], 10299),
        ([(BASE, "2"), (MINUS, "5")], 0),
        ([(BONUS, "12")], 1000),
    ],
)
def test_bonus_and_minus_count_up_to_their_caps(given_marks, hundredths):
    criteria_set = CriteriaSet(bonus_cap=Decimal(10), minus_cap=Decimal(5))
    assert total_hundredths(criteria_set, [(part, Decimal(points)) for part, points in given_marks]) == hundredths


@settings(max_examples=40)
@given(rows=st.lists(st.tuples(st.sampled_from([BASE, BONUS, MINUS]), POINTS), max_size=30), cap=POINTS, taken=POINTS)
def test_a_total_stays_between_its_bounds_in_any_order(rows, cap, taken):
    sums = sums_of(rows, bonus_cap=cap, minus_cap=taken)
    assert sums == sums_of(reversed(rows), bonus_cap=cap, minus_cap=taken)
    assert max(Decimal(0), sums.base - taken) <= sums.total <= sums.base + cap
    assert sums.base + sums.bonus + sums.minus == sum((points for _, points in rows), Decimal(0))


@pytest.mark.django_db
def test_the_database_adds_own_scores_up_as_python_does():
    period = factories.make_period()
    group = factories.make_group(period.campaign)
    reports = []
    for number, scores in enumerate(
        [
            {},
            {1: "0"},
            {1: "29.99", 2: "0.01", 3: "7", 4: "6.5", 5: "3"},
            {1: "60", 3: "2.5", 5: "9.75"},
            {5: "8"},
            {3: "4"},
        ],
        start=1,
    ):
        criteria_set = factories.make_criteria_set(
            group, period, (60, 40), version=number, bonus_cap=Decimal(10), minus_cap=Decimal("5.5")
        )
        for part in (BONUS, BONUS, MINUS):
            factories.make_item(criteria_set, "10", part=part)
        report = Submission.objects.create(
            period=period, group=group, unit=factories.make_unit(), criteria_set=criteria_set
        )
        rows = [
            SubmissionItem(submission=report, criteria_item=item, self_score=scores.get(item.order))
            for item in criteria_set.items.all()
        ]
        SubmissionItem.objects.bulk_create(rows)
        own = [(row.criteria_item.part, Decimal(row.self_score)) for row in rows if row.self_score is not None]
        reports.append((report.pk, total_hundredths(criteria_set, own) if own else None))
    found = Submission.objects.annotate(whole=marks.self_hundredths(), points=marks.self_points())
    assert [(pk, *found.values_list("whole", "points").get(pk=pk)) for pk, _ in reports] == [
        (pk, whole, None if whole is None else Decimal(whole) / 100) for pk, whole in reports
    ]
    assert [whole for _, whole in reports] == [None, 0, 3700, 5700, 0, 400]
