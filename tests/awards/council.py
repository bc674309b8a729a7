"""A council, a meeting, nominations and votes for the tests of the ballot."""

from accounts.enums import Role
from awards.enums import NominationStatus, VoteChoice
from awards.models import AwardRound, BallotBox, CouncilMeeting, Nomination, Poll
from awards.services import casting, meetings, polls
from campaigns.enums import AwardKind, SubjectKind
from tests import factories

STARTS_AT = factories.ward(2026, 12, 25, 8, 0)
YES, NO, ABSTAIN = VoteChoice.values


def make_nominations(count: int, *, by, form) -> list[Nomination]:
    """Nominations of units that wait for the council."""
    award_round = AwardRound.objects.filter(campaign=form.campaign).first() or factories.make_award_round(form.campaign)
    return [
        Nomination.objects.create(
            round=award_round, movement=award_round.movement, form=form, subject_kind=SubjectKind.COLLECTIVE,
            unit=factories.make_unit(),
            status=NominationStatus.READY, accepted_on=STARTS_AT.date(), created_by=by,
        )
        for _ in range(count)
    ]  # fmt: skip


class Council:
    """A meeting with `members` seats (chair and secretary among them), all present, and one poll of `lines` lines."""

    def __init__(self, members: int = 9, lines: int = 5, *, kind=AwardKind.FORM):
        self.chair = factories.make_user(Role.COUNCIL_CHAIR, title="Chủ tịch UBND phường")
        self.secretary = factories.make_user(Role.COUNCIL_SECRETARY)
        others = [factories.make_user(Role.COUNCIL_MEMBER) for _ in range(members - 2)]
        self.members = [self.chair, self.secretary, *others]
        self.campaign = factories.make_campaign()
        self.form = factories.make_award_form(self.campaign, kind=kind, legal_name="Giấy khen")
        self.nominations = make_nominations(lines, by=self.secretary, form=self.form)
        self.meeting: CouncilMeeting = meetings.plan_meeting(
            campaign=self.campaign, title="Phiên họp năm 2026", place="Phòng họp tầng 2", starts_at=STARTS_AT,
            nominations=self.nominations, by=self.secretary,
        )  # fmt: skip

    def open(self, *, present: int | None = None) -> "Council":
        """Open the meeting with `present` members in the room."""
        meetings.open_meeting(self.meeting, by=self.secretary, at=STARTS_AT)
        self.attend(len(self.members) if present is None else present)
        return self

    def attend(self, count: int) -> None:
        """Note the first `count` seats as present; whoever is there has typed the code on the wall."""
        seats = list(self.meeting.seats.order_by("order").values_list("pk", flat=True))[:count]
        meetings.take_attendance(self.meeting, present=seats, by=self.secretary)
        self.meeting.seats.filter(pk__in=seats).update(in_room=True)

    @property
    def poll(self) -> Poll:
        """The newest item of the agenda, fresh from the database."""
        return self.meeting.polls.order_by("-number").first()

    def open_poll(self) -> Poll:
        """Open the newest item."""
        return polls.open_poll(self.poll, by=self.secretary, at=STARTS_AT)

    def boxes(self) -> list[BallotBox]:
        """The boxes of the newest item, fresh from the database."""
        return list(self.poll.boxes.order_by("order"))

    def ballot(self, *choices: str) -> dict[int, str]:
        """Choices line by line; a single one is meant for every line."""
        boxes = self.boxes()
        return {box.pk: choice for box, choice in zip(boxes, choices * (len(boxes) // len(choices)), strict=True)}

    def vote(self, user, *choices: str) -> str:
        """Cast a ballot; returns the receipt."""
        return casting.cast(self.poll, by=user, choices=self.ballot(*choices))
