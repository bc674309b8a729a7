"""The bell in Chromium: what is read counts no more, opened or ticked off."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from core.models import Notification, OutboxMessage
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_bell_counts_down_as_notes_are_read(sit_down, live_server):
    officer = factories.make_user(Role.UNIT_OFFICER)
    for number, subject in enumerate(("Phường đã nhận báo cáo", "Công bố điểm năm 2026", "Bàn giao công việc")):
        letter = OutboxMessage.objects.create(
            dedupe_key=f"thu-{number}", kind="accepted", recipient_id=officer.pk, email=officer.email,
            subject=subject, text="Kính gửi đơn vị.", link=reverse("accounts:profile"),
        )  # fmt: skip
        Notification.objects.create(message=letter, recipient_id=officer.pk)
    page = sit_down(officer)
    page.goto(reverse("accounts:notifications"))
    assert page.get_by_role("link", name="Thông báo, 3 chưa đọc", exact=True).is_visible()

    page.get_by_role("button", name="Công bố điểm năm 2026", exact=True).click()
    page.get_by_role("heading", name="Thông tin tài khoản", exact=True).wait_for()
    page.get_by_role("link", name="Thông báo, 2 chưa đọc", exact=True).click()

    page.get_by_role("button", name="Đánh dấu đã đọc “Bàn giao công việc”").click()
    page.get_by_role("link", name="Thông báo, 1 chưa đọc", exact=True).wait_for()
    page.get_by_role("button", name="Đánh dấu tất cả đã đọc").click()
    page.get_by_text("Đã đánh dấu 1 thông báo là đã đọc.").wait_for()
    assert page.get_by_role("link", name="Thông báo", exact=True).is_visible()
