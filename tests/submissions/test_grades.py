"""Grades: thresholds reached, the cap on the best, what a late report gets; off unless switched on."""

from fractions import Fraction

import pytest

from accounts.enums import Role
from campaigns.models import DatedSetting
from submissions import board as boards
from submissions.grades import Scale, scale_of
from submissions.services import ranking
from tests import factories
from tests.submissions.office import NOW, handed_in, judged

LAW = (90, 80, 65, 50)
DAY = NOW.date()


def grade(total, scale=None, *, rank=1, holders=1, lines=10, late=False):
    return (scale or Scale(LAW)).grade(Fraction(total), rank=rank, holders=holders, lines=lines, late=late)


@pytest.mark.parametrize(
    ("total", "name"),
    [
        ("110", "Xuất sắc"), ("90", "Xuất sắc"), ("269999/3000", "Tốt"), ("80", "Tốt"), ("79.99", "Khá"), ("65", "Khá"),
        ("64.99", "Trung bình"), ("50", "Trung bình"), ("49.995", "Yếu"), ("0", "Yếu"),
    ],
)  # fmt: skip
def test_a_threshold_reached_is_enough_and_nothing_is_rounded_up_to_it(total, name):
    assert grade(total) == name


@pytest.mark.parametrize(
    ("rank", "holders", "lines", "name"),
    [
        (1, 1, 4, "Xuất sắc"), (2, 1, 4, "Tốt"), (2, 1, 8, "Xuất sắc"), (3, 1, 11, "Tốt"),
        # Two share rank 2 of 8 where two may have it: the tie is not split, neither does.
        (2, 2, 8, "Tốt"), (1, 2, 8, "Xuất sắc"), (1, 1, 3, "Tốt"),
    ],
)  # fmt: skip
def test_at_most_a_quarter_gets_the_best_and_a_tie_is_never_split(rank, holders, lines, name):
    assert grade(95, Scale(LAW, top_percent=25), rank=rank, holders=holders, lines=lines) == name


def test_a_late_report_stays_below_the_best_where_the_office_says_so():
    assert [grade(95, late=True), grade(95, Scale(LAW, late_not_top=True), late=True)] == ["Xuất sắc", "Tốt"]
    assert grade(70, Scale(LAW, late_not_top=True), late=True) == "Khá"


def switch_on(campaign, **values):
    for key, value in {"grades_on": True, **values}.items():
        DatedSetting.objects.create(campaign=campaign, code=key.replace("_", "-"), key=key, label=key, value=value)


def test_off_by_default_then_on_the_board_and_fixed_in_its_lines(group, period):
    group.criteria_sets.update(scorers=1)
    reviewer = factories.make_user(Role.REVIEWER)
    for name, points in (("A", (30, 25, 25, 20)), ("B", (30, 25, 25, 10)), ("C", (30, 25, 10, 0))):
        judged(handed_in(group, period, subject=factories.make_unit(name), self_scores=points), reviewer, *points)
    board = boards.board_of(period, group)
    assert (scale_of(period, on=DAY), {row.grade for row in boards.rows_of(board, on=DAY)}) == (None, {""})

    switch_on(period.campaign, grade_from=[95, 90, 60, 50])
    assert [row.grade for row in boards.rows_of(board, on=DAY)] == ["Xuất sắc", "Tốt", "Khá"]
    ranking.lock_board(period, group, by=reviewer, at=NOW)
    DatedSetting.objects.filter(key="grades_on").update(value=False)
    locked = boards.board_of(period, group)
    assert [row.grade for row in boards.rows_of(locked, on=DAY)] == ["Xuất sắc", "Tốt", "Khá"]
