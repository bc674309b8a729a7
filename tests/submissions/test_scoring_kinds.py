"""Criteria with a rule of their own, bonus and minus: what counts, what a reason needs, one press for the rest."""

from decimal import Decimal

import pytest

from core.verdict import Forbidden
from submissions import rules
from submissions.enums import BoardStatus
from submissions.models import RankingBoard
from submissions.services import returning, reviewing, scoring
from tests import factories
from tests.submissions.kinds import handed_in_kinds, make_kinds, numbered
from tests.submissions.office import NOW, hand_in_again

DAY = NOW.date()
LONG = "Năm hộ trong danh sách chưa có xác nhận."


@pytest.fixture
def report(period, db):
    group = factories.make_group(period.campaign)
    make_kinds(group, period)
    return handed_in_kinds(group, period)


@pytest.fixture
def review(report, reviewer):
    return reviewing.start_review(report, by=reviewer, at=NOW)


def save(review, order, points, note=scoring.UNCHANGED):
    points = points if points is None else Decimal(points)
    item = numbered(review.submission, order)
    return scoring.save_score(review, item, by=review.reviewer, points=points, note=note, at=NOW)


def faults(review):
    return {words.split(":")[0]: words for words in scoring.faults_of(review, on=DAY).values()}


def test_rules_speak_of_the_numbers_handed_in(report, review):
    items = list(report.items.select_related("criteria_item").order_by("criteria_item__order"))
    ruled = rules.ruled_of(items, rules.handed_of(review.snapshot))

    assert {item.criteria_item.order: ruled[item.pk].words for item in items if item.pk in ruled} == {
        2: "Theo cách tính 16,67 từ 25/30 hộ",
        3: "Theo cách tính 12 từ 6 mô hình",
        4: "Theo cách tính 15 từ 85%",
    }


def test_numbers_written_after_the_hand_in_do_not_count(report, review):
    report.items.filter(criteria_item__order=2).update(amount=Decimal(30))

    assert save(review, 2, "16.67").by_rule == Decimal("16.67")


def test_a_missing_number_gives_no_points_and_says_so(report, reviewer):
    snapshot = report.snapshots.get()
    for row in snapshot.data["items"]:
        row["amount"] = None
    snapshot.save()
    review = reviewing.start_review(report, by=reviewer, at=NOW)
    item = numbered(report, 2)

    assert rules.ruled_of([item], rules.handed_of(snapshot))[item.pk] == rules.Ruled(
        None, "Báo cáo thiếu số liệu nên chưa tính được điểm"
    )
    assert save(review, 2, "16.67").by_rule is None


@pytest.mark.parametrize(
    ("points", "note", "expected"),
    [
        ("16.67", "", None),
        ("16.66", "", "Tiêu chí 2: thấp hơn cách tính 0,01 điểm, cần ghi lý do từ 20 ký tự trở lên."),
        ("15", "x" * 19, "Tiêu chí 2: thấp hơn cách tính 1,67 điểm, cần ghi lý do từ 20 ký tự trở lên."),
        ("17", "x" * 20, None),
        (None, "", "Tiêu chí 2: chưa chấm."),
    ],
)
def test_a_mark_set_by_hand_needs_a_reason_of_length(review, points, note, expected):
    save(review, 2, points, note)

    assert faults(review).get("Tiêu chí 2") == expected


def test_a_mark_by_its_rule_that_leaves_the_self_score_says_why(report, review):
    snapshot = review.snapshot
    next(row for row in snapshot.data["items"] if row["order"] == 3)["self_score"] = "20"
    snapshot.save()
    save(review, 3, 12)
    assert faults(review)["Tiêu chí 3"] == ("Tiêu chí 3: thấp hơn tự chấm 8 điểm, cần ghi lý do từ 20 ký tự trở lên.")
    save(review, 3, 12, LONG)
    assert "Tiêu chí 3" not in faults(review)


def test_length_of_a_reason_is_a_figure(report, review):
    factories.DatedSetting.objects.create(
        campaign=report.period.campaign, key="reason_min_length", value=5, valid_from=DAY
    )
    save(review, 2, 15, "Thiếu")

    assert "Tiêu chí 2" not in faults(review)


def test_bonus_and_minus_need_a_mark_too_and_zero_is_one(review):
    for order, points in {1: 38, 2: "16.67", 3: 12, 4: 15, 5: 2}.items():
        save(review, order, points)
    assert list(faults(review)) == ["Tiêu chí 6", "Tiêu chí 7"]

    save(review, 6, 0)
    save(review, 7, 0)
    assert faults(review) == {}


def test_a_complete_review_adds_up_with_its_caps(review, reviewer):
    for order, points in {1: 40, 2: "16.67", 3: 12, 4: 15, 5: 8, 6: 8, 7: "1.5"}.items():
        save(review, order, points, LONG)

    assert scoring.complete_review(review, by=reviewer, at=NOW).total_hundredths == 8367 + 1000 - 150


def test_a_criterion_of_another_version_takes_no_mark(report, review, reviewer):
    other = factories.make_group(report.period.campaign)
    criteria_set = factories.make_criteria_set(other, report.period)
    item = numbered(report, 1)
    item.criteria_item = criteria_set.items.first()
    item.save()

    with pytest.raises(Forbidden, match="thuộc bản khác của bộ tiêu chí"):
        scoring.save_score(review, item, by=reviewer, points=Decimal(1), at=NOW)


def test_carried_marks_stand_beside_what_the_new_numbers_give(report, review, reviewer):
    save(review, 2, "16.67")
    returning.return_for_changes(report, by=reviewer, notes={"tu-cham": "Bổ sung."}, at=NOW)
    report.items.filter(criteria_item__order=2).update(amount=Decimal(30))
    hand_in_again(report)

    again = reviewing.start_review(report, by=reviewer, at=NOW)

    carried = again.scores.get()
    assert (carried.points, carried.by_rule) == (Decimal("16.67"), Decimal(20))
    assert faults(again)["Tiêu chí 2"].startswith("Tiêu chí 2: thấp hơn cách tính 3,33 điểm")


def test_a_locked_board_takes_no_mark(report, review, reviewer):
    RankingBoard.objects.create(
        period=report.period, group=report.group, status=BoardStatus.LOCKED, locked_at=NOW, locked_by=reviewer
    )

    with pytest.raises(Forbidden, match="chốt"):
        save(review, 1, 38)
    assert not review.scores.exists()
