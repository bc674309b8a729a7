"""Whose move a report is: in every state one answer, the same from rows in hand and from the database."""

from datetime import timedelta

import pytest

from accounts.enums import Role
from submissions import holder
from submissions.enums import ReviewKind, ReviewStatus
from submissions.enums import SubmissionStatus as S
from submissions.holder import Holder
from submissions.models import Assignment, Review, Submission
from submissions.services import reviewing
from tests import factories
from tests.submissions.office import NOW, RECEIVED, hand_in_again, handed_in, judged

pytestmark = pytest.mark.django_db
GAP = 500


@pytest.fixture
def people():
    return [factories.make_user(Role.REVIEWER, full_name=f"Người {n}") for n in range(1, 4)]


@pytest.fixture
def report(group, period):
    return handed_in(group, period)


def given(report, reviewer, at=NOW, **fields):
    return Assignment.objects.create(
        submission=report, reviewer=reviewer, assigned_by=reviewer, assigned_at=at, **fields
    )


def third(report, reviewer, **fields):
    return Review.objects.create(
        submission=report, snapshot=report.snapshots.latest("number"), reviewer=reviewer, kind=ReviewKind.RECONCILE,
        slot=0, started_at=NOW + timedelta(hours=2), **fields,
    )  # fmt: skip


def ask(report):
    """Holder, since and names, once it is certain that both ways agree."""
    report = Submission.objects.select_related("criteria_set", "period__campaign").get(pk=report.pk)
    reviews = holder.current_reviews().filter(submission=report).select_related("reviewer")
    given = holder.open_assignments().filter(submission=report).select_related("reviewer")
    turn = holder.turn_of(report, reviews, given, gap=GAP)
    for one in Holder:
        assert holder.held_by(Submission.objects.all(), one, gap=GAP).exists() == (one == turn.holder), one
    return turn.holder, turn.since, turn.names


def test_a_report_being_written_is_its_units_and_then_its_heads(report):
    Submission.objects.filter(pk=report.pk).update(status=S.DRAFT, status_since=NOW)
    assert ask(report) == (Holder.UNIT, NOW, "")
    Submission.objects.filter(pk=report.pk).update(with_head_since=NOW + timedelta(hours=1))
    assert ask(report) == (Holder.HEAD, NOW + timedelta(hours=1), "")


def test_a_report_given_back_is_its_units(report):
    Submission.objects.filter(pk=report.pk).update(status=S.RETURNED, status_since=NOW)
    assert ask(report) == (Holder.UNIT, NOW, "")


def test_what_nobody_was_given_is_the_offices_until_somebody_has_it(report, people):
    assert ask(report) == (Holder.OFFICE, RECEIVED, "")
    early = given(report, people[0], at=RECEIVED - timedelta(days=1))
    # Named before the unit handed in anew: the move began with the hand-in.
    assert ask(report) == (Holder.REVIEWER, RECEIVED, "Người 1")
    given(report, people[1])
    assert ask(report) == (Holder.REVIEWER, RECEIVED, "Người 1, Người 2")
    Assignment.objects.filter(pk=early.pk).update(ended_at=NOW)
    assert ask(report) == (Holder.REVIEWER, NOW, "Người 2")


def test_who_takes_it_without_being_named_has_it(report, people):
    reviewing.start_review(report, by=people[0], at=NOW)
    assert ask(report) == (Holder.REVIEWER, NOW, "Người 1")
    Review.objects.update(status=ReviewStatus.STOPPED, stopped_at=NOW)
    given(report, people[0], at=NOW)
    # Stopped on this hand-in: waiting for the same person would be waiting for ever.
    assert ask(report) == (Holder.OFFICE, RECEIVED, "")


def test_the_second_then_the_office_then_the_council(report, people):
    given(report, people[0], at=RECEIVED)
    judged(report, people[0], 28, 23, 22, 15)
    assert ask(report) == (Holder.OFFICE, NOW, "")
    given(report, people[1], at=RECEIVED)
    assert ask(report) == (Holder.SECOND, NOW, "Người 2")
    judged(report, people[1], 28, 23, 22, 15)
    assert ask(report) == (Holder.OFFICE, NOW, "")
    # One more who was named is waited for no longer: the report has all its marks.
    given(report, people[2], at=RECEIVED)
    assert ask(report) == (Holder.OFFICE, NOW, "")
    later = NOW + timedelta(hours=3)
    reviewing.accept(report, by=people[0], at=later)
    assert ask(report) == (Holder.COUNCIL, later, "")


def test_reviewers_who_differ_wait_for_a_third(report, people):
    judged(report, people[0], 28, 23, 22, 15)
    judged(report, people[1], 28, 23, 22, 10)
    # Exactly the set gap needs nobody.
    assert ask(report) == (Holder.OFFICE, NOW, "")
    Review.objects.filter(reviewer=people[1]).update(total_hundredths=8299)
    assert ask(report) == (Holder.RECONCILE, NOW, "")
    review = third(report, people[2])
    assert ask(report) == (Holder.RECONCILE, review.started_at, "Người 3")
    done = NOW + timedelta(hours=5)
    Review.objects.filter(pk=review.pk).update(
        status=ReviewStatus.COMPLETE, completed_at=done, total_hundredths=8400, reason="Đã đối chiếu minh chứng."
    )
    assert ask(report) == (Holder.OFFICE, done, "")


def test_a_new_hand_in_starts_anew(report, people):
    judged(report, people[0], 28, 23, 22, 15)
    report.refresh_from_db()
    hand_in_again(report)
    Submission.objects.filter(pk=report.pk).update(submitted_at=NOW + timedelta(days=1))
    assert ask(report) == (Holder.OFFICE, NOW + timedelta(days=1), "")


def test_a_unit_reads_the_ward_and_never_who_judges(report, people):
    given(report, people[0])
    judged(report, people[0], 28, 23, 22, 15)
    report.refresh_from_db()
    turn = holder.unit_turn(report)
    assert (turn.holder, turn.since, turn.names, turn.words) == (
        Holder.OFFICE, RECEIVED, "", "Phòng Văn hóa – Xã hội",
    )  # fmt: skip


def test_a_persons_report_is_with_the_person(group, period):
    report = handed_in(group, period, subject=factories.make_person(), status=S.RETURNED)
    assert holder.unit_turn(report).words == "Cá nhân"


def test_every_report_is_in_one_list(group, period, people):
    reports = [handed_in(group, period) for _ in range(4)]
    given(reports[1], people[0])
    judged(reports[2], people[0], 28, 23, 22, 15)
    Submission.objects.filter(pk=reports[3].pk).update(status=S.RETURNED)
    lists = [set(holder.held_by(Submission.objects.all(), one, gap=GAP).values_list("pk", flat=True)) for one in Holder]
    assert sorted(pk for found in lists for pk in found) == sorted(report.pk for report in reports)
