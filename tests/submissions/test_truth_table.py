"""The truth table of totals and ranks: worked out by hand, on paper, to the last digit.

Four groups of one year. Each line is a unit: what every reviewer gave, criterion by criterion in the order of the
group's criteria, then the total as whole hundredths over the number it is divided by, how the page writes it, and the
rank. "=" is a mark taken from the criterion's rule for the numbers of the report; "-" is a criterion not yet marked.
What stands in the columns TOTAL, SHOWN and RANK was computed without the program; the sums are in the comments.

One gap is allowed: 5 points between the totals of a report's reviewers. 5 exactly is within it, 5,01 is not.
"""

from decimal import Decimal
from fractions import Fraction
from itertools import count

import pytest

from accounts.enums import Role
from campaigns.enums import CriterionPart, MarkingKind
from campaigns.models import Criterion
from core.formats import format_points
from core.verdict import Forbidden
from submissions import board as boards
from submissions import totals
from submissions.enums import ReviewKind, ReviewStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import Review, Score, Snapshot, Submission, SubmissionItem
from submissions.points import points_by_rule
from submissions.services import ranking, reviewing
from tests import factories
from tests.submissions.office import NOW, RECEIVED

BONUS, MINUS = CriterionPart.BONUS, CriterionPart.MINUS
NONE = (None, None, None)
THIRD = "third person: "  # before the marks of who settles a difference
STOPPED = "stopped: "  # before the marks of who had a conflict

# --- Cơ quan: two reviewers; criteria of 30, 25, 25, 20, by judgement ------------------------------------------------
OFFICES = [
    # 100 and 100: 200/2
    ("Công an phường", ["30 25 25 20", "30 25 25 20"], 20000, 2, "100", 1),
    # Once more with a reviewer in conflict: 93 counts, the stopped 100 does not, who took over gave 93: 186/2
    ("Hội trường", ["28 24 23 18", STOPPED + "30 25 25 20", "27 24 23 19"], 18600, 2, "93", 2),
    # 84,25 and 86: 170,25/2 = 85,125, half up to 85,13; the other way round it is the same total
    ("Trường Mầm non Đức", ["29.25 20 20 15", "29.5 20 20 16.5"], 17025, 2, "85,13", 3),
    ("Trường Mầm non Dương", ["29.5 20 20 16.5", "29.25 20 20 15"], 17025, 2, "85,13", 3),
    # 84,25 and 85,99: 170,24/2 = 85,12, one hundredth below
    ("Trạm Y tế", ["29.25 20 20 15", "29.49 20 20 16.5"], 17024, 2, "85,12", 5),
    # 75 and 80: 5 apart, within the gap: 155/2
    ("Đội Quản lý trật tự", ["25 20 20 10", "25 20 20 15"], 15500, 2, "77,5", 6),
    # 75 and 55, settled at 69,5 by a third person, whose total stands alone: 69,5/1
    ("Văn phòng", ["25 20 20 10", "10 15 15 15", THIRD + "20 18.5 19 12"], 6950, 1, "69,5", 7),
    # Late, which changes nothing here: 69,5 twice is 139/2, as much as 69,5/1
    ("Trung tâm Dịch vụ (muộn)", ["20 19 18 12.5", "20 19 18 12.5"], 13900, 2, "69,5", 7),
    # 0 and 0,01: 0,01/2 = 0,005, shown as 0,01
    ("Phòng Kinh tế", ["0 0 0 0", "0 0 0 0.01"], 1, 2, "0,01", 9),
    # Zero is a mark
    ("Trung tâm Hành chính công", ["0 0 0 0", "0 0 0 0"], 0, 2, "0", 10),
    # 75 and 80,01: 5,01 apart, to be settled
    ("Ban Chỉ huy quân sự", ["25 20 20 10", "25 20 20 15.01"], *NONE, None),
    # One reviewer of two; a mark missing; nobody; one in conflict and nobody in their place
    ("Phòng Văn hóa", ["30 25 25 20"], *NONE, None),
    ("Trường Tiểu học", ["30 25 25 20", "30 25 - 20"], *NONE, None),
    ("Trường Trung học cơ sở", [], *NONE, None),
    ("Thư viện", ["28 24 23 18", STOPPED + "28 24 23 18"], *NONE, None),
    # To be settled, and the third person is not done
    ("Nhà văn hóa", ["30 25 25 20", "20 20 20 15", THIRD + "25 22 - 18"], *NONE, None),
]

