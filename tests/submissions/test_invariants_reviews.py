"""Who judges what, totals, boards of several versions and requests about them, broken behind the portal's back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership
from campaigns.models import CriteriaItem
from submissions.enums import ReviewKind, ReviewStatus
from submissions.models import RankingBoard, RankingLine, Review, ScoreAppeal
from tests import factories
from tests.invariants import found, spoil
from tests.submissions.office import NOW, handed_in, judged

pytestmark = pytest.mark.django_db
REVIEWS = ("REV-01", "REV-02", "REV-03", "REV-04")
BOARDS = ("BRD-01", "BRD-02", "BRD-03", "BRD-04")


@pytest.fixture
def review(group, period):
    """A complete review of a report of two reviewers."""
    return judged(handed_in(group, period), factories.make_user(Role.REVIEWER), 28, 23, 22, 15)


def about(code: str, row, words: str) -> tuple[str, str]:
    return code, f"{row._meta.verbose_name} số {row.pk}: {words}"


def test_a_total_that_is_not_the_sum_is_found(review):
    assert found(*REVIEWS) == []
    spoil(review, total_hundredths=8801)
    assert found(*REVIEWS) == [about("REV-01", review, "tổng ghi lại khác tổng các điểm")]


@pytest.mark.parametrize(
    ("part", "points", "total"),
    [("BONUS", 12, 8300), ("BONUS", 3, 7600), ("MINUS", 3, 7000), ("MINUS", 15, 6300)],
)
def test_bonus_and_minus_count_up_to_their_caps(review, part, points, total):
    """28 + 23 + 22 are base here, the fourth criterion the part; at most 10 are added or taken."""
    item = review.submission.items.get(criteria_item__order=4)
    spoil(item.criteria_item, part=part)
    spoil(review.scores.get(item=item), points=points)
    spoil(review, total_hundredths=total)
    assert found("REV-01") == []
    spoil(review, total_hundredths=total + 1)
    assert [code for code, _ in found("REV-01")] == ["REV-01"]


def test_a_report_under_other_criteria_is_found(review, period):
    report, item = review.submission, review.submission.items.first()
    other = factories.make_criteria_set(factories.make_group(period.campaign), period)
    own, foreign = item.criteria_item, other.items.first()
    spoil(item, criteria_item=foreign)
    assert found("REV-02") == [
        about("REV-02", item, "thuộc một bản tiêu chí khác bản của báo cáo"),
        about("REV-02", report, "đã thẩm định mà thiếu tiêu chí của bản tiêu chí"),
    ]
    spoil(item, criteria_item=own)
    spoil(report.criteria_set, status="DRAFT")
    assert found("REV-02") == [about("REV-02", report, "theo bộ tiêu chí chưa ban hành hoặc của năm khác")]


def test_a_criterion_added_behind_the_back_is_found(review):
    first = CriteriaItem.objects.filter(criteria_set=review.submission.criteria_set).first()
    CriteriaItem.objects.create(
        criteria_set=first.criteria_set, criterion=first.criterion, title="Thêm", max_points=1, order=9
    )
    words = "đã thẩm định mà thiếu tiêu chí của bản tiêu chí"
    assert found("REV-02") == [about("REV-02", review.submission, words)]


def third_review(review, **fields) -> Review:
    return Review.objects.create(
        **{
            "submission": review.submission, "snapshot": review.snapshot, "slot": 2,
            "reviewer": factories.make_user(Role.REVIEWER), **fields,
        }
    )  # fmt: skip


def test_more_reviewers_than_places_are_found(review):
    second, stopped = third_review(review), third_review(review, slot=3, status="STOPPED", stopped_at=NOW)
    assert found("REV-03") == []
    spoil(second, slot=3)
    assert found("REV-03") == [about("REV-03", second, "người chấm thừa so với số người chấm đã định")]
    spoil(second, slot=2)
    spoil(stopped, slot=1)
    assert found("REV-03") == []


def test_somebody_who_settles_their_own_marks_is_found(review):
    settled = third_review(review, kind=ReviewKind.RECONCILE, slot=0)
    assert found("REV-03") == []
    spoil(review, status=ReviewStatus.STOPPED, stopped_at=NOW, total_hundredths=None)
    spoil(settled, reviewer=review.reviewer)
    assert found("REV-03") == [about("REV-03", settled, "người thống nhất điểm đã chấm chính bản này")]


def test_a_review_by_somebody_of_the_unit_is_found_once_the_sweep_had_its_day(review):
    today = timezone.localdate()
    grant = Membership.objects.create(
        user=review.reviewer, role=Role.UNIT_OFFICER, unit=review.submission.unit, starts_on=today
    )
    assert found("REV-04") == []
    spoil(grant, starts_on=today - timedelta(days=2))
    assert found("REV-04") == [about("REV-04", review, "người chấm thuộc, hoặc vừa thuộc, chính đơn vị báo cáo")]
    spoil(review, status=ReviewStatus.STOPPED, stopped_at=NOW, total_hundredths=None)
    assert found("REV-04") == []


def test_a_third_person_without_a_reason_is_found(review):
    done = {"status": ReviewStatus.COMPLETE, "completed_at": NOW, "total_hundredths": 8000}
    settled = third_review(review, kind=ReviewKind.RECONCILE, slot=0, reason="Hai người hiểu khác nhau.", **done)
    assert found("REV-05") == []
    spoil(settled, reason="")
    assert found("REV-05") == [about("REV-05", settled, "người thứ ba đã chấm xong mà không ghi lý do")]


# --- boards


@pytest.fixture
def board(group, period) -> RankingBoard:
    """A published board of two reports, of which one asked about its score."""
    by = factories.make_user(Role.REVIEWER)
    reviews = [judged(handed_in(group, period), by, *points) for points in ((30, 25, 25, 20), (20, 20, 20, 20))]
    board = RankingBoard.objects.create(
        period=period, group=group, status="LOCKED", locked_at=NOW, locked_by=by, published_at=NOW, published_by=by,
        appeals_close_at=NOW + timedelta(days=5),
    )  # fmt: skip
    for rank, marked in enumerate(reviews, start=1):
        RankingLine.objects.create(
            board=board, submission=marked.submission, rank=rank, total_numerator=marked.total_hundredths,
            total_denominator=1,
        )  # fmt: skip
    return board


def appeal_on(board, **fields) -> ScoreAppeal:
    line = board.lines.order_by("rank").last()
    return ScoreAppeal.objects.create(
        **{
            "submission": line.submission, "board": board, "board_version": 1, "text": "Xem lại.",
            "raised_by": board.locked_by, "raised_at": NOW + timedelta(days=1), **fields,
        }
    )  # fmt: skip


def granted(board, version: int = 2) -> ScoreAppeal:
    """A request that was granted and the version it brought."""
    third = factories.make_user(Role.REVIEWER)
    line = board.lines.order_by("rank").last()
    marked = line.submission.reviews.get()
    again = third_review(marked, reviewer=third, kind=ReviewKind.AGAIN, slot=101)
    later = NOW + timedelta(days=2)
    appeal = appeal_on(
        board, status="GRANTED", answer="Chấm lại.", answered_by=third, answered_at=later, review=again,
        granted_version=version, corrected_at=later,
    )  # fmt: skip
    for row in board.lines.filter(version=1):
        row.pk, row.version = None, version
        row.save()
    spoil(board, version=version)
    return appeal


def test_a_published_board_with_a_request_is_in_order(board):
    appeal_on(board)
    assert found(*BOARDS) == []


def test_grades_that_some_lines_lack_are_found(board):
    first, second = board.lines.order_by("rank")
    spoil(first, grade="Xuất sắc")
    assert found("BRD-05") == [about("BRD-05", board, "bản 1 có dòng xếp loại, có dòng không")]
    spoil(second, grade="Giỏi")
    assert found("BRD-05") == [about("BRD-05", second, "xếp loại không có trong thang")]
    spoil(second, grade="Tốt")
    assert found("BRD-05") == []


def test_a_board_corrected_after_a_request_is_in_order(board):
    granted(board)
    assert found(*BOARDS) == []


def test_versions_with_a_gap_or_a_line_too_few_are_found(board):
    granted(board)
    first = RankingLine.objects.filter(version=1).first()
    spoil(first, version=3)
    words = "các bản không liền nhau từ 1 đến bản hiện hành"
    assert found("BRD-01") == [about("BRD-01", board, words)]
    first.delete()
    assert found("BRD-01") == [about("BRD-01", board, "có bản thiếu dòng của một báo cáo")]


def test_lines_of_a_board_that_is_open_and_of_another_group_are_found(board, period):
    line = board.lines.first()
    spoil(line.submission, group=factories.make_group(period.campaign))
    assert found("BRD-01") == [about("BRD-01", line, "báo cáo của nhóm hoặc năm khác")]
    spoil(line.submission, group=board.group)
    spoil(board, status="OPEN", locked_at=None, locked_by=None, published_at=None, published_by=None,
          appeals_close_at=None)  # fmt: skip
    words = "chưa chốt mà đã có dòng, có bản mới hoặc đã công bố"
    assert found("BRD-01") == [about("BRD-01", board, words)]


def test_publishing_before_locking_and_without_a_term_is_found(board):
    words = "công bố trước khi chốt, hoặc không còn hạn nhận kiến nghị"
    for spoiled in ({"published_at": NOW - timedelta(days=1)}, {"appeals_close_at": NOW}):
        spoil(board, **{"published_at": NOW, "appeals_close_at": NOW + timedelta(days=5), **spoiled})
        assert found("BRD-02") == [about("BRD-02", board, words)]


@pytest.mark.parametrize("fault", ["late", "version", "item"])
def test_a_request_about_something_else_is_found(board, fault, group, period):
    appeal = appeal_on(board)
    spoil(
        appeal,
        **{
            "late": {"raised_at": board.appeals_close_at},
            "version": {"board_version": 2},
            "item": {"item": handed_in(group, period).items.first()},
        }[fault],
    )
    words = "ngoài hạn, hoặc không đúng bảng, báo cáo, tiêu chí"
    assert found("BRD-03") == [about("BRD-03", appeal, words)]


def test_a_version_nobody_asked_for_and_a_request_without_one_are_found(board):
    appeal = granted(board)
    spoil(appeal, granted_version=1)
    assert about("BRD-04", appeal, "đã chấm lại mà không có bản bảng điểm của mình") in found("BRD-04")
    spoil(appeal, granted_version=None, corrected_at=None)
    words = "có bản không do kiến nghị nào, hoặc hai kiến nghị một bản"
    assert found("BRD-04") == [about("BRD-04", board, words)]
    spoil(appeal.review, status="COMPLETE", completed_at=NOW, total_hundredths=8000)
    assert len(found("BRD-04")) == 2
