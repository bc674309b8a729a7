"""The step table and its one function."""

import pytest

from core import phrases
from core.models import AuditEvent
from core.verdict import ALLOWED, Forbidden, denied
from core.workflow import InvalidTransition, Step, Workflow
from submissions.enums import SubmissionStatus as S
from submissions.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(monkeypatch):
    monkeypatch.setattr(Workflow, "registry", [])
    return Workflow(
        "Thử",
        S,
        Step("submit", "Nộp", S.DRAFT, S.SUBMITTED, lambda user, obj: ALLOWED),
        Step("accept", "Chấp nhận", S.DRAFT, S.ACCEPTED, lambda user, obj: denied("Chưa được.")),
    )


@pytest.fixture
def report(group, period):
    return Submission.objects.create(period=period, group=group, unit=factories.make_unit())


RECEIPT = {
    "code": "LC-2026-0001",
    "rounds": 1,
    "first_submitted_at": factories.ward(2026, 12, 1),
    "submitted_at": factories.ward(2026, 12, 1),
}


def test_apply_moves_the_row_and_writes_one_audit_row(table, report):
    user = factories.make_user()
    event = table.apply("submit", report, by=user, fields=RECEIPT, note="x")
    report.refresh_from_db()
    assert report.status == S.SUBMITTED
    assert (event.actor_id, event.action, event.old, event.new) == (user.pk, "submit", "DRAFT", "SUBMITTED")
    assert event.data == {"note": "x"}
    assert AuditEvent.objects.count() == 1


def test_apply_refuses_a_step_the_table_lacks(table, report):
    with pytest.raises(InvalidTransition, match=phrases.NO_SUCH_STEP):
        table.apply("withdraw", report, by=None)


def test_apply_refuses_what_the_rule_denies_and_leaves_the_row(table, report):
    with pytest.raises(Forbidden, match="Chưa được."):
        table.apply("accept", report, by=None)
    report.refresh_from_db()
    assert report.status == S.DRAFT
    assert not AuditEvent.objects.exists()


def test_apply_tells_who_comes_second(table, report):
    stale = Submission.objects.get(pk=report.pk)
    table.apply("submit", report, by=None, fields=RECEIPT)
    with pytest.raises(InvalidTransition, match=phrases.SOMEONE_WAS_FASTER):
        table.apply("submit", stale, by=None, fields=RECEIPT)
    assert AuditEvent.objects.count() == 1


def test_choices_are_offered_with_their_verdicts(table, report):
    choices = table.choices_for(None, report)
    assert [(choice.step.action, bool(choice.verdict), choice.verdict.reason) for choice in choices] == [
        ("submit", True, ""),
        ("accept", False, "Chưa được."),
    ]


def test_a_table_with_two_equal_steps_is_refused(table):
    step = table.steps[0]
    with pytest.raises(ValueError):
        Workflow("Hai lần", S, step, step)


def test_the_log_cannot_be_changed(table, report):
    event = table.apply("submit", report, by=None, fields=RECEIPT)
    for change in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(new=""),
    ):
        with pytest.raises(TypeError):
            change()
