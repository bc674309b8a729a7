"""Conflicts of interest: refused at every write, wherever they come from, and stopped in mid-review."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership, User
from campaigns.models import DatedSetting
from core.clock import ward_date
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions import conflicts, marks
from submissions.enums import ReviewStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import Interest, Review, Submission
from submissions.permissions import may_review
from submissions.services import interests, reconciling, returning, reviewing, scoring, stopping
from tests import factories
from tests.submissions.office import NOW, hand_in_again, handed_in, judged, mark

pytestmark = pytest.mark.django_db
REASON = "Em ruột là thủ trưởng đơn vị."


@pytest.fixture
def report(group, period):
    return handed_in(group, period)


@pytest.fixture
def second(db):
    return factories.make_user(Role.REVIEWER)


def again(user):
    """The account as the next request reads it."""
    return User.objects.get(pk=user.pk)


def joins(user, unit, **days):
    """A role in the unit beside the reviewer's own."""
    return Membership.objects.create(user=user, role=Role.INDIVIDUAL, unit=unit, **days)


def in_unit_now(user, report):
    joins(user, report.unit)


def in_unit_lately(user, report):
    joins(user, report.unit, ends_on=ward_date(timezone.now()) - timedelta(days=700))


def in_unit_until_this_morning(user, report):
    joins(user, report.unit, ends_on=ward_date(timezone.now()), ended_at=timezone.now())


def of_the_units_people(user, report):
    factories.make_person(unit=report.unit, user=user)


def in_a_unit_merged_into_it(user, report):
    gone = factories.make_unit(active_to=ward_date(timezone.now()), merged_into=report.unit)
    joins(user, gone, ends_on=ward_date(timezone.now()) - timedelta(days=1))


def declared(user, report):
    interests.declare(user=user, about=report.unit, reason=REASON, by=user, at=NOW)


GROUNDS = [
    in_unit_now, in_unit_lately, in_unit_until_this_morning, of_the_units_people, in_a_unit_merged_into_it, declared,
]  # fmt: skip


@pytest.mark.parametrize("ground", GROUNDS)
def test_nobody_takes_a_report_in_conflict(report, reviewer, ground):
    ground(reviewer, report)

    with pytest.raises(Forbidden):
        reviewing.start_review(report, by=again(reviewer), at=NOW)
    assert not Review.objects.exists()
    assert Submission.objects.get(pk=report.pk).status == S.SUBMITTED


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_later_write_is_refused_as_well(report, reviewer, second, ground):
    """The account object is the one from before: the services ask anew under the lock."""
    review = mark(reviewing.start_review(report, by=reviewer, at=NOW), 27, 20, 22, 15)
    judged(report, second, 27, 20, 22, 15)
    # Written past the declaring service, which would stop the review by itself.
    if ground is declared:
        Interest.objects.create(user=reviewer, unit=report.unit, reason=REASON, declared_by=second)
    else:
        ground(reviewer, report)
    item = report.items.first()

    with pytest.raises(Forbidden):
        scoring.save_score(review, item, by=reviewer, points=Decimal(1), at=NOW)
    with pytest.raises(Forbidden):
        scoring.complete_review(review, by=reviewer, at=NOW)
    with pytest.raises(Forbidden):
        reviewing.accept(report, by=reviewer, at=NOW)
    with pytest.raises(Forbidden):
        returning.return_for_changes(report, by=reviewer, notes={"tu-cham": "Bổ sung."}, at=NOW)
    with pytest.raises(Forbidden):
        reconciling.start(report, by=reviewer, at=NOW)
    assert Submission.objects.get(pk=report.pk).status == S.UNDER_REVIEW


def test_long_ago_and_elsewhere_bar_nobody(report, reviewer, second):
    joins(reviewer, report.unit, ends_on=ward_date(timezone.now()) - timedelta(days=800))
    joins(reviewer, factories.make_unit())
    joins(reviewer, report.unit, starts_on=ward_date(timezone.now()) + timedelta(days=1))
    interests.declare(user=second, about=report.unit, reason=REASON, by=second, at=NOW)

    assert may_review(again(reviewer), report)


def test_the_span_is_a_figure(report, reviewer):
    in_unit_lately(reviewer, report)
    DatedSetting.objects.create(
        campaign=report.period.campaign, code="ngan", key="interest_months", label="Tháng", value=6
    )
    assert may_review(again(reviewer), report)


def test_an_interest_in_a_person_bars_that_report_alone(group, period, reviewer):
    person = factories.make_person(unit=factories.make_unit())
    factories.enrol(group, person)
    about, of_unit = handed_in(group, period, subject=person), handed_in(group, period, subject=person.unit)
    interests.declare(user=reviewer, about=person, reason=REASON, by=reviewer, at=NOW)

    assert [bool(may_review(again(reviewer), each)) for each in (about, of_unit)] == [False, True]
    assert list(Submission.objects.exclude(conflicts.barred_subjects(again(reviewer)).reports())) == [of_unit]


