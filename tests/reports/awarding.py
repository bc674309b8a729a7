"""From a council's vote to the papers: a meeting held, a decision signed, letters drafted."""

from datetime import date

from accounts.enums import Role
from awards.enums import NominationStatus, ProposalKind
from awards.models import AwardDecision, Nomination, Proposal
from awards.services import decisions, meetings, minutes, polls, proposals
from campaigns.enums import SubjectKind
from campaigns.models import LegalBasis
from tests import factories
from tests.awards.council import ABSTAIN, NO, STARTS_AT, YES, Council

BASES = (
    ("luat", "Luật", "06/2022/QH15", "Luật Thi đua, khen thưởng", "Căn cứ Luật Thi đua, khen thưởng;"),
    (
        "nd", "Nghị định", "152/2025/NĐ-CP",
        "quy định chi tiết và hướng dẫn thi hành một số điều của Luật Thi đua, khen thưởng",
        "Căn cứ Nghị định số 152/2025/NĐ-CP ngày 14/6/2025 của Chính phủ quy định chi tiết và hướng dẫn thi hành "
        "một số điều của Luật Thi đua, khen thưởng;",
    ),
)  # fmt: skip
SIGNED_ON = date(2026, 6, 5)


class Road(Council):
    """Two collectives and a person before the council of five; later the chairman and his decision."""

    def __init__(self, members: int = 5, lines: int = 2):
        super().__init__(members, lines)
        for order, (code, kind, number, title, citation) in enumerate(BASES):
            LegalBasis.objects.create(
                campaign=self.campaign, code=code, order=order, kind=kind, number=number, title=title,
                citation=citation, in_plan=False,
            )  # fmt: skip
        factories.make_base_wage(self.campaign, valid_from=date(2026, 1, 1))
        self.person = self.nominate_person("Trần Thị Bích")
        meetings.add_to_agenda(self.meeting, [self.person], by=self.secretary)
        self.chairman = factories.make_user(Role.CHAIRMAN, full_name="Phạm Việt Anh")
        self.office = factories.make_user(Role.REVIEWER)

    def nominate_person(self, name: str, **fields) -> Nomination:
        """A person of a unit, ready for the council."""
        person = factories.make_person(
            name, unit=factories.make_unit("Phòng Kinh tế, Hạ tầng và Đô thị"), position="Chuyên viên", is_woman=True
        )
        row = self.nominations[0]
        return Nomination.objects.create(
            round=row.round, movement=row.movement, form=row.form, subject_kind=SubjectKind.INDIVIDUAL, person=person,
            status=NominationStatus.READY, accepted_on=date(2026, 6, 1), created_by=self.secretary, **fields,
        )  # fmt: skip

    def hold(self, *, present: int = 4) -> "Road":
        """The whole meeting: the person gets two votes of five, the others enough."""
        Nomination.objects.update(accepted_on=date(2026, 6, 1))
        self.open(present=present)
        self.open_poll()
        for number, member in enumerate(self.members[:present]):
            self.vote(member, *([YES] * (len(self.boxes()) - 1)), YES if number else NO)
        for step in (polls.close_poll, polls.count_poll, polls.publish_poll):
            step(self.poll, by=self.secretary)
        meetings.close_meeting(self.meeting, by=self.secretary, at=STARTS_AT.replace(hour=10))
        self.meeting.refresh_from_db()
        return self

    def write_minutes(self, *, finished: bool = True):
        """The secretary's minutes with the chair's conclusion."""
        row = minutes.begin(self.meeting, by=self.secretary)
        row = minutes.save(
            row, opening=row.opening, course="Thư ký báo cáo tóm tắt từng hồ sơ.\nHội đồng thảo luận.",
            conclusion="Giao Phòng Văn hóa - Xã hội hoàn thiện hồ sơ.", version=row.version, by=self.secretary,
        )  # fmt: skip
        if finished:
            row = minutes.finish(row, by=self.secretary)
        self.meeting.refresh_from_db()
        return row

    def decide(self, *, signed: bool = True) -> AwardDecision:
        """The chairman's decision on what the council endorsed."""
        decision = decisions.prepare(self.nominations[0].round, by=self.office)
        if signed:
            decisions.submit(decision, by=self.office)
            decisions.sign(
                decision, number="5/QĐ-UBND", signed_on=SIGNED_ON, signer_name="Phạm Việt Anh",
                signer_title="CHỦ TỊCH", by=self.chairman,
            )  # fmt: skip
        decision.refresh_from_db()
        return decision

    def decide_again(self) -> AwardDecision:
        """The decision that was signed, fresh from the database."""
        return AwardDecision.objects.get()

    def letter(self, kind: str = ProposalKind.TO_CHAIRMAN) -> Proposal:
        """A draft of the letter on what the council endorsed."""
        return proposals.prepare(self.nominations[0].round, kind=kind, by=self.office)


__all__ = ["ABSTAIN", "NO", "SIGNED_ON", "YES", "Road"]
