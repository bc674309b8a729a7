"""Planning, opening and closing council meetings; seats, presence, quorum (law.md 2.5)."""

import pytest

from accounts.enums import Role
from accounts.models import Membership
from awards.enums import MeetingStatus, NominationStatus, PollStatus, SeatRole
from awards.models import CouncilMeeting
from awards.permissions.poll import may_open_poll
from awards.services import meetings, polls
from awards.workflow.meeting import MEETING_WORKFLOW
from campaigns.enums import AwardKind
from core import outbox
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories
from tests.awards.council import STARTS_AT, YES, Council, make_nominations

pytestmark = pytest.mark.django_db


@pytest.mark.plan("R6")
def test_planning_makes_one_item_per_form_and_puts_the_nominations_on_the_agenda():
    council = Council(members=3, lines=2)
    title = factories.make_award_form(council.campaign, code="co", kind=AwardKind.TITLE, legal_name="Cờ thi đua")
    extra = make_nominations(1, by=council.secretary, form=title)

    meetings.add_to_agenda(council.meeting, extra, by=council.secretary)

    agenda = [(p.number, p.title, p.boxes.count(), p.status) for p in council.meeting.polls.order_by("number")]
    assert agenda == [(1, "Xét tặng Giấy khen", 2, "PREPARED"), (2, "Xét tặng Cờ thi đua", 1, "PREPARED")]
    assert [(b.threshold_percent, b.strict) for p in council.meeting.polls.all() for b in p.boxes.all()] == [
        (50, True), (50, True), (80, False),
    ]  # fmt: skip
    for nomination in [*council.nominations, *extra]:
        nomination.refresh_from_db()
        assert nomination.status == NominationStatus.ON_AGENDA
    assert (council.meeting.quorum_numerator, council.meeting.quorum_denominator) == (4, 5)


def test_planning_invites_each_member_once():
    council = Council(members=4, lines=1)
    letters = OutboxMessage.objects.filter(kind=meetings.INVITATION)
    assert {letter.email for letter in letters} == {user.email for user in council.members}
    assert letters.first().subject == "Mời họp Hội đồng Thi đua – Khen thưởng, 08:00 Thứ Sáu, 25/12/2026"
    assert "Phòng họp tầng 2. Nội dung: Xét tặng Giấy khen." in letters.first().text


def test_an_invitation_that_waited_too_long_is_not_sent():
    council = Council(members=3, lines=1)
    waiting, late = OutboxMessage.objects.filter(kind=meetings.INVITATION)[:2]
    assert outbox.deliver(waiting.pk) == "SENT"
    meetings.open_meeting(council.meeting, by=council.secretary, at=STARTS_AT)
    assert outbox.deliver(late.pk) == "SKIPPED"


def test_a_nomination_that_is_not_ready_stops_the_whole_planning():
    secretary = factories.make_user(Role.COUNCIL_SECRETARY)
    campaign = factories.make_campaign()
    good, bad = make_nominations(2, by=secretary, form=factories.make_award_form(campaign))
    bad.status = NominationStatus.DRAFT
    bad.save()
    with pytest.raises(InvalidTransition):
        meetings.plan_meeting(
            campaign=campaign,
            title="Họp",
            place="Phòng họp",
            starts_at=STARTS_AT,
            nominations=[good, bad],
            by=secretary,
        )
    good.refresh_from_db()
    assert good.status == NominationStatus.READY
    assert not CouncilMeeting.objects.exists()


def test_members_are_frozen_at_opening_with_their_highest_role_and_one_seat_each():
    council = Council(members=4, lines=1)
    Membership.objects.create(user=council.chair, role=Role.COUNCIL_MEMBER)
    gone = factories.make_user(Role.COUNCIL_MEMBER, is_active=False)
    former = factories.make_user(Role.COUNCIL_MEMBER)
    former.memberships.update(ends_on=STARTS_AT.date().replace(day=24))

    meetings.open_meeting(council.meeting, by=council.secretary, at=STARTS_AT)
    later = factories.make_user(Role.COUNCIL_MEMBER)
    council.members[-1].memberships.all().delete()

    seats = list(council.meeting.seats.order_by("order"))
    assert [seat.user for seat in seats][:2] == [council.chair, council.secretary]
    assert [seat.role for seat in seats] == [SeatRole.CHAIR, SeatRole.SECRETARY, SeatRole.MEMBER, SeatRole.MEMBER]
    assert {seat.user for seat in seats} == set(council.members)
    assert not {gone, former, later} & {seat.user for seat in seats}
    assert not any(seat.present for seat in seats)


