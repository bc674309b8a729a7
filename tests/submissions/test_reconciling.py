"""A third person settles where reviewers differ too far; their marks alone stand then."""

from functools import partial

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Membership
from campaigns.models import DatedSetting
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions import marks, totals
from submissions.enums import ReviewKind, ReviewStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import Review, Score, Submission
from submissions.services import reconciling, returning, reviewing, scoring
from tests import factories
from tests.questions import expect_questions
from tests.races import at_once
from tests.submissions.office import NOW, hand_in_again, handed_in, judged, mark

REASON = "Hai người hiểu khác nhau về minh chứng tiêu chí 2."


@pytest.fixture
def pair(db):
    return [factories.make_user(Role.REVIEWER) for _ in range(2)]


@pytest.fixture
def report(group, period, pair):
    """84 and 78: six points apart, one more than the setting allows."""
    report = handed_in(group, period)
    judged(report, pair[0], 27, 20, 22, 15)
    judged(report, pair[1], 27, 14, 22, 15)
    return report


def settled(report, by):
    review = mark(reconciling.start(report, by=by, at=NOW), 27, 17, 22, 15)
    return reconciling.settle(review, reason=REASON, by=by, at=NOW)


def test_nothing_is_accepted_while_a_difference_is_owed(report, pair, reviewer):
    with pytest.raises(Forbidden, match="Chênh 6 điểm, cần thống nhất."):
        reviewing.accept(report, by=pair[0], at=NOW)
    settled(report, reviewer)

    assert reviewing.accept(report, by=pair[0], at=NOW).status == S.ACCEPTED


def test_the_third_persons_marks_alone_count(report, reviewer):
    review = settled(report, reviewer)

    assert (review.slot, review.kind, review.reason) == (0, ReviewKind.RECONCILE, REASON)
    assert list(marks.counted_reviews()) == [review]
    assert {score.review_id for score in marks.counted_scores()} == {review.pk}
    row = totals.standing(report.period, report.group, on=NOW.date()).get()
    assert (row["numerator"], row["denominator"]) == (8100, 1)
    actions = AuditEvent.objects.filter(actor_id=reviewer.pk).values_list("action", flat=True).order_by("pk")
    assert list(actions) == ["take_reconciliation", "complete_review"]


def test_an_open_third_review_changes_nothing_yet(report, pair, reviewer):
    reconciling.start(report, by=reviewer, at=NOW)

    assert {review.reviewer for review in marks.counted_reviews()} == set(pair)
    with pytest.raises(Forbidden, match="Chênh 6 điểm"):
        reviewing.accept(report, by=pair[0], at=NOW)


def test_within_the_gap_nobody_is_needed(group, period, pair, reviewer):
    """Five points apart: reached is not beyond."""
    report = handed_in(group, period)
    judged(report, pair[0], 27, 20, 22, 15)
    judged(report, pair[1], 27, 15, 22, 15)
    with pytest.raises(Forbidden, match="không cần thống nhất"):
        reconciling.start(report, by=reviewer, at=NOW)
    assert reviewing.accept(report, by=pair[0], at=NOW).status == S.ACCEPTED


def test_the_gap_is_a_figure(report, pair):
    DatedSetting.objects.create(
        campaign=report.period.campaign, code="rong", key="reconcile_gap_points", label="Chênh", value=6
    )
    assert reviewing.accept(report, by=pair[0], at=NOW).status == S.ACCEPTED


def test_never_one_of_the_reviewers_nor_with_a_conflict(report, pair, reviewer):
    for user in pair:
        with pytest.raises(Forbidden, match="người thứ ba"):
            reconciling.start(report, by=user, at=NOW)
    Membership.objects.create(user=reviewer, role=Role.INDIVIDUAL, unit=report.unit)
    member = factories.make_user(Role.COUNCIL_MEMBER)
    for user in (reviewer, member, report.submitted_by):
        with pytest.raises(Forbidden):
            reconciling.start(report, by=user, at=NOW)
    assert not Review.objects.filter(kind=ReviewKind.RECONCILE).exists()


def test_a_second_third_person_is_told_who_has_it(report, reviewer):
    first = reconciling.start(report, by=reviewer, at=NOW)
    assert reconciling.start(report, by=reviewer, at=NOW) == first
    with pytest.raises(Forbidden, match=str(reviewer)):
        reconciling.start(report, by=factories.make_user(Role.REVIEWER), at=NOW)


def test_the_length_of_the_reason_is_a_figure(report, reviewer):
    DatedSetting.objects.create(
        campaign=report.period.campaign, code="ngan", key="reason_min_length", label="Lý do", value=5
    )
    review = mark(reconciling.start(report, by=reviewer, at=NOW), 27, 17, 22, 15)
    with pytest.raises(InvalidTransition, match="ít nhất 5 ký tự"):
        reconciling.settle(review, reason="Rõ.", by=reviewer, at=NOW)
    assert reconciling.settle(review, reason="Đã rõ", by=reviewer, at=NOW).status == ReviewStatus.COMPLETE


