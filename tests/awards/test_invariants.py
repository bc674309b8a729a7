"""Ballots and marks that do not balance are found, and no rule says what anybody chose."""

import pytest

from awards.models import BallotBox, BallotReceipt
from awards.services import polls
from tests.awards.council import NO, YES, Council
from tests.invariants import found, spoil

pytestmark = pytest.mark.django_db
RULES = ("BAL-01", "BAL-02", "BAL-03")


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


def test_no_finding_holds_a_choice_or_a_name(council):
    box = closed(council)
    BallotBox.objects.filter(pk=box.pk).update(choices=[NO], receipts=["MA-BI-MAT"], entries=[["MA-BI-MAT", NO]])
    BallotReceipt.objects.filter(box=box).update(cast=False)
    words = str(found(*RULES))
    for secret in ("MA-BI-MAT", "YES", "NO", "Đồng ý", *(str(member) for member in council.members)):
        assert secret not in words
