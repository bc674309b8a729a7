"""The difficulties channel in Chromium: a photo sent from the phone in a minute, answered in the office, read again."""

import time

import pytest
from django.urls import reverse

from accounts.enums import Role
from submissions.models import Difficulty
from submissions.services import difficulties as service
from tests import factories
from tests.browser.axe import assert_page_is_good
from tests.services import wait_for
from tests.submissions import files

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.plan("D10")]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def desk():
    period = factories.make_period()
    factories.make_content_areas(period.campaign)
    unit = factories.make_unit("Trường Tiểu học Vĩnh Niệm")
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit, full_name="Nguyễn Thị Lan")
    return unit, officer, factories.make_user(Role.REVIEWER, full_name="Phạm Thu Hà")


def test_sent_from_the_phone_in_a_minute_with_a_photo_answered_and_read(sit_down, live_server, desk):
    unit, officer, reviewer = desk
    phone = sit_down(officer, **PHONE)
    phone.goto(reverse("submissions:home"))
    began = time.monotonic()
    phone.goto(reverse("submissions:difficulties"))
    phone.get_by_label("Khó khăn, vướng mắc", exact=True).fill("Máy quét hỏng, chưa số hóa được hồ sơ.")
    phone.get_by_label("Thuộc nội dung").select_option(label="Nội dung 2")
    photo = files.picture("JPEG", (3000, 2400), quality=95)
    assert len(photo) > 1024 * 1024
    assert phone.get_by_role("button", name="Chụp ảnh").is_visible()
    phone.locator("input[capture]").set_input_files({"name": "may-quet.jpg", "mimeType": "image/jpeg", "buffer": photo})
    # The phone makes the picture small before it goes.
    small = "() => document.querySelector('input[capture]').files[0].size < %d"
    assert wait_for(lambda: phone.evaluate(small % len(photo)))
    phone.get_by_role("button", name="Gửi vướng mắc").click()
    phone.get_by_text("Đã gửi vướng mắc. Phường trả lời tại đây").wait_for()
    assert time.monotonic() - began < 60
    difficulty = Difficulty.objects.get()
    file = difficulty.messages.get().files.get()
    assert (file.name, file.size < len(photo)) == ("may-quet.jpg", True)

    office = sit_down(reviewer)
    office.goto(reverse("submissions:difficulty_inbox"))
    assert office.locator("h1").inner_text() == "1 vướng mắc chờ trả lời"
    office.get_by_role("link", name="Trường Tiểu học Vĩnh Niệm").click()
    assert office.get_by_role("link", name="may-quet.jpg").is_visible()
    office.get_by_label("Nội dung trả lời").fill("Phường cho mượn máy từ thứ Hai.")
    office.get_by_role("button", name="Gửi trả lời").click()
    office.get_by_text("Đã gửi trả lời và báo cho người hỏi.").wait_for()

    phone.reload()
    phone.get_by_text("Phường cho mượn máy từ thứ Hai.").wait_for()
    phone.get_by_role("button", name="Đã giải quyết xong").click()
    phone.get_by_text("Đã ghi nhận: vướng mắc đã giải quyết xong.").wait_for()
    difficulty.refresh_from_db()
    assert difficulty.status == "CLOSED"


def test_what_was_typed_is_there_after_the_page_is_closed_and_gone_once_sent(sit_down, live_server, desk):
    _, officer, _ = desk
    page = sit_down(officer, **PHONE)
    address = reverse("submissions:difficulties")
    page.goto(address)
    page.locator("#id_text").fill("Đang viết dở")
    again = page.context.new_page()
    page.close()
    again.goto(address)
    assert again.locator("#id_text").input_value() == "Đang viết dở"
    again.get_by_role("button", name="Gửi vướng mắc").click()
    again.get_by_text("Đã gửi vướng mắc.").first.wait_for()
    again.goto(address)
    assert again.locator("#id_text").input_value() == ""


def test_everything_works_without_scripts(sit_down, live_server, desk):
    _, officer, _ = desk
    page = sit_down(officer, java_script_enabled=False)
    page.goto(reverse("submissions:difficulties"))
    page.fill("#id_text", "Chưa rõ cách tính điểm.")
    page.set_input_files("#id_file", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": files.pdf()})
    page.get_by_role("button", name="Gửi vướng mắc").click()
    assert "Vướng mắc gửi ngày" in page.locator("h1").inner_text()
    assert Difficulty.objects.get().messages.get().files.count() == 1


def test_refused_pages_are_good_pages_too(sit_down, live_server, desk):
    unit, officer, reviewer = desk
    difficulty = service.ask(subject=unit, text="Chưa có máy quét.", by=officer)
    page = sit_down(reviewer)
    address = reverse("submissions:difficulty", args=[difficulty.pk])
    page.goto(address)
    service.answer(difficulty, text="Người khác đã trả lời.", seen=None, by=factories.make_user(Role.REVIEWER))
    page.get_by_label("Nội dung trả lời").fill("Bản của tôi.")
    page.get_by_role("button", name="Gửi trả lời").click()
    page.get_by_text("Người khác vừa xử lý hồ sơ này.").wait_for()
    assert page.get_by_label("Nội dung trả lời").input_value() == "Bản của tôi."
    assert page.evaluate("document.activeElement.id") == "loi"
    assert_page_is_good(page, live_server.url, address)
