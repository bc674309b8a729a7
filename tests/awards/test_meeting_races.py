"""Two people at the same moment in a meeting: one opening, one pair of minutes, one change (real threads)."""

from functools import partial

import pytest

from awards.enums import MeetingStatus
from awards.models import CouncilMeeting, CouncilSeat, Minutes, Recusal
from awards.services import meetings, minutes, planning, recusals
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests.awards.council import STARTS_AT, Council
from tests.awards.test_ballot_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(results: list) -> list:
    """The honest refusals; anything else that went wrong fails the test."""
    wrong = [
        row for row in results if isinstance(row, Exception) and not isinstance(row, InvalidTransition | Forbidden)
    ]
    assert wrong == []
    return [row for row in results if isinstance(row, Exception)]


def copies(council: Council, count: int) -> list[CouncilMeeting]:
    return [CouncilMeeting.objects.get(pk=council.meeting.pk) for _ in range(count)]


def test_a_meeting_opened_twice_at_once_is_open_once_with_one_seat_for_each():
    council = Council(members=4, lines=1)
    opening = [partial(meetings.open_meeting, row, by=council.secretary, at=STARTS_AT) for row in copies(council, 3)]
    assert len(refusals(at_once(*opening))) == 2
    assert CouncilSeat.objects.count() == 4
    assert AuditEvent.objects.filter(action="open_meeting").count() == 1


def test_opening_and_calling_off_at_once_ends_in_one_of_the_two():
    council = Council(members=4, lines=1)
    one, two = copies(council, 2)
    results = at_once(
        partial(meetings.open_meeting, one, by=council.secretary, at=STARTS_AT),
        partial(planning.cancel, two, reason="Mưa bão", by=council.secretary),
    )
    assert len(refusals(results)) == 1
    council.meeting.refresh_from_db()
    found = (council.meeting.status, CouncilSeat.objects.count(), council.meeting.polls.count())
    assert found in [(MeetingStatus.OPEN, 4, 1), (MeetingStatus.CANCELLED, 0, 0)]


def test_two_changes_at_once_make_one_and_one_round_of_letters():
    council = Council(members=3, lines=1)
    before = OutboxMessage.objects.count()
    details = {"title": council.meeting.title, "starts_at": STARTS_AT, "guests": "", "version": 1}
    changing = [
        partial(planning.edit_meeting, row, place=f"Phòng {place}", **details, by=council.secretary)
        for place, row in enumerate(copies(council, 3))
    ]
    assert len(refusals(at_once(*changing))) == 2
    council.meeting.refresh_from_db()
    assert (council.meeting.version, council.meeting.invitation) == (2, 2)
    assert OutboxMessage.objects.count() == before + 3


def test_minutes_begun_twice_at_once_are_one():
    council = Council(members=3, lines=1).open()
    beginning = [partial(minutes.begin, row, by=council.secretary) for row in copies(council, 3)]
    assert len(refusals(at_once(*beginning))) == 2
    assert Minutes.objects.count() == AuditEvent.objects.filter(action="begin_minutes").count() == 1


def test_a_recusal_noted_while_the_vote_opens_is_in_the_marks_or_refused():
    council = Council(members=5, lines=1).open()
    poll, seat = council.poll, council.meeting.seats.order_by("order").last()
    at_once(
        council.open_poll,
        partial(
            recusals.note, poll, seat=seat, nomination=council.nominations[0], reason="Em ruột", by=council.secretary
        ),
    )
    assert seat.marks.get().excluded == Recusal.objects.exists()
