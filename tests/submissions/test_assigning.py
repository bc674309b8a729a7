"""Giving reports to reviewers: who may have which, at most as many as the criteria set asks, fairly shared."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.enums import Role
from campaigns.models import ContentArea
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from submissions import assignment_letters
from submissions.enums import SubmissionStatus as S
from submissions.models import Assignment, Interest, KeyFigure, SubmissionContent
from submissions.services import assigning, interests, reviewing
from tests import factories
from tests.invariants import found
from tests.submissions.office import NOW, handed_in, judged

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return [factories.make_user(Role.REVIEWER, full_name=f"Người {n}") for n in range(1, 4)]


@pytest.fixture
def office():
    return factories.make_user(Role.REVIEWER, full_name="Trưởng phòng")


def pks(*reports):
    return [report.pk for report in reports]


def holders(report):
    return set(report.assignments.filter(ended_at=None).values_list("reviewer__full_name", flat=True))


def test_giving_names_the_numbers_and_leaves_out_ones_own_unit(group, period, people, office):
    reports = [handed_in(group, period) for _ in range(3)]
    factories.Membership.objects.create(user=people[0], role=Role.UNIT_HEAD, unit=reports[1].unit)

    outcome = assigning.assign(pks(*reports), to=people[:1], by=office, due_on=date(2026, 12, 18), at=NOW)

    assert outcome.words("Đã giao") == "Đã giao 2, bỏ qua 1 (của chính đơn vị người thẩm định)."
    assert [holders(report) for report in reports] == [{"Người 1"}, set(), {"Người 1"}]
    assert AuditEvent.objects.filter(action="assign_review").count() == 2
    letter = OutboxMessage.objects.get(kind="assigned")
    assert letter.recipient_id == people[0].pk
    assert "giao đồng chí thẩm định 2 báo cáo năm 2026, hạn chấm hết Thứ Sáu, 18/12/2026." in letter.text


def test_a_declared_interest_and_a_lost_right_are_left_out(group, period, people, office):
    report, other = handed_in(group, period), handed_in(group, period)
    Interest.objects.create(user=people[0], unit=report.unit, reason="Vợ công tác tại đơn vị.", declared_by=people[0])
    visitor = factories.make_user()

    outcome = assigning.assign(pks(report, other), to=[people[0], visitor], by=office, at=NOW)

    assert outcome.words("Đã giao") == (
        "Đã giao 1, bỏ qua 3 (2 người thẩm định không có quyền; 1 người thẩm định có khai báo xung đột lợi ích)."
    )
    assert (holders(report), holders(other)) == (set(), {"Người 1"})


def test_a_report_has_as_many_places_as_its_criteria_ask_for(group, period, people, office):
    report = handed_in(group, period)
    reviewing.start_review(report, by=people[2], at=NOW)

    outcome = assigning.assign(pks(report), to=people[:2], by=office, at=NOW)

    assert outcome.words("Đã giao") == "Đã giao 1, bỏ qua 1 (đã đủ người thẩm định)."
    assert holders(report) == {"Người 1"}
    again = assigning.assign(pks(report), to=people[:1], by=office, at=NOW)
    assert again.words("Đã giao") == "Đã giao 0, bỏ qua 1 (đã giao cho người này)."
    assert assigning.reserved_for_others(report, people[1], ()) is False


@pytest.mark.parametrize("status", [S.DRAFT, S.RETURNED, S.ACCEPTED])
def test_only_reports_in_the_wards_hands_are_given(group, period, people, office, status):
    report = handed_in(group, period, status=status)
    assert assigning.assign(pks(report), to=people[:1], by=office, at=NOW).skipped == {"không ở bước thẩm định": 1}


def test_a_locked_period_and_a_stranger_are_refused(group, period, people, officer, office):
    report = handed_in(group, period)
    with pytest.raises(Forbidden):
        assigning.assign(pks(report), to=people[:1], by=officer, at=NOW)
    with pytest.raises(Forbidden, match="đã khóa ngày 20/12"):
        assigning.assign(pks(report), to=people[:1], by=office, at=period.locks_at)
    with pytest.raises(ValidationError, match="trước hôm nay"):
        assigning.assign(pks(report), to=people[:1], by=office, due_on=date(2026, 12, 13), at=NOW)
    with pytest.raises(ValidationError, match="nhiều hơn"):
        assigning.assign(range(1, 1002), to=people[:1], by=office, at=NOW)
    assert not Assignment.objects.exists()


def test_a_report_goes_to_the_reviewer_of_what_it_says_most_about(group, period, people, office):
    first, second = ContentArea.objects.filter(campaign=period.campaign).order_by("order")[:2]
    reports = [handed_in(group, period) for _ in range(3)]
    for report in reports:
        rows = [SubmissionContent.objects.create(submission=report, content_area=area) for area in (first, second)]
        if report == reports[1]:
            KeyFigure.objects.create(content=rows[1], name="Cây xanh", this_year="120")
    SubmissionContent.objects.filter(submission=reports[2], content_area=first).update(taken_on=False)

    outcome = assigning.assign_by_content(pks(*reports), to={second.pk: people[1]}, by=office, at=NOW)

    assert [holders(report) for report in reports] == [set(), {"Người 2"}, {"Người 2"}]
    assert outcome.words("Đã giao") == "Đã giao 2, bỏ qua 1 (nội dung chính chưa chọn người)."


def test_sharing_evenly_counts_what_people_have_and_skips_the_barred(group, period, people, office):
    done, *old = [handed_in(group, period) for _ in range(3)]
    assigning.assign(pks(done, *old), to=people[:1], by=office, at=NOW)
    judged(done, people[0], 28, 23, 22, 15)
    new = [handed_in(group, period) for _ in range(3)]
    Interest.objects.create(user=people[1], unit=new[0].unit, reason="Họ hàng.", declared_by=people[1])

    assigning.assign_evenly(pks(*new), among=people, by=office, at=NOW)

    assert [holders(report) for report in new] == [
        {"Người 1", "Người 3"},
        {"Người 2", "Người 3"},
        {"Người 2", "Người 3"},
    ]
    assert {person.full_name: person.load for person in assigning.with_load(assigning.reviewers(on=NOW.date()))} == {
        "Người 1": 3, "Người 2": 2, "Người 3": 3, "Trưởng phòng": 0,
    }  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(count=st.integers(1, 7), crowd=st.integers(2, 5))
def test_loads_differ_by_at_most_one(count, crowd, django_db_blocker, group, period):
    office = factories.make_user(Role.REVIEWER)
    crew = [factories.make_user(Role.REVIEWER) for _ in range(crowd)]
    reports = [handed_in(group, period) for _ in range(count)]

    outcome = assigning.assign_evenly(pks(*reports), among=crew, by=office, at=NOW)

    loads = Counter(Assignment.objects.filter(reviewer__in=crew).values_list("reviewer", flat=True))
    shares = [loads[person.pk] for person in crew]
    assert sum(shares) == 2 * count
    assert max(shares) - min(shares) <= 1
    assert (len(outcome.done), outcome.skipped) == (count, {})


def test_too_few_people_is_said(group, period, people, office):
    report = handed_in(group, period)
    outcome = assigning.assign_evenly(pks(report), among=people[:1], by=office, at=NOW)
    assert outcome.words("Đã giao") == "Đã giao 1, bỏ qua 1 (chưa đủ người thẩm định)."


def test_taking_back_and_giving_to_another(group, period, people, office):
    begun, waiting, foreign = (handed_in(group, period) for _ in range(3))
    assigning.assign(pks(begun, waiting), to=people[:1], by=office, at=NOW)
    reviewing.start_review(begun, by=people[0], at=NOW)
    later = NOW + timedelta(hours=1)

    outcome = assigning.replace(
        pks(begun, waiting, foreign), reviewer=people[0], successor=people[1], by=office, at=later
    )

    assert outcome.words("Đã giao lại") == (
        "Đã giao lại 1, bỏ qua 2 (1 người này đã bắt đầu chấm; 1 không giao cho người này)."
    )
    assert [holders(report) for report in (begun, waiting, foreign)] == [{"Người 1"}, {"Người 2"}, set()]
    assert waiting.assignments.get(reviewer=people[0]).ended_at == later
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))[-2:] == [
        "end_assignment", "assign_review",
    ]  # fmt: skip
    assert OutboxMessage.objects.filter(kind="assignment_ended").get().recipient_id == people[0].pk
    assert assigning.replace(pks(waiting), reviewer=people[1], by=office, at=later).words("Đã thôi giao") == (
        "Đã thôi giao 1."
    )
    with pytest.raises(ValidationError):
        assigning.replace(pks(waiting), reviewer=people[1], successor=people[1], by=office, at=later)


def test_a_letter_about_reports_taken_back_meanwhile_does_not_leave(group, period, people, office):
    report = handed_in(group, period)
    assigning.assign(pks(report), to=people[:1], by=office, at=NOW)
    letter = OutboxMessage.objects.get(kind="assigned")
    assert assignment_letters.still_given(letter, NOW) == ""
    assigning.replace(pks(report), reviewer=people[0], by=office, at=NOW)
    assert assignment_letters.still_given(letter, NOW) == "không còn báo cáo nào giao cho người này"


def test_a_report_given_to_too_many_is_found(group, period, people, office):
    report = handed_in(group, period)
    assigning.assign(pks(report), to=people[:2], by=office, at=NOW)
    assert found("ASG-01") == []
    Assignment.objects.create(submission=report, reviewer=people[2], assigned_by=office, assigned_at=NOW)
    assert found("ASG-01") == [("ASG-01", f"báo cáo số {report.pk}: đang giao cho 3 người")]
    Assignment.objects.filter(submission=report, reviewer=people[0]).update(ended_at=NOW)
    assert found("ASG-01") == []


def test_whoever_was_not_given_the_report_takes_no_place_kept_for_another(group, period, people, office):
    report = handed_in(group, period)
    assigning.assign(pks(report), to=people[:1], by=office, at=NOW)
    assert reviewing.start_review(report, by=people[1], at=NOW).slot == 1
    with pytest.raises(Forbidden, match="đã giao cho người thẩm định khác"):
        reviewing.start_review(report, by=people[2], at=NOW)
    assert reviewing.start_review(report, by=people[0], at=NOW).slot == 2


def test_a_declared_interest_takes_back_what_was_given(group, period, people, office):
    report, other = handed_in(group, period), handed_in(group, period)
    assigning.assign(pks(report, other), to=people[:1], by=office, at=NOW)
    interests.declare(user=people[0], about=report.unit, reason="Vợ công tác tại đơn vị.", by=people[0], at=NOW)
    assert [holders(each) for each in (report, other)] == [set(), {"Người 1"}]
    assert AuditEvent.objects.get(action="end_assignment").object_id == str(report.pk)
