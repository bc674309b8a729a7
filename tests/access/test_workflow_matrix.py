"""Every action x status x role of every step table, against one small hand-written table of who may.

A new step joins by itself: its action must have a row here, and every role that is not in the row must be refused with
the object left as it was.
"""

import pytest
from django.utils import timezone

from accounts.enums import Role
from awards.enums import (
    DecisionStatus,
    MeetingStatus,
    MinutesStatus,
    NominationStatus,
    PollStatus,
    ProposalKind,
    ProposalStatus,
    RoundKind,
    SeatRole,
    SuggestionStatus,
)
from awards.models import (
    AwardDecision,
    AwardRound,
    CouncilMeeting,
    CouncilSeat,
    Minutes,
    Nomination,
    Poll,
    Proposal,
    Suggestion,
)
from awards.workflow.decision import DECISION_WORKFLOW
from awards.workflow.meeting import MEETING_WORKFLOW
from awards.workflow.minutes import MINUTES_WORKFLOW
from awards.workflow.nomination import NOMINATION_WORKFLOW
from awards.workflow.poll import POLL_WORKFLOW
from awards.workflow.proposal import PROPOSAL_WORKFLOW
from awards.workflow.suggestion import SUGGESTION_WORKFLOW
from campaigns.enums import AwardKind, AwardLevel, CriteriaStatus, SubjectKind
from campaigns.models import AwardForm, CriteriaSet
from campaigns.workflow import CRITERIA_WORKFLOW
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition, Workflow
from submissions.enums import (
    AppealStatus,
    ApprovalOutcome,
    BoardStatus,
    DifficultyStatus,
    ReviewStatus,
    SubmissionStatus,
)
from submissions.models import ApprovalRequest, Difficulty, RankingBoard, Review, ScoreAppeal, Snapshot, Submission
from submissions.workflow import APPROVAL_WORKFLOW
from submissions.workflow import WORKFLOW as SUBMISSION_WORKFLOW
from submissions.workflow_appeals import APPEAL_WORKFLOW
from submissions.workflow_boards import BOARD_WORKFLOW
from submissions.workflow_difficulties import DIFFICULTY_WORKFLOW
from submissions.workflow_reviews import REVIEW_WORKFLOW
from tests import factories

OFFICE = {Role.REVIEWER, Role.COUNCIL_SECRETARY}
UNIT = {Role.UNIT_OFFICER, Role.UNIT_HEAD}