# --- Doanh nghiệp: three reviewers; 50 by ratio, 50 by judgement ------------------------------------------------------
# Reached/target: 2/3 of 50 = 33,333 -> 33,33; 1/3 -> 16,666 -> 16,67; 4/3 -> 50, the maximum.
FIRMS = [
    # 50 + 50 three times: 300/3
    ("Công ty Hải Âu", ["= 50", "= 50", "= 50"], 30000, 3, "100", 1, {1: "4/3"}),
    # 73,33, 73,33, 73,34: 220/3 = 73,3333…
    ("Công ty Bến Bính", ["= 40", "= 40", "= 40.01"], 22000, 3, "73,33", 2, {1: "2/3"}),
    # 73, 73, 74: 220/3 too, from other marks
    ("Công ty An Dương", ["= 23", "= 23", "= 24"], 22000, 3, "73,33", 2, {1: "3/3"}),
    # 73,33 three times: 219,99/3 = 73,33 exactly; shown like the two above, yet a third of a hundredth below
    ("Công ty Cát Dài", ["= 40", "= 40", "= 40"], 21999, 3, "73,33", 4, {1: "2/3"}),
    # 66,67 three times: 200,01/3; and 66, 67, 67,01: 200,01/3
    ("Hợp tác xã Đông Khê", ["= 50", "= 50", "= 50"], 20001, 3, "66,67", 5, {1: "1/3"}),
    ("Hợp tác xã Dư Hàng", ["= 16", "= 17", "= 17.01"], 20001, 3, "66,67", 5, {1: "3/3"}),
    # 66, 67, 67: 200/3 = 66,666…, shown as 66,67 and below 200,01/3
    ("Công ty Lạch Tray", ["= 16", "= 17", "= 17"], 20000, 3, "66,67", 7, {1: "3/3"}),
    # No target, so no points by rule; nought three times
    ("Công ty Vĩnh Niệm", ["0 0", "0 0", "0 0"], 0, 3, "0", 8, {1: "5/"}),
    # Two of three; and 72, 74, 77,01: 5,01 apart
    ("Công ty Trại Cau", ["= 40", "= 40"], *NONE, None, {1: "2/3"}),
    ("Công ty Hàng Kênh", ["= 22", "= 24", "= 27.01"], *NONE, None, {1: "3/3"}),
]