def test_a_council_without_members_cannot_open_a_meeting():
    council = Council(members=3, lines=1)
    Membership.objects.exclude(user=council.secretary).delete()
    Membership.objects.filter(user=council.secretary).update(ends_on=STARTS_AT.date())
    with pytest.raises(InvalidTransition, match="chưa có thành viên"):
        meetings.open_meeting(council.meeting, by=council.secretary, at=STARTS_AT.replace(day=26))
    council.meeting.refresh_from_db()
    assert council.meeting.status == MeetingStatus.PLANNED


@pytest.mark.parametrize(("present", "allowed"), [(0, False), (8, False), (9, True), (11, True)])
def test_no_ballot_opens_without_quorum(present, allowed):
    council = Council(members=11, lines=1).open(present=present)
    verdict = may_open_poll(council.secretary, council.poll)
    assert bool(verdict) is allowed
    if allowed:
        assert council.open_poll().status == PollStatus.OPEN
        return
    assert verdict.reason == "Chưa đủ 9 thành viên, chưa mở được phiếu."
    with pytest.raises(Forbidden):
        council.open_poll()
    assert council.poll.status == PollStatus.PREPARED


def test_attendance_is_logged_and_only_what_changed_is_written():
    council = Council(members=5, lines=1).open(present=4)
    before = AuditEvent.objects.count()
    council.attend(4)
    assert AuditEvent.objects.count() == before
    council.attend(5)
    assert AuditEvent.objects.first().data["present"] == 5


def test_an_item_nobody_voted_on_can_leave_the_agenda():
    council = Council(members=3, lines=2)
    meetings.drop_poll(council.poll, by=council.secretary)
    assert not council.meeting.polls.exists()
    assert {n.status for n in type(council.nominations[0]).objects.all()} == {NominationStatus.READY}


def test_an_opened_item_cannot_leave_the_agenda():
    council = Council(members=3, lines=1).open()
    council.open_poll()
    with pytest.raises(Forbidden):
        meetings.drop_poll(council.poll, by=council.secretary)
    assert council.poll.boxes.count() == 1


def test_a_meeting_ends_only_when_every_item_is_settled():
    council = Council(members=3, lines=1).open()
    with pytest.raises(Forbidden, match="Nội dung 1 chưa công bố"):
        meetings.close_meeting(council.meeting, by=council.secretary)
    council.open_poll()
    for user in council.members:
        council.vote(user, YES)
    polls.close_poll(council.poll, by=council.secretary)
    polls.count_poll(council.poll, by=council.secretary)
    polls.publish_poll(council.poll, by=council.secretary)
    closed = meetings.close_meeting(council.meeting, by=council.secretary, at=STARTS_AT)
    assert (closed.status, closed.closed_at) == (MeetingStatus.CLOSED, STARTS_AT)
    with pytest.raises(Forbidden):
        meetings.take_attendance(closed, present=[], by=council.secretary)


def test_every_step_of_a_meeting_is_the_secretarys_alone():
    council = Council(members=3, lines=1)
    for role in Role:
        user = council.secretary if role == Role.COUNCIL_SECRETARY else factories.make_user(role)
        for status in MeetingStatus:
            for action in MEETING_WORKFLOW.actions:
                meeting = CouncilMeeting(pk=council.meeting.pk, campaign=council.campaign, status=status)
                council.meeting.polls.update(status=PollStatus.PUBLISHED)
                exists = (action, status) in {
                    ("open_meeting", MeetingStatus.PLANNED),
                    ("postpone_meeting", MeetingStatus.PLANNED),
                    ("replan_meeting", MeetingStatus.POSTPONED),
                    ("cancel_meeting", MeetingStatus.PLANNED),
                    ("cancel_meeting", MeetingStatus.POSTPONED),
                    ("close_meeting", MeetingStatus.OPEN),
                }
                expected = exists and role == Role.COUNCIL_SECRETARY
                assert bool(MEETING_WORKFLOW.may(action, user, meeting)) is expected, (role, status, action)


def test_who_sees_which_meeting():
    council = Council(members=3, lines=1)
    outsider, visitor = factories.make_user(Role.UNIT_OFFICER), factories.make_user(Role.REVIEWER)
    late = factories.make_user(Role.COUNCIL_MEMBER)
    seen = lambda user: CouncilMeeting.objects.visible_to(user).exists()  # noqa: E731
    assert [seen(user) for user in (*council.members, late, outsider, visitor)] == [True] * 4 + [False] * 2
    late.memberships.all().delete()
    council.open()
    late = type(late).objects.get(pk=late.pk)
    assert [seen(user) for user in (*council.members, late, outsider)] == [True] * 3 + [False] * 2