MAY = {
    ("Báo cáo", "submit"): UNIT,
    ("Báo cáo", "withdraw"): UNIT,
    ("Báo cáo", "start_review"): {Role.REVIEWER},
    ("Báo cáo", "return_for_changes"): {Role.REVIEWER},
    ("Báo cáo", "accept"): {Role.REVIEWER},
    ("Báo cáo", "reopen"): {Role.REVIEWER},
    ("Trình thủ trưởng duyệt", "approve"): {Role.UNIT_HEAD},
    ("Trình thủ trưởng duyệt", "give_back"): {Role.UNIT_HEAD},
    ("Trình thủ trưởng duyệt", "take_back"): {Role.UNIT_OFFICER},
    ("Đề nghị khen thưởng", "mark_ready"): OFFICE,
    ("Đề nghị khen thưởng", "back_to_draft"): OFFICE,
    ("Đề nghị khen thưởng", "return_to_unit"): OFFICE,
    ("Đề nghị khen thưởng", "send_back"): UNIT,
    ("Đề nghị khen thưởng", "go_on"): OFFICE,
    ("Đề nghị khen thưởng", "withdraw_nomination"): OFFICE,
    ("Đề nghị khen thưởng", "draw_up_again"): OFFICE,
    ("Đề nghị khen thưởng", "conclude"): OFFICE,
    ("Đề nghị của đơn vị", "withdraw_suggestion"): UNIT,
    ("Đề nghị của đơn vị", "take_up"): OFFICE,
    ("Đề nghị của đơn vị", "decline"): OFFICE,
    ("Đề nghị khen thưởng", "put_on_agenda"): {Role.COUNCIL_SECRETARY},
    ("Đề nghị khen thưởng", "take_off_agenda"): {Role.COUNCIL_SECRETARY},
    ("Đề nghị khen thưởng", "endorse"): {Role.COUNCIL_SECRETARY},
    ("Đề nghị khen thưởng", "not_endorse"): {Role.COUNCIL_SECRETARY},
    ("Đề nghị khen thưởng", "decide"): {Role.CHAIRMAN},
    ("Đề nghị khen thưởng", "forward"): OFFICE,
    ("Đề nghị khen thưởng", "refuse"): {Role.CHAIRMAN},
    ("Đề nghị khen thưởng", "grant"): OFFICE,
    ("Đề nghị khen thưởng", "not_grant"): OFFICE,
    ("Đề nghị khen thưởng", "take_answer_back"): OFFICE,
    # A letter to the city; one to the chairman is signed by the office, see tests/awards/test_proposals.py.
    ("Tờ trình khen thưởng", "submit"): OFFICE,
    ("Tờ trình khen thưởng", "return_with_note"): {Role.CHAIRMAN},
    ("Tờ trình khen thưởng", "sign"): {Role.CHAIRMAN},
    ("Tờ trình khen thưởng", "send"): OFFICE,
    ("Phiên họp Hội đồng", "open_meeting"): {Role.COUNCIL_SECRETARY},
    ("Phiên họp Hội đồng", "close_meeting"): {Role.COUNCIL_SECRETARY},
    ("Phiên họp Hội đồng", "postpone_meeting"): {Role.COUNCIL_SECRETARY},
    ("Phiên họp Hội đồng", "replan_meeting"): {Role.COUNCIL_SECRETARY},
    ("Phiên họp Hội đồng", "cancel_meeting"): {Role.COUNCIL_SECRETARY},
    ("Biên bản họp Hội đồng", "finish_minutes"): {Role.COUNCIL_SECRETARY},
    ("Phiếu kín", "open_poll"): {Role.COUNCIL_SECRETARY},
    ("Phiếu kín", "close_poll"): {Role.COUNCIL_SECRETARY},
    ("Phiếu kín", "count_poll"): {Role.COUNCIL_SECRETARY},
    ("Phiếu kín", "publish_poll"): {Role.COUNCIL_SECRETARY},
    ("Phiếu kín", "cancel_poll"): {Role.COUNCIL_CHAIR},
    ("Quyết định khen thưởng", "submit"): OFFICE,
    ("Quyết định khen thưởng", "return_with_note"): {Role.CHAIRMAN},
    ("Quyết định khen thưởng", "sign"): {Role.CHAIRMAN},
    ("Kiến nghị về điểm", "refuse_appeal"): {Role.REVIEWER},
    ("Kiến nghị về điểm", "grant_appeal"): {Role.REVIEWER},
    # Of somebody's own review, see `Place.hand_to`.
    ("Phần thẩm định", "complete_review"): {Role.REVIEWER},
    ("Phần thẩm định", "reopen_review"): {Role.REVIEWER},
    ("Phần thẩm định", "stop_review"): {Role.REVIEWER},
    ("Bảng điểm", "lock_board"): {Role.REVIEWER},
    ("Khó khăn, vướng mắc", "answer"): {Role.REVIEWER},
    ("Khó khăn, vướng mắc", "forward"): {Role.REVIEWER},
    ("Khó khăn, vướng mắc", "ask_again"): UNIT,
    ("Khó khăn, vướng mắc", "close"): UNIT,
    ("Bộ tiêu chí", "publish_criteria"): {Role.REVIEWER, Role.ADMIN},
}
TABLES = {
    table.name: table
    for table in (
        SUBMISSION_WORKFLOW,
        NOMINATION_WORKFLOW,
        SUGGESTION_WORKFLOW,
        MEETING_WORKFLOW,
        MINUTES_WORKFLOW,
        POLL_WORKFLOW,
        DECISION_WORKFLOW,
        PROPOSAL_WORKFLOW,
        DIFFICULTY_WORKFLOW,
        CRITERIA_WORKFLOW,
        APPROVAL_WORKFLOW,
        APPEAL_WORKFLOW,
        REVIEW_WORKFLOW,
        BOARD_WORKFLOW,
    )
}
# What the database asks of a row after the step, beside the status.
FIELDS = {
    "submit": lambda user: {},
    **dict.fromkeys(
        ["approve", "give_back", "take_back"], lambda user: {"answered_by": user, "answered_at": timezone.now()}
    ),
    **dict.fromkeys(
        ["refuse_appeal", "grant_appeal"], lambda user: {"answered_by": user, "answered_at": timezone.now()}
    ),
    "complete_review": lambda user: {"completed_at": timezone.now(), "total_hundredths": 8000},
    "reopen_review": lambda user: {"completed_at": None, "total_hundredths": None},
    "stop_review": lambda user: {"stopped_at": timezone.now(), "total_hundredths": None},
    "lock_board": lambda user: {"locked_at": timezone.now(), "locked_by": user},
    "answer": lambda user: {"waiting_since": None},
    "ask_again": lambda user: {"waiting_since": timezone.now()},
    "send": lambda user: {"sent_on": timezone.localdate()},
    "cancel_poll": lambda user: {"cancel_reason": "Nhầm danh sách"},
    **dict.fromkeys(["postpone_meeting", "cancel_meeting"], lambda user: {"status_reason": "Mưa bão"}),
    "finish_minutes": lambda user: {"finished_by": user, "finished_at": timezone.now()},
    "mark_ready": lambda user: {"accepted_on": timezone.localdate()},
    "decline": lambda user: {"answer": "Chưa đủ thành tích."},
    "sign": lambda user: {
        "number": "12/QĐ-UBND", "signed_on": timezone.localdate(), "signed_by": user, "signer_name": "Chủ tịch",
    },
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(period, group, unit):
    """A movement in which one object of each kind can stand at any status."""
    return Place(period, group, unit)


class Place:
    """Makes rows at a status directly: the matrix is about the table, the journeys walk the real steps."""

    def __init__(self, period, group, unit):
        self.period, self.group, self.unit = period, group, unit
        self.office = factories.make_user(Role.REVIEWER)
        self.round = AwardRound.objects.create(
            campaign=period.campaign, kind=RoundKind.YEARLY, year=2026, title="Khen thưởng năm 2026",
            movement=period.campaign.linkedmovement_set.get(),
        )  # fmt: skip

    def report(self, status):
        handed_in = {
            "code": f"LC-2026-{status[:4]}", "rounds": 1, "submitted_by": self.office,
            "first_submitted_at": factories.ward(2026, 12, 1), "submitted_at": factories.ward(2026, 12, 1),
        }  # fmt: skip
        return Submission.objects.create(
            period=self.period, group=self.group, unit=self.unit, status=status, **handed_in
        )

    def approval(self, outcome):
        """A report with the head, sent by somebody of the unit."""
        report, _ = Submission.objects.get_or_create(period=self.period, unit=self.unit, defaults={"group": self.group})
        answered = (
            {"answered_by": self.office, "answered_at": timezone.now()} if outcome != ApprovalOutcome.OPEN else {}
        )
        return ApprovalRequest.objects.create(
            submission=report, asked_by=self.office, asked_at=timezone.now(), outcome=outcome, **answered
        )

    def nomination(self, status, action=""):
        level = AwardLevel.CITY if action == "forward" else AwardLevel.WARD
        form, _ = AwardForm.objects.get_or_create(
            campaign=self.period.campaign, code=f"form-{level.lower()}",
            defaults={"plan_wording": "Giấy khen", "legal_name": "Giấy khen", "kind": AwardKind.FORM, "level": level},
        )  # fmt: skip
        unit = self.unit if action == "send_back" else factories.make_unit()
        return Nomination.objects.create(
            round=self.round, form=form, subject_kind=SubjectKind.COLLECTIVE, unit=unit,
            movement=self.round.movement, accepted_on=timezone.localdate(), created_by=self.office, status=status,
        )  # fmt: skip

    def suggestion(self, status):
        """What the unit suggests for itself."""
        nomination = self.nomination(NominationStatus.DRAFT)
        answer = "Chưa đủ thành tích." if status == SuggestionStatus.DECLINED else ""
        return Suggestion.objects.create(
            round=self.round, form=nomination.form, from_unit=self.unit, subject_kind=SubjectKind.COLLECTIVE,
            unit=self.unit, merit="Dẫn đầu nhóm.", created_by=self.office, status=status, answer=answer,
        )  # fmt: skip

    def meeting(self, status):
        return CouncilMeeting.objects.create(
            campaign=self.period.campaign,
            title="Phiên họp",
            place="Hội trường",
            starts_at=timezone.now(),
            status=status,
            status_reason="Mưa bão" if status in (MeetingStatus.POSTPONED, MeetingStatus.CANCELLED) else "",
        )

    def minutes(self, status):
        done = FIELDS["finish_minutes"](self.office) if status == MinutesStatus.FINISHED else {}
        meeting = self.meeting(MeetingStatus.CLOSED)
        return Minutes.objects.create(
            meeting=meeting, status=status, conclusion="Nhất trí.", created_by=self.office, **done
        )

    def poll(self, status):
        meeting = self.meeting(MeetingStatus.OPEN)
        CouncilSeat.objects.create(
            meeting=meeting, user=self.office, name="Ủy viên", role=SeatRole.MEMBER, present=True
        )
        reason = "Nhầm" if status == PollStatus.CANCELLED else ""
        return Poll.objects.create(meeting=meeting, number=1, status=status, cancel_reason=reason)

    def decision(self, status):
        signed = {}
        if status == DecisionStatus.SIGNED:
            signed = FIELDS["sign"](self.office)
        return AwardDecision.objects.create(round=self.round, status=status, created_by=self.office, **signed)

    def proposal(self, status):
        """A letter to the city."""
        signed = {}
        if status in (ProposalStatus.SIGNED, ProposalStatus.SENT):
            signed = FIELDS["sign"](self.office) | FIELDS["send"](self.office)
        return Proposal.objects.create(
            kind=ProposalKind.TO_CITY, round=self.round, addressee="Thành phố", status=status, created_by=self.office,
            **signed,
        )  # fmt: skip

    def difficulty(self, status):
        waits = status in (DifficultyStatus.WAITING, DifficultyStatus.FORWARDED)
        return Difficulty.objects.create(
            campaign=self.period.campaign, unit=self.unit, status=status, asked_at=timezone.now(), asked_by=self.office,
            waiting_since=timezone.now() if waits else None, forwarded_to=factories.make_unit(),
        )  # fmt: skip

    def appeal(self, status):
        """A request of the unit about a published score."""
        report = Submission.objects.filter(period=self.period, unit=self.unit).first()
        report = report or self.report(SubmissionStatus.ACCEPTED)
        now = timezone.now()
        board, _ = RankingBoard.objects.get_or_create(
            period=self.period, group=self.group,
            defaults={
                "status": BoardStatus.LOCKED, "locked_at": now, "locked_by": self.office, "published_at": now,
                "published_by": self.office, "appeals_close_at": now,
            },
        )  # fmt: skip
        answered = {} if status == AppealStatus.WAITING else {"answered_at": now, "answered_by": self.office}
        return ScoreAppeal.objects.create(
            submission=report, board=board, board_version=1, text="Xem lại.", raised_by=self.office, status=status,
            **answered,
        )  # fmt: skip

    def review(self, status):
        """Marks of the office's reviewer on a report under review."""
        report = Submission.objects.filter(period=self.period, unit=self.unit).first()
        report = report or self.report(SubmissionStatus.UNDER_REVIEW)
        now = timezone.now()
        snapshot, _ = Snapshot.objects.get_or_create(
            submission=report, number=1,
            defaults={
                "taken_by": self.office, "taken_at": now, "on_time": True, "data": {"items": []}, "sha256": "0" * 64,
            },
        )  # fmt: skip
        done = {"completed_at": now, "total_hundredths": 8000} if status == ReviewStatus.COMPLETE else {}
        stopped = {"stopped_at": now} if status == ReviewStatus.STOPPED else {}
        return Review.objects.create(
            submission=report, snapshot=snapshot, reviewer=self.office, slot=1, status=status, **done, **stopped
        )

    def board(self, status):
        """The board of the group."""
        locked = {"locked_at": timezone.now(), "locked_by": self.office} if status == BoardStatus.LOCKED else {}
        return RankingBoard.objects.create(period=self.period, group=self.group, status=status, **locked)

    @staticmethod
    def hand_to(obj, user, action):
        """Make a review the user's own where the rule is about whose it is."""
        if isinstance(obj, Review) and action != "stop_review":
            Review.objects.filter(pk=obj.pk).update(reviewer=user)
            obj.reviewer = user

    def make(self, name, status, action):
        match name:
            case "Báo cáo":
                return self.report(status)
            case "Trình thủ trưởng duyệt":
                return self.approval(status)
            case "Đề nghị khen thưởng":
                return self.nomination(status, action)
            case "Đề nghị của đơn vị":
                return self.suggestion(status)
            case "Phiên họp Hội đồng":
                return self.meeting(status)
            case "Biên bản họp Hội đồng":
                return self.minutes(status)
            case "Phiếu kín":
                return self.poll(status)
            case "Khó khăn, vướng mắc":
                return self.difficulty(status)
            case "Kiến nghị về điểm":
                return self.appeal(status)
            case "Phần thẩm định":
                return self.review(status)
            case "Bảng điểm":
                return self.board(status)
            case "Quyết định khen thưởng":
                return self.decision(status)
            case "Tờ trình khen thưởng":
                return self.proposal(status)
            case "Bộ tiêu chí":
                return CriteriaSet.objects.create(group=self.group, period=self.period, version=9, status=status)


def test_every_action_of_every_table_has_a_row():
    listed = {(table.name, action) for table in Workflow.registry for action in table.actions}
    assert listed == set(MAY)
    assert {table.name for table in Workflow.registry} == set(TABLES)


@pytest.mark.parametrize(("name", "action"), sorted(MAY))
def test_action_by_status_and_role(place, name, action):
    table = TABLES[name]
    sources = {step.source for step in table.steps if step.action == action}
    cells = 0
    for status in table.statuses.values:
        obj = place.make(name, status, action)
        for role in Role:
            user = factories.make_user(role, unit=place.unit if role in UNIT else None)
            place.hand_to(obj, user, action)
            allowed = role in MAY[name, action] and status in sources
            before = AuditEvent.objects.count()
            if allowed:
                fields = FIELDS.get(action, lambda user: {})(user)
                table.apply(action, obj, by=user, fields=fields)
                assert AuditEvent.objects.count() == before + 1
                type(obj)._base_manager.filter(pk=obj.pk).delete()
                obj = place.make(name, status, action)
            else:
                with pytest.raises((Forbidden, InvalidTransition)):
                    table.apply(action, obj, by=user)
                obj.refresh_from_db()
                assert table.status_of(obj) == status
                assert AuditEvent.objects.count() == before
            cells += 1
        _remove(obj)
    assert cells == len(table.statuses) * len(Role)


def _remove(obj):
    """Make room for the next row of the same unit or meeting."""
    type(obj)._base_manager.filter(pk=obj.pk).delete()


def test_no_status_outside_the_tables():
    """Every status a row can have is reachable or the start of some table."""
    for table, statuses in (
        (SUBMISSION_WORKFLOW, SubmissionStatus), (NOMINATION_WORKFLOW, NominationStatus),
        (SUGGESTION_WORKFLOW, SuggestionStatus),
        (MEETING_WORKFLOW, MeetingStatus), (MINUTES_WORKFLOW, MinutesStatus),
        (POLL_WORKFLOW, PollStatus), (DECISION_WORKFLOW, DecisionStatus), (PROPOSAL_WORKFLOW, ProposalStatus),
        (CRITERIA_WORKFLOW, CriteriaStatus), (DIFFICULTY_WORKFLOW, DifficultyStatus),
        (APPROVAL_WORKFLOW, ApprovalOutcome), (APPEAL_WORKFLOW, AppealStatus), (REVIEW_WORKFLOW, ReviewStatus),
        (BOARD_WORKFLOW, BoardStatus),
    ):  # fmt: skip
        named = {step.source for step in table.steps} | {step.target for step in table.steps}
        assert named == set(statuses.values)
