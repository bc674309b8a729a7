"""The secretary's screen while it refreshes itself, and the code of the room on a phone (ux 11, 12, (h) 11)."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from awards.services import minutes, polls
from tests.awards.council import YES, Council
from tests.browser.axe import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
BUTTONS = ("Ghi điểm danh", "Ghi ý kiến", "Kết thúc phiên họp")


@pytest.fixture
def council() -> Council:
    """Five members, all present, one open vote of three lines."""
    council = Council(members=5, lines=3).open()
    council.open_poll()
    return council


def url(name: str, council: Council) -> str:
    return reverse(f"awards:{name}", args=[council.meeting.pk])


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desktop", "phone"])
def test_a_refresh_moves_no_button_and_eats_no_word(sit_down, council, viewport):
    page = sit_down(council.secretary, **({"viewport": viewport} if viewport else {}))
    page.goto(url("meeting", council))
    # From the top of the page, not of what is scrolled into view.
    place = "(button) => Math.round(button.getBoundingClientRect().top + window.scrollY)"
    places = lambda: [page.get_by_role("button", name=name).evaluate(place) for name in BUTTONS]  # noqa: E731
    words = page.get_by_label("Ý kiến", exact=True)
    words.fill("Nhất trí với đề nghị, cần bi")
    before = places()
    for number, user in enumerate(council.members[:3], start=1):
        council.vote(user, YES)
        if number != 2:
            page.locator(".lc-count b", has_text=f"{number}/5").wait_for()
            assert places() == before
    polls.close_poll(council.poll, by=council.secretary)
    page.get_by_role("link", name="Phiếu đã đóng, tải lại trang").wait_for()
    assert places() == before
    assert words.input_value() == "Nhất trí với đề nghị, cần bi"
    # The way on leaves the page; half a remark waits on this machine.
    page.get_by_role("link", name="Phiếu đã đóng, tải lại trang").click()
    page.get_by_role("button", name="Kiểm phiếu").wait_for()
    assert words.input_value() == "Nhất trí với đề nghị, cần bi"


def test_the_code_on_the_wall_is_typed_once_on_a_phone(sit_down, council):
    cache.clear()
    council.meeting.seats.update(in_room=False)
    council.meeting.refresh_from_db()
    wall = sit_down(council.secretary, viewport={"width": 1920, "height": 1080})
    wall.goto(url("meeting_screen", council))
    code = wall.locator(".lc-wall .code b").inner_text()
    assert code == council.meeting.room_code
    sizes = wall.evaluate(
        "[...document.querySelectorAll('.lc-wall *')].filter((e) => e.textContent.trim() && e.offsetParent)"
        ".map((e) => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 40
    page = sit_down(council.chair, viewport=PHONE)
    page.goto(url("room_code", council))
    field = page.get_by_label("Mã phòng họp")
    field.fill("12")
    page.get_by_role("button", name="Vào bỏ phiếu").click()
    page.get_by_text("Mã phòng họp chưa đúng.").first.wait_for()
    assert_accessible(page)
    field.fill(code)
    page.get_by_role("button", name="Vào bỏ phiếu").click()
    page.locator("fieldset").first.wait_for()


def test_minutes_half_typed_are_there_again_after_the_tab_was_closed(sit_down, council):
    minutes.begin(council.meeting, by=council.secretary)
    page = sit_down(council.secretary)
    page.goto(url("minutes", council))
    page.get_by_label("Kết luận của Chủ tịch Hội đồng").fill("Hội đồng nhất trí ba")
    again = page.context.new_page()
    page.close()
    again.goto(url("minutes", council))
    field = again.get_by_label("Kết luận của Chủ tịch Hội đồng")
    assert field.input_value() == "Hội đồng nhất trí ba"
    field.fill("Hội đồng nhất trí ba đề nghị.")
    again.get_by_role("button", name="Lưu biên bản").click()
    again.get_by_text("Đã lưu biên bản.").first.wait_for()
    assert field.input_value() == "Hội đồng nhất trí ba đề nghị."
    assert again.evaluate("Object.keys(localStorage).filter((key) => key.includes('conclusion')).length") == 0
