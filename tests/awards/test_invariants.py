"""Ballots and marks that do not balance are found, and no rule says what anybody chose."""

import pytest

from awards.models import BallotBox, BallotReceipt, PaperCount, Recusal
from awards.services import opinions, paper_ballots, polls
from awards.services.paper_ballots import PaperLine
from tests.awards.council import NO, STARTS_AT, YES, Council
from tests.invariants import found, spoil

pytestmark = pytest.mark.django_db
RULES = tuple(f"BAL-0{number}" for number in range(1, 8))


@pytest.fixture
def council():
    """Three members, two lines, everybody has voted; one no."""
    council = Council(members=3, lines=2).open()
    council.open_poll()
    for member in council.members:
        council.vote(member, YES, NO) if member is council.chair else council.vote(member, YES)
    return council


def closed(council) -> BallotBox:
    polls.close_poll(council.poll, by=council.secretary)
    return council.boxes()[0]


def counted(council) -> BallotBox:
    closed(council)
    polls.count_poll(council.poll, by=council.secretary)
    return council.boxes()[0]


def test_a_vote_finds_nothing_at_any_station(council):
    assert found(*RULES) == []
    closed(council)
    assert found(*RULES) == []
    polls.count_poll(council.poll, by=council.secretary)
    polls.publish_poll(council.poll, by=council.secretary)
    assert found(*RULES) == []


def test_a_ballot_without_its_mark_is_found_while_the_vote_is_open(council):
    box = council.boxes()[0]
    spoil(BallotReceipt.objects.filter(box=box).first(), cast=False)
    assert found(*RULES) == [("BAL-01", f"hòm phiếu số {box.pk}: số người đã bỏ phiếu khác số phiếu đã thu")]


def test_a_ballot_taken_out_or_exchanged_is_found(council):
    box = closed(council)
    spoil(box, choices=box.choices[:-1])
    assert found(*RULES) == [("BAL-02", f"hòm phiếu số {box.pk}: hai danh sách không bằng số phiếu đã thu")]
    spoil(box, choices=[*box.choices[:-1], NO])
    assert found(*RULES) == [("BAL-02", f"hòm phiếu số {box.pk}: hai danh sách không khớp mã kiểm tra")]


def test_a_box_that_was_never_split_is_found(council):
    box = closed(council)
    spoil(box, entries=[["ma", YES]])
    assert found(*RULES) == [("BAL-02", f"hòm phiếu số {box.pk}: đã đóng nhưng chưa tách danh sách")]


@pytest.mark.parametrize(
    "values, words",
    [
        ({"yes": 2}, "các số đếm không cộng bằng số phiếu đã thu"),
        ({"endorsed": False}, "kết luận không đúng với mức cần"),
    ],
)
def test_counts_and_verdicts_are_computed_again(council, values, words):
    box = counted(council)
    spoil(box, **values)
    assert found(*RULES) == [("BAL-03", f"hòm phiếu số {box.pk}: {words}")]


@pytest.fixture
def mixed():
    """Five members and one line: two by telephone, one on paper, one away who writes, one steps aside; closed."""
    council = Council(members=5, lines=1).open(present=4)
    seats = list(council.meeting.seats.order_by("order"))
    Recusal.objects.create(
        seat=seats[3], nomination=council.nominations[0], ground="DECLARED", reason="Người thân",
        entered_by=council.secretary,
    )  # fmt: skip
    poll = council.open_poll()
    council.vote(seats[0].user, YES)
    council.vote(seats[1].user, NO)
    paper_ballots.hand_out(poll, seats[2], by=council.secretary)
    poll, box = polls.close_poll(poll, by=council.secretary), council.boxes()[0]
    assert found(*RULES) == []
    paper_ballots.enter(poll, {box.pk: PaperLine(1, 0, 0, 0, 1)}, by=council.secretary)
    given = {"choices": {box.pk: YES}, "received_on": STARTS_AT.date(), "at": STARTS_AT}
    opinions.record(poll, seats[4], by=council.secretary, **given)
    return council


def test_a_vote_in_all_ways_finds_nothing_at_any_station(mixed):
    assert found(*RULES) == []
    polls.count_poll(mixed.poll, by=mixed.secretary)
    assert found(*RULES) == []
    polls.cancel_poll(mixed.poll, reason="Sai danh sách", by=mixed.chair)
    assert found(*RULES) == []


@pytest.mark.parametrize(
    "code, what, values, words",
    [
        ("BAL-02", "box", {"choices": [NO, YES]}, "hai danh sách không bằng số phiếu đã thu"),
        ("BAL-04", "paper", {"issued": 2}, "phiếu giấy giao ra, thu về và người nhận không khớp"),
        ("BAL-05", "mark", {"written": False}, "ý kiến bằng văn bản và dấu của thành viên không khớp"),
        ("BAL-06", "box", {"base": 4}, "mẫu số khác số thành viên được tính"),
        ("BAL-06", "box", {"recused_leave": True}, "mẫu số khác số thành viên được tính"),
    ],
)
def test_each_way_of_voting_is_held_against_the_marks(mixed, code, what, values, words):
    box = mixed.boxes()[0]
    rows = {"box": box, "paper": PaperCount.objects.get(), "mark": BallotReceipt.objects.get(written=True)}
    spoil(rows[what], **values)
    assert (code, f"hòm phiếu số {box.pk}: {words}") in found(*RULES)


def test_a_vote_opened_without_quorum_is_found(mixed):
    spoil(mixed.poll, present=3)
    words = f"nội dung bỏ phiếu số {mixed.poll.pk}: mở phiếu khi chưa đủ số thành viên có mặt"
    assert found("BAL-07") == [("BAL-07", words)]


def test_no_finding_holds_a_choice_or_a_name(council):
    box = closed(council)
    BallotBox.objects.filter(pk=box.pk).update(choices=[NO], receipts=["MA-BI-MAT"], entries=[["MA-BI-MAT", NO]])
    BallotReceipt.objects.filter(box=box).update(cast=False)
    words = str(found(*RULES))
    for secret in ("MA-BI-MAT", "YES", "NO", "Đồng ý", *(str(member) for member in council.members)):
        assert secret not in words
