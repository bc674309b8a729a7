"""The office's page of reminders."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from core.enums import MessageStatus
from core.models import OutboxMessage
from submissions import reminders
from tests import factories
from tests.factories import ward

PAGE, SEND = "submissions:reminders", "submissions:send_now"
NOW = ward(2026, 12, 7, 9)


@pytest.fixture(autouse=True)
def december(monkeypatch):
    monkeypatch.setattr("submissions.views.reminders.timezone.now", lambda: NOW)
    monkeypatch.setattr("submissions.views.queue.database_now", lambda: NOW)


@pytest.fixture
def office(client_of, reviewer):
    return client_of(reviewer)


def html(response):
    return response.content.decode()


def test_page_announces_the_next_run_with_its_words(office, period, unit, officer):
    page = html(office.get(reverse(PAGE)))

    # The run of 04/12 was missed: it is what goes out next, with the words of its own day.
    assert "Lượt gửi kế tiếp sẽ nhắc 1 đơn vị (mốc ngày 04/12)" in page
    reminders.send_due_reminders(now=NOW)
    page = html(office.get(reverse(PAGE)))
    assert "<h1>08/12, 07:00 sẽ nhắc 1 đơn vị</h1>" in page
    assert "Còn 3 ngày nộp báo cáo thi đua" in page
    assert f'aria-label="Sao chép tin Zalo cho {unit}"' in page
    assert officer.email in page


def test_nobody_left(office, period):
    assert "Mọi đơn vị đã nộp. Không còn ai cần nhắc." in html(office.get(reverse(PAGE)))


def test_send_now_once_then_asks_again(office, period, unit, officer):
    preview = html(office.get(reverse(SEND)))
    assert f'value="unit-{unit.pk}" id="noi-unit-{unit.pk}" checked' in preview
    data = {"noi": f"unit-{unit.pk}", "_khoa": "gui-1"}

    assert "Đã xếp 1 thư vào hàng gửi." in html(office.post(reverse(SEND), data, follow=True))
    office.post(reverse(SEND), data)
    assert OutboxMessage.objects.get().subject == f"Còn 4 ngày: báo cáo thi đua của {unit} chưa nộp"
    again = html(office.get(reverse(SEND)))
    assert "Đơn vị này vừa được nhắc hôm nay. Vẫn gửi?" in again
    assert 'name="van-gui"' in again
    assert 'name="noi"' not in again


def test_a_second_letter_by_hand_on_one_day_is_told_plainly(office, period, unit, officer):
    office.post(reverse(SEND), {"noi": f"unit-{unit.pk}"})
    again = office.post(reverse(SEND), {"van-gui": f"unit-{unit.pk}"}, follow=True)
    assert "Hôm nay đã gửi thư nhắc tới các nơi này" in html(again)
    assert OutboxMessage.objects.count() == 1


def test_send_now_without_a_choice(office, period, unit, officer):
    assert "Chưa chọn nơi nào để nhắc." in html(office.post(reverse(SEND), follow=True))


def test_units_without_an_address_are_named(office, period, unit):
    words = "Không có địa chỉ nhận thư, cần gọi điện: Phòng Kinh tế, Hạ tầng và Đô thị"
    assert words in html(office.get(reverse(SEND)))


def test_sent_and_failed_lists_say_why(office, period, unit, officer):
    reminders.send_due_reminders(now=NOW)
    OutboxMessage.objects.update(status=MessageStatus.FAILED, last_error="550 5.1.1 No such user")

    assert "Máy chủ thư từ chối: không có hộp thư này (mã 550)." in html(office.get(reverse(PAGE), {"phan": "loi"}))
    assert officer.email not in html(office.get(reverse(PAGE), {"phan": "da-gui"}))
    OutboxMessage.objects.update(status=MessageStatus.SKIPPED, last_error="đã nộp")
    assert "đã nộp" in html(office.get(reverse(PAGE), {"phan": "da-gui"}))


def test_only_who_may_remind(client_of, period, officer):
    client = client_of(officer)
    assert [client.get(reverse(name)).status_code for name in (PAGE, SEND)] == [403, 403]
    assert client_of(factories.make_user(Role.CHAIRMAN)).post(reverse(SEND)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_any_number(office, period, group, count, django_assert_num_queries):
    for _ in range(count):
        other = factories.make_unit()
        factories.enrol(group, other)
        factories.make_user(Role.UNIT_OFFICER, unit=other)
    office.get(reverse(PAGE))

    with django_assert_num_queries(22):
        office.get(reverse(PAGE))
