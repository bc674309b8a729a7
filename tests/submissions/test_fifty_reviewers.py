"""Fifty reviewers at the same moment, through the pages, on connections of their own (reliability goals 12, 13).

Nothing is mixed and nothing lost: everybody's marks are exactly those they typed, under their own review, and every
rule of `check_invariants` holds afterwards. On SQLite, where one writes at a time, there are fewer of them.
"""

from collections import Counter
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions.enums import BoardStatus, ReviewStatus
from submissions.models import RankingBoard, Review, Score
from submissions.services import ranking, reviewing, scoring
from tests import factories
from tests.invariants import found
from tests.races import at_once
from tests.submissions.office import NOW, handed_in, judged, mark

pytestmark = pytest.mark.django_db(transaction=True)
MOST = (30, 25, 25, 20)
SCORERS = 2
REFUSED = (Forbidden, InvalidTransition, scoring.EditedElsewhere, scoring.Incomplete)
together = partial(at_once, REFUSED)


@pytest.fixture
def crowd(db) -> list:
    """Fifty reviewers; six where they would only wait for one another."""
    count = 50 if connection.vendor == "postgresql" else 6
    return [factories.make_user(Role.REVIEWER) for _ in range(count)]


def seated(user) -> Client:
    """Somebody who has signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def marks_of(place: int) -> list[Decimal]:
    """The marks the reviewer at `place` gives: nobody else gives the same four."""
    return [most - Decimal(place * 4 + order) / 100 for order, most in enumerate(MOST)]


def broken() -> list[tuple[str, str]]:
    """What `check_invariants` finds; the hand-ins here are rows without the writing that comes before (REP)."""
    return [pair for pair in found() if not pair[0].startswith("REP")]


def post(client: Client, name: str, pk: int, data: dict | None = None) -> int:
    return client.post(reverse(f"submissions:{name}", args=[pk]), data or {}).status_code


def score_all(client: Client, report, place: int) -> list[int]:
    """Take the report, type each mark twice (a slip first) and a note, and close the grid."""
    answers = [post(client, "start_review", report.pk)]
    versions = {}
    for order, (item, points) in enumerate(zip(report.rows, marks_of(place), strict=True)):
        for typed in (str(order), str(points).replace(".", ",")):
            data = {"field": f"diem-{item.pk}", "value": typed, "version": versions.get(item.pk, 0)}
            answer = client.post(reverse("submissions:score", args=[report.pk]), data)
            answers.append(answer.status_code)
            versions[item.pk] = answer.json().get("version", 0)
        data = {
            "field": f"nhan-xet-{item.pk}", "value": f"Theo minh chứng số {place} kèm theo hồ sơ.",
            "version": versions[item.pk],
        }  # fmt: skip
        answers.append(post(client, "score", report.pk, data))
    answers.append(post(client, "complete", report.pk))
    return answers


def test_everybody_at_once_and_nothing_is_mixed_or_lost(group, period, crowd):
    reports = [handed_in(group, period, self_scores=MOST) for _ in range(len(crowd) // SCORERS)]
    for report in reports:
        report.rows = list(report.items.order_by("criteria_item__order"))
    seats = [(seated(user), reports[place // SCORERS], place) for place, user in enumerate(crowd)]

    results = together(*[partial(score_all, *seat) for seat in seats])

    assert results == [[302, *[200] * 12, 302]] * len(crowd)
    for place, user in enumerate(crowd):
        review = Review.objects.get(reviewer=user)
        assert (review.submission_id, review.status) == (reports[place // SCORERS].pk, ReviewStatus.COMPLETE)
        latest = review.scores.filter(is_latest=True).order_by("item__criteria_item__order")
        assert [score.points for score in latest] == marks_of(place)
        assert {score.note for score in latest} == {f"Theo minh chứng số {place} kèm theo hồ sơ."}
        assert review.total_hundredths == int(sum(marks_of(place)) * 100)
    # The slip, the mark and the note: three rows for each criterion, none overwritten.
    assert Score.objects.count() == 3 * len(MOST) * len(crowd)
    assert Counter(AuditEvent.objects.filter(actor_id__isnull=False).values_list("action", flat=True)) == {
        "start_review": len(reports), "take_review": len(crowd), "complete_review": len(crowd),
    }  # fmt: skip
    assert broken() == []


def test_everybody_wants_the_same_report_and_as_many_get_it_as_it_needs(group, period, crowd):
    report = handed_in(group, period)
    clients = [seated(user) for user in crowd]

    results = together(*[partial(post, client, "start_review", report.pk) for client in clients])

    assert results == [302] * len(crowd)
    assert sorted(Review.objects.values_list("slot", flat=True)) == [1, 2]
    assert AuditEvent.objects.filter(action="take_review").count() == SCORERS
    assert AuditEvent.objects.filter(action="start_review").count() == 1
    assert broken() == []


@pytest.fixture
def scored(group, period, crowd) -> tuple:
    """A board on which everything is scored but one mark of the last report, and the review that lacks it."""
    for _ in range(2):
        report = handed_in(group, period)
        for user in crowd[:SCORERS]:
            judged(report, user, 28, 23, 22, 15)
    last = handed_in(group, period)
    judged(last, crowd[0], 28, 23, 22, 15)
    return last, mark(reviewing.start_review(last, by=crowd[1], at=NOW), 28, 23, 22, 15)


def test_a_mark_at_the_moment_of_locking_is_before_it_or_refused(group, period, crowd, scored):
    last, review = scored
    item = last.items.order_by("criteria_item__order").first()
    scoring.complete_review(review, by=crowd[1], at=NOW)
    other = judged(handed_in(group, period), crowd[2], 28, 23, 22, 15)
    open_review = reviewing.start_review(other.submission, by=crowd[3], at=NOW)
    mark(open_review, 28, 23, 22, 15)
    its_item = open_review.submission.items.order_by("criteria_item__order").first()

    def late_mark(points):
        row = Review.objects.get(pk=open_review.pk)
        return scoring.save_score(row, its_item, by=crowd[3], points=points, note="Xem lại theo hồ sơ gốc.", at=NOW)

    together(
        lambda: scoring.complete_review(Review.objects.get(pk=open_review.pk), by=crowd[3], at=NOW),
        lambda: ranking.lock_board(period, group, by=crowd[4], at=NOW),
        lambda: late_mark(Decimal(1)),
        lambda: scoring.save_score(Review.objects.get(pk=review.pk), item, by=crowd[1], points=Decimal(2), at=NOW),
    )

    open_review.refresh_from_db()
    if RankingBoard.objects.filter(status=BoardStatus.LOCKED).exists():
        assert open_review.status == ReviewStatus.COMPLETE
        with pytest.raises(Forbidden):
            late_mark(Decimal(3))
    review.refresh_from_db()
    assert review.total_hundredths == 8800
    assert broken() == []


def test_whoever_loses_the_role_in_mid_score_has_saved_what_was_saved_and_nothing_after(crowd, scored):
    last, review = scored
    items = list(last.items.order_by("criteria_item__order"))
    client = seated(crowd[1])
    url = reverse("submissions:score", args=[last.pk])

    def type_on():
        answers = []
        for turn in range(6):
            item = items[turn % len(items)]
            seen = review.scores.get(item=item, is_latest=True).pk
            data = {"field": f"diem-{item.pk}", "value": str(turn), "version": seen}
            answers.append(client.post(url, data).status_code)
        return answers

    def lose_it():
        return crowd[1].memberships.filter(role=Role.REVIEWER).delete()

    answers, _ = together(type_on, lose_it)

    # Yes until the role is gone; then the report is out of sight. Each yes is a row, no no is.
    assert answers == sorted(answers) and set(answers) <= {200, 404}
    assert Score.objects.filter(review=review).count() == len(items) + answers.count(200)
    assert client.post(url, {"field": f"diem-{items[0].pk}", "value": "9", "version": 0}).status_code == 404
