"""An accepted report taken up again: by whom, until when, what becomes of the marks, what the unit is told."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions import marks, phrases
from submissions.enums import ReviewKind, ReviewStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import Reopening, Review, Score
from submissions.services import ranking, reopening, returning, reviewing, scoring
from tests import factories
from tests.submissions.office import NOW, handed_in, judged

pytestmark = pytest.mark.django_db
REASON = "Thanh tra kết luận khác về tiêu chí 2."
LATER = NOW.replace(hour=15)


@pytest.fixture
def pair(db):
    return [factories.make_user(Role.REVIEWER) for _ in range(2)]


@pytest.fixture
def report(group, period, pair):
    """Accepted on the marks of two people."""
    row = handed_in(group, period, subject=factories.make_unit("Hội Phụ nữ"))
    judged(row, pair[0], 28, 23, 22, 15)
    judged(row, pair[1], 27, 23, 22, 15)
    OutboxMessage.objects.all().delete()
    return reviewing.accept(row, by=pair[0], at=NOW)


@pytest.fixture
def reopened(report, pair):
    reopening.reopen(report, by=pair[0], reason=REASON, at=LATER)
    return report


def review_of(report, user) -> Review:
    return report.reviews.select_related("submission", "snapshot").get(reviewer=user)


# --- the report


def test_it_is_under_review_again_with_its_marks(report, pair):
    before = list(Score.objects.values_list())
    row = reopening.reopen(report, by=pair[0], reason=f"  {REASON} ", at=LATER)
    report.refresh_from_db()
    assert (report.status, report.status_since) == (S.UNDER_REVIEW, LATER)
    assert (row.reason, row.number, row.reopened_by) == (REASON, 1, pair[0])
    assert {review.status for review in report.reviews.all()} == {ReviewStatus.COMPLETE}
    assert list(Score.objects.values_list()) == before
    event = AuditEvent.objects.get(action="reopen")
    assert (event.old, event.new, event.actor_id) == (S.ACCEPTED, S.UNDER_REVIEW, pair[0].pk)


def test_the_unit_gets_one_letter_that_says_why(reopened):
    letter = OutboxMessage.objects.get(kind="reopened")
    assert letter.subject == f"Phường mở lại báo cáo {reopened.code} để thẩm định tiếp"
    assert REASON in letter.text and phrases.REOPENED_NOTHING_TO_DO in letter.text


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_without_a_reason_nothing_happens(report, pair, reason):
    with pytest.raises(ValidationError, match="Chưa nhập lý do"):
        reopening.reopen(report, by=pair[0], reason=reason)
    report.refresh_from_db()
    assert (report.status, Reopening.objects.count()) == (S.ACCEPTED, 0)


def test_it_can_be_accepted_returned_and_reopened_again(reopened, pair):
    reviewing.accept(reopened, by=pair[1], at=LATER)
    reopening.reopen(reopened, by=pair[1], reason="Đơn vị nộp thêm.", at=LATER)
    returning.return_for_changes(reopened, by=pair[0], notes={"tu-cham": "Nộp thêm."}, at=LATER)
    assert (reopened.status, reopened.reopenings.count()) == (S.RETURNED, 2)
    assert list(OutboxMessage.objects.order_by("pk").values_list("kind", flat=True)) == [
        "accepted", "reopened", "accepted", "reopened", "returned",
    ]  # fmt: skip


def test_only_a_reviewer_without_a_conflict_reopens(report):
    for user in (
        factories.make_user(Role.COUNCIL_SECRETARY),
        factories.make_user(Role.UNIT_OFFICER, unit=report.unit),
        factories.make_user(Role.REVIEWER, Role.UNIT_OFFICER, unit=report.unit),
    ):
        with pytest.raises(Forbidden):
            reopening.reopen(report, by=user, reason=REASON)
    report.refresh_from_db()
    assert report.status == S.ACCEPTED


def test_not_what_is_not_accepted(reopened, pair):
    with pytest.raises(InvalidTransition):
        reopening.reopen(reopened, by=pair[1], reason=REASON)
    assert Reopening.objects.count() == 1


def test_not_once_the_board_is_locked(report, group, period, pair):
    ranking.lock_board(period, group, by=pair[0], at=NOW)
    with pytest.raises(Forbidden, match="đã chốt"):
        reopening.reopen(report, by=pair[0], reason=REASON)
    report.refresh_from_db()
    assert report.status == S.ACCEPTED


def test_not_under_a_nomination(report, pair):
    factories.nomination_at(
        "DRAFT", subject=report.unit, award_round=factories.make_award_round(report.period.campaign)
    )
    with pytest.raises(Forbidden, match="đề nghị khen thưởng"):
        reopening.reopen(report, by=pair[0], reason=REASON)


# --- the marks


def test_ones_own_marks_open_count_no_more_and_are_completed_again(reopened, pair):
    review = reopening.open_own_review(review_of(reopened, pair[0]), by=pair[0])
    review.refresh_from_db()
    assert (review.status, review.total_hundredths, review.completed_at) == (ReviewStatus.OPEN, None, None)
    assert [row.reviewer for row in marks.counted_reviews()] == [pair[1]]
    with pytest.raises(Forbidden):
        reviewing.accept(reopened, by=pair[1], at=LATER)
    item = reopened.items.order_by("criteria_item__order").first()
    scoring.save_score(review, item, by=pair[0], points=20, note="Theo kết luận thanh tra.", at=LATER)
    scoring.complete_review(review, by=pair[0], at=LATER)
    assert review.total_hundredths == 8000
    assert review.scores.filter(item=item).count() == 2
    assert AuditEvent.objects.get(action="reopen_review").actor_id == pair[0].pk


def test_nobody_opens_anothers_marks(reopened, pair):
    with pytest.raises(Forbidden, match="người thẩm định khác"):
        reopening.open_own_review(review_of(reopened, pair[1]), by=pair[0])


def test_complete_marks_open_only_after_a_reopening_and_once(report, pair, period, group):
    other = handed_in(group, period)
    judged(other, pair[0], 28, 23, 22, 15)
    with pytest.raises(Forbidden, match="Phần chấm đã chốt"):
        reopening.open_own_review(review_of(other, pair[0]), by=pair[0])
    with pytest.raises(Forbidden, match="không ở trạng thái"):
        reopening.open_own_review(review_of(report, pair[0]), by=pair[0])
    reopening.reopen(report, by=pair[0], reason=REASON, at=LATER)
    review = reopening.open_own_review(review_of(report, pair[0]), by=pair[0])
    scoring.complete_review(review, by=pair[0], at=LATER)
    with pytest.raises(Forbidden, match="Phần chấm đã chốt"):
        reopening.open_own_review(review, by=pair[0])


def test_what_a_third_person_settled_opens_with_the_marks_it_rests_on(reopened, pair):
    snapshot = reopened.snapshots.get()
    settled = Review.objects.create(
        submission=reopened, snapshot=snapshot, reviewer=factories.make_user(Role.REVIEWER), kind=ReviewKind.RECONCILE,
        slot=0, status=ReviewStatus.COMPLETE, completed_at=NOW, total_hundredths=8750, reason="Theo minh chứng gốc.",
    )  # fmt: skip
    reopening.open_own_review(review_of(reopened, pair[0]), by=pair[0])
    settled.refresh_from_db()
    assert (settled.status, review_of(reopened, pair[1]).status) == (ReviewStatus.OPEN, ReviewStatus.COMPLETE)
    assert AuditEvent.objects.filter(action="reopen_review").count() == 2


# --- the pages


def test_the_letter_is_shown_before_and_sends_nothing(client_of, report, pair):
    client, url = client_of(pair[0]), reverse("submissions:reopen_form", args=[report.pk])
    assert phrases.LETTER_NEEDS_REASON in client.get(url).content.decode()
    page = client.post(url, {"reason": REASON}).content.decode()
    piece = client.post(url, {"reason": REASON}, headers={"HX-Request": "true"}).content.decode()
    for html in (page, piece):
        assert "Lý do: Thanh tra kết luận khác về tiêu chí 2." in html and phrases.REOPENED_NOTHING_TO_DO in html
    assert "<html" in page and "<html" not in piece
    report.refresh_from_db()
    assert report.status == S.ACCEPTED


def test_reopening_and_opening_by_the_pages(client_of, report, pair):
    # The pages go by the clock of the day, the marks above by one in December.
    Review.objects.update(completed_at=timezone.now() - timedelta(hours=1))
    client = client_of(pair[0])
    review_page = reverse("submissions:review", args=[report.pk])
    assert reverse("submissions:reopen_form", args=[report.pk]) in client.get(review_page).content.decode()
    empty = client.post(reverse("submissions:reopen", args=[report.pk]), {"reason": " "})
    assert (empty.status_code, "Chưa nhập lý do mở lại." in empty.content.decode()) == (422, True)
    answer = client.post(reverse("submissions:reopen", args=[report.pk]), {"reason": REASON}, follow=True)
    html = answer.content.decode()
    assert f"Đã mở lại báo cáo {report.code} và gửi thư cho đơn vị." in html
    assert "Sửa điểm đã chấm" in html
    history = client.get(review_page + "?phan=lich-su").content.decode()
    assert "Mở lại báo cáo đã chấp nhận" in history and f"Lý do: {REASON}" in history
    html = client.post(reverse("submissions:open_review", args=[report.pk]), follow=True).content.decode()
    assert phrases.REVIEW_OPEN_AGAIN in html and "data-grid" in html


def test_the_unit_reads_it_on_its_receipt_and_home(client_of, reopened):
    officer = reopened.unit.memberships.get().user
    client = client_of(officer)
    receipt = client.get(reverse("submissions:receipt", args=[reopened.pk])).content.decode()
    assert "Phường mở lại báo cáo để thẩm định tiếp từ" in receipt and REASON in receipt
    home = client.get(reverse("submissions:home"), {"nam": reopened.period.year}).content.decode()
    assert "Báo cáo đã được chấp nhận" not in home
