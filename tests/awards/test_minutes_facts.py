"""What minutes print of a meeting: whole, plain, and never a name beside a secret choice."""

import json
from datetime import date

import pytest

from awards import minutes_facts
from awards.enums import RecusalGround
from awards.models import CouncilSeat, Recusal
from awards.services import meetings, opinions, paper_ballots, polls
from tests.awards.council import ABSTAIN, NO, STARTS_AT, YES, Council

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R6")]


def seat_of(council: Council, number: int) -> CouncilSeat:
    return council.meeting.seats.get(user=council.members[number])


def counted(council: Council) -> None:
    polls.count_poll(council.poll, by=council.secretary)
    polls.publish_poll(council.poll, by=council.secretary)


def test_a_meeting_with_every_way_of_voting():
    council = Council(members=9, lines=2).open(present=8)
    Recusal.objects.create(
        seat=seat_of(council, 2), nomination=council.nominations[1], ground=RecusalGround.DECLARED,
        reason="Vợ công tác tại đơn vị", entered_by=council.secretary,
    )  # fmt: skip
    council.open_poll()
    first, second = council.boxes()
    paper_ballots.hand_out(council.poll, seat_of(council, 3), by=council.secretary)
    for number in (0, 1, 4, 5):
        council.vote(council.members[number], YES, NO if number else YES)
    polls.close_poll(council.poll, by=council.secretary)
    paper_ballots.enter(
        council.poll,
        {box.pk: paper_ballots.PaperLine(returned=1, yes=1, no=0, abstain=0, invalid=0) for box in (first, second)},
        by=council.secretary,
    )
    opinions.record(
        council.poll, seat_of(council, 8), choices={first.pk: YES, second.pk: ABSTAIN}, received_on=date(2026, 6, 24),
        by=council.secretary,
    )  # fmt: skip
    counted(council)
    found = minutes_facts.facts(council.meeting)
    assert json.loads(json.dumps(found)) == found
    one, two = found["items"][0]["lines"]
    counts = ("electronic", "not_voted", "yes", "no", "abstain", "invalid", "base", "members")
    assert [one[key] for key in counts] == [4, 3, 6, 0, 0, 0, 9, 9]
    assert [two[key] for key in counts] == [4, 2, 2, 3, 1, 0, 9, 9]
    assert one["paper"] == {"issued": 1, "returned": 1, "not_returned": 0}
    assert (one["endorsed"], one["percent"], one["rule_confirmed"]) == (True, "66,7%", False)
    assert one["verdict"].startswith("Đạt: 6/9 phiếu đồng ý (66,7%)")
    assert one["recusals"] == []
    assert two["recusals"] == [
        {
            "name": seat_of(council, 2).name,
            "ground": "Tự đề nghị không biểu quyết",
            "reason": "Vợ công tác tại đơn vị",
        }
    ]
    assert one["written"] == [{"name": seat_of(council, 8).name, "choice": "Đồng ý"}]
    assert (one["receipts"], one["choices"]) == (sorted(one["receipts"]), sorted(one["choices"]))
    assert (len(one["receipts"]), len(one["choices"])) == (4, 5)
    assert polls.digest(one["receipts"], one["choices"]) == one["digest"]


def test_no_name_stands_beside_a_secret_choice():
    council = Council(members=5, lines=1).open()
    council.open_poll()
    for number, member in enumerate(council.members):
        council.vote(member, YES if number else NO)
    polls.close_poll(council.poll, by=council.secretary)
    counted(council)
    found = minutes_facts.facts(council.meeting)
    told = json.dumps([found["items"], found["remarks"], found["quorum"]], ensure_ascii=False)
    assert not [seat.name for seat in council.meeting.seats.all() if seat.name in told]
    assert str(council.members[0].pk) not in found["items"][0]["lines"][0]


def test_nothing_is_told_of_a_vote_before_it_is_announced():
    council = Council(members=5, lines=1).open()
    council.open_poll()
    for member in council.members:
        council.vote(member, NO)
    for step in (None, polls.close_poll, polls.count_poll):
        if step:
            step(council.poll, by=council.secretary)
        (item,) = minutes_facts.facts(council.meeting)["items"]
        assert item["lines"] == [] and "NO" not in json.dumps(item)


def test_a_cancelled_vote_is_told_with_its_reason_and_without_counts():
    council = Council(members=5, lines=1).open()
    council.open_poll()
    council.vote(council.members[0], NO)
    polls.cancel_poll(council.poll, reason="Nhầm danh sách", by=council.chair)
    first, second = minutes_facts.facts(council.meeting)["items"]
    assert (first["status"], first["cancel_reason"], first["lines"]) == ("CANCELLED", "Nhầm danh sách", [])
    assert second["status"] == "PREPARED"


def test_presence_absence_and_quorum_are_told_as_frozen():
    council = Council(members=5, lines=1).open(present=4)
    council.meeting.seats.filter(user=council.members[4]).update(absence_reason="Đi công tác")
    found = minutes_facts.facts(council.meeting)
    assert (found["present"], found["total"], found["began"]) == (4, 5, "08 giờ 00 phút, ngày 25 tháng 12 năm 2026")
    assert (found["chair"]["name"], found["chair"]["post"]) == (council.chair.full_name, "Chủ tịch UBND phường")
    assert found["members"][4]["absence_reason"] == "Đi công tác"
    assert found["quorum"]["needed"] == 4 and not found["quorum"]["confirmed"]
    # Nobody is made up for a chair who is away.
    council.meeting.seats.filter(user=council.chair).update(present=False)
    assert minutes_facts.facts(council.meeting)["chair"] == {"name": "", "post": ""}


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (STARTS_AT.replace(month=1, day=5, hour=7, minute=5), "07 giờ 05 phút, ngày 05 tháng 01 năm 2026"),
        (STARTS_AT.replace(month=3, day=31), "08 giờ 00 phút, ngày 31 tháng 3 năm 2026"),
    ],
)
def test_days_and_months_get_their_zeros_as_the_decree_has_them(moment, words):
    assert minutes_facts._moment(moment) == words


@pytest.mark.parametrize("lines", [1, 3])
def test_the_facts_cost_the_same_for_one_line_and_for_three(lines, django_assert_num_queries):
    council = Council(members=5, lines=lines).open()
    council.open_poll()
    for member in council.members:
        council.vote(member, YES)
    polls.close_poll(council.poll, by=council.secretary)
    counted(council)
    meetings.close_meeting(council.meeting, by=council.secretary)
    council.meeting.refresh_from_db()
    with django_assert_num_queries(9):
        minutes_facts.facts(council.meeting)
