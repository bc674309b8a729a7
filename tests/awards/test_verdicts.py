"""Whole votes at every exact edge: electronic, paper and written together, recusals, quorum (reliability 1.4)."""

from datetime import date

import pytest

from awards import board
from awards.enums import NominationStatus, PollStatus, RecusalGround
from awards.models import BallotReceipt, Poll, Recusal
from awards.services import opinions, paper_ballots, polls
from awards.services.paper_ballots import PaperLine
from campaigns.enums import AwardKind
from campaigns.models import BallotRule, DatedSetting
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests.awards.council import ABSTAIN, NO, STARTS_AT, YES, Council
from tests.invariants import found

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R6")]
RULES = tuple(f"BAL-0{number}" for number in range(1, 8))


def held(
    council: Council,
    *,
    electronic: list[str] = (),
    paper: list[PaperLine] = (),
    handed: int = 0,
    written: list[str] = (),
) -> Poll:
    """A vote of one line to its publishing: first members by telephone, the next on paper, the absent in writing."""
    poll = council.open_poll()
    line = council.boxes()[0]
    entitled = [m.seat for m in line.marks.filter(excluded=False).select_related("seat__user").order_by("seat__order")]
    for seat, choice in zip(entitled, electronic, strict=False):
        council.vote(seat.user, choice)
    for seat in entitled[len(electronic) : len(electronic) + handed]:
        paper_ballots.hand_out(poll, seat, by=council.secretary)
    poll = polls.close_poll(poll, by=council.secretary, at=STARTS_AT)
    if handed:
        paper_ballots.enter(poll, {line.pk: paper[0]}, by=council.secretary)
    away = [seat for seat in entitled if not seat.present]
    for seat, choice in zip(away, written, strict=False):
        given = {"choices": {line.pk: choice}, "received_on": STARTS_AT.date()}
        opinions.record(poll, seat, by=council.secretary, at=STARTS_AT, **given)
    poll = polls.count_poll(poll, by=council.secretary)
    polls.publish_poll(poll, by=council.secretary)
    assert found(*RULES) == []
    return council.poll


def outcome(council: Council) -> tuple:
    """Yes, no, abstain, invalid, silent, base and verdict of the one line."""
    (line,) = board.results(council.poll)
    box = line.box
    return box.yes, box.no, box.abstain, box.invalid, line.silent, box.base, box.endorsed


@pytest.mark.parametrize(
    ("percent", "strict", "edges"),
    [
        (80, False, [((9, 2, 0), True), ((8, 3, 0), False), ((8, 0, 3), False), ((11, 0, 0), True)]),
        (90, False, [((10, 1, 0), True), ((9, 2, 0), False), ((9, 0, 2), False)]),
        (50, True, [((6, 5, 0), True), ((5, 6, 0), False), ((5, 0, 6), False), ((6, 0, 5), True)]),
        (100, False, [((11, 0, 0), True), ((10, 0, 1), False)]),
    ],
)
def test_eleven_members_at_every_edge(percent, strict, edges):
    """One line for each edge: yes, no and abstain of 11, and whether that is enough."""
    council = Council(members=11, lines=len(edges)).open()
    rule(council, threshold_percent=percent, strict=strict)
    poll = council.open_poll()
    columns = [[YES] * yes + [NO] * no + [ABSTAIN] * abstain for (yes, no, abstain), _ in edges]
    for user, choices in zip(council.members, zip(*columns, strict=True), strict=True):
        council.vote(user, *choices)
    polls.close_poll(poll, by=council.secretary)
    polls.count_poll(council.poll, by=council.secretary)
    polls.publish_poll(council.poll, by=council.secretary)
    assert [((box.yes, box.no, box.abstain), box.endorsed) for box in council.boxes()] == edges
    assert found(*RULES) == []
    for nomination, (_, endorsed) in zip(council.nominations, edges, strict=True):
        nomination.refresh_from_db()
        assert nomination.status == (NominationStatus.ENDORSED if endorsed else NominationStatus.NOT_ENDORSED)


@pytest.mark.parametrize(("returned", "endorsed"), [(8, False), (9, True)])
def test_ballots_not_returned_are_measured_over_all_members(returned, endorsed):
    """All who voted said yes; the two or three who did not vote are neither yes nor no."""
    council = Council(members=11, lines=1).open()
    rule(council)
    held(council, electronic=[YES] * returned)
    assert outcome(council) == (returned, 0, 0, 0, 11 - returned, 11, endorsed)


