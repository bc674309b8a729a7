"""Random lives of one report against a small model: nothing lost, every move legal, snapshots equal the screen."""

import itertools
from datetime import timedelta

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.enums import ApprovalKind, Role
from core.clock import last_day, start_of
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions import reading, sections
from submissions.enums import ApprovalOutcome
from submissions.enums import SubmissionStatus as S
from submissions.models import Evidence, ReceiptCounter, Submission
from submissions.places import CONTENT, SIGNED, Place
from submissions.services import approvals, drafting, evidence, extensions, handing_in, returning, reviewing, scoring
from submissions.services.snapshots import fingerprint, picture_of
from submissions.workflow import APPROVAL_WORKFLOW, WORKFLOW
from submissions.writable import FieldKey
from tests import factories
from tests.invariants import found
from tests.submissions.report_model import COLLEAGUE, HEAD, OFFICER, PEOPLE, REVIEWER, STRANGER, Model

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
WHO = st.sampled_from(PEOPLE)
# Most presses are the unit's own; a stranger's are refused one like the other.
OWN = st.sampled_from([OFFICER, OFFICER, COLLEAGUE, COLLEAGUE, HEAD, STRANGER])
OFFICE = st.sampled_from([REVIEWER, REVIEWER, REVIEWER, STRANGER])
WHY = "Đơn vị thay người phụ trách."
REASONS = st.sampled_from(["", WHY])
RULES = tuple(f"REP-0{number}" for number in range(1, 10))
ONE_DAY = timedelta(days=1)
DAYS = st.sampled_from([-1, 0, 1, 1, 2, 3, 7, 12, 40])
ARGUMENTS = {
    "clock_reaches": {
        "boundary": st.sampled_from(["closes_at"] * 5 + ["locks_at"]), "microseconds": st.integers(-1, 1)
    },
    "time_passes": {"hours": st.integers(1, 40)},
    "save": {"who": OWN, "text": TEXTS},
    "hand_in_as_one_should": {"who": st.sampled_from([OFFICER, COLLEAGUE])},
    "submit": {"who": OWN, "reason": REASONS},
    "withdraw": {"who": OWN},
    "extend": {"who": OFFICE, "days": DAYS},
    "take_for_review": {"who": OFFICE},
    "ask_for_changes": {"who": OFFICE, "lock_rest": st.booleans()},
    "accept": {"who": OFFICE},
    "send_for_approval": {"who": OWN},
    "give_back_to_the_officer": {"who": OWN},
    "take_back_from_the_head": {"who": OWN},
}  # fmt: skip
# What moves a report on comes more often.
BUSY = [*ARGUMENTS, "clock_reaches", "hand_in_as_one_should", "hand_in_as_one_should", "withdraw", "extend"]
_serial = itertools.count(1)