# --- Mặt trận: one reviewer; sub-criteria, steps, count; bonus and minus up to 10 each --------------------------------
# 1 judgement 20 and 2 ratio 30 under one criterion of the plan; 3 steps 30 (from 50: 10, from 80: 20, from 100: 30);
# 4 count 20 (2,5 a piece); 5, 6 bonus of 6 and 8; 7, 8 minus of 8 each.
FRONT = [
    # 20 + 30 + 30 + 20 (8 pieces) = 100; bonus 6 + 8 = 14, counts 10: 110
    ("Ủy ban Mặt trận", ["20 = = = 6 8 0 0"], 11000, 1, "110", 1, {2: "9/9", 3: "100", 4: "8"}),
    # 20 + 30 + 30 + 12,5 (5 pieces) = 92,5; bonus 6 + 4 = 10, the cap exactly: 102,5
    ("Hội Phụ nữ", ["20 = = = 6 4 0 0"], 10250, 1, "102,5", 2, {2: "3/3", 3: "100", 4: "5"}),
    # The same with 6 + 4,01 = 10,01, counts 10: 102,5
    ("Đoàn Thanh niên", ["20 = = = 6 4.01 0 0"], 10250, 1, "102,5", 2, {2: "3/3", 3: "100", 4: "5"}),
    # The rule gave 10, the reviewer 12,34 by hand: 20 + 12,34 + 30 + 20 = 82,34
    ("Hội Cựu chiến binh", ["20 12.34 = = 0 0 0 0"], 8234, 1, "82,34", 4, {2: "1/3", 3: "100", 4: "8"}),
    # 20 + 8,57 (2/7 of 30 = 8,5714) + 20 (80 is a step) + 20 (9 pieces: 22,5, at most 20) = 68,57; minus 16, counts 10
    ("Hội Nông dân", ["20 = = = 0 0 8 8"], 5857, 1, "58,57", 5, {2: "2/7", 3: "80", 4: "9"}),
    # 18,57 + 10 + 20 + 10 (4 pieces) = 58,57
    ("Công đoàn", ["18.57 = = = 0 0 0 0"], 5857, 1, "58,57", 5, {2: "1/3", 3: "80", 4: "4"}),
    # 15,5 + 10 + 10 (79,99 is below the step of 80) + 7,5 (3 pieces) = 43; bonus 9: 52
    ("Hội Chữ thập đỏ", ["15.5 = = = 4 5 0 0"], 5200, 1, "52", 7, {2: "1/3", 3: "79.99", 4: "3"}),
    # 5 + 0 + 0 (49,99 is below every step) + 0 = 5; minus 9: never below nought
    ("Hội Người cao tuổi", ["5 = = = 0 0 8 1"], 0, 1, "0", 8, {2: "0/3", 3: "49.99", 4: "0"}),
    # Nought everywhere: level with the one above
    ("Hội Khuyến học", ["0 = = = 0 0 0 0"], 0, 1, "0", 8, {2: "0/5", 3: "0", 4: "0"}),
    # Given back and handed in again: the marks of the first hand-in count no more
    ("Hội Luật gia (nộp lại)", ["20 = = = 0 0 0 0"], *NONE, None, {2: "9/9", 3: "100", 4: "8"}),
]

# --- Tổ dân phố: two reviewers; 100 by judgement, bonus of 10 with a cap of 5, minus of 10 with a cap of 3 ------------
QUARTERS = [
    # 99 + 5 = 104; 100 + 6, counts 5 = 105: 209/2
    ("Tổ dân phố 1", ["99 5 0", "100 6 0"], 20900, 2, "104,5", 1),
    # 90 + 5 - 3,5, counts 3 = 92; 86: 6 apart; settled at 88 + 1 = 89
    ("Tổ dân phố 2", ["90 5 3.5", "86 0 0", THIRD + "88 1 0"], 8900, 1, "89", 2),
    # 85 and 85,01: 170,01/2 = 85,005, shown as 85,01
    ("Tổ dân phố 3", ["85 0 0", "85.01 0 0"], 17001, 2, "85,01", 3),
    # 80 + 7, counts 5 = 85; 84 + 4 - 6, counts 3 = 85: 170/2
    ("Tổ dân phố 5", ["80 7 0", "84 4 6"], 17000, 2, "85", 4),
    # 82 + 3 = 85; 88 - 3 = 85: 170/2
    ("Tổ dân phố 4", ["82 3 0", "88 0 3"], 17000, 2, "85", 4),
    # 2 - 3 is nought, not -1; 0: 0/2
    ("Tổ dân phố 6", ["2 0 3", "0 0 0"], 0, 2, "0", 6),
    # 92 and 86 again, settled by nobody
    ("Tổ dân phố 7", ["90 5 3.5", "86 0 0"], *NONE, None),
    # 95 by the only reviewer who may: the second sits in this unit and is refused
    ("Tổ dân phố 8", ["95 0 0"], *NONE, None),
]

TABLE = {"co-quan": OFFICES, "doanh-nghiep": FIRMS, "mat-tran": FRONT, "to-dan-pho": QUARTERS}
_codes = count(1)


