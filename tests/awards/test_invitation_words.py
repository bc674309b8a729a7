"""The invitation in the office's words, and the meetings in a member's own calendar."""

import pytest
from icalendar import Calendar

from accounts import calendar_feed
from accounts.enums import Role
from accounts.models import User
from awards import ics
from awards.services import invitations, planning
from campaigns import letter_desk
from core import letter_texts
from core.models import OutboxMessage
from tests import factories
from tests.awards.council import STARTS_AT, Council

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(db):
    return Council(members=3, lines=1)


def meetings_of(user):
    user = User.objects.get(pk=user.pk)
    found = Calendar.from_ical(calendar_feed.written(user, now=STARTS_AT)).walk("VEVENT")
    return [event for event in found if "location" in event]


def test_an_invitation_is_written_in_the_changed_words(council):
    default = letter_texts.text_of("council-invitation")
    text = "Kính mời {chuc_danh} dự họp lúc {gio} ngày {ngay} tại {dia_diem}: {noi_dung}. Xem tại:"
    by = factories.make_user(Role.REVIEWER)
    letter_desk.change(default, subject="Giấy mời họp {ngay}", text=text, seen=None, by=by)
    OutboxMessage.objects.all().delete()

    invitations.invite(council.meeting)

    member = council.members[0]
    message = OutboxMessage.objects.get(recipient_id=member.pk)
    values = invitations.values_of(council.meeting)
    assert message.subject == f"Giấy mời họp {values['ngay']}"
    assert message.text == (
        f"Kính mời {member.title or member.full_name} dự họp lúc {values['gio']} ngày {values['ngay']} tại "
        f"{values['dia_diem']}: {values['noi_dung']}. Xem tại:"
    )


def test_a_members_calendar_holds_the_same_entry_as_the_file(council):
    (entry,) = meetings_of(council.members[0])
    (from_file,) = Calendar.from_ical(ics.calendar_of(council.meeting, now=STARTS_AT)).walk("VEVENT")
    assert entry.to_ical() == from_file.to_ical()
    planning.postpone(council.meeting, reason="Mưa bão", by=council.secretary)
    (later,) = meetings_of(council.members[0])
    assert (later["uid"], later["status"]) == (entry["uid"], "TENTATIVE")


def test_whoever_left_the_council_or_never_was_in_it_reads_no_meeting(council):
    member = council.members[0]
    member.memberships.all().delete()
    assert meetings_of(member) == []
    assert meetings_of(factories.make_user(Role.REVIEWER)) == []