class ReportLife(RuleBasedStateMachine):
    """Officers, head, office and a stranger do what comes to their minds while the calendar runs."""

    @initialize(
        way=st.sampled_from(ApprovalKind.values),
        begun=st.sampled_from(["", "", "handed in", "returned"]),
        hours=st.sampled_from([-400, -20, -1, 0, 0, 1, 20, 100, 215]),
    )
    def begin(self, way, begun, hours):
        self.period = factories.make_period()
        self.unit = factories.make_unit(approval=way)
        self.people = {
            OFFICER: factories.make_user(Role.UNIT_OFFICER, unit=self.unit),
            COLLEAGUE: factories.make_user(Role.UNIT_OFFICER, unit=self.unit),
            HEAD: factories.make_user(Role.UNIT_HEAD, unit=self.unit),
            STRANGER: factories.make_user(Role.UNIT_OFFICER),
            REVIEWER: factories.make_user(Role.REVIEWER),
        }
        self.report = factories.submission_at(subject=self.unit, period=self.period, by=self.people[OFFICER])
        self.content = self.report.contents.first()
        self.section = sections.content_key(self.content.content_area)
        self.now = self.period.closes_at + timedelta(hours=hours)
        self.numbers = ReceiptCounter.objects.filter(year=2026).values_list("last", flat=True).first() or 0
        text = drafting.SubmissionContent.objects.get(pk=self.content.pk).results
        period = self.period
        self.model = Model(period.opens_at, period.closes_at, period.locks_at, text=text, way=way)
        # What each writer last saw of the text, and what was given out with the first receipt.
        self.seen = dict.fromkeys(PEOPLE, text)
        self.first = None
        if begun:
            self.hand_in_as_one_should(OFFICER)
        if begun == "returned":
            self.take_for_review(REVIEWER)
            self.ask_for_changes(REVIEWER, False)

    def fresh(self) -> Submission:
        return Submission.objects.select_related("period", "group", "unit", "person").get(pk=self.report.pk)

    @staticmethod
    def outcome(press):
        """Carry the press out; the word for how it ended and what it gave."""
        try:
            return "ok", press()
        except handing_in.WindowClosed:
            return "closed", None
        except Forbidden:
            return "forbidden", None
        except InvalidTransition:
            return "moved", None
        except handing_in.LateReasonMissing:
            return "reason", None
        except handing_in.NotReady:
            return "not ready", None
        except ValidationError:
            return "invalid", None
        except ObjectDoesNotExist:
            return "not found", None

    # --- the calendar and the setting

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule(boundary=st.sampled_from(["closes_at", "locks_at"]), microseconds=st.integers(-1, 1))
    def clock_reaches(self, boundary, microseconds):
        self.now = max(self.now, getattr(self.model, boundary) + timedelta(microseconds=microseconds))

    @rule(way=st.sampled_from(ApprovalKind.values))
    def the_unit_approves_otherwise(self, way):
        self.unit.approval = self.model.way = way
        self.unit.save()

    # --- writing

    @rule(who=WHO)
    def reload_page(self, who):
        self.seen[who] = self.model.text

    @rule(who=OWN, text=TEXTS)
    def save(self, who, text):
        model, key = self.model, FieldKey("content", self.content.pk, "results")
        expected, tidy = model.edit(who, self.now), drafting.writable.tidy(text)
        try:
            got, _ = self.outcome(
                lambda: drafting.save_field(
                    submission_id=self.report.pk, key=key, text=text, seen=drafting.stamp(self.seen[who]),
                    by=self.people[who], at=self.now,
                )
            )  # fmt: skip
        except drafting.EditConflict as conflict:
            assert (expected, conflict.theirs) == ("ok", model.text)
            assert self.seen[who] != model.text != tidy
            return
        assert got == expected
        if got == "ok":
            assert self.seen[who] == model.text or tidy == model.text
            model.text = self.seen[who] = tidy

    @rule(who=OWN, signed=st.booleans())
    def add_link(self, who, signed):
        place = Place(SIGNED, self.report.pk) if signed else Place(CONTENT, self.content.pk)
        expected = self.model.edit(who, self.now, asked_here=signed)
        got, row = self.outcome(
            lambda: evidence.attach_link(
                submission_id=self.report.pk, place=place, url=f"https://haiphong.gov.vn/{next(_serial)}",
                by=self.people[who], at=self.now,
            )
        )  # fmt: skip
        assert got == expected
        if got == "ok":
            self.model.links[row.pk] = signed
            self.model.signed = self.model.signed or signed

    @rule(who=OWN, data=st.data())
    def remove_link(self, who, data):
        if not self.model.links:
            return
        pk = data.draw(st.sampled_from(sorted(self.model.links)))
        signed = self.model.links[pk]
        place = Place(SIGNED, self.report.pk) if signed else Place(CONTENT, self.content.pk)
        row = Evidence.objects.get(pk=pk)
        expected = self.model.edit(who, self.now, asked_here=signed)
        got, _ = self.outcome(lambda: evidence.remove(row, place=place, by=self.people[who], at=self.now))
        assert got == expected
        if got == "ok":
            del self.model.links[pk]
            self.model.signed = any(self.model.links.values())

    # --- between officer, head and ward

    @rule(who=OWN)
    def send_for_approval(self, who):
        expected = self.model.ask_head(who, self.now)
        got, _ = self.outcome(
            lambda: approvals.send_for_approval(self.fresh(), by=self.people[who], note="Xem giúp.", at=self.now)
        )
        assert got == expected
        if got == "ok":
            self.model.with_head = who

    @rule(who=OWN)
    def give_back_to_the_officer(self, who):
        expected = self.model.give_back(who)
        got, _ = self.outcome(
            lambda: approvals.give_back(self.fresh(), by=self.people[who], answer="Sửa mục 2.", at=self.now)
        )
        assert got == expected
        if got == "ok":
            self.model.with_head = ""

    @rule(who=OWN)
    def take_back_from_the_head(self, who):
        expected = self.model.take_back(who)
        got, _ = self.outcome(lambda: approvals.take_back(self.fresh(), by=self.people[who], at=self.now))
        assert got == expected
        if got == "ok":
            self.model.with_head = ""

    @rule(who=WHO, reason=REASONS)
    def submit(self, who, reason):
        model, report = self.model, self.fresh()
        expected, late, settled = model.submit(who, self.now, reason), model.late_at(self.now), model.settled
        before = picture_of(report)
        got, _ = self.outcome(lambda: handing_in.submit(report, by=self.people[who], late_reason=reason, at=self.now))
        assert got == expected
        if got != "ok":
            return
        model.status, model.with_head = S.SUBMITTED, ""
        model.pictures.append((before, model.text))
        if not settled:
            model.judged.append(self.now)
        assert report.is_late == model.is_late
        assert late == (not settled and report.is_late and self.now >= model.closes_at)
        self.first = self.first or (report.code, self.now)

    @rule(who=st.sampled_from([OFFICER, COLLEAGUE]))
    def hand_in_as_one_should(self, who):
        """The steps in their order: random presses alone seldom get a report to the ward."""
        if not self.model.in_hand:
            return
        if not self.model.text.strip():
            self.reload_page(who)
            self.save(who, "Đã làm xong 12 trên 12 việc.")
        if self.model.way == ApprovalKind.SIGNED_COPY and not self.model.signed:
            self.add_link(who, True)
        if self.model.way == ApprovalKind.SECOND_PERSON:
            self.send_for_approval(who)
            who = HEAD
        self.submit(who, WHY)

    @rule(who=OWN)
    def withdraw(self, who):
        expected = self.model.withdraw(who, self.now)
        got, _ = self.outcome(lambda: handing_in.withdraw(self.fresh(), by=self.people[who], at=self.now))
        assert got == expected
        if got == "ok":
            self.model.status = S.DRAFT

    # --- the office

    @rule(who=OFFICE)
    def take_for_review(self, who):
        expected = self.model.start_review(who)
        got, _ = self.outcome(lambda: reviewing.start_review(self.fresh(), by=self.people[who], at=self.now))
        assert got == expected
        if got == "ok":
            self.model.status = S.UNDER_REVIEW

    @rule(who=OFFICE, lock_rest=st.booleans())
    def ask_for_changes(self, who, lock_rest):
        expected = self.model.judge(who)
        got, _ = self.outcome(
            lambda: returning.return_for_changes(
                self.fresh(), by=self.people[who], notes={sections.SELF_SCORE: "Bổ sung số liệu."},
                due_on=(self.now + timedelta(days=9)).date(), lock_rest=lock_rest, at=self.now,
            )
        )  # fmt: skip
        assert got == expected
        if got == "ok":
            self.model.status, self.model.asked, self.model.rest_locked = S.RETURNED, True, lock_rest

    @rule(who=OFFICE)
    def accept(self, who):
        expected = self.model.judge(who)
        if expected == "ok":
            report = self.fresh()
            review = report.reviews.get(reviewer=self.people[who], snapshot__number=report.rounds)
            for item in report.items.select_related("criteria_item"):
                scoring.save_score(
                    review, item, by=self.people[who], points=item.self_score, note="Đúng hồ sơ.", at=self.now
                )
            scoring.complete_review(review, by=self.people[who], at=self.now)
        got, _ = self.outcome(lambda: reviewing.accept(self.fresh(), by=self.people[who], at=self.now))
        assert got == expected
        if got == "ok":
            self.model.status = S.ACCEPTED

    @rule(who=OFFICE, days=DAYS)
    def extend(self, who, days):
        day = max(last_day(self.model.closes_at), last_day(self.now)) + timedelta(days=days)
        end, most = start_of(day + ONE_DAY), self.period.closes_at + timedelta(days=30)
        expected = self.model.extend(who, self.now, end, most)
        got, _ = self.outcome(
            lambda: extensions.grant_extension(
                period=self.period,
                subject=self.unit,
                last_day=day,
                reason="Mất điện.",
                by=self.people[who],
                at=self.now,
            )
        )
        assert got == expected
        if got == "ok":
            self.model.closes_at = end

    @rule(names=st.lists(st.sampled_from(BUSY), min_size=3, max_size=9), data=st.data())
    def a_busy_day(self, names, data):
        """Many presses in a row: one by one the rules seldom meet in the order that matters."""
        for name in names:
            getattr(self, name)(**{word: data.draw(values) for word, values in ARGUMENTS[name].items()})
            self.report_is_as_the_model_says()

    # --- what always holds

    @invariant()
    def report_is_as_the_model_says(self):
        if not hasattr(self, "report"):
            return
        model, report = self.model, self.fresh()
        stored = report.contents.get(pk=self.content.pk).results
        assert (report.status, stored, report.is_late) == (model.status, model.text, model.is_late)
        assert report.rounds == len(model.pictures)
        assert (report.code, report.first_submitted_at) == (self.first or (None, None))
        assert report.returns.filter(resolved_at=None).exists() == (report.status == S.RETURNED)
        waiting = report.approval_requests.filter(outcome=ApprovalOutcome.OPEN).values_list("asked_by_id", flat=True)
        assert list(waiting) == ([self.people[model.with_head].pk] if model.with_head else [])
        assert (report.with_head_since is None) == (not model.with_head)
        present = Evidence.objects.present().filter(submission=report).values_list("pk", flat=True)
        assert set(present) == set(model.links)

    @invariant()
    def every_snapshot_is_what_was_on_screen(self):
        if not hasattr(self, "report"):
            return
        snapshots = list(self.report.snapshots.order_by("number"))
        assert [(row.data, row.data["contents"][0]["results"]) for row in snapshots] == self.model.pictures
        for row, (picture, _) in zip(snapshots, self.model.pictures, strict=True):
            assert row.sha256 == fingerprint(row.data)
            assert reading.parts_of(row.data, person=False) == reading.parts_of(picture, person=False)

    @invariant()
    def history_is_a_legal_path(self):
        if not hasattr(self, "report"):
            return
        rows = AuditEvent.objects.filter(object_type="submissions.submission", object_id=str(self.report.pk))
        moves = [row for row in rows.order_by("pk") if row.action in WORKFLOW.actions]
        steps = {(step.action, step.source, step.target) for step in WORKFLOW.steps}
        assert all((row.action, row.old, row.new) in steps for row in moves)
        assert all(left.new == right.old for left, right in itertools.pairwise(moves))
        assert not moves or moves[-1].new == self.model.status
        answers = AuditEvent.objects.filter(object_type="submissions.approvalrequest")
        assert all(row.action in APPROVAL_WORKFLOW.actions for row in answers)

    @invariant()
    def one_number_and_one_letter_per_hand_in(self):
        if not hasattr(self, "report"):
            return
        last = ReceiptCounter.objects.filter(year=2026).values_list("last", flat=True).first() or 0
        assert last - self.numbers == bool(self.model.pictures)
        letters = OutboxMessage.objects.filter(kind="received", context__submission=self.report.pk)
        assert letters.count() == len(self.model.pictures)

    def teardown(self):
        """After every life, the rules of `manage.py check_invariants` find nothing."""
        if hasattr(self, "report"):
            assert found(*RULES) == []


class ReportLifeTest(TestCase):
    """Lives of reports side by side, as in a real year."""

    def test_lives_of_a_report(self):
        quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]
        run_state_machine_as_test(
            ReportLife,
            settings=settings(max_examples=40, stateful_step_count=15, deadline=None, suppress_health_check=quiet),
        )