def _criteria(group, period, code):
    make, plan = factories.make_item, {"group": group, "campaign": group.campaign, "text": "Nguyên văn"}
    if code == "co-quan":
        return factories.make_criteria_set(group, period, points=(30, 25, 25, 20), scorers=2)
    if code == "doanh-nghiep":
        criteria = factories.make_criteria_set(group, period, points=(), scorers=3)
        make(criteria, 50, kind=MarkingKind.RATIO, measure="hộ")
        make(criteria, 50)
        return criteria
    if code == "mat-tran":
        criteria = factories.make_criteria_set(group, period, points=(), scorers=1)
        digital = Criterion.objects.create(code="so", order=1, short_title="Chuyển đổi số", **plan)
        make(criteria, 20, criterion=digital, title="Hồ sơ trực tuyến")
        make(criteria, 30, criterion=digital, title="Thanh toán số", kind=MarkingKind.RATIO, measure="lượt")
        make(criteria, 30, kind=MarkingKind.STEPS, steps={100: 30, 80: 20, 50: 10}, measure="%")
        make(criteria, 20, kind=MarkingKind.COUNT, unit_points=Decimal("2.5"), measure="mô hình")
        for points, part in ((6, BONUS), (8, BONUS), (8, MINUS), (8, MINUS)):
            make(criteria, points, part=part)
        return criteria
    criteria = factories.make_criteria_set(group, period, points=(100,), scorers=2, bonus_cap=5, minus_cap=3)
    make(criteria, 10, part=BONUS)
    make(criteria, 10, part=MINUS)
    return criteria


def _numbers(text):
    """“9/9” reached and target, “100” reached alone, “5/” without a target."""
    amount, _, target = text.partition("/")
    return Decimal(amount), Decimal(target) if target else None


def _report(criteria, name, numbers):
    report = Submission.objects.create(
        period=criteria.period, group=criteria.group, unit=factories.make_unit(name), criteria_set=criteria,
        status=S.UNDER_REVIEW, code=f"LC-2026-{next(_codes):04d}", first_submitted_at=RECEIVED, submitted_at=RECEIVED,
        status_since=RECEIVED, rounds=1, is_late="muộn" in name,
    )  # fmt: skip
    for item in criteria.items.order_by("order"):
        amount, target = _numbers(numbers[item.order]) if item.order in numbers else (None, None)
        SubmissionItem.objects.create(submission=report, criteria_item=item, amount=amount, target=target)
    return report


def _hand_in(report, by):
    return Snapshot.objects.create(
        submission=report, number=report.rounds, taken_at=RECEIVED, taken_by=by, on_time=True, data={}, sha256="0" * 64
    )


def _judge(report, snapshot, marks, slot, by):
    """One reviewer's marks; complete unless one is missing, or stopped."""
    third, stopped = marks.startswith(THIRD), marks.startswith(STOPPED)
    marks = marks.removeprefix(THIRD).removeprefix(STOPPED).split()
    review = Review.objects.create(
        submission=report, snapshot=snapshot, reviewer=by, started_at=NOW, reason="Đối chiếu lại." if third else "",
        kind=ReviewKind.RECONCILE if third else ReviewKind.MARK, slot=0 if third else slot,
    )  # fmt: skip
    items = report.items.select_related("criteria_item").prefetch_related("criteria_item__steps")
    for item, mark in zip(items.order_by("criteria_item__order"), marks, strict=True):
        ruled = points_by_rule(item.criteria_item, amount=item.amount, target=item.target)
        points = ruled if mark == "=" else None if mark == "-" else Decimal(mark)
        Score.objects.create(review=review, item=item, points=points, by_rule=ruled, scored_at=NOW)
    if stopped:
        Review.objects.filter(pk=review.pk).update(status=ReviewStatus.STOPPED, stopped_at=NOW)
    elif "-" not in marks:
        factories.close_review(review, at=NOW)
    return stopped


@pytest.fixture
def year(period):
    """The whole table as rows: group by code."""
    reviewers = [factories.make_user(Role.REVIEWER) for _ in range(4)]
    groups = {}
    for code, lines in TABLE.items():
        group = groups[code] = factories.make_group(period.campaign)
        criteria = _criteria(group, period, code)
        for name, sheets, *_, numbers in (line if len(line) == 7 else (*line, {}) for line in lines):
            report = _report(criteria, name, numbers)
            snapshot, slot = _hand_in(report, reviewers[0]), 1
            for sheet, by in zip(sheets, reviewers, strict=False):
                slot += not _judge(report, snapshot, sheet, slot, by)
            if "nộp lại" in name:
                Submission.objects.filter(pk=report.pk).update(rounds=2)
                report.rounds = 2
                _hand_in(report, reviewers[0])
    return groups