def test_a_question_asks_the_database_once(report, reviewer, django_assert_num_queries):
    declared(reviewer, report)
    user = again(reviewer)
    user.permission_names  # noqa: B018 - read once per request
    with django_assert_num_queries(1):
        for _ in range(3):
            may_review(user, report)


def test_an_interest_declared_in_mid_review_frees_the_slot(report, reviewer, second):
    review = mark(reviewing.start_review(report, by=reviewer, at=NOW), 27, 20, None, None)
    interests.declare(user=reviewer, about=report.unit, reason=REASON, by=second, at=NOW)
    review.refresh_from_db()

    assert (review.status, review.stopped_at, review.scores.count()) == (ReviewStatus.STOPPED, NOW, 2)
    assert not marks.counted_reviews().exists()
    assert AuditEvent.objects.filter(action="stop_review").count() == 1
    assert reviewing.start_review(report, by=second, at=NOW).slot == 1
    with pytest.raises(Forbidden):
        scoring.save_score(review, report.items.first(), by=reviewer, points=Decimal(1), at=NOW)


def test_complete_marks_stop_counting_too(report, reviewer, second):
    judged(report, reviewer, 27, 20, 22, 15)
    judged(report, second, 27, 20, 22, 15)
    interests.declare(user=reviewer, about=report.unit, reason=REASON, by=reviewer, at=NOW)

    assert [review.reviewer for review in marks.counted_reviews()] == [second]
    with pytest.raises(Forbidden, match="Mới có 1/2"):
        reviewing.accept(report, by=second, at=NOW)
    assert marks.visible_reviews(reviewer, list(Review.objects.filter(submission=report)), 2) == []


def test_an_accepted_report_keeps_its_marks(report, reviewer, second):
    judged(report, reviewer, 27, 20, 22, 15)
    judged(report, second, 27, 20, 22, 15)
    reviewing.accept(report, by=second, at=NOW)
    interests.declare(user=reviewer, about=report.unit, reason=REASON, by=reviewer, at=NOW)

    assert marks.counted_reviews().count() == 2


def test_nothing_is_accepted_on_marks_in_conflict(report, reviewer, second):
    judged(report, reviewer, 27, 20, 22, 15)
    judged(report, second, 27, 20, 22, 15)
    joins(reviewer, report.unit)
    with pytest.raises(Forbidden, match="xung đột lợi ích"):
        reviewing.accept(report, by=second, at=NOW)


def test_the_sweep_stops_what_came_from_elsewhere(report, group, period, reviewer, second):
    """A role that ended stops open marks, not complete ones; joining the unit stops both."""
    other = handed_in(group, period)
    judged(report, reviewer, 27, 20, 22, 15)
    judged(report, second, 27, 20, 22, 15)
    reviewing.start_review(other, by=reviewer, at=NOW)
    reviewer.memberships.all().delete()
    joins(second, report.unit)

    assert (stopping.stop_where_needed(at=NOW), stopping.stop_where_needed(at=NOW)) == (2, 0)
    states = dict(Review.objects.values_list("reviewer_id", "status").filter(submission=report))
    assert states == {reviewer.pk: ReviewStatus.COMPLETE, second.pk: ReviewStatus.STOPPED}
    assert Review.objects.get(submission=other).status == ReviewStatus.STOPPED


def test_who_takes_the_report_needs_no_sweep(report, reviewer, second):
    third = factories.make_user(Role.REVIEWER)
    reviewing.start_review(report, by=reviewer, at=NOW)
    reviewing.start_review(report, by=second, at=NOW)
    reviewer.memberships.all().delete()

    assert reviewing.start_review(report, by=third, at=NOW).slot == 1


def test_a_stopped_review_is_not_carried_into_the_next_hand_in(report, reviewer, second):
    judged(report, reviewer, 27, 20, 22, 15)
    interests.declare(user=reviewer, about=report.unit, reason=REASON, by=reviewer, at=NOW)
    interests.end(Interest.objects.get(), by=second, at=NOW)
    returning.return_for_changes(report, by=second, notes={"tu-cham": "Bổ sung."}, at=NOW)
    hand_in_again(report)
    reviewing.start_review(report, by=second, at=NOW)

    assert [review.reviewer for review in marks.current_reviews(report)] == [second]


