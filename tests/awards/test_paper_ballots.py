"""Paper ballots beside the electronic ones: one way for each member, counts that balance, no count by option kept."""

import json

import pytest
from django.urls import reverse

from accounts.enums import Role
from awards import phrases
from awards.enums import INVALID
from awards.models import BallotReceipt, CouncilSeat, PaperCount
from awards.services import paper_ballots, polls
from awards.services.casting import BallotRefused
from awards.services.paper_ballots import PaperLine
from core.models import AuditEvent, FormKey
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories
from tests.awards.council import NO, YES, Council
from tests.awards.test_ballot_pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    """Five members, four in the room, one open vote of two lines."""
    council = Council(members=5, lines=2).open(present=4)
    council.open_poll()
    return council


def seat_of(council: Council, user) -> CouncilSeat:
    return council.meeting.seats.get(user=user)


def present(council: Council) -> list:
    """Who is in the room, chair and secretary first; the others by name."""
    return [seat.user for seat in council.meeting.seats.filter(present=True).order_by("order")]


def hand(council: Council, user) -> None:
    paper_ballots.hand_out(council.poll, seat_of(council, user), by=council.secretary)


def one(**kinds) -> PaperLine:
    """What was found on a line: returned is the sum."""
    kinds = {"yes": 0, "no": 0, "abstain": 0, "invalid": 0} | kinds
    return PaperLine(returned=sum(kinds.values()), **kinds)


def closed(council: Council):
    return polls.close_poll(council.poll, by=council.secretary)


def test_a_member_with_paper_votes_no_more_by_telephone_until_it_is_taken_back(council):
    hand(council, council.chair)
    with pytest.raises(BallotRefused, match="Đồng chí đã nhận phiếu giấy"):
        council.vote(council.chair, YES)
    paper_ballots.take_back(council.poll, seat_of(council, council.chair), by=council.secretary)
    council.vote(council.chair, YES)
    with pytest.raises(InvalidTransition, match="không giữ phiếu giấy"):
        paper_ballots.take_back(council.poll, seat_of(council, council.chair), by=council.secretary)
    log = AuditEvent.objects.filter(action__contains="paper").order_by("pk").values_list("action", "data")
    told = {"seat": seat_of(council, council.chair).name}
    assert list(log) == [("hand_out_paper", told), ("take_back_paper", told)]


def test_paper_is_refused_with_the_reason(council):
    chair, secretary, third, fourth = present(council)
    council.vote(third, YES)
    BallotReceipt.objects.filter(seat__user=fourth).update(excluded=True)
    hand(council, chair)
    for user, reason in [
        (third, "đã bỏ phiếu"), (fourth, "không biểu quyết"), (chair, "đã nhận phiếu giấy"),
        (council.meeting.seats.get(present=False).user, "chưa được điểm danh"),
    ]:  # fmt: skip
        with pytest.raises(InvalidTransition, match=reason):
            hand(council, user)
    with pytest.raises(Forbidden):
        paper_ballots.hand_out(council.poll, seat_of(council, secretary), by=chair)
    closed(council)
    with pytest.raises(InvalidTransition, match="trong lúc đang bỏ phiếu"):
        hand(council, secretary)
    assert BallotReceipt.objects.filter(on_paper=True).count() == 2


def test_a_member_of_another_meeting_gets_no_paper(council):
    other = Council(members=3, lines=1).open(present=8)
    with pytest.raises(InvalidTransition):
        paper_ballots.hand_out(council.poll, other.meeting.seats.first(), by=council.secretary)


def test_counts_join_the_unlinked_choices_and_only_issued_and_returned_stay(council):
    council.vote(present(council)[2], YES, NO)
    hand(council, council.chair)
    hand(council, council.secretary)
    poll = closed(council)
    first, second = council.boxes()
    lines = {first.pk: one(no=1, invalid=1), second.pk: one(abstain=1)}
    paper_ballots.enter(poll, lines, by=council.secretary)
    first, second = council.boxes()
    assert (first.choices, len(first.receipts), first.turnout) == (sorted([INVALID, NO, YES]), 1, 1)
    assert second.choices == sorted(["ABSTAIN", NO])
    assert first.digest == polls.digest(first.receipts, first.choices)
    assert list(PaperCount.objects.order_by("box").values_list("issued", "returned")) == [(2, 2), (2, 1)]
    assert {field.name for field in PaperCount._meta.fields} == {
        "id", "box", "issued", "returned", "entered_by", "entered_at",
    }  # fmt: skip
    event = AuditEvent.objects.get(action="enter_paper")
    assert event.data == {"issued": 4, "returned": 3}
    with pytest.raises(InvalidTransition, match="đã nhập rồi"):
        paper_ballots.enter(poll, lines, by=council.secretary)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (one(yes=2), "thu về 2 phiếu, nhiều hơn 1 phiếu đã giao"),
        (PaperLine(returned=1, yes=0, no=0, abstain=0, invalid=0), "thu về 1 phiếu nhưng các loại cộng lại là 0"),
        (PaperLine(returned=0, yes=1, no=0, abstain=0, invalid=0), "thu về 0 phiếu nhưng các loại cộng lại là 1"),
    ],
)
def test_what_does_not_balance_changes_nothing(council, line, reason):
    hand(council, council.chair)
    poll = closed(council)
    first, second = council.boxes()
    with pytest.raises(InvalidTransition, match=f"Dòng 2: {reason}"):
        paper_ballots.enter(poll, {first.pk: one(yes=1), second.pk: line}, by=council.secretary)
    with pytest.raises(InvalidTransition, match="không khớp với phiếu giấy đã giao"):
        paper_ballots.enter(poll, {first.pk: one(yes=1)}, by=council.secretary)
    with pytest.raises(Forbidden):
        paper_ballots.enter(poll, {first.pk: one(yes=1), second.pk: one(yes=1)}, by=council.chair)
    assert not PaperCount.objects.exists() and council.boxes()[0].choices == []


