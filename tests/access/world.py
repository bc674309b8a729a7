"""One small ward in which every page has its object and every role its person."""

import io
from datetime import timedelta
from decimal import Decimal
from functools import cached_property

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts import calendar_feed, invitation_links
from accounts.enums import ApprovalKind, Role
from accounts.models import CalendarFeed, ImportRun, Invitation, Membership
from accounts.services import grants, invitations
from awards.enums import DecisionStatus, MeetingStatus, NominationStatus, ProposalKind
from awards.models import (
    AwardDecision,
    CouncilMeeting,
    CouncilSeat,
    DecisionLine,
    Nomination,
    Poll,
    Proposal,
    ProposalLine,
    SignedPaper,
    Suggestion,
)
from awards.services import (
    answers,
    dossiers,
    meetings,
    minutes,
    opinions,
    paper_ballots,
    planning,
    polls,
    postings,
    proposals,
    recusals,
    rounds,
    signed_papers,
    suggestions,
)
from awards.services import remarks as meeting_remarks
from campaigns.designer import bringing_in
from campaigns.designer import sets as criteria
from campaigns.designer import sheets as criteria_sheets
from campaigns.enums import AwardLevel, DossierPartKind, Stage
from campaigns.models import ContentArea, DossierPart, FieldAssignment, LetterText, ReportingPeriod
from core import addresses
from core.clock import ward_date
from core.enums import MessageStatus
from core.models import AddressTrouble, Notification, OutboxMessage
from reports.enums import DocumentKind, DocumentStatus
from reports.models import GeneratedDocument
from reports.services import build, request_award_paper, request_document, request_papers
from submissions import papers
from submissions.enums import SubmissionStatus as S
from submissions.models import SavedView
from submissions.services import (
    appeals,
    approvals,
    difficulties,
    handing_in,
    interests,
    marking_again,
    pledges,
    publishing,
    questions,
    ranking,
    remarks,
    reopening,
    reviewing,
    scoring,
)
from submissions.services import evidence as evidence_service
from tests import factories
from tests.access.scopes import OF_A_UNIT, OFFICER, SEEN_BY, STRANGER
from tests.accounts.importing import files
from tests.awards.council import Council, make_nominations

# One pixel, a whole PNG.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
    "18dd8db00000000049454e44ae426082"
)


