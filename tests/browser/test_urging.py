"""Urging in Chromium: once, not to who has handed in, the copied words; an address that takes no mail (ux (h) 9)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from core import addresses, outbox
from core.formats import days_left
from core.models import OutboxMessage
from submissions import reminders
from tests import factories
from tests.submissions.office import handed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.plan("D9")]
PAGE = "submissions:reminders"


@pytest.fixture
def ward(monkeypatch):
    """Two units in the reporting weeks; letters wait until the test lets them go."""
    monkeypatch.setattr("core.tasks.deliver_message.apply_async", lambda *args, **options: None)
    now = timezone.now()
    period = factories.make_period(
        opens_at=now - timedelta(days=20), closes_at=now + timedelta(days=10), locks_at=now + timedelta(days=20)
    )
    factories.make_content_areas(period.campaign)
    group = factories.make_group(period.campaign)
    factories.make_criteria_set(group, period)
    units = [factories.make_unit(name, phone="0225 000 001") for name in ("Hội Cựu chiến binh", "Hội Phụ nữ")]
    for number, unit in enumerate(units):
        factories.enrol(group, unit)
        factories.make_user(Role.UNIT_OFFICER, unit=unit, email=f"dau-moi-{number}@demo.example")
    return period, group, *units


def test_reminded_once_and_not_after_handing_in(ward, sit_down, settings):
    period, group, veterans, women = ward
    page = sit_down(factories.make_user(Role.REVIEWER), permissions=["clipboard-read", "clipboard-write"])
    page.goto(reverse(PAGE))
    page.get_by_role("heading", name="sẽ nhắc 2 đơn vị").wait_for()
    page.get_by_role("button", name="Sao chép tin Zalo cho Hội Cựu chiến binh").click()
    page.get_by_text("Đã sao chép").first.wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")

    for _ in range(2):
        reminders.send_due_reminders()
    assert OutboxMessage.objects.count() == 2
    page.reload()
    page.get_by_text("Đã xếp 2 thư vào hàng gửi.").wait_for()
    handed_in(group, period, subject=women)
    for pk in OutboxMessage.objects.values_list("pk", flat=True):
        outbox.deliver(pk)

    # The page counts on by itself, and stops.
    page.get_by_text("Hàng gửi đã hết.").wait_for()
    assert page.locator("#hang-gui[hx-trigger]").count() == 0
    [letter] = mail.outbox
    left = days_left(timezone.now(), period.closes_at)
    assert letter.to == ["dau-moi-0@demo.example"]
    assert letter.subject == f"Còn {left} ngày nộp báo cáo thi đua năm {period.year}"
    assert copied.startswith(f"Kính gửi Hội Cựu chiến binh. Còn {left} ngày, ")
    assert copied.endswith(f"{settings.SITE_URL}/don-vi/")
    page.get_by_role("link", name="Đã gửi").click()
    page.get_by_text("đã nộp", exact=True).wait_for()
    assert page.locator("tbody tr").count() == 2


def test_an_address_that_takes_no_mail_is_seen_tried_again_and_the_letter_goes(ward, sit_down):
    period, _, veterans, _ = ward
    addresses.mark("dau-moi-0@demo.example", answer="550 5.1.1 No such user", message=None, at=timezone.now())
    reminders.send_due_reminders()
    letters = OutboxMessage.objects.filter(about=f"unit-{veterans.pk}")
    outbox.deliver(letters.get().pk)

    page = sit_down(factories.make_user(Role.REVIEWER))
    page.goto(reverse(PAGE))
    page.get_by_text("1 nơi không có cách nào gửi thư: gọi điện.").wait_for()
    page.get_by_role("link", name="Gửi lỗi").click()
    page.get_by_text("Máy chủ thư từ chối: không có hộp thư này (mã 550).").wait_for()
    page.get_by_role("button", name="Thử lại địa chỉ này: dau-moi-0@demo.example").click()
    page.get_by_text("Từ nay cổng lại gửi thư tới dau-moi-0@demo.example.").wait_for()
    page.get_by_role("link", name="Hội Cựu chiến binh").click()
    page.get_by_role("button", name="Gửi lại thư chưa đến").click()
    page.get_by_text("Đã xếp lại 1 thư vào hàng gửi.").wait_for()
    page.get_by_label("Nội dung cuộc gọi").fill("Đã gọi, hẹn nộp ngày mai.")
    page.get_by_role("button", name="Ghi cuộc gọi").click()
    page.get_by_text("Đã gọi, hẹn nộp ngày mai.").wait_for()

    outbox.deliver(letters.get().pk)
    assert [letter.to for letter in mail.outbox] == [["dau-moi-0@demo.example"]]