def test_a_reason_of_twenty_characters_and_every_mark(report, reviewer):
    review = mark(reconciling.start(report, by=reviewer, at=NOW), 27, 17, 22, None)
    for settle in (
        partial(reconciling.settle, review, reason="Quá ngắn.", by=reviewer, at=NOW),
        partial(scoring.complete_review, review, by=reviewer, at=NOW),
    ):
        with pytest.raises(InvalidTransition, match="ít nhất 20 ký tự"):
            settle()
    with pytest.raises(scoring.Incomplete):
        reconciling.settle(review, reason=REASON, by=reviewer, at=NOW)
    review.refresh_from_db()
    assert (review.status, review.reason) == (ReviewStatus.OPEN, "")


def test_one_reviewer_is_never_reconciled(group, period, pair, reviewer):
    report = handed_in(group, period)
    report.criteria_set.scorers = 1
    report.criteria_set.save()
    judged(report, pair[0], 27, 14, 22, 15)
    with pytest.raises(Forbidden, match="không cần thống nhất"):
        reconciling.start(report, by=reviewer, at=NOW)


def test_a_new_hand_in_starts_without_the_third_person(report, pair, reviewer):
    settled(report, reviewer)
    returning.return_for_changes(report, by=pair[0], notes={"tu-cham": "Bổ sung."}, at=NOW)
    hand_in_again(report)
    reviewing.start_review(report, by=pair[0], at=NOW)

    assert {review.reviewer for review in marks.current_reviews(report)} == set(pair)


def test_pages_offer_it_to_the_third_person_and_settle_there(client_of, report, pair, reviewer):
    page = reverse("submissions:review", args=[report.pk])
    assert "Chênh 6 điểm, cần thống nhất." in client_of(pair[0]).get(page).content.decode()
    assert "Nhận thống nhất điểm" not in client_of(pair[0]).get(page).content.decode()
    assert "Nhận thống nhất điểm" in client_of(reviewer).get(page).content.decode()
    start = reverse("submissions:reconcile_start", args=[report.pk])
    assert client_of(pair[0]).post(start).status_code == 403
    assert client_of(reviewer).post(start).status_code == 302
    review = mark(Review.objects.get(kind=ReviewKind.RECONCILE), 27, 17, 22, 15)
    assert 'name="ly-do"' in client_of(reviewer).get(page).content.decode()
    complete = reverse("submissions:complete", args=[report.pk])
    short = client_of(reviewer).post(complete, {"ly-do": "Ngắn."})
    assert (short.status_code, "ít nhất 20 ký tự" in short.content.decode()) == (422, True)
    assert client_of(reviewer).post(complete, {"ly-do": REASON}).status_code == 302
    review.refresh_from_db()
    assert (review.status, review.total_hundredths) == (ReviewStatus.COMPLETE, 8100)
    assert REASON in client_of(pair[0]).get(page).content.decode()


def test_the_third_person_reads_both_marks_and_notes_beside_each_field(client_of, report, reviewer, pair):
    page = reverse("submissions:review", args=[report.pk])
    second = report.items.get(criteria_item__order=2)
    notes = {"1": "Biên bản có đủ chữ ký, tính đủ điểm.", "2": "Biên bản thiếu ngày, chỉ tính một phần."}
    for slot, note in notes.items():
        Score.objects.filter(review__slot=slot, item=second).update(note=note)
    assert "lc-apart" not in client_of(reviewer).get(page).content.decode()
    reconciling.start(report, by=reviewer, at=NOW)
    html = client_of(reviewer).get(page).content.decode()
    # Each piece stands between the field of its criterion and the next one.
    pieces = html.split('class="lc-apart"')[1:]
    assert len(pieces) == 4
    assert "Chênh 6 điểm" in pieces[1] and "Người 1: 20 điểm." in pieces[1] and "Người 2: 14 điểm." in pieces[1]
    assert all(note in pieces[1].split("</ul>")[0] for note in notes.values())
    assert "Chênh" not in pieces[0].split("</ul>")[0] and pieces[0].count("27 điểm.") == 2
    for user in pair:
        assert "lc-apart" not in client_of(user).get(page).content.decode()


@pytest.mark.parametrize("count", [2, 4])
def test_what_the_third_person_sees_costs_the_same_with_more_notes(client_of, report, reviewer, pair, count):
    """Every mark of the report has its note, or those of half the criteria."""
    page, client = reverse("submissions:review", args=[report.pk]), client_of(reviewer)
    Score.objects.exclude(item__in=report.items.order_by("pk")[:count]).update(note="")
    reconciling.start(report, by=reviewer, at=NOW)
    client.get(page)
    with expect_questions(30):
        client.get(page)


@pytest.mark.django_db(transaction=True)
def test_two_third_persons_at_once_one_has_it(group, period):
    report = handed_in(group, period)
    first, second, third, fourth = (factories.make_user(Role.REVIEWER) for _ in range(4))
    judged(report, first, 27, 20, 22, 15)
    judged(report, second, 27, 14, 22, 15)
    refused = (Forbidden, InvalidTransition)
    jobs = [
        lambda user=user: reconciling.start(Submission.objects.get(pk=report.pk), by=user, at=NOW)
        for user in (third, fourth)
    ]
    results = at_once(refused, *jobs)

    assert [isinstance(result, refused) for result in results].count(True) == 1
    assert Review.objects.filter(kind=ReviewKind.RECONCILE).count() == 1
