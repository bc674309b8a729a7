"""Two people share out the same reports at the same moment: never more people on a report than it has places."""

import pytest

from accounts.enums import Role
from core.models import AuditEvent, OutboxMessage
from submissions.models import Assignment
from submissions.services import assigning
from tests import factories
from tests.races import at_once
from tests.submissions.office import NOW, handed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_share_out_at_once_never_give_a_report_too_many(group, period):
    crew = [factories.make_user(Role.REVIEWER) for _ in range(5)]
    bosses = [factories.make_user(Role.REVIEWER) for _ in range(4)]
    reports = [handed_in(group, period) for _ in range(6)]
    pks = [report.pk for report in reports]

    def job(boss, order):
        return lambda: assigning.assign_evenly(list(order), among=crew, by=boss, at=NOW)

    outcomes = at_once((), *(job(boss, pks if n % 2 else reversed(pks)) for n, boss in enumerate(bosses)))

    assert all(isinstance(outcome, assigning.Outcome) for outcome in outcomes)
    given = Assignment.objects.filter(ended_at=None)
    assert {given.filter(submission=pk).count() for pk in pks} == {2}
    assert sum(sum(outcome.by_reviewer.values()) for outcome in outcomes) == given.count() == 12
    assert AuditEvent.objects.filter(action="assign_review").count() == 12
    assert OutboxMessage.objects.filter(kind="assigned").count() == sum(len(one.by_reviewer) for one in outcomes)


def test_one_takes_back_while_another_gives_on(group, period):
    first, second, third = (factories.make_user(Role.REVIEWER) for _ in range(3))
    report = handed_in(group, period)
    assigning.assign([report.pk], to=[first], by=third, at=NOW)

    at_once(
        (),
        lambda: assigning.replace([report.pk], reviewer=first, successor=second, by=third, at=NOW),
        lambda: assigning.replace([report.pk], reviewer=first, successor=third, by=second, at=NOW),
    )

    assert Assignment.objects.filter(ended_at=None).count() == 1
    assert AuditEvent.objects.filter(action="end_assignment").count() == 1
