"""Taking a report, marking it, returning it, accepting it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.enums import Role
from core.enums import MessageStatus
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions import marks, totals
from submissions.enums import ReviewStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import Return, Review
from submissions.services import returning, reviewing, scoring
from tests import factories
from tests.submissions.office import NOW, hand_in_again, handed_in, judged, mark, save


@pytest.fixture
def report(group, period):
    return handed_in(group, period)


@pytest.fixture
def second(db):
    return factories.make_user(Role.REVIEWER)


def test_start_review_begins_and_takes_first_slot(report, reviewer):
    review = reviewing.start_review(report, by=reviewer, at=NOW)

    assert (review.slot, review.snapshot.number, review.status) == (1, 1, ReviewStatus.OPEN)
    assert report.status == S.UNDER_REVIEW
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == ["start_review", "take_review"]


def test_start_review_twice_gives_the_same_review(report, reviewer):
    first = reviewing.start_review(report, by=reviewer, at=NOW)

    assert reviewing.start_review(report, by=reviewer, at=NOW) == first
    assert Review.objects.count() == 1


def test_third_reviewer_is_refused(report, reviewer, second):
    reviewing.start_review(report, by=reviewer, at=NOW)
    assert reviewing.start_review(report, by=second, at=NOW).slot == 2

    with pytest.raises(InvalidTransition, match="Đang được chấm bởi người thẩm định khác từ 09:00."):
        reviewing.start_review(report, by=factories.make_user(Role.REVIEWER), at=NOW)


def seen_by(user, report):
    """What the page offers, asked as the page asks it."""
    reviews = report.reviews.select_related("reviewer", "snapshot")
    seats = reviewing.seats_of(report, reviews, on=NOW.date())
    return reviewing.start_verdict(user, report, seats)


def test_what_the_page_offers_is_what_the_press_does(report, reviewer, second):
    third = factories.make_user(Role.REVIEWER)
    assert seen_by(third, report)
    judged(report, reviewer, 28, 23, 22, 15)
    reviewing.start_review(report, by=second, at=NOW)
    assert seen_by(third, report).reason == "Đang được chấm bởi người thẩm định khác từ 09:00."
    # Handed in again, the places are those of who judged before: nobody else is offered one.
    returning.return_for_changes(report, by=reviewer, notes={"tu-cham": "Bổ sung."}, at=NOW)
    assert seen_by(third, report).reason == "Báo cáo không ở trạng thái chờ thẩm định."
    hand_in_again(report)
    refused = seen_by(third, report)
    with pytest.raises(InvalidTransition) as raised:
        reviewing.start_review(report, by=third, at=NOW)
    assert (bool(refused), refused.reason) == (False, str(raised.value))
    assert (report.status, report.reviews.filter(snapshot__number=2).count()) == (S.SUBMITTED, 0)
    assert seen_by(reviewer, report) and seen_by(second, report)
    # One of them left the office: the place is free, and the page says so as the press does.
    second.memberships.all().delete()
    assert seen_by(third, report)
    assert reviewing.start_review(report, by=third, at=NOW).slot == 2


def test_a_place_of_somebody_who_may_not_go_on_is_offered(report, reviewer, second):
    third = factories.make_user(Role.REVIEWER)
    for user in (reviewer, second):
        reviewing.start_review(report, by=user, at=NOW)
    factories.Membership.objects.create(user=second, role=Role.INDIVIDUAL, unit=report.unit)
    assert seen_by(third, report)
    assert reviewing.start_review(report, by=third, at=NOW).slot == 2


def test_one_scorer_sets_one_slot(group, period, reviewer, second):
    group.criteria_sets.update(scorers=1)
    report = handed_in(group, period)
    judged(report, reviewer, 28, 23, 22, 15)

    with pytest.raises(InvalidTransition, match="đủ người chấm"):
        reviewing.start_review(report, by=second, at=NOW)
    assert reviewing.accept(report, by=reviewer, at=NOW).status == S.ACCEPTED


def test_own_unit_is_refused_at_write_time(report):
    insider = factories.make_user(Role.REVIEWER, Role.UNIT_OFFICER, unit=report.unit)

    with pytest.raises(Forbidden, match="Không tự thẩm định báo cáo của đơn vị mình."):
        reviewing.start_review(report, by=insider, at=NOW)
    assert (Review.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_marks_of_the_other_are_visible_only_after_own(report, reviewer, second):
    theirs = judged(report, reviewer, 27, 20, 22, 15)
    mine = reviewing.start_review(report, by=second, at=NOW)

    def seen_by(user):
        return marks.visible_reviews(user, list(marks.current_reviews(report)), 2)

    assert seen_by(second) == [mine]
    assert seen_by(factories.make_user(Role.REVIEWER)) == []
    scoring.complete_review(mark(mine, 28, 23, 22, 15), by=second, at=NOW)
    assert seen_by(second) == [theirs, Review.objects.get(pk=mine.pk)]


def test_accept_needs_the_set_number_of_reviews(report, reviewer, second):
    judged(report, reviewer, 28, 23, 22, 15)
    with pytest.raises(Forbidden, match="Mới có 1/2 người chấm xong."):
        reviewing.accept(report, by=reviewer, at=NOW)
    assert report.status == S.UNDER_REVIEW

    judged(report, second, 28, 23, 22, 15)
    reviewing.accept(report, by=second, at=NOW)

    assert report.status == S.ACCEPTED
    letter = OutboxMessage.objects.get(kind="accepted")
    assert letter.subject == f"Báo cáo {report.code} đã được chấp nhận"
    assert letter.email == report.submitted_by.email
    assert letter.text == f"Kính gửi {report.unit}. Báo cáo năm 2026 đã được chấp nhận. Xem tại:"


def test_accepting_twice_accepts_once(report, reviewer, second):
    judged(report, reviewer, 28, 23, 22, 15)
    judged(report, second, 28, 23, 22, 15)
    stale = type(report).objects.get(pk=report.pk)
    reviewing.accept(report, by=reviewer, at=NOW)

    with pytest.raises(InvalidTransition, match="Người khác vừa xử lý hồ sơ này"):
        reviewing.accept(stale, by=second, at=NOW)
    with pytest.raises(InvalidTransition):
        returning.return_for_changes(stale, by=second, notes={"tu-cham": "Bổ sung."}, at=NOW)
    assert AuditEvent.objects.filter(action="accept").count() == 1
    assert OutboxMessage.objects.count() == 1


def test_return_marks_the_sections_and_sends_one_mail(report, reviewer):
    reviewing.start_review(report, by=reviewer, at=NOW)
    factories.make_user(Role.UNIT_OFFICER, unit=report.unit, email="dau-moi-2@demo.example")

    request = returning.return_for_changes(
        report, by=reviewer, notes={"tu-cham": "Thêm số liệu điện năng.", "don-vi": "Ghi số điện thoại."}, at=NOW
    )

    assert report.status == S.RETURNED
    assert request.due_on == date(2026, 12, 21)
    assert set(request.notes.values_list("section", "note")) == {
        ("tu-cham", "Thêm số liệu điện năng."),
        ("don-vi", "Ghi số điện thoại."),
    }
    letter = OutboxMessage.objects.get()
    assert (letter.kind, letter.email, letter.copy_to) == (
        "returned",
        report.submitted_by.email,
        ["dau-moi-2@demo.example"],
    )
    assert letter.subject == f"Đề nghị bổ sung báo cáo {report.code}"
    assert "Phường đề nghị bổ sung 2 chỗ, chậm nhất hết Thứ Hai, 21/12/2026:" in letter.text
    assert "– Tự chấm theo tiêu chí: Thêm số liệu điện năng." in letter.text
    assert letter.status == MessageStatus.PENDING


@pytest.mark.parametrize("notes", [{}, {"tu-cham": "  "}])
def test_return_without_words_is_refused(report, reviewer, notes):
    reviewing.start_review(report, by=reviewer, at=NOW)

    with pytest.raises(ValidationError, match="Chọn ít nhất một mục"):
        returning.return_for_changes(report, by=reviewer, notes=notes, at=NOW)
    assert not Return.objects.exists()


def test_return_due_yesterday_is_refused(report, reviewer):
    reviewing.start_review(report, by=reviewer, at=NOW)

    with pytest.raises(ValidationError, match="Hạn bổ sung"):
        returning.return_for_changes(report, by=reviewer, notes={"tu-cham": "x"}, due_on=date(2026, 12, 13), at=NOW)


def test_after_a_return_reviewers_go_on_where_they_were(report, reviewer, second):
    old = judged(report, reviewer, 27, 20, 22, 15)
    half = mark(reviewing.start_review(report, by=second, at=NOW), 20, None, None, None)
    returning.return_for_changes(report, by=reviewer, notes={"tu-cham": "Bổ sung."}, at=NOW)
    with pytest.raises(Forbidden):
        save(half, Decimal(21))
    hand_in_again(report)

    new = reviewing.start_review(report, by=second, at=NOW)

    assert (new.slot, new.snapshot.number) == (2, 2)
    others = marks.current_reviews(report).get(slot=1)
    assert (others.reviewer, others.status) == (reviewer, ReviewStatus.OPEN)
    assert sum(score.points for score in others.scores.all()) == 84
    old.refresh_from_db()
    assert (old.snapshot.number, old.status, old.scores.filter(is_latest=True).count()) == (1, ReviewStatus.COMPLETE, 4)
    with pytest.raises(Forbidden, match="nộp lại"):
        save(half, Decimal(21))
    assert not totals.standing(report.period, report.group, on=NOW.date()).exists()
    with pytest.raises(Forbidden, match="Mới có 0/2"):
        reviewing.accept(report, by=reviewer, at=NOW)


def test_a_slot_of_a_reviewer_who_left_is_free_again(report, reviewer, second):
    judged(report, reviewer, 27, 20, 22, 15)
    judged(report, second, 27, 20, 22, 15)
    returning.return_for_changes(report, by=second, notes={"tu-cham": "Bổ sung."}, at=NOW)
    hand_in_again(report)
    reviewer.memberships.all().delete()
    third = factories.make_user(Role.REVIEWER)

    assert reviewing.start_review(report, by=third, at=NOW).slot == 1
