"""The ballot in the browser: its sentences, two steps, no partial result for anybody (ux 11, 12, (h) 11, (h) 12)."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.enums import Role
from awards import phrases
from awards.enums import PollStatus, RecusalGround
from awards.models import BallotReceipt, Poll, Recusal
from awards.services import meetings, polls
from core.models import FormKey
from tests import factories
from tests.awards.council import ABSTAIN, NO, STARTS_AT, YES, Council

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    """Five members, all present, one open vote of three lines."""
    council = Council(members=5, lines=3).open()
    council.open_poll()
    return council


def words(answer) -> str:
    """What a person reads, in one line."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", strip_tags(body))


def url(name: str, council: Council) -> str:
    return reverse(f"awards:{name}", args=[council.meeting.pk])


def form_of(council: Council, *choices: str) -> dict:
    pairs = {f"dong-{box.pk}": choice for box, choice in zip(council.boxes(), choices, strict=False)}
    return {"phieu": council.poll.pk, **pairs}


def test_the_ballot_shows_secrecy_rule_and_one_fieldset_per_line(council, client_of):
    answer = client_of(council.members[-1]).get(url("ballot", council))
    html, text = answer.content.decode(), words(answer)
    assert phrases.SECRECY in text
    assert "Đạt khi có quá nửa tổng số thành viên Hội đồng đồng ý: từ 3 trên 5 phiếu (chưa xác nhận)." in text
    assert "Phiên họp cần từ 4 trên 5 thành viên có mặt; khi mở phiếu có mặt 5." in text
    assert "Phiếu kín: xét tặng Giấy khen" in text and "nội dung 1" in text
    assert html.count("<fieldset") == 3 and html.count('type="radio"') == 9
    assert " checked" not in html and "hx-" not in html.split("<main")[1]


def test_two_steps_keep_the_choices_only_in_the_form(council, client_of):
    client = client_of(council.members[-1])
    review = client.post(url("ballot_review", council), form_of(council, YES, NO, ABSTAIN))
    assert "Xem lại trước khi bỏ phiếu" in words(review) and "Bỏ phiếu xong không sửa được." in words(review)
    hidden = re.findall(r'type="hidden" name="dong-(\d+)" value="(\w+)"', review.content.decode())
    assert hidden == [(str(box.pk), choice) for box, choice in zip(council.boxes(), (YES, NO, ABSTAIN), strict=True)]
    edited = client.post(url("ballot", council), form_of(council, YES, NO, ABSTAIN)).content.decode()
    assert re.findall(r'value="(\w+)" autocomplete="off" checked', edited) == [YES, NO, ABSTAIN]
    assert not BallotReceipt.objects.filter(cast=True).exists()
    done = client.post(url("ballot_cast", council), form_of(council, YES, NO, ABSTAIN))
    assert "Đồng chí đã bỏ phiếu xong" in words(done)
    assert re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", words(done))
    assert {box.turnout for box in council.boxes()} == {1}
    assert not FormKey.objects.exists()


def test_a_line_left_open_stops_at_the_review_and_keeps_the_others(council, client_of):
    answer = client_of(council.chair).post(url("ballot_review", council), form_of(council, YES, "", NO))
    assert answer.status_code == 422
    assert "Dòng 2 chưa chọn. Chọn “Không có ý kiến” nếu không biểu quyết." in words(answer)
    assert "<title>Lỗi: " in answer.content.decode()
    assert answer.content.decode().count(" checked") == 2


def test_a_replayed_post_counts_once_and_says_so(council, client_of):
    client = client_of(council.chair)
    first, second = (client.post(url("ballot_cast", council), form_of(council, *choices)) for choices in
                     [(YES, YES, YES), (NO, NO, NO)])  # fmt: skip
    assert (first.status_code, second.status_code) == (200, 409)
    assert "Đồng chí đã bỏ phiếu nội dung này." in words(second)
    assert {(box.turnout, box.entries[0][1]) for box in council.boxes()} == {(1, YES)}