def rule(council: Council, **values) -> BallotRule:
    """A rule of the council's form."""
    values = {"threshold_percent": 80, "source": "Điều 30", "confirmed": True} | values
    return BallotRule.objects.create(
        campaign=council.campaign, code=f"phieu-{BallotRule.objects.count()}", form=council.form, **values
    )


def test_a_tie_of_ten_does_not_pass_more_than_half():
    council = Council(members=10, lines=1).open()
    held(council, electronic=[YES] * 5 + [NO] * 5)
    assert outcome(council) == (5, 5, 0, 0, 0, 10, False)


def test_paper_written_and_electronic_votes_add_up_over_all_members():
    """11 members: 6 by telephone, 2 on paper of whom one is spoilt, 2 absent of whom one writes, 1 silent."""
    council = Council(members=11, lines=1).open(present=9)
    rule(council, threshold_percent=50, strict=True)
    held(
        council, electronic=[YES, YES, YES, YES, NO, ABSTAIN], handed=2, written=[YES],
        paper=[PaperLine(returned=2, yes=1, no=0, abstain=0, invalid=1)],
    )  # fmt: skip
    assert outcome(council) == (6, 1, 1, 1, 2, 11, True)


@pytest.mark.parametrize(("last", "endorsed"), [(YES, True), (NO, False)])
def test_the_one_paper_ballot_decides_at_the_edge(last, endorsed):
    council = Council(members=11, lines=1).open()
    rule(council)
    kinds = {"yes": 0, "no": 0, "abstain": 0, "invalid": 0} | {last.lower(): 1}
    held(council, electronic=[YES] * 8 + [NO] * 2, handed=1, paper=[PaperLine(returned=1, **kinds)])
    assert council.boxes()[0].endorsed is endorsed


@pytest.mark.parametrize(("opinion", "endorsed"), [(YES, True), (ABSTAIN, False)])
def test_the_one_written_opinion_decides_at_the_edge(opinion, endorsed):
    council = Council(members=11, lines=1).open(present=10)
    rule(council)
    held(council, electronic=[YES] * 8 + [NO] * 2, written=[opinion])
    assert council.boxes()[0].endorsed is endorsed


def test_a_paper_ballot_that_never_came_back_is_silent_not_no():
    council = Council(members=5, lines=1).open()
    held(council, electronic=[YES] * 3, handed=2, paper=[PaperLine(returned=1, yes=0, no=0, abstain=1, invalid=0)])
    assert outcome(council) == (3, 0, 1, 0, 1, 5, True)


@pytest.mark.parametrize(("leave", "base", "endorsed"), [(False, 11, False), (True, 10, True)])
def test_a_recusal_with_both_settings_of_the_base(leave, base, endorsed):
    """8 yes, one member steps aside: 8/11 does not reach 80 %, 8/10 does."""
    council = Council(members=11, lines=1).open()
    rule(council, recused_leave=leave)
    seat = council.meeting.seats.order_by("order").last()
    Recusal.objects.create(
        seat=seat, nomination=council.nominations[0], ground=RecusalGround.DECLARED, reason="Người thân",
        entered_by=council.secretary,
    )  # fmt: skip
    held(council, electronic=[YES] * 8 + [NO] * 2)
    assert outcome(council) == (8, 2, 0, 0, 0, base, endorsed)
    assert not BallotReceipt.objects.filter(seat=seat, cast=True).exists()


def test_without_quorum_no_vote_opens_and_nothing_passes():
    council = Council(members=11, lines=1).open(present=8)
    with pytest.raises(Forbidden, match="Chưa đủ 9 thành viên"):
        council.open_poll()
    council.attend(9)
    poll = council.open_poll()
    assert (poll.present, poll.quorum_needed, poll.members) == (9, 9, 11)


def test_a_vote_opened_below_its_quorum_by_force_passes_nothing_and_is_found():
    council = Council(members=5, lines=1).open()
    poll = council.open_poll()
    for user in council.members:
        council.vote(user, YES)
    polls.close_poll(poll, by=council.secretary)
    Poll.objects.update(present=3)
    polls.count_poll(council.poll, by=council.secretary)
    assert council.boxes()[0].endorsed is False
    assert [code for code, _ in found(*RULES)] == ["BAL-07"]


