"""Random lives of one report against a small model: nothing lost, every move legal, snapshots equal the screen."""

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.enums import Role
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions import sections
from submissions.enums import SubmissionStatus as S
from submissions.models import ReceiptCounter, Submission
from submissions.services import drafting, handing_in, returning, reviewing
from submissions.services.snapshots import fingerprint, picture_of
from submissions.workflow import WORKFLOW
from submissions.writable import FieldKey
from tests import factories

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


class ReportLife(RuleBasedStateMachine):
    """Two officers and a reviewer do what comes to their minds while the calendar runs."""

    @initialize()
    def begin(self):
        self.period = factories.make_period()
        unit = factories.make_unit()
        self.officers = [factories.make_user(Role.UNIT_OFFICER, unit=unit) for _ in range(2)]
        self.reviewer = factories.make_user(Role.REVIEWER)
        self.report = factories.submission_at(subject=unit, period=self.period, by=self.officers[0])
        self.content = self.report.contents.first()
        self.now = self.period.opens_at + timedelta(days=2)
        self.numbers = ReceiptCounter.objects.filter(year=2026).values_list("last", flat=True).first() or 0
        # The model: what the text is, what each officer saw, what was handed in when.
        self.text = drafting.SubmissionContent.objects.get(pk=self.content.pk).results
        self.seen = [self.text, self.text]
        self.status = S.DRAFT
        self.handed_in: list[tuple[object, str]] = []
        self.late = self.asked = False

    def fresh(self) -> Submission:
        return Submission.objects.select_related("period", "group", "unit", "person").get(pk=self.report.pk)

    @rule(hours=st.integers(1, 24 * 9))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule(boundary=st.sampled_from(["closes_at", "locks_at"]), microseconds=st.integers(-1, 1))
    def clock_reaches(self, boundary, microseconds):
        self.now = max(self.now, getattr(self.period, boundary) + timedelta(microseconds=microseconds))

    @rule(who=st.integers(0, 1))
    def reload_page(self, who):
        self.seen[who] = self.text

    @rule(who=st.integers(0, 1), text=TEXTS)
    def save(self, who, text):
        key = FieldKey("content", self.content.pk, "results")
        tidy = drafting.writable.tidy(text)
        editable = self.status in (S.DRAFT, S.RETURNED) and (self.asked or self.now < self.period.locks_at)
        try:
            drafting.save_field(
                submission_id=self.report.pk, key=key, text=text, seen=drafting.stamp(self.seen[who]),
                by=self.officers[who], at=self.now,
            )  # fmt: skip
        except Forbidden:
            assert not editable
        except drafting.EditConflict as conflict:
            assert editable
            assert self.seen[who] != self.text
            assert conflict.theirs == self.text
        else:
            assert editable
            assert self.seen[who] == self.text or tidy == self.text
            self.text = self.seen[who] = tidy

    @rule(who=st.integers(0, 1), reason=st.sampled_from(["", "Đơn vị thay người phụ trách."]))
    def submit(self, who, reason):
        report = self.fresh()
        by_calendar = not self.asked
        late = by_calendar and self.now >= self.period.closes_at
        before = picture_of(report)
        try:
            handing_in.submit(report, by=self.officers[who], late_reason=reason, at=self.now)
        except InvalidTransition:
            assert self.status not in (S.DRAFT, S.RETURNED)
        except handing_in.WindowClosed:
            assert by_calendar and self.now >= self.period.locks_at
        except handing_in.LateReasonMissing:
            assert late and not reason
        except handing_in.NotReady:
            assert not self.text.strip()
        else:
            assert self.status in (S.DRAFT, S.RETURNED)
            assert self.text.strip()
            self.status = S.SUBMITTED
            self.late = self.late or late
            self.handed_in.append((before, self.text))

    @rule(who=st.integers(0, 1))
    def withdraw(self, who):
        try:
            handing_in.withdraw(self.fresh(), by=self.officers[who], at=self.now)
        except InvalidTransition:
            assert self.status != S.SUBMITTED
        except handing_in.WindowClosed:
            assert self.now >= self.period.locks_at and not self.asked
        else:
            assert self.status == S.SUBMITTED
            self.status = S.DRAFT

    @precondition(lambda self: self.status in (S.SUBMITTED, S.UNDER_REVIEW))
    @rule()
    def take_for_review(self):
        reviewing.start_review(self.fresh(), by=self.reviewer, at=self.now)
        self.status = S.UNDER_REVIEW

    @precondition(lambda self: self.status in (S.SUBMITTED, S.UNDER_REVIEW))
    @rule()
    def give_back(self):
        self.take_for_review()
        notes = {sections.SELF_SCORE: "Bổ sung số liệu."}
        due_on = (self.now + timedelta(days=9)).date()
        returning.return_for_changes(self.fresh(), by=self.reviewer, notes=notes, due_on=due_on, at=self.now)
        self.status, self.asked = S.RETURNED, True

    @precondition(lambda self: self.status == S.UNDER_REVIEW)
    @rule()
    def accept(self):
        report = self.fresh()
        review = report.reviews.get(reviewer=self.reviewer, snapshot__number=report.rounds)
        for item in report.items.select_related("criteria_item"):
            reviewing.save_score(
                review, item, by=self.reviewer, points=item.self_score, note="Đúng hồ sơ.", at=self.now
            )
        reviewing.complete_review(review, by=self.reviewer, at=self.now)
        reviewing.accept(self.fresh(), by=self.reviewer, at=self.now)
        self.status = S.ACCEPTED

    @invariant()
    def report_is_as_the_model_says(self):
        if not hasattr(self, "report"):
            return
        report = self.fresh()
        stored = report.contents.get(pk=self.content.pk).results
        assert (report.status, stored, report.is_late) == (self.status, self.text, self.late)
        assert report.rounds == len(self.handed_in)
        assert (report.code is None) == (not self.handed_in)
        assert report.returns.filter(resolved_at=None).exists() == (report.status == S.RETURNED)

    @invariant()
    def every_snapshot_is_what_was_on_screen(self):
        if not hasattr(self, "report"):
            return
        snapshots = list(self.report.snapshots.order_by("number"))
        assert [(row.data, row.data["contents"][0]["results"]) for row in snapshots] == self.handed_in
        assert all(row.sha256 == fingerprint(row.data) for row in snapshots)

    @invariant()
    def history_is_a_legal_path(self):
        if not hasattr(self, "report"):
            return
        rows = AuditEvent.objects.filter(object_type="submissions.submission", object_id=str(self.report.pk))
        steps = {(step.action, step.source, step.target) for step in WORKFLOW.steps}
        moves = [row for row in rows.order_by("pk") if row.old and row.old != row.new]
        assert all((row.action, row.old, row.new) in steps for row in moves)
        assert all(left.new == right.old for left, right in zip(moves, moves[1:], strict=False))
        assert not moves or moves[-1].new == self.status

    @invariant()
    def one_number_and_one_letter_per_hand_in(self):
        if not hasattr(self, "report"):
            return
        last = ReceiptCounter.objects.filter(year=2026).values_list("last", flat=True).first() or 0
        assert last - self.numbers == bool(self.handed_in)
        letters = OutboxMessage.objects.filter(kind="received", context__submission=self.report.pk)
        assert letters.count() == len(self.handed_in)


class ReportLifeTest(TestCase):
    """Each example in a transaction of its own."""

    def test_lives_of_a_report(self):
        quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]
        run_state_machine_as_test(
            ReportLife,
            settings=settings(max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=quiet),
        )
