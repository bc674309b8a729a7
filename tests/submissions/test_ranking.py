"""The board: a truth table written by hand, then locking."""

from datetime import date
from fractions import Fraction

import pytest

from accounts.enums import Role
from core.formats import format_points
from core.models import AuditEvent
from core.verdict import Forbidden
from submissions import board as boards
from submissions import totals
from submissions.enums import BoardStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import RankingBoard
from submissions.services import ranking, returning, reviewing
from tests import factories
from tests.submissions.office import NOW, handed_in, judged, mark, snapshot

# Name, marks of each reviewer (None: that reviewer has not finished), expected rank, total as the page writes it.
TWO_REVIEWERS = [
    ("Công an phường", [(30, 25, 25, 20), (30, 25, 25, 20)], 1, "100"),
    ("Trường Mầm non Đức", [("29.25", 20, 20, 15), ("29.5", 20, 20, "16.5")], 2, "85,13"),
    ("Trường Mầm non Dương", [("29.5", 20, 20, "16.5"), ("29.25", 20, 20, 15)], 2, "85,13"),
    ("Trạm Y tế", [("29.25", 20, 20, 15), ("29.49", 20, 20, "16.5")], 4, "85,12"),
    ("Phòng An toàn", [("0.01", 0, 0, 0), (0, 0, 0, 0)], 5, "0,01"),
    ("Phòng Ánh", [(0, 0, 0, 0), (0, 0, 0, 0)], 6, "0"),
    ("Phòng chưa đủ hai người", [(30, 25, 25, 20), None], None, None),
    ("Phòng chưa ai chấm", [None, None], None, None),
]
# The order the board shows: D before Đ inside the tie of rank 2.
EXPECTED = [
    (1, "Công an phường", "100"),
    (2, "Trường Mầm non Dương", "85,13"),
    (2, "Trường Mầm non Đức", "85,13"),
    (4, "Trạm Y tế", "85,12"),
    (5, "Phòng An toàn", "0,01"),
    (6, "Phòng Ánh", "0"),
]


@pytest.fixture
def reviewers(db):
    return [factories.make_user(Role.REVIEWER) for _ in range(2)]


def fill(group, period, table, reviewers):
    for name, sheets, _, _ in table:
        report = handed_in(group, period, subject=factories.make_unit(name))
        for reviewer, points in zip(reviewers, sheets, strict=False):
            if points is not None:
                judged(report, reviewer, *points)


def shown(period, group):
    board = boards.board_of(period, group)
    return [(row.rank, row.submission.subject_name, format_points(row.total)) for row in boards.rows_of(board)]


def test_truth_table_with_two_reviewers(group, period, reviewers):
    fill(group, period, TWO_REVIEWERS, reviewers)

    assert shown(period, group) == EXPECTED
    assert totals.unscored(period, group, on=NOW.date()).count() == 2


def test_the_mean_is_exact_before_it_is_shown(group, period, reviewers):
    fill(group, period, TWO_REVIEWERS[1:2], reviewers)

    row = boards.rows_of(boards.board_of(period, group))[0]
    assert row.total == Fraction(17025, 200)
    assert row.gap == Fraction(7, 4)
    assert row.self_total == 88


def test_one_reviewer(group, period, reviewers):
    group.criteria_sets.update(scorers=1)
    fill(group, period, [("A", [(10, 10, 10, 10)], 1, ""), ("B", [(10, 10, 10, "10.01")], 1, "")], reviewers[:1])

    assert shown(period, group) == [(1, "B", "40,01"), (2, "A", "40")]
    assert boards.rows_of(boards.board_of(period, group))[0].gap is None


def test_thirds_are_equal_to_their_exact_equals(group, period, reviewers):
    """Three reviewers: 100,00 shared by three in two ways is the same total, and 33,33 is not 33 1/3."""
    group.criteria_sets.update(scorers=3)
    third = factories.make_user(Role.REVIEWER)
    table = [
        ("C", [(30, 2, 0, 0), (30, 6, 0, 0), (30, 2, 0, 0)], 1, ""),
        ("A", [(30, 4, 0, 0), (30, 3, 0, 0), (30, 3, 0, 0)], 1, ""),
        ("B", [(30, "3.33", 0, 0), (30, "3.33", 0, 0), (30, "3.33", 0, 0)], 3, ""),
    ]
    fill(group, period, table, [*reviewers, third])

    assert shown(period, group) == [(1, "A", "33,33"), (1, "C", "33,33"), (3, "B", "33,33")]


def test_groups_never_mix(period, group, reviewers):
    other = factories.make_group(period.campaign)
    factories.make_criteria_set(other, period, points=(60, 40))
    judged_in_other = handed_in(other, period, subject=factories.make_unit("Doanh nghiệp"), self_scores=(60, 40))
    for reviewer in reviewers:
        judged(judged_in_other, reviewer, 60, 40)
    fill(group, period, TWO_REVIEWERS[1:2], reviewers)

    assert shown(period, other) == [(1, "Doanh nghiệp", "100")]
    assert shown(period, group) == [(1, "Trường Mầm non Đức", "85,13")]