class World:
    """People by short names and the objects the access table points at, of the unit of officer and head."""

    def __init__(self):
        now = timezone.now()
        self.council = Council(members=5, lines=1)
        self.council.form.stages = list(Stage)
        self.council.form.save()
        self.campaign = self.council.campaign
        self.period = factories.make_period(
            self.campaign,
            year=ward_date(now).year,
            opens_at=now - timedelta(days=20),
            closes_at=now + timedelta(days=10),
            locks_at=now + timedelta(days=20),
        )
        factories.make_content_areas(self.campaign, count=2)
        self.group = factories.make_group(self.campaign)
        factories.make_criteria_set(self.group, self.period, points=(60, 40), scorers=1)
        self.unit, self.other = self._unit("Đơn vị A"), self._unit("Đơn vị Z")
        self.people = {
            "nobody": factories.make_user(),
            "officer": factories.make_user(Role.UNIT_OFFICER, unit=self.unit),
            "head": factories.make_user(Role.UNIT_HEAD, unit=self.unit),
            "stranger": factories.make_user(Role.UNIT_OFFICER, unit=self.other),
            "individual": factories.make_user(Role.INDIVIDUAL),
            "reviewer": factories.make_user(Role.REVIEWER),
            "secretary": self.council.secretary,
            "chair": self.council.chair,
            "member": self.council.members[2],
            "chairman": factories.make_user(Role.CHAIRMAN),
            "finance": factories.make_user(Role.FINANCE),
            "media": factories.make_user(Role.MEDIA),
            "admin": factories.make_user(Role.ADMIN, is_staff=True),
        }

    def _unit(self, name: str):
        unit = factories.make_unit(name)
        factories.enrol(self.group, unit)
        return unit

    def report(self, status: str, *, unit=None, by=None):
        """A report of the own unit unless another is given, brought there by the real steps before now."""
        return factories.submission_at(
            status,
            subject=unit or self.unit,
            period=self.period,
            by=by or (self.people["officer"] if unit is None else None),
            reviewer=self.people["reviewer"],
            at=timezone.now() - timedelta(days=3),
        )

    def give_factor(self, who: str) -> None:
        """An app that makes codes, and recovery codes, unless there are some already."""
        if not Authenticator.objects.filter(user=self.people[who]).exists():
            TOTP.activate(self.people[who], generate_totp_secret())
            RecoveryCodes.activate(self.people[who])

    @cached_property
    def visit(self) -> UserSession:
        """Another place where the officer is signed in."""
        return UserSession.objects.create(
            user=self.people["officer"], session_key=f"noi-khac-{self.unit.pk}", ip="127.0.0.1", user_agent="Firefox"
        )

    @cached_property
    def told(self) -> Notification:
        """What the bell of the officer tells."""
        officer, now = self.people["officer"], timezone.now()
        letter = OutboxMessage.objects.create(
            dedupe_key=f"bao-{self.unit.pk}", kind="accepted", recipient_id=officer.pk, email=officer.email,
            subject="Báo cáo được chấp nhận", text="Kính gửi đơn vị.", link=reverse("submissions:home"),
            status=MessageStatus.SENT, sent_at=now,
        )  # fmt: skip
        return Notification.objects.create(message=letter, recipient_id=officer.pk, created_at=now)

    @cached_property
    def dead_address(self) -> AddressTrouble:
        """An address that takes no mail; the letter about the unit that was to go there waits to be sent again."""
        officer, now = self.people["officer"], timezone.now()
        OutboxMessage.objects.create(
            dedupe_key=f"loi-{self.unit.pk}", kind="accepted", recipient_id=officer.pk, email=officer.email,
            subject="Báo cáo được chấp nhận", text="Kính gửi đơn vị.", status=MessageStatus.FAILED, attempts=1,
            last_error="550 5.1.1 No such user", about=f"unit-{self.unit.pk}",
        )  # fmt: skip
        addresses.mark(officer.email, answer="550 5.1.1 No such user", message=None, at=now)
        return AddressTrouble.objects.get(address=officer.email.lower())

    @cached_property
    def account(self):
        """An account without any role."""
        return self.people["nobody"]

    @cached_property
    def officer_grant(self) -> Membership:
        """The officer's work, to be handed over."""
        return self.people["officer"].memberships.get()

    @cached_property
    def media_grant(self) -> Membership:
        return self.people["media"].memberships.get()

    @cached_property
    def awaiting_grant(self) -> Membership:
        """A seat in the council somebody else gave and nobody has confirmed."""
        return grants.grant_role(self.account, role=Role.COUNCIL_MEMBER, by=factories.make_user(Role.ADMIN))

    @property
    def next_period(self) -> ReportingPeriod:
        """The year after, for which pledges are taken now; made once for both units."""
        years = ReportingPeriod.objects.filter(campaign=self.campaign, year=self.period.year + 1)
        return years.first() or factories.make_period(
            self.campaign, year=self.period.year + 1, pledges_from=self.period.opens_at.date()
        )

    @cached_property
    def criteria_draft(self):
        """A draft that follows the group's criteria, ready to be published."""
        source = self.group.criteria_sets.get(period=self.period)
        draft, _ = criteria.begin(group=self.group, period=self.period, source=source, by=self.people["reviewer"])
        factories.make_item(draft, "5", part="BONUS", title="Sáng kiến")
        draft.change_note = "Thêm điểm thưởng."
        draft.save()
        return draft

    @property
    def criteria_payload(self) -> str:
        """What the preview of a file hands to the press that writes it."""
        by, draft = self.people["admin"], self.criteria_draft
        content = io.BytesIO(criteria_sheets.export(draft, by=by).content)
        return bringing_in.preview(draft, content, "tieu-chi.xlsx", by=by).payload

    @cached_property
    def guidance(self):
        """A letter about the round."""
        return rounds.add_guidance(
            self.council.nominations[0].round, document="Công văn số 5/SNV", by=self.people["reviewer"]
        )

    @cached_property
    def posting(self):
        """A list on view, so that everybody may object."""
        today = ward_date(timezone.now())
        nomination = self.own_nomination
        return postings.post(
            nomination.round, [nomination], starts_on=today, ends_on=today + timedelta(days=4), place="",
            by=self.people["reviewer"],
        )  # fmt: skip

    @cached_property
    def objection(self):
        """What somebody objects to that list."""
        return postings.object_to(self.posting, nomination=None, text="Sai số liệu.", by=self.people["head"])

    @cached_property
    def pledge(self):
        """What the unit pledged for the year after."""
        return pledges.send(period=self.next_period, subject=self.unit, lines=[], seen=0, by=self.people["officer"])

    @cached_property
    def draft(self):
        return self.report(S.DRAFT)

    @cached_property
    def to_approve(self):
        """A finished report of a unit with two heads, one of whom hands in what the other, or the officer, sends."""
        report, unit = self.draft, self.unit
        unit.approval = ApprovalKind.SECOND_PERSON
        unit.save()
        factories.make_user(Role.UNIT_HEAD, unit=unit)
        return report

    @cached_property
    def with_head(self):
        """A report that waits for the head."""
        approvals.send_for_approval(self.to_approve, by=self.people["officer"])
        return self.to_approve

    @cached_property
    def received(self):
        return self.report(S.SUBMITTED)

    @cached_property
    def under_review(self):
        return self.report(S.UNDER_REVIEW)

    @cached_property
    def returned_note(self):
        """What the ward asks of a report it gave back."""
        return self.report(S.RETURNED).returns.get().notes.get()

    @cached_property
    def handed_in_again(self):
        """A report the unit answered with."""
        report = self.returned_note.request.submission
        return handing_in.submit(report, by=self.people["officer"])

    @cached_property
    def judged(self):
        """A report all of whose marks are in."""
        report = self.under_review
        full_marks(report, self.people["reviewer"])
        return report

    @cached_property
    def accepted_report(self):
        """A report of the unit that was accepted."""
        report = self.judged
        reviewing.accept(report, by=self.people["reviewer"])
        return report

    @cached_property
    def taken_up_again(self):
        """One the office judges again, its marks still complete."""
        report = self.accepted_report
        reopening.reopen(report, by=self.people["reviewer"], reason="Thanh tra kết luận khác.")
        return report

    @cached_property
    def differing(self):
        """A report of a unit in another group, which two others have marked too far apart."""
        group = factories.make_group(self.campaign)
        factories.make_criteria_set(group, self.period, points=(60, 40), scorers=2)
        unit = factories.make_unit("Đơn vị hai người chấm")
        factories.enrol(group, unit)
        report = factories.submission_at(
            S.SUBMITTED, subject=unit, period=self.period, at=timezone.now() - timedelta(days=3)
        )
        for less in (0, 20):
            reviewer = factories.make_user(Role.REVIEWER)
            review = reviewing.start_review(report, by=reviewer)
            for item in report.items.select_related("criteria_item"):
                points = item.criteria_item.max_points - less
                scoring.save_score(review, item, by=reviewer, points=points, note="Theo minh chứng đã kiểm tra.")
            scoring.complete_review(review, by=reviewer)
        return report

    @cached_property
    def interest(self):
        """What a colleague has declared about the other unit."""
        colleague = factories.make_user(Role.REVIEWER)
        return interests.declare(user=colleague, about=self.other, reason="Vợ là kế toán đơn vị.", by=colleague)

    @cached_property
    def care(self) -> FieldAssignment:
        """The first content, in the member's care."""
        area = ContentArea.objects.filter(campaign=self.campaign).order_by("order").first()
        from_on = ward_date(timezone.now()) - timedelta(days=30)
        held = {"user": self.people["member"], "content_area": area, "from_on": from_on}
        return FieldAssignment.objects.get_or_create(**held)[0]

    @cached_property
    def remark(self):
        """What the member said of it in a report."""
        area = self.care.content_area
        return remarks.write(self.received, content_area=area, text="Cần nêu số liệu.", by=self.people["member"])

    @cached_property
    def sent_file(self):
        """A file of a report the office holds."""
        handing_in.submit(self.file.submission, by=self.people["officer"])
        return self.file

    @cached_property
    def file(self):
        return evidence_service.attach(
            submission_id=self.draft.pk, place=self.place, file=self.upload(), by=self.people["officer"]
        )

    @cached_property
    def place(self) -> evidence_service.Place:
        """The first criterion of the draft."""
        return evidence_service.Place("item", self.draft.items.order_by("pk").first().pk)

    @staticmethod
    def upload() -> SimpleUploadedFile:
        """A picture as a browser sends it."""
        return SimpleUploadedFile("Ảnh trụ sạc.png", PNG, content_type="image/png")

    @cached_property
    def saved_view(self):
        """A filter the reviewer keeps."""
        return SavedView.objects.create(user=self.people["reviewer"], name="Của tôi", query="o=phong")

    @cached_property
    def accepted(self):
        return self.report(S.ACCEPTED, unit=self._unit("Đơn vị được chấm"))

    @cached_property
    def line(self):
        """A line of a locked board."""
        board = ranking.lock_board(self.period, self.accepted.group, by=self.people["reviewer"])
        return board.lines.get()

    def _board(self):
        """The locked board of a group the unit alone is in, and its report, marked by somebody who is no one here."""
        group = factories.make_group(self.campaign)
        factories.make_criteria_set(group, self.period, points=(60, 40), scorers=1)
        self.unit.enrolments.update(group=group)
        report = factories.submission_at(
            S.ACCEPTED, subject=self.unit, period=self.period, by=self.people["officer"],
            at=timezone.now() - timedelta(days=3),
        )  # fmt: skip
        return ranking.lock_board(self.period, group, by=self.people["reviewer"]), report

    @cached_property
    def locked_board(self):
        """A board nobody has published."""
        return self._board()[0]

    @cached_property
    def published(self):
        """A report whose score its unit may read and ask about."""
        board, report = self._board()
        publishing.publish_board(board, by=self.people["reviewer"])
        return report

    @cached_property
    def score_appeal(self):
        """A request about a score that waits."""
        return appeals.raise_appeal(self.published, text="Đề nghị xem lại tiêu chí 1.", by=self.people["officer"])

    @cached_property
    def colleague(self):
        """Another of the office, who has no part in anything yet."""
        return factories.make_user(Role.REVIEWER)

    @cached_property
    def granted_appeal(self):
        """One that a colleague granted and nobody has taken."""
        return appeals.grant(self.score_appeal, answer="Chấm lại.", by=factories.make_user(Role.REVIEWER))

    @cached_property
    def taken_appeal(self):
        """One that is being marked again."""
        marking_again.take(self.granted_appeal, by=self.people["reviewer"])
        return self.granted_appeal

    def _difficulty(self):
        return difficulties.ask(
            subject=self.unit, text="Chưa có máy quét.", by=self.people["officer"], files=[self.upload()]
        )

    @cached_property
    def difficulty(self):
        """A difficulty of the unit that waits."""
        return self._difficulty()

    @cached_property
    def answered_difficulty(self):
        """One the office has answered."""
        row = self._difficulty()
        seen = self.last_message(row)
        difficulties.answer(row, text="Cấp trong tháng 4.", seen=seen, by=self.people["reviewer"])
        return row

    @cached_property
    def published_difficulty(self):
        """One everybody may read."""
        row = self.answered_difficulty
        return questions.publish(
            row,
            question="Khi nào có máy quét?",
            answer="Tháng 4.",
            was=questions.stamp(row),
            by=self.people["reviewer"],
        )

    @staticmethod
    def last_message(difficulty) -> int:
        """What somebody who read the thread has seen."""
        return difficulty.messages.latest("pk").pk

    @cached_property
    def difficulty_file(self):
        """A picture sent along."""
        return self.difficulty.messages.first().files.get()

    @cached_property
    def person(self):
        return factories.make_person("Lê Thị Hoa", unit=self.unit)

    @cached_property
    def person_elsewhere(self):
        """Another row of the same name."""
        return factories.make_person("Lê Thị Hoa", unit=self.other)

    @cached_property
    def ended_person(self):
        return factories.make_person(unit=self.unit, active_to=ward_date(timezone.now()))

    @cached_property
    def ended_unit(self):
        """A unit nobody works for any more."""
        return factories.make_unit(active_to=ward_date(timezone.now()))

    @cached_property
    def mistaken_unit(self):
        """A unit nothing points at."""
        return factories.make_unit()

    @cached_property
    def nomination(self) -> Nomination:
        return self.council.nominations[0]

    @cached_property
    def meeting(self):
        return self.council.meeting

    @cached_property
    def open_meeting(self):
        return self.council.open().meeting

    @cached_property
    def own_nomination(self) -> Nomination:
        """A nomination still being drawn up."""
        row = self.nomination
        return Nomination.objects.create(
            round=row.round, movement=row.movement, form=row.form, subject_kind=row.subject_kind,
            unit=factories.make_unit(), created_by=self.people["reviewer"],
        )  # fmt: skip

    @cached_property
    def suggestion(self) -> Suggestion:
        """What the unit suggests for itself, with a paper; the office has not answered."""
        row = self.nomination
        return suggestions.suggest(
            self.unit, from_unit=self.unit, form=row.form, award_round=row.round, merit="Dẫn đầu nhóm.",
            papers=[(None, self.upload())], by=self.people["officer"], at=factories.ward(row.round.year, 12, 1),
        )  # fmt: skip

    @cached_property
    def returned_nomination(self) -> Nomination:
        """A dossier of the unit the office wants something of."""
        row = self.nomination
        made = Nomination.objects.create(
            round=row.round, movement=row.movement, form=row.form, subject_kind=row.subject_kind, unit=self.unit,
            created_by=self.people["reviewer"],
        )  # fmt: skip
        dossiers.return_to_unit(made, note="Bổ sung biên bản họp xét.", by=self.people["reviewer"])
        return made

    @cached_property
    def dossier_part(self) -> DossierPart:
        """A statement of the dossier."""
        return DossierPart.objects.create(
            campaign=self.campaign, code="mot-thanh-tich", kind=DossierPartKind.STATEMENT, title="Chưa khen lần nào"
        )

    @cached_property
    def dossier_paper(self):
        """A paper the office added to a dossier it is drawing up."""
        return dossiers.add_papers(
            self.own_nomination, papers=[(None, self.upload())], by=self.people["reviewer"]
        )[0]  # fmt: skip

    @cached_property
    def document(self):
        """A table the reviewer asked for."""
        row = request_document(kind=DocumentKind.REPORTS_XLSX, period=self.period, by=self.people["reviewer"])
        build(row.pk)
        row.refresh_from_db()
        return row

    @cached_property
    def paper(self) -> GeneratedDocument:
        """The receipt of a report the office holds, as a file."""
        request_papers(papers.latest(self.received), by=self.people["officer"])
        row = GeneratedDocument.objects.get(snapshot__submission=self.received, kind=DocumentKind.RECEIPT_PDF)
        build(row.pk)
        row.refresh_from_db()
        return row

    @cached_property
    def award_paper(self) -> GeneratedDocument:
        """The dossier of the nomination, as a file."""
        row = request_award_paper(kind=DocumentKind.DOSSIER_PDF, about=self.nomination, by=self.people["reviewer"])
        build(row.pk)
        row.refresh_from_db()
        return row

    @cached_property
    def failed_award_paper(self) -> GeneratedDocument:
        """One that could not be made."""
        row = self.award_paper
        row.status = DocumentStatus.FAILED
        row.save()
        return row

    @cached_property
    def poll(self) -> Poll:
        return self.council.open().poll

    @cached_property
    def open_poll(self) -> Poll:
        self.council.open()
        return self.council.open_poll()

    @property
    def last_seat(self) -> CouncilSeat:
        """The last member in the room."""
        return self.council.meeting.seats.filter(present=True).order_by("order").last()

    @property
    def absent_seat(self) -> CouncilSeat:
        """The one member who did not come to the vote with paper."""
        self.paper_poll  # noqa: B018
        return self.council.meeting.seats.order_by("order").last()

    @cached_property
    def paper_poll(self) -> Poll:
        """An open vote with one member away and one holding a paper ballot."""
        self.council.open(present=4)
        poll = self.council.open_poll()
        paper_ballots.hand_out(poll, self.last_seat, by=self.council.secretary)
        return poll

    @cached_property
    def closed_poll(self) -> Poll:
        """The same vote closed, its paper ballot not yet entered."""
        return polls.close_poll(self.paper_poll, by=self.council.secretary)

    @cached_property
    def opinion_poll(self) -> Poll:
        """The same with the written opinion of the absent member."""
        poll = self.closed_poll
        choices = {box.pk: "YES" for box in poll.boxes.all()}
        given = {"choices": choices, "received_on": ward_date(timezone.now())}
        opinions.record(poll, self.absent_seat, by=self.council.secretary, **given)
        return poll

    @cached_property
    def putoff_meeting(self) -> CouncilMeeting:
        """The planned meeting, put off."""
        return planning.postpone(self.council.meeting, reason="Đoàn kiểm tra thành phố.", by=self.council.secretary)

    @cached_property
    def code_meeting(self) -> CouncilMeeting:
        """An open meeting whose members have not typed the code on the wall yet."""
        meeting = self.open_meeting
        meeting.seats.update(in_room=False)
        return CouncilMeeting.objects.get(pk=meeting.pk)

    @cached_property
    def two_items(self) -> list[Poll]:
        """Two items nobody has voted on: of the planned meeting and of another form."""
        form = factories.make_award_form(self.campaign, code="co", legal_name="Cờ thi đua")
        extra = make_nominations(1, by=self.council.secretary, form=form)
        meetings.add_to_agenda(self.council.meeting, extra, by=self.council.secretary)
        return list(self.council.meeting.polls.order_by("number"))

    @cached_property
    def recusal(self):
        """The member steps aside on the one line."""
        poll, seat = self.poll, self.council.meeting.seats.get(user=self.people["member"])
        nomination = self.council.nominations[0]
        return recusals.note(poll, seat=seat, nomination=nomination, reason="Em ruột.", by=self.council.secretary)

    @cached_property
    def meeting_remark(self):
        """What somebody said in the open meeting."""
        return meeting_remarks.add(self.open_meeting, text="Nhất trí đề nghị.", by=self.council.secretary)

    @cached_property
    def minutes_meeting(self) -> CouncilMeeting:
        """A closed meeting whose minutes wait for nothing but the last press."""
        meeting = self.council.open().meeting
        meetings.drop_poll(self.council.poll, by=self.council.secretary)
        found = minutes.begin(meetings.close_meeting(meeting, by=self.council.secretary), by=self.council.secretary)
        minutes.save(found, opening="", course="", conclusion="Nhất trí.", version=1, by=self.council.secretary)
        return CouncilMeeting.objects.get(pk=meeting.pk)

    @cached_property
    def empty_meeting(self) -> CouncilMeeting:
        """An open meeting with nothing left to vote on."""
        return CouncilMeeting.objects.create(
            campaign=self.campaign, title="Phiên họp không nội dung", place="Phòng họp", starts_at=timezone.now(),
            status=MeetingStatus.OPEN,
        )  # fmt: skip

    @cached_property
    def city_nomination(self) -> Nomination:
        """A nomination the council endorsed and the city decides."""
        row = self.own_nomination
        row.form = factories.make_award_form(self.campaign, code="bk-thanh-pho", level=AwardLevel.CITY)
        row.status, row.accepted_on = NominationStatus.ENDORSED, timezone.localdate()
        row.save()
        return row

    @cached_property
    def letter(self) -> Proposal:
        """A draft of a letter to the city."""
        award_round = self.city_nomination.round
        return proposals.prepare(award_round, kind=ProposalKind.TO_CITY, by=self.people["reviewer"])

    @cached_property
    def letter_to_sign(self) -> Proposal:
        proposals.submit(self.letter, by=self.people["reviewer"])
        return self.letter

    @cached_property
    def signed_letter(self) -> Proposal:
        proposals.sign(
            self.letter_to_sign, number="12/TTr-UBND", signed_on=timezone.localdate(), signer_name="Chủ tịch",
            signer_title="CHỦ TỊCH", by=self.people["chairman"],
        )  # fmt: skip
        return self.letter

    @cached_property
    def sent_line(self) -> ProposalLine:
        """One line of a letter that went off today."""
        proposals.send(self.signed_letter, sent_on=timezone.localdate(), by=self.people["reviewer"])
        return self.letter.lines.get()

    @cached_property
    def answered_line(self) -> ProposalLine:
        """The same after the city said yes."""
        answers.record(
            self.sent_line, answer="GRANTED", decision_number="345/QĐ-UBND", decided_on=timezone.localdate(),
            decided_by="Chủ tịch UBND thành phố", by=self.people["reviewer"],
        )  # fmt: skip
        return self.sent_line

    @cached_property
    def award_line(self) -> DecisionLine:
        """One award of a signed decision."""
        return DecisionLine.objects.create(decision=self.signed_decision, nomination=self.nomination)

    @cached_property
    def signed_copy(self) -> SignedPaper:
        """A scan of the signed decision."""
        upload = SimpleUploadedFile("quyet-dinh.png", PNG, "image/png")
        return signed_papers.file(self.signed_decision, [upload], by=self.people["reviewer"])[0]

    @cached_property
    def failed_document(self):
        """A table that could not be made."""
        row = self.document
        row.status = DocumentStatus.FAILED
        row.save()
        return row

    @cached_property
    def signed_decision(self) -> AwardDecision:
        """A signed decision, not yet public."""
        row, chairman = self.decision, self.people["chairman"]
        row.status, row.number, row.signed_on = DecisionStatus.SIGNED, "12/QĐ-UBND", timezone.localdate()
        row.signed_by, row.signer_name = chairman, str(chairman)
        row.save()
        return row

    @cached_property
    def invitation(self) -> Invitation:
        """An invitation whose link was opened and not yet used."""
        row = invitations.invite(factories.make_user(), by=self.people["admin"])
        invitations.note_opened(row, now=timezone.now())
        return row

    @cached_property
    def invitation_token(self) -> str:
        """The secret part of its personal link."""
        return invitation_links.token_of(self.invitation)

    @cached_property
    def calendar_token(self) -> str:
        """The secret part of the stranger's calendar address."""
        return calendar_feed.token_of(CalendarFeed.objects.get_or_create(user=self.people["stranger"])[0])

    @cached_property
    def changed_letter_text(self) -> LetterText:
        """A text of a letter in the office's words."""
        words = {"subject": "Mở lại {ma}", "text": "{loi_chao} Lý do: {ly_do}.", "changed_by": self.people["reviewer"]}
        return LetterText.objects.get_or_create(code="reopened", defaults=words)[0]

    @cached_property
    def import_run(self) -> ImportRun:
        """A list that was read: one row to add, one that is wrong."""
        rows = files.unit_row("MOI-1"), files.unit_row("MOI-2", "Tên", **{"Thư điện tử": "khong-phai-thu"})
        return files.preview(files.units(*rows), by=self.people["admin"])

    @cached_property
    def applied_import(self) -> ImportRun:
        """A list that was written."""
        return files.bring_in(files.units(files.unit_row("MOI-3")), by=self.people["admin"])

    @property
    def waiting_count(self) -> int:
        """How many people nobody has invited yet."""
        return invitations.not_invited().count()

    @cached_property
    def decision(self) -> AwardDecision:
        return AwardDecision.objects.create(round=self.nomination.round, created_by=self.people["reviewer"])


def full_marks(report, reviewer) -> None:
    """Complete the reviewer's marks on a report."""
    review = report.reviews.get(reviewer=reviewer)
    for item in report.items.all():
        points, note = item.self_score or Decimal(0), "Theo minh chứng kèm theo."
        scoring.save_score(review, item, by=reviewer, points=points, note=note)
    scoring.complete_review(review, by=reviewer)


class Foreign(World):
    """The same ward seen from the other unit: its objects are foreign to officer and head, and the stranger's own."""

    def __init__(self, own: World):
        self.own, self.unit, self.other = own, own.other, own.unit
        self.council, self.campaign, self.period, self.group = own.council, own.campaign, own.period, own.group
        self.people = {**own.people, OFFICER: own.people[STRANGER], STRANGER: own.people[OFFICER]}


def _shared(name: str) -> property:
    return property(lambda world: getattr(world.own, name))


# What belongs to no unit is the same thing from wherever one looks.
for _name in set(SEEN_BY) - OF_A_UNIT:
    setattr(Foreign, _name, _shared(_name))
