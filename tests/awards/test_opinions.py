"""Signed opinions of absent members: counted with their name, and only of who voted in no other way (law.md 2.5)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from awards import phrases
from awards.models import BallotReceipt, WrittenOpinion
from awards.services import opinions, paper_ballots, polls
from campaigns.models import DatedSetting
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests.awards.council import ABSTAIN, NO, STARTS_AT, YES, Council
from tests.awards.test_ballot_pages import words

pytestmark = pytest.mark.django_db
DAY = STARTS_AT.date()


@pytest.fixture
def council() -> Council:
    """Six members of whom the last did not come, one open vote of two lines."""
    council = Council(members=6, lines=2).open(present=5)
    council.open_poll()
    return council


def absent(council: Council):
    return council.meeting.seats.get(present=False)


def give(council: Council, seat, *choices: str, by=None, day=DAY, at=STARTS_AT) -> None:
    given = dict(zip([box.pk for box in council.boxes()], choices, strict=False))
    opinions.record(council.poll, seat, choices=given, received_on=day, by=by or council.secretary, at=at)


def closed(council: Council):
    return polls.close_poll(council.poll, by=council.secretary, at=STARTS_AT)


def test_an_opinion_is_a_row_with_name_and_day_and_is_counted(council):
    council.vote(council.chair, YES)
    closed(council)
    give(council, absent(council), YES, ABSTAIN)
    rows = WrittenOpinion.objects.order_by("box").values_list("seat", "choice", "received_on")
    assert list(rows) == [(absent(council).pk, YES, DAY), (absent(council).pk, ABSTAIN, DAY)]
    polls.count_poll(council.poll, by=council.secretary)
    assert [(box.yes, box.no, box.abstain) for box in council.boxes()] == [(2, 0, 0), (1, 0, 1)]
    # The secret lists hold the secret votes alone.
    assert [box.choices for box in council.boxes()] == [[YES], [YES]]
    event = AuditEvent.objects.get(action="record_opinion")
    assert event.data == {"seat": absent(council).name, "received_on": DAY.isoformat()}


def test_it_comes_between_closing_and_counting_only(council):
    with pytest.raises(InvalidTransition, match="khi đã đóng phiếu"):
        give(council, absent(council), YES, YES)
    closed(council)
    polls.count_poll(council.poll, by=council.secretary)
    with pytest.raises(InvalidTransition, match="chưa kiểm phiếu"):
        give(council, absent(council), YES, YES)


def test_who_voted_in_another_way_or_sits_in_the_room_gives_none(council):
    seats = list(council.meeting.seats.order_by("order"))
    council.vote(seats[0].user, YES)
    paper_ballots.hand_out(council.poll, seats[1], by=council.secretary)
    closed(council)
    for seat, reason in [(seats[0], "đã bỏ phiếu"), (seats[1], "đã nhận phiếu giấy"), (seats[2], "có mặt")]:
        with pytest.raises(InvalidTransition, match=reason):
            give(council, seat, YES, YES)
    give(council, absent(council), NO, NO)
    with pytest.raises(InvalidTransition, match="Đã ghi ý kiến"):
        give(council, absent(council), YES, YES)
    assert BallotReceipt.objects.filter(written=True).count() == 2


@pytest.mark.parametrize(
    ("choices", "day", "reason"),
    [
        ((YES,), DAY, "từng dòng"),
        ((YES, "INVALID"), DAY, "từng dòng"),
        ((YES, YES), DAY + timedelta(days=1), "không thể sau hôm nay"),
    ],
)
def test_what_is_incomplete_or_of_tomorrow_is_refused(council, choices, day, reason):
    closed(council)
    with pytest.raises(InvalidTransition, match=reason):
        give(council, absent(council), *choices, day=day)
    with pytest.raises(Forbidden):
        give(council, absent(council), YES, YES, by=council.chair)
    assert not WrittenOpinion.objects.exists()


def test_where_the_council_does_not_count_them_they_are_refused_with_the_reason(council):
    DatedSetting.objects.create(
        campaign=council.campaign, code="y-kien", key="written_opinions", label="Ý kiến", value=False
    )
    closed(council)
    with pytest.raises(InvalidTransition, match="không được tính"):
        give(council, absent(council), YES, YES)


def test_a_line_the_absent_member_steps_aside_from_is_not_asked(council):
    first, second = council.boxes()
    BallotReceipt.objects.filter(box=first, seat=absent(council)).update(excluded=True)
    closed(council)
    with pytest.raises(InvalidTransition):
        give(council, absent(council), YES, YES)
    given = {"choices": {second.pk: NO}, "received_on": DAY, "by": council.secretary, "at": STARTS_AT}
    opinions.record(council.poll, absent(council), **given)
    assert WrittenOpinion.objects.get().box == second


def test_one_entered_wrongly_is_taken_out_before_the_counting(council):
    closed(council)
    give(council, absent(council), YES, YES)
    opinions.withdraw(council.poll, absent(council), by=council.secretary)
    assert not WrittenOpinion.objects.exists() and not BallotReceipt.objects.filter(written=True).exists()
    with pytest.raises(InvalidTransition, match="Không còn ý kiến"):
        opinions.withdraw(council.poll, absent(council), by=council.secretary)
    give(council, absent(council), NO, NO)


def test_the_page_takes_one_and_lists_it_with_its_name(council, client_of):
    closed(council)
    client, seat = client_of(council.secretary), absent(council)
    url = reverse("awards:poll_opinions", args=[council.poll.pk])
    assert seat.name in words(client.get(url))
    first, second = council.boxes()
    missing = client.post(url, {"thanh-vien": seat.pk, f"line-{first.pk}": YES, "received_on": ""})
    assert "Dòng 2 chưa chọn ý kiến." in words(missing)
    data = {"thanh-vien": seat.pk, f"line-{first.pk}": YES, f"line-{second.pk}": NO, "received_on": "01/06/2026"}
    page = words(client.post(url, data, follow=True))
    assert f"Đã ghi ý kiến bằng văn bản của {seat.name}." in page
    assert "Dòng 1: Đồng ý; Dòng 2: Không đồng ý" in page and "01/06/2026" in page
    assert client_of(council.chair).get(url).status_code == 403
    dropped = client.post(
        reverse("awards:poll_opinion_drop", args=[council.poll.pk]), {"thanh-vien": seat.pk}, follow=True
    )
    assert f"Đã bỏ ý kiến bằng văn bản của {seat.name}." in words(dropped)


def test_the_page_says_when_they_do_not_count(council, client_of):
    DatedSetting.objects.create(
        campaign=council.campaign, code="y-kien", key="written_opinions", label="Ý kiến", value=False
    )
    closed(council)
    page = client_of(council.secretary).get(reverse("awards:poll_opinions", args=[council.poll.pk]))
    assert phrases.OPINIONS_OFF in words(page)