def expected(code):
    """Name, total, as shown, rank: the lines that have a total, as the board orders them."""
    found = [(line[5], line[0], Fraction(line[2], 100 * line[3]), line[4]) for line in TABLE[code] if line[5]]
    return sorted(found, key=lambda line: line[0])


def test_the_table_is_as_large_as_it_should_be():
    assert (len(TABLE), sum(map(len, TABLE.values()))) == (4, 44)


@pytest.mark.plan("R5")
def test_totals_and_ranks_are_those_worked_out_by_hand(year, period):
    for code, group in year.items():
        board = boards.board_of(period, group)
        shown = [
            (row.rank, row.submission.subject_name, row.total, format_points(row.total))
            for row in boards.rows_of(board, on=NOW.date())
        ]
        # Inside a tie the order is the alphabet's, which the table leaves to the test below.
        assert sorted(shown) == sorted(expected(code)), code
        assert [line[0] for line in shown] == [line[0] for line in expected(code)]


def test_the_stored_fraction_is_the_one_of_the_table(year, period):
    for code, group in year.items():
        lines = totals.standing(period, group, on=NOW.date()).values_list(
            "submission__unit__name", "numerator", "denominator"
        )
        assert {name: (top, under) for name, top, under in lines} == {
            line[0]: (line[2], line[3]) for line in TABLE[code] if line[5]
        }


def test_missing_is_counted_and_names_itself(year, period):
    for code, group in year.items():
        missing = totals.unscored(period, group, on=NOW.date()).values_list("unit__name", flat=True)
        assert set(missing) == {line[0] for line in TABLE[code] if line[5] is None}
    apart = [totals.unsettled(period, group, on=NOW.date()).count() for group in year.values()]
    # Ban Chỉ huy quân sự and Nhà văn hóa; Công ty Hàng Kênh; none; Tổ dân phố 7
    assert apart == [2, 1, 0, 1]


def test_a_tie_is_ordered_by_the_alphabet_with_d_before_đ(year, period):
    def names(code, rank):
        rows = boards.rows_of(boards.board_of(period, year[code]), on=NOW.date())
        return [row.submission.subject_name for row in rows if row.rank == rank]

    assert names("co-quan", 3) == ["Trường Mầm non Dương", "Trường Mầm non Đức"]
    assert names("doanh-nghiep", 5) == ["Hợp tác xã Dư Hàng", "Hợp tác xã Đông Khê"]
    assert names("to-dan-pho", 4) == ["Tổ dân phố 4", "Tổ dân phố 5"]


def test_who_sits_in_the_unit_is_refused_as_its_reviewer(year, period):
    report = Submission.objects.get(unit__name="Tổ dân phố 8")
    insider = factories.make_user(Role.REVIEWER, Role.UNIT_OFFICER, unit=report.unit)
    with pytest.raises(Forbidden, match="Không tự thẩm định báo cáo của đơn vị mình."):
        reviewing.start_review(report, by=insider, at=NOW)


def test_locked_lines_are_the_table(year, period):
    """What has no total is taken out of the ward's hands, the rest is locked as it stands."""
    for code, group in year.items():
        names = [line[0] for line in TABLE[code] if line[5] is None]
        Submission.objects.filter(unit__name__in=names).update(status=S.RETURNED)
        board = ranking.lock_board(
            period, group, by=factories.make_user(Role.REVIEWER), note="Đã xem từng chỗ sửa bằng tay.", at=NOW
        )
        lines = board.lines.values_list("rank", "submission__unit__name", "total_numerator", "total_denominator")
        assert sorted(lines) == sorted((line[5], line[0], line[2], line[3]) for line in TABLE[code] if line[5])