def test_persons_stand_in_the_order_of_given_names(period, reviewers):
    group = factories.make_group(period.campaign)
    factories.make_criteria_set(group, period, points=(100,), scorers=1)
    for name in ("Trần Văn Bình", "Phạm Thị Ánh", "Lê Văn An"):
        judged(handed_in(group, period, subject=factories.make_person(name), self_scores=(90,)), reviewers[0], 90)

    assert shown(period, group) == [(1, "Lê Văn An", "90"), (1, "Phạm Thị Ánh", "90"), (1, "Trần Văn Bình", "90")]


def test_a_draft_or_returned_report_is_not_on_the_board(group, period, reviewers):
    fill(group, period, TWO_REVIEWERS[:1], reviewers)
    report = handed_in(group, period)
    judged(report, reviewers[0], 30, 25, 25, 20)
    judged(report, reviewers[1], 30, 25, 25, 20)
    returning.return_for_changes(report, by=reviewers[0], notes={"tu-cham": "Bổ sung."}, at=NOW)
    handed_in(group, period, status=S.DRAFT)

    assert shown(period, group) == [(1, "Công an phường", "100")]
    assert totals.unscored(period, group, on=NOW.date()).count() == 0


def test_lock_is_refused_while_reports_have_no_marks(group, period, reviewers):
    fill(group, period, TWO_REVIEWERS, reviewers)

    with pytest.raises(Forbidden, match="Còn 2 hồ sơ chưa chấm, thứ hạng chưa chính thức."):
        ranking.lock_board(period, group, by=reviewers[0], at=NOW)
    assert not RankingBoard.objects.filter(status=BoardStatus.LOCKED).exists()


def test_lock_is_refused_without_any_line_and_without_the_right(group, period, reviewers, officer):
    with pytest.raises(Forbidden, match="Chưa có hồ sơ nào được chấm."):
        ranking.lock_board(period, group, by=reviewers[0], at=NOW)
    with pytest.raises(Forbidden, match="không có quyền"):
        ranking.lock_board(period, group, by=officer, at=NOW)


def test_lock_waits_for_a_return_within_its_term(group, period, reviewers):
    fill(group, period, TWO_REVIEWERS[:1], reviewers)
    report = handed_in(group, period)
    reviewing.start_review(report, by=reviewers[0], at=NOW)
    request = returning.return_for_changes(report, by=reviewers[0], notes={"tu-cham": "Bổ sung."}, at=NOW)

    with pytest.raises(Forbidden, match="Còn 1 hồ sơ đang trả lại bổ sung"):
        ranking.lock_board(period, group, by=reviewers[0], at=NOW)
    type(request).objects.update(due_on=date(2026, 12, 13))
    assert ranking.lock_board(period, group, by=reviewers[0], at=NOW).lines.count() == 1


def test_locked_board_is_the_record(group, period, reviewers):
    fill(group, period, TWO_REVIEWERS[:6], reviewers)

    board = ranking.lock_board(period, group, by=reviewers[0], at=NOW)

    assert shown(period, group) == EXPECTED
    lines = board.lines.order_by("rank", "pk").values_list("rank", "total_numerator", "total_denominator")
    assert list(lines)[:2] == [(1, 20000, 2), (2, 17025, 2)]
    event = AuditEvent.objects.get(action="lock_board")
    assert (event.old, event.new, event.data) == ("OPEN", "LOCKED", {"lines": 6, "by_hand": 0})
    with pytest.raises(Forbidden, match="đã chốt"):
        ranking.lock_board(period, group, by=reviewers[1], at=NOW)


def test_a_locked_board_refuses_changes_and_says_since_when(group, period, reviewers):
    report = handed_in(group, period)
    for reviewer in reviewers:
        judged(report, reviewer, 30, 25, 25, 20)
    ranking.lock_board(period, group, by=reviewers[0], at=NOW)
    late = handed_in(group, period)

    refused = "Bảng điểm nhóm này đã chốt ngày 14/12/2026."
    with pytest.raises(Forbidden, match=refused):
        returning.return_for_changes(report, by=reviewers[0], notes={"tu-cham": "Bổ sung."}, at=NOW)
    with pytest.raises(Forbidden, match=refused):
        reviewing.start_review(late, by=reviewers[0], at=NOW)
    report.refresh_from_db()
    late.refresh_from_db()
    assert (report.status, late.status) == (S.UNDER_REVIEW, S.SUBMITTED)


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_costs_the_same_for_any_number_of_rows(group, period, reviewers, count, django_assert_num_queries):
    fill(group, period, TWO_REVIEWERS[:count], reviewers)
    board = boards.board_of(period, group)

    with django_assert_num_queries(4):
        assert len(boards.rows_of(board)) == count


def test_marks_of_an_older_hand_in_do_not_count(group, period, reviewers):
    report = handed_in(group, period)
    for reviewer in reviewers:
        judged(report, reviewer, 30, 25, 25, 20)
    report.rounds = 2
    report.save()
    snapshot(report)

    assert shown(period, group) == []
    mark(reviewing.start_review(report, by=reviewers[0], at=NOW), 1, 1, 1, 1)
    assert shown(period, group) == []
