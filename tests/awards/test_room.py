"""The code on the wall: asked before the ballot, guessed by nobody, shown on the wall alone (ux 1, 11)."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.enums import Role
from awards import phrases
from awards.permissions.meeting import entered_room
from awards.services import meetings, room
from core.models import AuditEvent, FormKey
from core.squares import square
from core.verdict import Forbidden
from tests import factories
from tests.awards.council import STARTS_AT, Council

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    """An open meeting in which nobody has typed the code."""
    cache.clear()
    council = Council(members=3, lines=1).open()
    council.meeting.seats.update(in_room=False)
    council.meeting.refresh_from_db()
    return council


def seat_of(council: Council, user):
    return council.meeting.seats.get(user=user)


def test_opening_makes_six_digits_and_they_are_asked_once(council):
    assert len(council.meeting.room_code) == 6 and council.meeting.room_code.isdigit()
    seat = seat_of(council, council.chair)
    assert entered_room(seat).reason == phrases.ROOM_CODE_NEEDED
    before = AuditEvent.objects.count()
    code = council.meeting.room_code
    assert not room.enter(seat, "") and not room.enter(seat, f"{(int(code) + 1) % 10**6:06d}")
    assert room.enter(seat, f"{code[:3]} {code[3:]}")
    assert entered_room(seat_of(council, council.chair))
    assert entered_room(None).reason == phrases.NOT_A_MEMBER
    assert AuditEvent.objects.count() == before and not FormKey.objects.exists()


def test_another_code_lets_in_who_was_in_and_stands_in_no_log(council):
    room.enter(seat_of(council, council.chair), council.meeting.room_code)
    old = council.meeting.room_code
    new = room.change_code(council.meeting, by=council.secretary).room_code
    assert new != old and seat_of(council, council.chair).in_room
    assert not room.enter(seat_of(council, council.members[2]), old)
    assert not [event for event in AuditEvent.objects.all() if new in str(event.data) + str(event.changes)]
    with pytest.raises(Forbidden):
        room.change_code(council.meeting, by=council.chair)


def test_a_closed_meeting_takes_no_code(council):
    meetings.drop_poll(council.poll, by=council.secretary)
    meetings.close_meeting(council.meeting, by=council.secretary, at=STARTS_AT)
    assert not room.enter(seat_of(council, council.chair), council.meeting.room_code)


def test_a_meeting_from_before_there_were_codes_asks_for_none(council):
    type(council.meeting).objects.update(room_code="")
    council.meeting.refresh_from_db()
    assert entered_room(seat_of(council, council.chair))


def test_five_wrong_tries_wait_also_with_the_right_code(council, client_of):
    address = reverse("awards:room_code", args=[council.meeting.pk])
    client, code = client_of(council.chair), council.meeting.room_code
    page = client.get(address).content.decode()
    assert 'autocomplete="one-time-code"' in page and 'inputmode="numeric"' in page
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert [client.post(address, {"code": wrong}).status_code for _ in range(5)] == [422] * 5
    answer = client.post(address, {"code": code})
    assert answer.status_code == 429 and phrases.ROOM_CODE_WAIT in answer.content.decode()
    assert not seat_of(council, council.chair).in_room
    # Another member is not kept waiting.
    other = client_of(council.members[2]).post(address, {"code": code})
    assert other.status_code == 302 and other["Location"] == reverse("awards:ballot", args=[council.meeting.pk])
    assert seat_of(council, council.members[2]).in_room
    assert client_of(factories.make_user(Role.COUNCIL_SECRETARY)).get(address).status_code == 403
    assert client_of(factories.make_user(Role.UNIT_OFFICER)).get(address).status_code == 404


def test_the_code_stands_on_the_wall_the_secretary_opens_and_nowhere_else(council, client_of):
    code = council.meeting.room_code
    pages = ["meeting_screen", "partial-meeting-screen", "meeting", "partial-meeting"]
    shown = {
        (name, who): code in client_of(user).get(reverse(f"awards:{name}", args=[council.meeting.pk])).content.decode()
        for name in pages
        for who, user in zip(("chair", "secretary", "member"), council.members, strict=True)
    }
    assert {cell for cell, there in shown.items() if there} == {
        ("meeting_screen", "secretary"),
        ("partial-meeting-screen", "secretary"),
    }


def test_the_square_on_the_wall_leads_to_the_ballot_without_the_code(council, client_of, settings):
    wall = client_of(council.secretary).get(reverse("awards:meeting_screen", args=[council.meeting.pk]))
    expected = square(settings.SITE_URL + reverse("awards:ballot", args=[council.meeting.pk]))
    assert expected.path in wall.content.decode()
