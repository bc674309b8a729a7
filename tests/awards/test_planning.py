"""Changing, putting off and calling off a planned meeting; order of the agenda; letters, calendar file (ux 11, f)."""

import re
from datetime import UTC

import icalendar
import pytest
from django.core import mail
from django.urls import reverse

from accounts.enums import Role
from awards import ics
from awards.enums import MeetingStatus, NominationStatus, PollStatus
from awards.models import CouncilMeeting
from awards.services import invitations, meetings, planning
from core import outbox
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories
from tests.awards.council import STARTS_AT, Council, make_nominations

pytestmark = pytest.mark.django_db
LATER = STARTS_AT.replace(day=28, hour=14)


@pytest.fixture
def council() -> Council:
    return Council(members=3, lines=1)


def change(council: Council, **values) -> CouncilMeeting:
    found = CouncilMeeting.objects.get(pk=council.meeting.pk)
    wanted = {"title": found.title, "place": found.place, "starts_at": found.starts_at, "guests": found.guests}
    version = values.pop("version", found.version)
    return planning.edit_meeting(found, **wanted | values, version=version, by=council.secretary)


def letters(kind: str = invitations.INVITATION) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind).order_by("pk"))


@pytest.mark.plan("R6")
def test_another_date_invites_anew_and_the_waiting_letter_is_not_sent(council):
    first = letters()
    changed = change(council, starts_at=LATER, place="Hội trường lớn")
    second = letters()[len(first) :]
    assert (changed.version, changed.invitation) == (2, 2)
    assert {letter.email for letter in second} == {user.email for user in council.members}
    assert second[0].subject == "Thay đổi lịch họp Hội đồng Thi đua – Khen thưởng: 14:00 Thứ Hai, 28/12/2026"
    assert "nay vào lúc 14:00 Thứ Hai, 28/12/2026 tại Hội trường lớn" in second[0].text
    assert [outbox.deliver(letter.pk) for letter in (first[0], second[0])] == ["SKIPPED", "SENT"]
    event = AuditEvent.objects.get(action="edit_meeting")
    assert event.changes == {
        "place": ["Phòng họp tầng 2", "Hội trường lớn"],
        "starts_at": ["08:00 ngày 25/12/2026", "14:00 ngày 28/12/2026"],
    }


def test_guests_and_saving_without_a_change_write_no_letter(council):
    first = letters()
    assert change(council).version == 1
    changed = change(council, guests="Bà Lê Thị Hoa, Phó Chủ tịch Ủy ban MTTQ phường")
    assert (changed.version, changed.invitation) == (2, 1)
    assert letters() == first
    assert outbox.deliver(first[0].pk) == "SENT"


def test_who_opened_the_form_before_a_change_overwrites_nothing(council):
    change(council, place="Hội trường lớn")
    with pytest.raises(InvalidTransition, match="Người khác vừa xử lý"):
        change(council, place="Phòng 3", version=1)
    assert CouncilMeeting.objects.get().place == "Hội trường lớn"


def test_a_meeting_that_has_begun_is_not_changed(council):
    council.open()
    with pytest.raises(Forbidden, match="không còn ở bước chuẩn bị"):
        change(council, place="Phòng 3")


def test_put_off_and_planned_again(council):
    off = planning.postpone(council.meeting, reason="Đoàn kiểm tra thành phố.", by=council.secretary)
    assert (off.status, off.status_reason) == (MeetingStatus.POSTPONED, "Đoàn kiểm tra thành phố.")
    told = letters(invitations.PUT_OFF)
    assert {letter.email for letter in told} == {user.email for user in council.members}
    assert told[0].subject == "Hoãn phiên họp Hội đồng Thi đua – Khen thưởng ngày 25/12/2026"
    assert "tạm hoãn. Lý do: Đoàn kiểm tra thành phố. Thời gian họp lại báo sau." in told[0].text
    assert outbox.deliver(told[0].pk) == "SENT"

    again = planning.plan_again(off, place="Hội trường lớn", starts_at=LATER, by=council.secretary)
    assert (again.status, again.status_reason, again.invitation) == (MeetingStatus.PLANNED, "", 3)
    assert outbox.deliver(told[1].pk) == "SKIPPED"
    assert outbox.deliver(letters()[-1].pk) == "SENT"
    assert council.poll.status == PollStatus.PREPARED
    council.open()