def test_who_declares_and_who_ends(report, reviewer, second):
    """The office speaks for others; nobody ends their own, whoever declared it; the secretary may end as well."""
    member = factories.make_user(Role.COUNCIL_MEMBER)
    officer, secretary = report.submitted_by, factories.make_user(Role.COUNCIL_SECRETARY)
    own = interests.declare(user=reviewer, about=report.unit, reason=REASON, by=reviewer, at=NOW)
    theirs = interests.declare(user=member, about=report.unit, reason=REASON, by=second, at=NOW)
    for user, by in ((second, member), (second, officer), (officer, officer), (officer, reviewer)):
        with pytest.raises(Forbidden):
            interests.declare(user=user, about=report.unit, reason=REASON, by=by, at=NOW)
    for interest, by in ((own, reviewer), (theirs, member), (own, member), (own, officer)):
        with pytest.raises(Forbidden):
            interests.end(interest, by=by, at=NOW)

    interests.end(own, by=secretary, at=NOW)
    interests.end(theirs, by=reviewer, at=NOW)
    with pytest.raises(InvalidTransition):
        interests.end(own, by=second, at=NOW)
    assert may_review(again(reviewer), report)


def test_whoever_is_barred_speaks_for_nobody_else_there(report, reviewer, second):
    """Neither pushing a strict colleague out nor letting a friend in again; one's own declaration always."""
    strict, elsewhere = factories.make_user(Role.REVIEWER), factories.make_unit()
    person = factories.make_person(unit=report.unit)
    theirs = interests.declare(user=strict, about=report.unit, reason=REASON, by=second, at=NOW)
    # What the account object knew before.
    assert may_review(reviewer, report)
    joins(reviewer, report.unit)
    for about in (report.unit, person):
        with pytest.raises(Forbidden, match="chỉ khai cho mình, không khai thay người khác"):
            interests.declare(user=second, about=about, reason=REASON, by=reviewer, at=NOW)
    with pytest.raises(Forbidden, match="cũng có xung đột lợi ích ở đây"):
        interests.end(theirs, by=reviewer, at=NOW)
    assert Interest.objects.count() == 1
    interests.declare(user=reviewer, about=report.unit, reason=REASON, by=reviewer, at=NOW)
    interests.declare(user=second, about=elsewhere, reason=REASON, by=reviewer, at=NOW)


def test_the_pages_say_why_a_barred_person_may_not(client_of, report, reviewer, second):
    interests.declare(user=second, about=report.unit, reason=REASON, by=second, at=NOW)
    joins(reviewer, report.unit)
    html = client_of(reviewer).get(reverse("submissions:interests")).content.decode()
    assert "Đồng chí cũng có xung đột lợi ích ở đây nên không kết thúc được khai báo này." in html
    fields = {"user": factories.make_user(Role.REVIEWER).pk, "unit": report.unit_id, "reason": REASON}
    refused = client_of(reviewer).post(reverse("submissions:interest_declare"), fields)
    assert refused.status_code == 403
    assert "chỉ khai cho mình, không khai thay người khác" in refused.content.decode()


def test_one_open_declaration_for_each_and_a_reason(report, reviewer):
    declared(reviewer, report)
    for reason in (REASON, "  "):
        with pytest.raises(ValidationError):
            interests.declare(user=reviewer, about=report.unit, reason=reason, by=reviewer, at=NOW)


def test_the_page_declares_and_ends(client_of, report, reviewer, second):
    page = reverse("submissions:interest_declare")
    fields = {"user": reviewer.pk, "unit": report.unit_id, "reason": ""}
    assert client_of(reviewer).post(page, fields).status_code == 422
    assert client_of(reviewer).post(page, fields | {"reason": REASON}).status_code == 302
    row = Interest.objects.get()
    start = reverse("submissions:start_review", args=[report.pk])
    assert client_of(reviewer).post(start).status_code == 403
    assert REASON in client_of(second).get(reverse("submissions:interests")).content.decode()
    assert client_of(reviewer).post(reverse("submissions:interest_end", args=[row.pk])).status_code == 403
    assert client_of(second).post(reverse("submissions:interest_end", args=[row.pk])).status_code == 302
    assert client_of(reviewer).post(start).status_code == 302


def test_the_address_names_a_person(client_of, group, period, reviewer):
    person = factories.make_person()
    page = reverse("submissions:interest_declare") + f"?ca-nhan={person.pk}"
    assert client_of(reviewer).post(page, {"user": reviewer.pk, "reason": REASON}).status_code == 302
    assert Interest.objects.get().person == person


def test_the_list_asks_the_same_of_one_and_three(client_of, reviewer):
    client, page, counts = client_of(reviewer), reverse("submissions:interests"), []
    for more in (1, 2):
        for _ in range(more):
            interests.declare(user=reviewer, about=factories.make_unit(), reason=REASON, by=reviewer, at=NOW)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
