"""Two people at the same moment, on real connections and threads (reliability F13, goal 12)."""

from functools import partial

import pytest

from accounts.enums import Role
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions import reminders
from submissions.enums import BoardStatus, ReviewStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import RankingBoard, ReminderRun, Reopening, Review, Score, Submission
from submissions.services import ranking, reopening, returning, reviewing, scoring
from tests import factories
from tests.factories import ward
from tests.races import at_once
from tests.submissions.office import NOW, handed_in, judged

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = (Forbidden, InvalidTransition, scoring.EditedElsewhere, scoring.Incomplete)
together = partial(at_once, REFUSED)


def refusals(results):
    return [result for result in results if isinstance(result, REFUSED)]


@pytest.fixture
def pair(db):
    return [factories.make_user(Role.REVIEWER) for _ in range(2)]


@pytest.fixture
def report(group, period):
    return handed_in(group, period)


def fresh(report):
    return Submission.objects.get(pk=report.pk)


@pytest.mark.parametrize("attempt", range(3))
def test_accept_and_return_at_once_one_wins(report, pair, attempt):
    for reviewer in pair:
        judged(report, reviewer, 28, 23, 22, 15)
    one, two = fresh(report), fresh(report)

    results = together(
        lambda: reviewing.accept(one, by=pair[0], at=NOW),
        lambda: returning.return_for_changes(two, by=pair[1], notes={"tu-cham": "Bổ sung."}, at=NOW),
    )

    assert len(refusals(results)) == 1
    status = fresh(report).status
    moves = AuditEvent.objects.filter(action__in=["accept", "return_for_changes"]).values_list("new", flat=True)
    assert list(moves) == [status]
    assert OutboxMessage.objects.count() == 1
    assert OutboxMessage.objects.get().kind == ("accepted" if status == S.ACCEPTED else "returned")


def test_twenty_accepts_accept_once(report, pair):
    for reviewer in pair:
        judged(report, reviewer, 28, 23, 22, 15)

    seen = [fresh(report) for _ in range(20)]
    results = together(*[lambda one=one: reviewing.accept(one, by=pair[0], at=NOW) for one in seen])

    assert len(refusals(results)) == 19
    assert AuditEvent.objects.filter(action="accept").count() == 1
    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_the_last_slot_goes_to_one(report, pair, attempt):
    reviewing.start_review(report, by=factories.make_user(Role.REVIEWER), at=NOW)

    results = together(*[lambda u=u: reviewing.start_review(fresh(report), by=u, at=NOW) for u in pair])

    assert [str(refusal) for refusal in refusals(results)] == ["Đang được chấm bởi người thẩm định khác từ 09:00."]
    assert sorted(Review.objects.values_list("slot", flat=True)) == [1, 2]


def test_both_first_reviewers_get_a_slot_and_the_review_begins_once(report, pair):
    results = together(*[lambda u=u: reviewing.start_review(fresh(report), by=u, at=NOW) for u in pair])

    assert sorted(review.slot for review in results) == [1, 2]
    assert AuditEvent.objects.filter(action="start_review").count() == 1


def test_one_reviewer_pressing_in_two_windows_has_one_review(report, pair):
    results = together(*[lambda: reviewing.start_review(fresh(report), by=pair[0], at=NOW) for _ in range(4)])

    assert {review.pk for review in results} == {Review.objects.get().pk}


def test_marks_posted_at_once_leave_one_latest_and_lose_none(report, pair):
    review = reviewing.start_review(report, by=pair[0], at=NOW)
    item = report.items.get(criteria_item__order=1)

    results = together(
        *[
            lambda n=n: scoring.save_score(Review.objects.get(pk=review.pk), item, by=pair[0], points=n, at=NOW)
            for n in range(10)
        ]
    )

    assert refusals(results) == []
    assert sorted(Score.objects.values_list("points", flat=True)) == list(range(10))
    assert Score.objects.filter(is_latest=True).count() == 1


def test_a_mark_and_completing_at_once_never_mix(report, pair):
    review = reviewing.start_review(report, by=pair[0], at=NOW)
    items = list(report.items.order_by("criteria_item__order"))
    for item in items:
        scoring.save_score(review, item, by=pair[0], points=item.self_score, at=NOW)

    together(
        lambda: scoring.complete_review(Review.objects.get(pk=review.pk), by=pair[0], at=NOW),
        lambda: scoring.save_score(Review.objects.get(pk=review.pk), items[0], by=pair[0], points=None, at=NOW),
    )

    complete = Review.objects.get().status == ReviewStatus.COMPLETE
    missing = Score.objects.filter(is_latest=True, points=None).exists()
    assert complete != missing


@pytest.mark.parametrize("attempt", range(3))
def test_locking_and_returning_at_once_agree(report, pair, group, period, attempt):
    other = handed_in(group, period)
    for one in (report, other):
        for reviewer in pair:
            judged(one, reviewer, 28, 23, 22, 15)

    together(
        lambda: ranking.lock_board(period, group, by=pair[0], at=NOW),
        lambda: returning.return_for_changes(fresh(report), by=pair[1], notes={"tu-cham": "Bổ sung."}, at=NOW),
    )

    locked = RankingBoard.objects.filter(status=BoardStatus.LOCKED).exists()
    assert locked != (fresh(report).status == S.RETURNED)
    if locked:
        assert RankingBoard.objects.get().lines.count() == 2


def test_reopening_and_locking_at_once_agree_and_two_reopen_once(report, pair, group, period):
    for reviewer in pair:
        judged(report, reviewer, 28, 23, 22, 15)
    reviewing.accept(report, by=pair[0], at=NOW)
    seen = [fresh(report), fresh(report)]

    together(
        lambda: reopening.reopen(seen[0], by=pair[0], reason="Xem lại.", at=NOW),
        lambda: reopening.reopen(seen[1], by=pair[1], reason="Xem lại.", at=NOW),
        lambda: ranking.lock_board(period, group, by=pair[0], at=NOW),
    )

    # Locked first: nobody reopens. Reopened first: its marks are whole still, so the board may be locked after it.
    times = Reopening.objects.count()
    locked = RankingBoard.objects.filter(status=BoardStatus.LOCKED).exists()
    assert times <= 1 and (times or locked)
    assert fresh(report).status == (S.UNDER_REVIEW if times else S.ACCEPTED)
    assert AuditEvent.objects.filter(action="reopen").count() == times
    assert OutboxMessage.objects.filter(kind="reopened").count() == times


def test_two_beats_at_the_same_moment_queue_once(period, unit, officer):
    now = ward(2026, 12, 8, 7)

    results = together(*[lambda: reminders.send_due_reminders(now=now) for _ in range(4)])

    assert sorted(len(runs) for runs in results) == [0, 0, 0, 1]
    assert (ReminderRun.objects.count(), OutboxMessage.objects.count()) == (1, 1)