def test_the_rule_in_force_on_the_day_is_frozen_with_its_source():
    council = Council(members=11, lines=1).open()
    rule(council, threshold_percent=70, in_force_to=date(2026, 12, 1))
    rule(council, threshold_percent=90, recused_leave=True, in_force_from=date(2026, 12, 1), source="Điều 31")
    rule(council, threshold_percent=60, in_force_from=date(2027, 3, 1))
    council.open_poll()
    BallotRule.objects.update(threshold_percent=10, confirmed=False)
    box = council.boxes()[0]
    assert (box.threshold_percent, box.strict, box.recused_leave) == (90, False, True)
    assert (box.base, box.rule_source, box.rule_confirmed) == (11, "Điều 31", True)
    assert board.rule_sentences(council.poll) == [
        "Đạt khi có từ 90% số thành viên Hội đồng đồng ý trở lên, không tính thành viên không biểu quyết: "
        "từ 10 trên 11 phiếu.",
        "Phiên họp cần từ 9 trên 11 thành viên có mặt; khi mở phiếu có mặt 11.",
    ]


def test_without_a_rule_the_figure_of_the_kind_counts_and_is_marked_unconfirmed():
    council = Council(members=11, lines=1, kind=AwardKind.TITLE).open()
    DatedSetting.objects.create(
        campaign=council.campaign, code="nguong", key="threshold_title", label="Ngưỡng", value=90, source="Điều 30",
        confirmed=False,
    )  # fmt: skip
    council.open_poll()
    box = council.boxes()[0]
    assert (box.threshold_percent, box.strict, box.rule_source, box.rule_confirmed) == (90, False, "Điều 30", False)
    assert board.rule_sentences(council.poll)[0].endswith("từ 10 trên 11 phiếu (chưa xác nhận).")


def test_lines_with_another_base_say_theirs():
    council = Council(members=11, lines=2).open()
    rule(council, recused_leave=True)
    Recusal.objects.create(
        seat=council.meeting.seats.order_by("order").last(), nomination=council.nominations[1],
        ground=RecusalGround.SELF, reason="Chính mình", entered_by=council.secretary,
    )  # fmt: skip
    council.open_poll()
    assert [box.base for box in council.boxes()] == [11, 10]
    first, second, _ = board.rule_sentences(council.poll)
    assert first.endswith("từ 9 trên 11 phiếu.") and second.endswith("từ 8 trên 10 phiếu.")


def test_a_closed_vote_with_paper_waiting_is_not_counted():
    council = Council(members=5, lines=1).open()
    poll = council.open_poll()
    paper_ballots.hand_out(poll, council.meeting.seats.order_by("order").last(), by=council.secretary)
    polls.close_poll(poll, by=council.secretary)
    with pytest.raises(Forbidden, match="Thêm phiếu giấy"):
        polls.count_poll(council.poll, by=council.secretary)
    assert council.poll.status == PollStatus.CLOSED


def test_a_new_vote_keeps_nothing_of_the_old_marks():
    council = Council(members=5, lines=1).open(present=4)
    poll = council.open_poll()
    seats = list(council.meeting.seats.order_by("order"))
    council.vote(council.chair, YES)
    paper_ballots.hand_out(poll, seats[2], by=council.secretary)
    poll = polls.close_poll(poll, by=council.secretary)
    given = {"choices": {council.boxes()[0].pk: NO}, "received_on": STARTS_AT.date()}
    opinions.record(poll, seats[4], by=council.secretary, at=STARTS_AT, **given)
    again = polls.cancel_poll(poll, reason="Mất điện", by=council.chair)
    assert not poll.boxes.filter(opinions__isnull=False).exists()
    polls.open_poll(again, by=council.secretary)
    marks = BallotReceipt.objects.filter(box__poll=again)
    assert not marks.exclude(cast=False, on_paper=False, written=False, excluded=False).exists()
    assert found(*RULES) == []
    with pytest.raises(InvalidTransition):
        paper_ballots.hand_out(poll, seats[3], by=council.secretary)
