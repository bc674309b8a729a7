"""The life of a secret vote, the counting of closed boxes, and the race at its end (reliability 1.2, F26, F27)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from awards.enums import PollStatus
from awards.models import BallotBox, BallotReceipt, Poll
from awards.permissions.poll import may_see_result
from awards.services import casting, meetings, polls
from awards.services.casting import BallotRefused
from awards.workflow.poll import POLL_WORKFLOW
from campaigns.enums import AwardKind
from campaigns.models import DatedSetting
from core.models import AuditEvent, FormKey, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories
from tests.awards.council import ABSTAIN, NO, STARTS_AT, YES, Council, make_nominations

pytestmark = pytest.mark.django_db


def settle(council: Council) -> Poll:
    """Close, count and publish."""
    polls.close_poll(council.poll, by=council.secretary, at=STARTS_AT)
    polls.count_poll(council.poll, by=council.secretary)
    return polls.publish_poll(council.poll, by=council.secretary)


def test_opening_freezes_members_presence_and_threshold_and_makes_blank_marks():
    council = Council(members=5, lines=2).open(present=4)
    DatedSetting.objects.create(
        campaign=council.campaign, code="nguong", key="threshold_form", label="Ngưỡng", value=60
    )
    poll = council.open_poll()
    DatedSetting.objects.update(value=90)
    assert (poll.members, poll.present, poll.opened_at) == (5, 4, STARTS_AT)
    assert [(box.threshold_percent, box.strict, box.entries, box.turnout) for box in council.boxes()] == [
        (60, True, [], 0)
    ] * 2
    marks = BallotReceipt.objects.order_by("pk")
    assert [(mark.box.order, mark.seat.order, mark.cast) for mark in marks] == [
        (line, seat, False) for line in (1, 2) for seat in range(1, 6)
    ]


def test_a_title_needs_80_percent_of_all_members_and_a_form_more_than_half():
    title, form = Council(members=3, lines=1, kind=AwardKind.TITLE), Council(members=3, lines=1)
    assert [(b.threshold_percent, b.strict) for b in (*title.boxes(), *form.boxes())] == [(80, False), (50, True)]


def test_casting_changes_the_mark_and_the_box_and_nothing_else():
    council = Council(members=3, lines=2).open()
    council.open_poll()
    before = [model.objects.count() for model in (AuditEvent, OutboxMessage, FormKey)]
    receipt = council.vote(council.chair, YES, NO)
    assert [model.objects.count() for model in (AuditEvent, OutboxMessage, FormKey)] == before
    assert [(box.entries, box.turnout) for box in council.boxes()] == [([[receipt, YES]], 1), ([[receipt, NO]], 1)]
    cast = BallotReceipt.objects.filter(cast=True)
    assert {mark.seat.user for mark in cast} == {council.chair} and cast.count() == 2


def test_a_member_votes_once_and_the_vote_is_final():
    council = Council(members=3, lines=2).open()
    council.open_poll()
    council.vote(council.chair, YES)
    before = [(box.entries, box.turnout) for box in council.boxes()]
    with pytest.raises(BallotRefused, match="Đồng chí đã bỏ phiếu nội dung này."):
        council.vote(council.chair, NO)
    assert [(box.entries, box.turnout) for box in council.boxes()] == before


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ((YES,), "Dòng 2 chưa chọn. Chọn “Không có ý kiến” nếu không biểu quyết."),
        ((YES, ""), "Dòng 2 chưa chọn."),
        ((YES, "MAYBE"), "không khớp"),
        ((YES, NO, NO), "không khớp"),
    ],
)
def test_an_incomplete_or_foreign_ballot_changes_nothing(choices, words):
    council = Council(members=3, lines=2).open()
    council.open_poll()
    keys = [*[box.pk for box in council.boxes()], 0]
    with pytest.raises(BallotRefused, match=words):
        casting.cast(council.poll, by=council.chair, choices=dict(zip(keys, choices, strict=False)))
    assert not BallotReceipt.objects.filter(cast=True).exists()
    assert {box.turnout for box in council.boxes()} == {0}


def test_who_is_absent_or_outside_or_too_early_is_refused_with_the_reason():
    council = Council(members=5, lines=1).open(present=4)
    with pytest.raises(BallotRefused, match="chưa mở bỏ phiếu"):
        council.vote(council.chair, YES)
    council.open_poll()
    with pytest.raises(BallotRefused, match="Thư ký chưa điểm danh đồng chí. Xin báo thư ký."):
        council.vote(council.meeting.seats.get(present=False).user, YES)
    with pytest.raises(Forbidden, match="không có tên"):
        council.vote(factories.make_user(Role.COUNCIL_MEMBER), YES)
    polls.close_poll(council.poll, by=council.secretary, at=STARTS_AT.replace(hour=9, minute=50))
    with pytest.raises(BallotRefused, match="Phiếu đã đóng lúc 09:50."):
        council.vote(council.chair, YES)


def test_an_excluded_seat_votes_on_the_other_lines_only():
    council = Council(members=3, lines=2).open()
    council.open_poll()
    first, second = council.boxes()
    BallotReceipt.objects.filter(box=first, seat__user=council.chair).update(excluded=True)
    with pytest.raises(BallotRefused):
        council.vote(council.chair, YES)
    casting.cast(council.poll, by=council.chair, choices={second.pk: YES})
    assert [box.turnout for box in council.boxes()] == [0, 1]


@pytest.mark.parametrize("broken", ["first box", "second box"])
def test_a_crash_half_way_leaves_neither_mark_nor_ballot(monkeypatch, broken):
    council = Council(members=3, lines=2).open()
    council.open_poll()
    boxes, drop_in = council.boxes(), casting._drop_in

    def failing(box_id, receipt, choice):
        if box_id == boxes[0 if broken == "first box" else 1].pk:
            raise OSError("killed")
        drop_in(box_id, receipt, choice)

    monkeypatch.setattr(casting, "_drop_in", failing)
    with pytest.raises(OSError):
        council.vote(council.chair, YES)
    assert not BallotReceipt.objects.filter(cast=True).exists()
    assert [box.entries for box in council.boxes()] == [[], []]


def test_closing_splits_the_boxes_into_two_unlinked_sorted_lists():
    council = Council(members=5, lines=1).open()
    council.open_poll()
    receipts = [
        council.vote(user, choice) for user, choice in zip(council.members, [NO, YES, YES, ABSTAIN, YES], strict=True)
    ]
    polls.close_poll(council.poll, by=council.secretary)
    box = council.boxes()[0]
    assert box.entries == []
    assert box.receipts == sorted(receipts)
    assert box.choices == [ABSTAIN, NO, YES, YES, YES]
    assert box.digest == polls.digest(box.receipts, box.choices)
    assert (box.yes, box.no, box.abstain, box.endorsed) == (None,) * 4


def test_the_share_of_those_present_does_not_decide():
    """9 of 11 present, 8 yes: 88.9 % of those present, 72.7 % of the council."""
    council = Council(members=11, lines=1, kind=AwardKind.TITLE).open(present=9)
    council.open_poll()
    for user in [seat.user for seat in council.meeting.seats.filter(present=True)][:8]:
        council.vote(user, YES)
    settle(council)
    assert council.boxes()[0].endorsed is False


def test_a_box_that_does_not_balance_is_not_counted():
    council = Council(members=3, lines=1).open()
    council.open_poll()
    council.vote(council.chair, NO)
    polls.close_poll(council.poll, by=council.secretary)
    BallotBox.objects.update(choices=[YES])
    with pytest.raises(InvalidTransition, match="không khớp"):
        polls.count_poll(council.poll, by=council.secretary)
    assert council.poll.status == PollStatus.CLOSED


def test_cancelling_needs_the_chair_and_a_reason_and_prepares_a_new_vote():
    council = Council(members=3, lines=2).open()
    old = council.open_poll()
    council.vote(council.chair, YES)
    with pytest.raises(Forbidden):
        polls.cancel_poll(old, reason="Mất điện", by=council.secretary)
    with pytest.raises(InvalidTransition, match="Chưa nhập lý do hủy."):
        polls.cancel_poll(old, reason="  ", by=council.chair)
    again = polls.cancel_poll(old, reason="Mất điện", by=council.chair)
    old.refresh_from_db()
    assert (old.status, old.cancel_reason) == (PollStatus.CANCELLED, "Mất điện")
    assert [(box.entries, box.receipts, box.choices) for box in old.boxes.all()] == [([], [], [])] * 2
    assert (again.status, again.number, again.title) == (PollStatus.PREPARED, 2, old.title)
    assert [box.nomination_id for box in again.boxes.order_by("order")] == [n.pk for n in council.nominations]
    event = AuditEvent.objects.filter(action="cancel_poll").get()
    assert (event.actor_id, event.data) == (council.chair.pk, {"reason": "Mất điện", "turnout": 1})
    polls.open_poll(again, by=council.secretary)
    council.vote(council.chair, NO)


def test_a_published_result_cannot_be_cancelled():
    council = Council(members=3, lines=1).open()
    council.open_poll()
    poll = settle(council)
    with pytest.raises(InvalidTransition):
        polls.cancel_poll(poll, reason="Muốn bỏ lại", by=council.chair)


def test_only_one_vote_of_a_meeting_is_open_at_a_time():
    council = Council(members=3, lines=1).open()
    council.open_poll()
    form = factories.make_award_form(council.campaign, code="co", legal_name="Cờ thi đua")
    meetings.add_to_agenda(council.meeting, make_nominations(1, by=council.secretary, form=form), by=council.secretary)
    with pytest.raises(Forbidden, match="Đang có nội dung khác bỏ phiếu"):
        council.open_poll()
    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.update(status=PollStatus.OPEN)


def test_every_step_by_role_and_status():
    council = Council(members=3, lines=1).open()
    table = {
        ("open_poll", "PREPARED"): {Role.COUNCIL_SECRETARY},
        ("close_poll", "OPEN"): {Role.COUNCIL_SECRETARY},
        ("count_poll", "CLOSED"): {Role.COUNCIL_SECRETARY},
        ("publish_poll", "COUNTED"): {Role.COUNCIL_SECRETARY},
        ("cancel_poll", "OPEN"): {Role.COUNCIL_CHAIR},
        ("cancel_poll", "CLOSED"): {Role.COUNCIL_CHAIR},
        ("cancel_poll", "COUNTED"): {Role.COUNCIL_CHAIR},
    }
    poll = council.poll
    for role in Role:
        user = factories.make_user(role)
        for status in PollStatus.values:
            for action in POLL_WORKFLOW.actions:
                Poll.objects.filter(pk=poll.pk).update(
                    status=status, cancel_reason="Mất điện" if status == PollStatus.CANCELLED else ""
                )
                poll.refresh_from_db()
                poll.meeting = council.meeting
                expected = role in table.get((action, status), set())
                assert bool(POLL_WORKFLOW.may(action, user, poll)) is expected, (role, status, action)
                if not expected:
                    with pytest.raises((Forbidden, InvalidTransition)):
                        POLL_WORKFLOW.apply(action, poll, by=user)
                    assert Poll.objects.get(pk=poll.pk).status == status


def test_counts_are_for_secretary_and_chair_until_published():
    council = Council(members=3, lines=1)
    member = council.members[-1]
    seen = {
        status: [bool(may_see_result(user, Poll(status=status))) for user in (council.secretary, council.chair, member)]
        for status in PollStatus.values
    }
    nobody, everybody = [False] * 3, [True] * 3
    assert seen == {
        "PREPARED": nobody, "OPEN": nobody, "CLOSED": nobody, "COUNTED": [True, True, False],
        "PUBLISHED": everybody, "CANCELLED": nobody,
    }  # fmt: skip


def test_each_step_leaves_one_audit_row_without_choices():
    council = Council(members=3, lines=1).open()
    council.open_poll()
    for user in council.members:
        council.vote(user, YES)
    before_closing = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert before_closing[-1] == "open_poll"
    settle(council)
    steps = list(AuditEvent.objects.order_by("pk").values_list("action", "data"))[len(before_closing) :]
    assert [action for action, _ in steps] == ["close_poll", "count_poll", "publish_poll", "endorse"]
    assert steps[0][1] == {"turnout": 3}


@pytest.mark.parametrize("change", [{"awaits_confirmation": True}, {"ends_on": date(2020, 1, 1), "starts_on": None}])
def test_a_seat_whose_role_ended_or_waits_to_be_confirmed_votes_no_more(change):
    council = Council(members=3, lines=1).open()
    council.open_poll()
    member = council.members[-1]
    member.memberships.update(**change)
    with pytest.raises(Forbidden):
        council.vote(type(member).objects.get(pk=member.pk), YES)
    assert not BallotReceipt.objects.filter(cast=True).exists()
