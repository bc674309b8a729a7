"""How strict a reviewer is beside the others: means and medians worked out by hand, in the database."""

from fractions import Fraction

import pytest
from django.urls import reverse

from accounts.enums import Role
from submissions import leniency
from submissions.enums import ReviewStatus
from submissions.models import Review, Snapshot
from tests import factories
from tests.submissions.office import NOW, handed_in


def judge(report, *totals, reviewers):
    """Complete reviews with these totals in points; None: that reviewer has not finished."""
    snapshot = Snapshot.objects.get(submission=report)
    for slot, (total, by) in enumerate(zip(totals, reviewers, strict=False), start=1):
        done = total is not None
        Review.objects.create(
            submission=report, snapshot=snapshot, reviewer=by, slot=slot, started_at=NOW,
            status=ReviewStatus.COMPLETE if done else ReviewStatus.OPEN, completed_at=NOW if done else None,
            total_hundredths=int(total * 100) if done else None,
        )  # fmt: skip


@pytest.fixture
def reviewers(db):
    return [factories.make_user(Role.REVIEWER, full_name=name) for name in ("An", "Bình", "Chi")]


def shown(period):
    return {
        str(row.reviewer): (row.reports, row.compared, row.mean, row.median, row.from_self)
        for row in leniency.figures_of(period)
    }


def test_means_and_medians_over_pairs(group, period, reviewers):
    # The self-score is 88 each time. An − Bình: 1, 1, 10, -2 -> mean 2,5, median 1; Bình the other way round.
    for first, second in ((88, 87), (81, 80), (90, 80), (78, 80)):
        judge(handed_in(group, period), first, second, reviewers=reviewers)
    # Blind still: neither learns anything from it.
    judge(handed_in(group, period), 100, None, reviewers=reviewers)

    # An − self: 0, -7, 2, -10 -> -15/4; Bình − self: -1, -8, -8, -8 -> -25/4
    assert shown(period) == {
        "An": (4, 4, Fraction(5, 2), 1, Fraction(-15, 4)),
        "Bình": (4, 4, Fraction(-5, 2), -1, Fraction(-25, 4)),
    }


def test_three_reviewers_are_compared_with_the_mean_of_the_other_two(group, period, reviewers):
    group.criteria_sets.update(scorers=3)
    for totals in ((90, 80, 85), (90, 80, 81), (90, 90, 90)):
        judge(handed_in(group, period), *totals, reviewers=reviewers)

    # An: 7,5; 9,5; 0 -> 17/3, median 7,5. Bình: -7,5; -5,5; 0 -> -13/3. Chi: 0; -4; 0 -> -4/3
    assert {name: figures[2:4] for name, figures in shown(period).items()} == {
        "An": (Fraction(17, 3), Fraction(15, 2)),
        "Bình": (Fraction(-13, 3), Fraction(-11, 2)),
        "Chi": (Fraction(-4, 3), 0),
    }


def test_too_few_reports_say_so_and_a_single_reviewer_is_compared_with_the_self_score_alone(group, period, reviewers):
    group.criteria_sets.update(scorers=1)
    for total in (90, 86):
        judge(handed_in(group, period), total, reviewers=reviewers)
    assert shown(period) == {"An": (2, 0, None, None, None)}
    judge(handed_in(group, period), 85, reviewers=reviewers)
    assert shown(period) == {"An": (3, 0, None, None, -1)}


def test_the_page_asks_no_more_for_more_reports(client_of, group, period, reviewers, django_assert_num_queries):
    judge(handed_in(group, period), 88, 87, reviewers=reviewers)
    client, address = client_of(reviewers[0]), reverse("submissions:reviewer_figures") + f"?nam={period.year}"
    client.get(address)
    for found in ("chưa đủ", "+1"):
        with django_assert_num_queries(8):
            html = client.get(address).content.decode()
        assert found in html
        for _ in range(2):
            judge(handed_in(group, period), 88, 87, reviewers=reviewers)
