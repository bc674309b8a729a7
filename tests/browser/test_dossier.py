"""From a unit's suggestion to a dossier the council reads, as the office sees it on its screen (ux (h) 10)."""

import pytest
from django.urls import reverse

from tests.access.world import World
from tests.browser.axe import assert_accessible, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_suggestion_becomes_a_dossier_that_names_what_it_lacks(sit_down):
    world = World()
    row, statement = world.suggestion, world.dossier_part
    page = sit_down(world.people["reviewer"])
    page.goto(reverse("awards:suggestion", args=[row.pk]))
    page.get_by_role("button", name="Lập hồ sơ").click()
    page.get_by_text("Đã lập hồ sơ từ đề nghị của").wait_for()
    lacking = "Còn thiếu: báo cáo thành tích đã được chấp nhận; tóm tắt cho Hội đồng"
    assert lacking in page.get_by_role("region", name="Xử lý hồ sơ").inner_text()
    # Everything folded away is asked too, on the screen and on the phone.
    page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert_fits(page)
    assert_accessible(page)
    page.get_by_role("button", name=f"Xác nhận: {statement.title}").click()
    page.get_by_text(f"Đã xác nhận: {statement.title}.").wait_for()
    page.get_by_role("link", name="Ảnh trụ sạc.png").wait_for()

    # The unit follows in plain steps, and answers what it is asked.
    page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
    page.get_by_label("Đề nghị đơn vị bổ sung").fill("Gửi biên bản họp xét.")
    page.get_by_role("button", name="Trả lại đơn vị").click()
    page.get_by_text("Đã trả lại đơn vị.").wait_for()
    unit = sit_down(world.people["officer"], viewport={"width": 390, "height": 844})
    unit.goto(reverse("awards:mine"))
    unit.get_by_role("region", name="Hồ sơ và kết quả").get_by_role("link", name=world.unit.name).click()
    unit.get_by_label("Nội dung bổ sung").fill("Đã họp ngày 01/12.")
    unit.get_by_role("button", name="Gửi lại").click()
    unit.get_by_text("Đã gửi lại. Phường tiếp tục lập hồ sơ.").wait_for()
    page.reload()
    page.get_by_text("Đã họp ngày 01/12.").wait_for()