def test_each_refusal_says_why(council, client_of):
    late = council.members[-1]
    council.meeting.seats.filter(user=late).update(present=False)
    assert "Thư ký chưa điểm danh đồng chí. Xin báo thư ký." in words(client_of(late).get(url("ballot", council)))
    council.vote(council.chair, YES)
    assert "Đồng chí đã bỏ phiếu nội dung này." in words(client_of(council.chair).get(url("ballot", council)))
    secretary_elsewhere = factories.make_user(Role.COUNCIL_SECRETARY)
    refused = client_of(secretary_elsewhere).get(url("ballot", council))
    assert refused.status_code == 403 and phrases.NOT_A_MEMBER in words(refused)
    assert (
        client_of(secretary_elsewhere).post(url("ballot_cast", council), form_of(council, YES, YES, YES)).status_code
        == 403
    )
    assert client_of(factories.make_user(Role.UNIT_OFFICER)).get(url("ballot", council)).status_code == 404
    polls.close_poll(council.poll, by=council.secretary, at=STARTS_AT.replace(hour=9, minute=50))
    late_client = client_of(late)
    assert "Phiếu đã đóng lúc 09:50." in words(late_client.get(url("ballot", council)))
    assert late_client.post(url("ballot_review", council), form_of(council, YES, YES, YES)).status_code == 409
    assert Client().get(url("ballot", council)).status_code == 302


def test_the_code_on_the_wall_is_asked_before_the_ballot(council, client_of):
    council.meeting.seats.filter(user=council.chair).update(in_room=False)
    client = client_of(council.chair)
    asked = client.get(url("ballot", council))
    assert (asked.status_code, asked["Location"]) == (302, url("room_code", council))
    posted = client.post(url("ballot_cast", council), form_of(council, YES, YES, YES))
    assert posted.status_code == 409 and phrases.ROOM_CODE_NEEDED in words(posted)
    assert f'href="{url("room_code", council)}"' in posted.content.decode()
    assert not BallotReceipt.objects.filter(cast=True).exists()


def test_a_line_the_member_steps_aside_from_says_why(council, client_of):
    first = council.boxes()[0]
    Recusal.objects.create(
        seat=council.meeting.seats.get(user=council.chair), nomination=first.nomination,
        ground=RecusalGround.DECLARED, reason="Người thân", entered_by=council.secretary,
    )  # fmt: skip
    BallotReceipt.objects.filter(box=first, seat__user=council.chair).update(excluded=True)
    answer = client_of(council.chair).get(url("ballot", council))
    assert "Đồng chí đã đề nghị không biểu quyết dòng này." in words(answer)
    assert answer.content.decode().count('type="radio"') == 6


def test_checking_tells_whether_the_ballot_arrived_and_nothing_else(council, client_of):
    client = client_of(council.chair)
    assert phrases.NOT_ARRIVED in words(client.get(url("ballot_done", council)))
    receipt = council.vote(council.chair, NO)
    answer = client.get(url("ballot_done", council))
    assert "Đồng chí đã bỏ phiếu xong" in words(answer)
    assert receipt not in answer.content.decode() and "Không đồng ý" not in answer.content.decode()


def test_a_ballot_for_another_meetings_vote_is_not_taken(council, client_of):
    other = Council(members=3, lines=3).open(present=8)
    other.open_poll()
    answer = client_of(council.chair).post(url("ballot_cast", council), form_of(other, YES, YES, YES))
    assert answer.status_code == 404
    foreign = {**form_of(other, YES, YES, YES), "phieu": council.poll.pk}
    assert client_of(council.chair).post(url("ballot_cast", council), foreign).status_code == 409
    assert not BallotReceipt.objects.filter(cast=True).exists()


def test_an_open_ballot_is_the_first_thing_a_member_sees(council, client_of):
    client = client_of(council.chair)
    assert f'href="{url("ballot", council)}"' in client.get(reverse("awards:my_meetings")).content.decode()
    council.vote(council.chair, YES)
    assert "Vào bỏ phiếu" not in words(client.get(reverse("awards:my_meetings")))


PAGES = ["my_meetings", "meeting_list", "meeting", "meeting_screen", "partial-meeting", "partial-meeting-screen"]
BALLOT_PAGES = ["ballot", "ballot_done"]


def pages_of(council: Council, client) -> list:
    here = [name for name in (*PAGES, *BALLOT_PAGES) if name not in ("my_meetings", "meeting_list")]
    addresses = [reverse("awards:my_meetings"), reverse("awards:meeting_list"), *[url(name, council) for name in here]]
    closing = [reverse(f"awards:{name}", args=[council.poll.pk]) for name in ("poll_close", "poll_cancel")]
    nominations = [reverse("awards:nomination", args=[n.pk]) for n in council.nominations]
    return [client.get(address) for address in (*addresses, *closing, *nominations)]