def test_calling_off_gives_the_nominations_back(council):
    with pytest.raises(InvalidTransition, match="Chưa nhập lý do"):
        planning.cancel(council.meeting, reason=" ", by=council.secretary)
    off = planning.cancel(council.meeting, reason="Nhập vào phiên tháng 1", by=council.secretary)
    assert (off.status, off.polls.count()) == (MeetingStatus.CANCELLED, 0)
    council.nominations[0].refresh_from_db()
    assert council.nominations[0].status == NominationStatus.READY
    assert "không tổ chức nữa. Lý do: Nhập vào phiên tháng 1. Mở tệp lịch" in letters(invitations.PUT_OFF)[0].text
    with pytest.raises(Forbidden, match="Phiên họp đã hủy."):
        meetings.add_to_agenda(off, council.nominations, by=council.secretary)


def three_items(council: Council) -> list:
    for code in ("co", "bang-khen"):
        form = factories.make_award_form(council.campaign, code=code, legal_name=f"Hình thức {code}")
        meetings.add_to_agenda(
            council.meeting, make_nominations(1, by=council.secretary, form=form), by=council.secretary
        )
    return list(council.meeting.polls.order_by("number"))


def numbers(council: Council) -> list[str]:
    return [row.title for row in council.meeting.polls.order_by("number")]


def test_items_change_places_and_opened_ones_keep_their_number(council):
    one, two, three = three_items(council)
    meetings.move_poll(three, up=True, by=council.secretary)
    assert numbers(council) == [one.title, three.title, two.title]
    with pytest.raises(InvalidTransition, match="đầu hoặc cuối"):
        meetings.move_poll(one, up=True, by=council.secretary)
    council.open()
    type(one).objects.filter(pk=three.pk).update(status=PollStatus.PUBLISHED)
    moved = meetings.move_poll(two, up=True, by=council.secretary)
    assert moved.number == 1
    assert numbers(council) == [two.title, three.title, one.title]
    with pytest.raises(InvalidTransition, match="chưa mở bỏ phiếu"):
        meetings.move_poll(three, up=True, by=council.secretary)
    assert AuditEvent.objects.filter(action="move_poll").count() == 2


