"""Officer, head and office at the same moment, on real connections (reliability F12, F13, F15, goal 10)."""

import time
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from accounts.enums import ApprovalKind, Role
from accounts.models import User
from core.clock import database_now
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions.enums import ApprovalOutcome
from submissions.enums import SubmissionStatus as S
from submissions.models import ApprovalRequest, Extension, Submission, SubmissionContent
from submissions.services import approvals, drafting, extensions, handing_in, returning, reviewing, scoring
from submissions.services.snapshots import picture_of
from submissions.writable import FieldKey
from tests import factories
from tests.factories import ward
from tests.invariants import found
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = (Forbidden, InvalidTransition, ValidationError, handing_in.LateReasonMissing, handing_in.NotReady)
together = partial(at_once, REFUSED)
RULES = tuple(f"REP-0{number}" for number in range(1, 9))
WHY = "Đơn vị thay người phụ trách."
LAPS = range(3)


def refused(results):
    return [result for result in results if isinstance(result, REFUSED)]


def fresh(report):
    return Submission.objects.select_related("period", "group", "unit", "person").get(pk=report.pk)


def again(user):
    """The user as another request reads them."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def head(unit):
    unit.approval = ApprovalKind.SECOND_PERSON
    unit.save()
    return factories.make_user(Role.UNIT_HEAD, unit=unit)


@pytest.fixture
def ready(period, unit, officer):
    return factories.submission_at(subject=unit, period=period, by=officer)


@pytest.mark.parametrize("lap", LAPS)
def test_approving_and_taking_back_at_once_one_wins(ready, officer, head, period, lap):
    approvals.send_for_approval(fresh(ready), by=officer, at=period.opens_at)
    results = together(
        lambda: handing_in.submit(fresh(ready), by=again(head), at=period.opens_at),
        lambda: approvals.take_back(fresh(ready), by=again(officer), at=period.opens_at),
    )
    assert len(refused(results)) == 1, results
    report, request = fresh(ready), ApprovalRequest.objects.get()
    taken_back = request.outcome == ApprovalOutcome.TAKEN_BACK
    assert (report.status, report.rounds) == ((S.DRAFT, 0) if taken_back else (S.SUBMITTED, 1))
    assert OutboxMessage.objects.filter(kind="received").count() == report.rounds
    assert found(*RULES) == []


def test_twenty_requests_for_approval_are_one_with_one_letter(ready, officer, head, unit, period):
    people = [officer, *(factories.make_user(Role.UNIT_OFFICER, unit=unit) for _ in range(3))]

    def ask(number):
        return lambda: approvals.send_for_approval(fresh(ready), by=again(people[number % 4]), at=period.opens_at)

    results = together(*(ask(number) for number in range(20)))
    assert len(refused(results)) == 19, results
    assert ApprovalRequest.objects.count() == OutboxMessage.objects.filter(kind="approval_asked").count() == 1
    assert AuditEvent.objects.filter(action="ask_approval").count() == 1


@pytest.mark.parametrize("lap", LAPS)
def test_what_is_typed_while_it_goes_to_the_head_is_in_it_or_refused(ready, officer, head, period, lap):
    content = ready.contents.first()
    key, text = FieldKey("content", content.pk, "results"), f"Sửa ngay trước khi trình, vòng {lap}, đủ dài để đọc."
    results = together(
        lambda: approvals.send_for_approval(fresh(ready), by=again(officer), at=period.opens_at),
        lambda: drafting.save_field(
            submission_id=ready.pk, key=key, text=text, seen=None, by=again(officer), at=period.opens_at
        ),
    )
    assert isinstance(results[0], ApprovalRequest), results
    saved = SubmissionContent.objects.get(pk=content.pk).results == text
    assert saved == (not isinstance(results[1], Forbidden)), results
    handing_in.submit(fresh(ready), by=head, at=period.opens_at)
    assert ready.snapshots.get().data == picture_of(fresh(ready))


@pytest.mark.parametrize("lap", LAPS)
def test_handing_in_withdrawing_and_taking_for_review_at_once(ready, officer, reviewer, period, lap):
    handing_in.submit(fresh(ready), by=officer, at=period.opens_at)
    results = together(
        lambda: handing_in.withdraw(fresh(ready), by=again(officer), at=period.opens_at),
        lambda: reviewing.start_review(fresh(ready), by=again(reviewer), at=period.opens_at),
    )
    assert len(refused(results)) == 1, results
    assert fresh(ready).status == (S.UNDER_REVIEW if isinstance(results[0], REFUSED) else S.DRAFT)
    assert found(*RULES) == []


@pytest.mark.parametrize("lap", LAPS)
def test_answer_return_and_acceptance_at_once_make_one_legal_path(period, lap):
    reviewer = factories.make_user(Role.REVIEWER)
    report = factories.submission_at(S.UNDER_REVIEW, period=period, reviewer=reviewer)
    officer, at = report.submitted_by, period.closes_at + timedelta(days=1)
    review = report.reviews.get()
    for item in report.items.all():
        scoring.save_score(review, item, by=reviewer, points=item.self_score, note="Đúng hồ sơ.", at=at)
    scoring.complete_review(review, by=reviewer, at=at)
    notes, due_on = {"tu-cham": "Bổ sung."}, ward(2026, 12, 30).date()
    results = together(
        lambda: handing_in.submit(fresh(report), by=again(officer), at=at),
        lambda: returning.return_for_changes(fresh(report), by=again(reviewer), notes=notes, due_on=due_on, at=at),
        lambda: reviewing.accept(fresh(report), by=again(reviewer), at=at),
    )
    status = fresh(report).status
    won = [not isinstance(result, REFUSED) for result in results]
    # The answer can only follow the return.
    assert (status, *won) in {
        (S.ACCEPTED, False, False, True), (S.RETURNED, False, True, False), (S.SUBMITTED, True, True, False),
    }, results  # fmt: skip
    assert found(*RULES) == []


@pytest.mark.parametrize("lap", LAPS)
def test_more_time_and_handing_in_at_the_edge_end_on_time(ready, unit, officer, reviewer, period, lap):
    """Whoever comes first: a report of the first late moment is on time once the extension stands."""
    at, last_day = period.closes_at, ward(2026, 12, 15).date()
    results = together(
        lambda: handing_in.submit(fresh(ready), by=again(officer), late_reason=WHY, at=at),
        lambda: extensions.grant_extension(
            period=period, subject=unit, last_day=last_day, reason=WHY, by=again(reviewer), at=at
        ),
    )
    assert refused(results) == []
    report = fresh(ready)
    assert (report.status, report.is_late, Extension.objects.count()) == (S.SUBMITTED, False, 1)
    assert found(*RULES) == []


def test_of_two_extensions_none_is_shorter_than_the_one_before(unit, reviewer, period):
    def grant(day):
        return lambda: extensions.grant_extension(
            period=period, subject=unit, last_day=ward(2026, 12, day).date(), reason=WHY, by=again(reviewer),
            at=ward(2026, 12, 10),
        )  # fmt: skip

    results = together(grant(15), grant(18), grant(15), grant(18))
    ends = list(Extension.objects.order_by("pk").values_list("closes_at", flat=True))
    assert ends == sorted(set(ends))
    assert ends[-1] == ward(2026, 12, 19)
    assert len(refused(results)) == 4 - len(ends)
    assert found("REP-08") == []


def test_across_a_living_boundary_no_verdict_differs_from_the_stored_moment(period, group):
    """Six units press while the end passes; the database's clock decides, and what it said is what is stored."""
    period.opens_at, closes_at = database_now() - timedelta(days=9), database_now() + timedelta(seconds=1.5)
    reports = []
    for _ in range(6):
        unit = factories.make_unit()
        factories.enrol(group, unit)
        reports.append(factories.submission_at(subject=unit, period=period))
    closes_at = database_now() + timedelta(seconds=0.6)
    period.closes_at, period.locks_at = closes_at, closes_at + timedelta(days=1)
    period.save()

    def press(number):
        def job():
            time.sleep(0.2 * number)
            report = fresh(reports[number])
            by = again(report.edited_by)
            return handing_in.submit(report, by=by, late_reason=WHY)

        return job

    assert refused(together(*(press(number) for number in range(6)))) == []
    stored = [(fresh(report).submitted_at, fresh(report).is_late) for report in reports]
    assert [late for _, late in stored] == [moment >= closes_at for moment, _ in stored]
    assert [late for _, late in stored][0] is False
    assert [late for _, late in stored][-1] is True
    assert found(*RULES) == []
