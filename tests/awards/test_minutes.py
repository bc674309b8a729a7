"""Attendance in words, remarks, and the minutes from their beginning to their end (ux 11, law.md 4.2)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from awards import board, minutes_facts, minutes_texts
from awards.enums import MinutesStatus
from awards.models import MeetingRemark, Minutes, Recusal
from awards.services import meetings, minutes, polls, recusals, remarks
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories
from tests.awards.council import STARTS_AT, YES, Council, make_nominations
from tests.invariants import found

pytestmark = pytest.mark.django_db


def held(council: Council) -> Council:
    """The one vote held and published."""
    council.open_poll()
    for user in council.members:
        council.vote(user, YES)
    polls.close_poll(council.poll, by=council.secretary)
    polls.count_poll(council.poll, by=council.secretary)
    polls.publish_poll(council.poll, by=council.secretary)
    return council


@pytest.fixture
def council() -> Council:
    return Council(members=5, lines=1).open()


@pytest.mark.parametrize(
    ("present", "words"),
    [
        (8, "Có mặt 8/11, chưa đủ điều kiện họp (cần từ 9)"),
        (9, "Có mặt 9/11, đủ điều kiện họp (cần từ 9)"),
    ],
)
def test_the_quorum_in_words(present, words):
    council = Council(members=11, lines=1).open(present=present)
    seats = list(council.meeting.seats.order_by("order"))
    assert minutes_texts.presence_words(board.presence(council.meeting, seats)) == words


def test_reasons_of_absence_and_late_arrival(council):
    seats = list(council.meeting.seats.order_by("order"))
    here = [seat.pk for seat in seats[:4]]
    away = seats[4]
    take = lambda present, **more: meetings.take_attendance(  # noqa: E731
        council.meeting, present=present, by=council.secretary, **more
    )
    take(here, reasons={away.pk: "  Đi công\ntác "})
    away.refresh_from_db()
    assert (away.present, away.arrived_at, away.absence_reason) == (False, None, "Đi công tác")
    event = AuditEvent.objects.filter(action="take_attendance").first()
    assert "công tác" not in str(event.data)
    opened = council.open_poll().opened_at
    take([*here, away.pk], at=opened + timedelta(minutes=20))
    away.refresh_from_db()
    assert (away.present, away.absence_reason) == (True, "")
    polls_now = list(council.meeting.polls.all())
    assert minutes_texts.late_seats(council.meeting.seats.all(), polls_now) == [away]
    assert f"Đến sau: {away.name} (lúc 08:20)." in minutes_texts.opening(council.meeting)
    take(here)
    away.refresh_from_db()
    assert away.arrived_at is None


def test_the_form_of_attendance_takes_reasons(council, client_of):
    seats = list(council.meeting.seats.order_by("order"))
    data = {"seat": [seat.pk for seat in seats[:4]], f"ly-do-{seats[4].pk}": "Ốm"}
    client = client_of(council.secretary)
    client.post(reverse("awards:attendance", args=[council.meeting.pk]), data)
    seats[4].refresh_from_db()
    assert (seats[4].present, seats[4].absence_reason) == (False, "Ốm")
    # A colleague in the council reads that somebody is away, not why.
    address = reverse("awards:meeting", args=[council.meeting.pk])
    assert 'value="Ốm"' in client.get(address).content.decode()
    assert "Ốm" not in client_of(council.members[2]).get(address).content.decode()


def test_remarks_are_noted_changed_and_taken_out_until_the_minutes_are_finished(council):
    seat, other = council.meeting.seats.order_by("order")[2], Council(members=3, lines=1)
    before = AuditEvent.objects.count()
    row = remarks.add(
        council.meeting, text=" Nhất trí.\r\nĐề nghị biểu dương. ", seat=seat, nomination=council.nominations[0],
        by=council.secretary,
    )  # fmt: skip
    assert (row.text, row.seat, row.nomination) == ("Nhất trí.\nĐề nghị biểu dương.", seat, council.nominations[0])
    with pytest.raises(InvalidTransition, match="Chưa nhập ý kiến"):
        remarks.add(council.meeting, text=" ", by=council.secretary)
    with pytest.raises(InvalidTransition):
        remarks.add(council.meeting, text="Sai phiên", nomination=other.nominations[0], by=council.secretary)
    with pytest.raises(Forbidden):
        remarks.add(council.meeting, text="Không phải thư ký", by=council.chair)
    remarks.change(row, text="Nhất trí.", was=row.text, by=council.secretary)
    with pytest.raises(InvalidTransition, match="vừa được người khác sửa"):
        remarks.change(row, text="Khác", was="Nhất trí.\nĐề nghị biểu dương.", by=council.secretary)
    guest = remarks.add(council.meeting, text="Khách mời phát biểu", by=council.secretary)
    remarks.remove(guest, by=council.secretary)
    assert [row.text for row in MeetingRemark.objects.all()] == ["Nhất trí."]
    assert AuditEvent.objects.count() == before
    finished(council)
    with pytest.raises(Forbidden, match="Biên bản đã hoàn thành"):
        remarks.remove(row, by=council.secretary)


def finished(council: Council) -> Minutes:
    """The meeting over, its minutes finished."""
    if council.poll.status == "PREPARED":
        meetings.drop_poll(council.poll, by=council.secretary)
    closed = meetings.close_meeting(council.meeting, by=council.secretary, at=STARTS_AT)
    found = minutes.begin(closed, by=council.secretary)
    minutes.save(found, opening="Mở đầu", course="", conclusion="Nhất trí.", version=1, by=council.secretary)
    return minutes.finish(found, by=council.secretary, at=STARTS_AT)


def test_minutes_begin_once_with_what_is_known_and_end_after_the_meeting(council):
    seat = council.meeting.seats.order_by("order")[3]
    recusals.note(council.poll, seat=seat, nomination=council.nominations[0], reason="Em ruột", by=council.secretary)
    with pytest.raises(Forbidden, match="khi phiên họp đã mở"):
        minutes.begin(Council(members=3, lines=1).meeting, by=council.secretary)
    found = minutes.begin(council.meeting, by=council.secretary)
    assert found.opening.startswith("Có mặt 5/5, đủ điều kiện họp (cần từ 4).")
    assert "Chương trình: Xét tặng Giấy khen." in found.opening
    with pytest.raises(Forbidden, match="đã có biên bản"):
        minutes.begin(type(council.meeting).objects.get(pk=council.meeting.pk), by=council.secretary)
    save = lambda version, words: minutes.save(  # noqa: E731
        found, opening="", course="", conclusion=words, version=version, by=council.secretary
    )
    assert save(1, "Nhất trí cả.").version == 2
    with pytest.raises(InvalidTransition, match="Người khác vừa"):
        save(1, "Bản cũ")
    with pytest.raises(Forbidden, match="sau khi kết thúc phiên họp"):
        minutes.finish(found, by=council.secretary)
    meetings.drop_poll(council.poll, by=council.secretary)
    meetings.close_meeting(council.meeting, by=council.secretary, at=STARTS_AT)
    save(2, " ")
    with pytest.raises(Forbidden, match="Chưa nhập kết luận"):
        minutes.finish(found, by=council.secretary)
    save(3, "Nhất trí cả.")
    done = minutes.finish(found, by=council.secretary, at=STARTS_AT)
    assert (done.status, done.finished_by, done.finished_at) == (MinutesStatus.FINISHED, council.secretary, STARTS_AT)
    with pytest.raises(Forbidden, match="không sửa được"):
        minutes.save(done, opening="", course="", conclusion="Sửa", version=done.version, by=council.secretary)
    with pytest.raises((Forbidden, InvalidTransition)):
        minutes.finish(done, by=council.secretary)


def test_finished_minutes_keep_the_facts_of_their_day(council):
    held(council)
    done = finished(council)
    kept = Minutes.objects.get(pk=done.pk).facts
    council.meeting.refresh_from_db()
    assert kept == minutes_facts.facts(council.meeting)
    council.meeting.seats.update(name="Tên khác")
    assert Minutes.objects.get(pk=done.pk).facts == kept


def test_who_reads_the_minutes_and_when(council, client_of):
    address = reverse("awards:minutes", args=[council.meeting.pk])
    people = council.members[:3]
    assert [client_of(user).get(address).status_code for user in people] == [404] * 3
    minutes.begin(council.meeting, by=council.secretary)
    assert [client_of(user).get(address).status_code for user in people] == [200, 200, 403]
    Minutes.objects.all().delete()
    finished(council)
    assert [client_of(user).get(address).status_code for user in people] == [200] * 3
    assert 'name="opening"' not in client_of(council.secretary).get(address).content.decode()


# Questions of each page, whatever the number of items on the agenda.
QUERIES = {"meeting": 16, "partial-meeting": 6, "meeting_papers": 7, "remarks": 8, "minutes": 10, "recusals": 8}


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize("name", sorted(QUERIES))
def test_pages_ask_a_constant_number_of_questions(name, items, client_of, django_assert_num_queries):
    council = Council(members=2 + items, lines=items)
    for number in range(1, items):
        form = factories.make_award_form(council.campaign, code=f"hinh-thuc-{number}", legal_name=f"Cờ {number}")
        meetings.add_to_agenda(
            council.meeting, make_nominations(1, by=council.secretary, form=form), by=council.secretary
        )
    council.open()
    poll = council.meeting.polls.get(number=1)
    seats = list(council.meeting.seats.order_by("order"))
    for nomination in council.nominations:
        remarks.add(council.meeting, text="Nhất trí.", seat=seats[0], nomination=nomination, by=council.secretary)
        recusals.note(poll, seat=seats[1], nomination=nomination, reason="Em ruột", by=council.secretary)
    minutes.begin(council.meeting, by=council.secretary)
    client = client_of(council.secretary)
    pk = poll.pk if name == "recusals" else council.meeting.pk
    address = reverse(f"awards:{name}", args=[pk])
    client.get(address)
    with django_assert_num_queries(QUERIES[name]):
        answer = client.get(address)
    assert answer.status_code == 200 and len(answer.content) < 60_000


def test_what_does_not_fit_a_meeting_is_found(council):
    rules = ("MTG-01", "MTG-02", "MTG-03")
    recusals.note(
        council.poll, seat=council.meeting.seats.first(), nomination=council.nominations[0], reason="Em ruột",
        by=council.secretary,
    )  # fmt: skip
    council.open_poll()
    assert found(*rules) == []
    box = council.boxes()[0]
    box.marks.update(excluded=False)
    words = f"hòm phiếu số {box.pk}: người không biểu quyết và dấu của thành viên không khớp"
    assert found(*rules) == [("MTG-01", words)]
    Recusal.objects.all().delete()
    polls.cancel_poll(council.poll, reason="Nhầm danh sách", by=council.chair)
    done = finished(council)
    assert found(*rules) == []
    Minutes.objects.update(facts={})
    assert found(*rules) == [
        ("MTG-02", f"biên bản họp số {done.pk}: đã hoàn thành mà thiếu kết luận hoặc số liệu"),
    ]
    Minutes.objects.all().delete()
    type(council.meeting).objects.update(status="PLANNED")
    meeting = f"phiên họp Hội đồng số {council.meeting.pk}"
    assert found(*rules) == [("MTG-03", f"{meeting}: danh sách thành viên không hợp với trạng thái")]