def masked(answer) -> str:
    """The page without what differs from one request to the next: keys, tokens, seconds left of the visit."""
    html = re.sub(r'(data-session-left=")\d+', r"\1", answer.content.decode())
    html = re.sub(r'(name="(csrfmiddlewaretoken|_khoa)" value=")[^"]+', r"\1", html)
    return re.sub(r'("X-CSRFToken": ")[^"]+', r"\1", html)


@pytest.mark.parametrize("closed", [False, True])
def test_no_page_of_any_role_depends_on_the_choices_before_the_counting(client_of, closed):
    """Same turnout, other choices: every page of every role is the same to the letter: no partial result."""
    council = Council(members=5, lines=3).open()
    people = [council.secretary, council.chair, council.members[-1]]
    people += [factories.make_user(role) for role in Role if role not in (Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY)]
    council.open_poll()
    voters, clients = council.members[:4], [client_of(person) for person in people]
    seen = []
    for choice in (YES, NO):
        for user in voters:
            council.vote(user, choice)
        if closed:
            polls.close_poll(council.poll, by=council.secretary, at=STARTS_AT)
        seen.append([masked(answer) for client in clients for answer in pages_of(council, client)])
        # Back to the open vote with empty boxes, as if nobody had chosen yet.
        council.poll.boxes.update(entries=[], receipts=[], choices=[], digest="", turnout=0)
        BallotReceipt.objects.update(cast=False)
        Poll.objects.update(status=PollStatus.OPEN)
    assert len(seen[0]) == len(people) * (len(PAGES) + len(BALLOT_PAGES) + 2 + 3)
    assert [pair for pair in zip(*seen, strict=True) if pair[0] != pair[1]] == []
    assert "Đã thu 4/5" in re.sub(r"<[^>]+>", "", seen[0][2])


def test_names_of_those_still_to_vote_are_the_secretarys_alone(council, client_of):
    council.vote(council.chair, YES)
    waiting = council.members[-1].full_name
    fragment = {user: words(client_of(user).get(url("partial-meeting", council))) for user in council.members[:3]}
    assert waiting in fragment[council.secretary]
    assert waiting not in fragment[council.chair] and waiting not in fragment[council.members[2]]
    assert waiting not in words(client_of(council.secretary).get(url("partial-meeting-screen", council)))
    assert all("Đã thu 1/5" in text for text in fragment.values())


def test_the_polled_pieces_drop_their_trigger_when_there_is_nothing_to_wait_for(council, client_of):
    client = client_of(council.secretary)
    assert "every 3s" in client.get(url("partial-meeting", council)).content.decode()
    polls.close_poll(council.poll, by=council.secretary)
    after = client.get(url("partial-meeting", council) + "?trang-thai=OPEN&noi-dung=1")
    assert "every 3s" not in after.content.decode() and "Phiếu đã đóng, tải lại trang" in words(after)
    assert "every 3s" in client.get(url("partial-meeting-screen", council)).content.decode()
    polls.count_poll(council.poll, by=council.secretary)
    polls.publish_poll(council.poll, by=council.secretary)
    meetings.close_meeting(council.meeting, by=council.secretary)
    assert "every 3s" not in client.get(url("partial-meeting-screen", council)).content.decode()