def fields(council: Council, *lines: PaperLine) -> dict:
    pairs = zip(council.boxes(), lines, strict=True)
    return {
        f"{part}-{box.pk}": getattr(line, part)
        for box, line in pairs
        for part in ("returned", "yes", "no", "abstain", "invalid")
    }


def test_two_tellers_type_apart_and_the_page_repeats_before_writing(council, client_of):
    hand(council, council.chair)
    closed(council)
    client = client_of(council.secretary)
    url = reverse("awards:poll_paper_count", args=[council.poll.pk])
    data = fields(council, one(yes=1), one(no=1))
    assert "Chỉ có 1 phiếu giấy" in words(client.get(url))
    second = client.post(url, data | {"buoc": "mot"})
    assert "Bước 2 trên 3" in words(second)
    # The second teller sees nothing of what the first one typed.
    assert not [value for value in second.context["form"] or [] if value.value()]
    seal = second.context["seal"]
    differs = client.post(url, fields(council, one(no=1), one(yes=1)) | {"buoc": "hai", "lan-mot": seal})
    assert differs.status_code == 422 and phrases.PAPER_DIFFERS in words(differs)
    repeated = client.post(url, data | {"buoc": "hai", "lan-mot": seal})
    assert "hai lần kiểm giống nhau" in words(repeated) and not PaperCount.objects.exists()
    forged = client.post(url, fields(council, one(no=1), one(no=1)) | {"buoc": "ghi", "lan-mot": seal})
    assert forged.status_code == 422
    for answer in (second, differs, repeated):
        assert "no-store" in answer["Cache-Control"]
    done = client.post(url, data | {"buoc": "ghi", "lan-mot": seal, "_khoa": "khoa-mot"}, follow=True)
    assert "Đã thêm phiếu giấy vào hòm phiếu." in words(done)
    assert PaperCount.objects.count() == 2
    kept = json.dumps([*FormKey.objects.values(), *AuditEvent.objects.values()], default=str)
    assert f"yes-{council.boxes()[0].pk}" not in kept and '"YES"' not in kept


def test_a_wrong_count_is_named_at_its_field(council, client_of):
    hand(council, council.chair)
    closed(council)
    url = reverse("awards:poll_paper_count", args=[council.poll.pk])
    wrong = PaperLine(returned=1, yes=1, no=1, abstain=0, invalid=0)
    answer = client_of(council.secretary).post(url, fields(council, wrong, one(yes=1)) | {"buoc": "mot"})
    assert answer.status_code == 422
    assert "Dòng 1: thu về 1 phiếu nhưng các loại cộng lại là 2." in words(answer)
    assert "<title>Lỗi: " in answer.content.decode()


def test_the_page_of_paper_hands_out_and_takes_back(council, client_of):
    client, poll = client_of(council.secretary), council.poll
    page = reverse("awards:poll_paper", args=[poll.pk])
    assert "Chưa giao phiếu giấy nào." in words(client.get(page))
    data = {"thanh-vien": seat_of(council, council.chair).pk}
    given = client.post(reverse("awards:poll_paper_give", args=[poll.pk]), data, follow=True)
    assert "Đã giao 1 phiếu giấy." in words(given) and "Chỉ có 1 phiếu giấy" in words(given)
    telephone = client_of(council.chair).get(reverse("awards:ballot", args=[council.meeting.pk]))
    assert phrases.ON_PAPER in words(telephone) and "<fieldset" not in telephone.content.decode()
    closing = words(client.get(reverse("awards:poll_close", args=[poll.pk])))
    assert "Đã thu 0/3 phiếu." in closing and "Đã giao 1 phiếu giấy" in closing
    taken = client.post(reverse("awards:poll_paper_take", args=[poll.pk]), data, follow=True)
    assert "Đã thu lại phiếu giấy" in words(taken)
    assert client_of(council.chair).get(page).status_code == 403
    assert client_of(factories.make_user(Role.UNIT_OFFICER)).get(page).status_code == 404


@pytest.mark.parametrize("members", [3, 6])
def test_the_pages_take_a_constant_number_of_queries(client_of, django_assert_num_queries, members):
    council = Council(members=members, lines=2).open()
    council.open_poll()
    hand(council, council.chair)
    client = client_of(council.secretary)
    with django_assert_num_queries(QUERIES["paper"]):
        client.get(reverse("awards:poll_paper", args=[council.poll.pk]))
    closed(council)
    meetings_page = reverse("awards:poll_opinions", args=[council.poll.pk])
    with django_assert_num_queries(QUERIES["opinions"]):
        client.get(meetings_page)


QUERIES = {"paper": 8, "opinions": 9}