def test_the_calendar_file_is_one_entry_that_follows_the_meeting(council, client_of):
    meetings.add_to_agenda(
        council.meeting, make_nominations(1, by=council.secretary, form=council.form), by=council.secretary
    )
    change(council, title="Phiên họp xét khen thưởng phong trào thi đua đổi mới sáng tạo; năm 2026, phường Lê Chân")
    answer = client_of(council.members[-1]).get(reverse("awards:meeting_calendar", args=[council.meeting.pk]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert answer["Content-Disposition"] == f'attachment; filename="phien-hop-{council.meeting.pk}.ics"'
    lines = answer.content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR" and all(len(line) <= 75 for line in lines)
    assert b"METHOD:PUBLISH" in lines and rb"\; n" in answer.content
    people = [user.full_name for user in council.members] + [user.email for user in council.members]
    assert not [name for name in people if name in answer.content.decode()]

    (entry,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert entry["SUMMARY"] == CouncilMeeting.objects.get().title
    assert entry["DTSTART"].dt == STARTS_AT.astimezone(UTC)
    assert (entry["SEQUENCE"], entry["STATUS"], entry["LOCATION"]) == (1, "CONFIRMED", "Phòng họp tầng 2")
    assert entry["URL"].endswith(reverse("awards:meeting", args=[council.meeting.pk]))
    off = planning.postpone(council.meeting, reason="Mưa bão", by=council.secretary)
    (later,) = icalendar.Calendar.from_ical(ics.calendar_of(off, now=STARTS_AT)).walk("VEVENT")
    assert (later["UID"], later["SEQUENCE"], later["STATUS"]) == (entry["UID"], 2, "TENTATIVE")
    assert "Tạm hoãn: Mưa bão" in later["DESCRIPTION"]


def sent_calendar(message: OutboxMessage) -> tuple[str, icalendar.Calendar, icalendar.Event]:
    """Type, calendar and entry that went with the letter."""
    assert outbox.deliver(message.pk) == "SENT"
    ((name, content, media_type),) = mail.outbox[-1].attachments
    assert name == f"phien-hop-{message.context['meeting']}.ics"
    assert "text/calendar" in mail.outbox[-1].message().as_string()
    calendar = icalendar.Calendar.from_ical(content)
    return media_type, calendar, calendar.walk("VEVENT")[0]


@pytest.mark.plan("R6")
def test_the_calendar_file_goes_with_each_letter_and_the_phone_follows(council):
    media_type, calendar, first = sent_calendar(letters()[0])
    assert (media_type, calendar["METHOD"]) == ("text/calendar; charset=utf-8; method=PUBLISH", "PUBLISH")
    assert (first["STATUS"], first["SEQUENCE"]) == ("CONFIRMED", 0)
    people = [user.full_name for user in council.members] + [user.email for user in council.members]
    assert not [name for name in people if name in calendar.to_ical().decode()]

    change(council, starts_at=LATER)
    _, _, moved = sent_calendar(letters()[-1])
    assert (moved["UID"], moved["SEQUENCE"], moved["DTSTART"].dt) == (first["UID"], 1, LATER.astimezone(UTC))
    planning.postpone(CouncilMeeting.objects.get(), reason="Mưa bão", by=council.secretary)
    _, calendar, put_off = sent_calendar(letters(invitations.PUT_OFF)[-1])
    assert (calendar["METHOD"], put_off["STATUS"], put_off["SEQUENCE"]) == ("PUBLISH", "TENTATIVE", 2)
    assert put_off["SUMMARY"] == "Tạm hoãn: Phiên họp năm 2026"
    planning.cancel(CouncilMeeting.objects.get(), reason="Không đủ hồ sơ", by=council.secretary)
    media_type, calendar, off = sent_calendar(letters(invitations.PUT_OFF)[-1])
    assert (media_type, calendar["METHOD"]) == ("text/calendar; charset=utf-8; method=CANCEL", "CANCEL")
    assert (off["UID"], off["STATUS"], off["SEQUENCE"]) == (first["UID"], "CANCELLED", 3)
    assert off["ORGANIZER"] == first["ORGANIZER"]


def page(client, name: str, pk: int, **data):
    address = reverse(f"awards:{name}", args=[pk])
    return client.post(address, data) if data else client.get(address)


def test_the_form_keeps_both_texts_when_somebody_was_faster(council, client_of):
    client = client_of(council.secretary)
    shown = page(client, "meeting_edit", council.meeting.pk).content.decode()
    version = re.search(r'name="version" value="(\d+)"', shown).group(1)
    change(council, place="Hội trường lớn")
    mine = {"title": "Phiên họp", "place": "Phòng 3", "day": "25/12/2026", "hour": "08:00", "version": version}
    answer = page(client, "meeting_edit", council.meeting.pk, **mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "vừa được người khác sửa" in text and "Hội trường lớn" in text and 'value="Phòng 3"' in text
    version = re.search(r'name="version" value="(\d+)"', text).group(1)
    assert page(client, "meeting_edit", council.meeting.pk, **mine | {"version": version}).status_code == 302
    assert CouncilMeeting.objects.get().place == "Phòng 3"


def test_members_read_the_dossiers_from_the_day_the_meeting_is_planned(council, client_of):
    council.nominations[0].summary = "Hạng 1 trong nhóm."
    council.nominations[0].save()
    client = client_of(council.members[-1])
    link = reverse("awards:meeting_papers", args=[council.meeting.pk])
    assert link in client.get(reverse("awards:my_meetings")).content.decode()
    text = client.get(link).content.decode()
    assert "Hạng 1 trong nhóm." in text
    assert reverse("awards:nomination", args=[council.nominations[0].pk]) in text
    assert client_of(factories.make_user(Role.UNIT_OFFICER)).get(link).status_code == 404
    planning.cancel(council.meeting, reason="Không đủ hồ sơ", by=council.secretary)
    shown = client.get(reverse("awards:meeting", args=[council.meeting.pk])).content.decode()
    assert "Đã hủy: Không đủ hồ sơ" in shown