def test_the_whole_meeting_by_its_buttons(client_of):
    """One button per state; closing asks first; an old press is answered, not performed."""
    council = Council(members=5, lines=2)
    client, meeting = client_of(council.secretary), council.meeting.pk
    step = lambda name, pk, **data: client.post(reverse(f"awards:{name}", args=[pk]), data, follow=True)  # noqa: E731
    assert "Mở phiên họp" in words(client.get(url("meeting", council)))
    assert "Xin điểm danh" in words(step("open_meeting", meeting))
    page = words(client.get(url("meeting", council)))
    assert (
        "Có mặt 0/5, chưa đủ điều kiện họp (cần từ 4)" in page and "Chưa đủ 4 thành viên, chưa mở được phiếu." in page
    )
    seats = list(council.meeting.seats.values_list("pk", flat=True))
    assert "Có mặt 4/5, đủ điều kiện họp (cần từ 4)" in words(step("attendance", meeting, seat=seats[:4]))
    council.meeting.seats.update(in_room=True)
    poll = council.poll
    assert "Đóng bỏ phiếu" in words(step("poll_open", poll.pk))
    for seat in council.meeting.seats.filter(present=True)[:3]:
        council.vote(seat.user, YES)
    assert "Đã thu 3/4 phiếu. Còn 1 thành viên chưa bỏ. Vẫn đóng?" in words(
        client.get(reverse("awards:poll_close", args=[poll.pk]))
    )
    assert "Kiểm phiếu" in words(step("poll_close", poll.pk))
    assert "Phiếu đã đóng rồi." in words(step("poll_close", poll.pk))
    assert "Kết quả chưa công bố" in words(step("poll_count", poll.pk))
    member = client_of(council.members[-1])
    assert "3/5 phiếu đồng ý" not in words(member.get(url("meeting", council)))
    assert "3/5 phiếu đồng ý" not in words(client.get(url("meeting_screen", council)))
    step("poll_publish", poll.pk)
    verdict = "Đạt: 3/5 phiếu đồng ý (60%), mức cần quá nửa tổng số thành viên (chưa xác nhận)."
    for page in (member.get(url("meeting", council)), client.get(url("meeting_screen", council))):
        assert words(page).count(verdict) == 2
    assert "Đã kết thúc" in words(step("close_meeting", meeting))


def test_after_publishing_everybody_finds_the_receipt_and_can_count_again(council, client_of):
    receipts = [council.vote(user, choice) for user, choice in zip(council.members, (YES, NO, YES), strict=False)]
    page = lambda: words(client_of(council.members[-1]).get(url("meeting", council)))  # noqa: E731
    polls.close_poll(council.poll, by=council.secretary)
    polls.count_poll(council.poll, by=council.secretary)
    assert not [receipt for receipt in receipts if receipt in page()]
    polls.publish_poll(council.poll, by=council.secretary)
    text, digest = page(), polls.digest(sorted(receipts), [NO, YES, YES])
    assert text.count(", ".join(sorted(receipts))) == 3
    assert text.count(digest) == 3 and text.count("Không đồng ý, Đồng ý, Đồng ý") == 3


def test_the_chair_cancels_with_a_reason_on_a_page(council, client_of):
    address = reverse("awards:poll_cancel", args=[council.poll.pk])
    assert client_of(council.secretary).get(address).status_code == 403
    chair = client_of(council.chair)
    assert "Lý do hủy" in words(chair.get(address))
    assert chair.post(address, {"reason": " "}).status_code == 200
    assert council.poll.status == PollStatus.OPEN
    assert "Bỏ phiếu lại ở nội dung 2" in words(chair.post(address, {"reason": "Mất điện"}, follow=True))


def test_planning_by_the_form(client_of):
    council = Council(members=3, lines=2)
    meetings.drop_poll(council.poll, by=council.secretary)
    client = client_of(council.secretary)
    data = {"title": "Phiên họp bổ sung", "place": "Hội trường", "day": "28/12/2026", "hour": "14:30"}
    missing = client.post(reverse("awards:meeting_create"), data)
    assert missing.status_code == 200 and "Cần sửa 1 chỗ" in words(missing)
    chosen = [nomination.pk for nomination in council.nominations]
    page = client.post(reverse("awards:meeting_create"), {**data, "nominations": chosen}, follow=True)
    assert "Phiên họp bổ sung" in words(page) and "14:30 ngày 28/12/2026" in words(page)
    assert "2 đề nghị" in words(page)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_a_constant_number_of_queries(client_of, django_assert_num_queries, count):
    council = Council(members=3, lines=1)
    for number in range(count - 1):
        type(council.meeting).objects.create(
            campaign=council.campaign, title=f"Họp {number}", place="Phòng họp", starts_at=STARTS_AT
        )
    client = client_of(council.secretary)
    with django_assert_num_queries(QUERIES["my_meetings"]):
        client.get(reverse("awards:my_meetings"))
    with django_assert_num_queries(QUERIES["meeting_list"]):
        client.get(reverse("awards:meeting_list"))


QUERIES = {"my_meetings": 6, "meeting_list": 6}
