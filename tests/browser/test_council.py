"""The council in Chromium: the ballot on a phone, what Back shows, lost lines, the live screen (ux (h) 11, 12)."""

import pytest
from django.urls import reverse

from awards.services import meetings, polls
from tests.awards.council import YES, Council
from tests.browser.axe import assert_accessible, assert_fits, assert_page_is_good, choose_theme

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def council() -> Council:
    """Five members, all present, one open vote of three lines."""
    council = Council(members=5, lines=3).open()
    council.open_poll()
    return council


def url(name: str, council: Council) -> str:
    return reverse(f"awards:{name}", args=[council.meeting.pk])


def choose(page, *labels: str) -> None:
    """Tap one option on each line."""
    for line, label in enumerate(labels):
        page.locator("fieldset").nth(line).locator("label", has_text=label).first.click()


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_two_taps_after_choosing_and_back_shows_no_choice(sit_down, council):
    page = sit_down(council.chair, viewport=PHONE)
    page.goto(reverse("awards:my_meetings"))
    page.get_by_role("link", name="Vào bỏ phiếu").click()
    choose(page, "Đồng ý", "Không đồng ý", "Đồng ý")
    assert page.locator("[data-chosen-short]").inner_text() == "Đã chọn 3/3"
    page.get_by_role("button", name="Xem lại phiếu").click()
    page.get_by_role("heading", name="Xem lại trước khi bỏ phiếu").wait_for()
    assert_accessible(page)
    press(page, "Sửa")
    page.locator("fieldset").first.wait_for()
    assert page.locator("input:checked").count() == 3
    page.get_by_role("button", name="Xem lại phiếu").click()
    press(page, "Bỏ phiếu")
    page.get_by_role("heading", name="Đồng chí đã bỏ phiếu xong").wait_for()
    assert_accessible(page)
    receipt = page.locator(".lc-code").inner_text()
    assert {box.entries[0][0] for box in council.boxes()} == {receipt}
    page.go_back()
    assert page.locator("input[type=radio], input[name^=dong]").count() == 0
    page.goto(url("ballot", council))
    page.get_by_role("heading", name="Đồng chí đã bỏ phiếu nội dung này.").wait_for()
    assert receipt not in page.content()
    kept = page.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])")
    assert "dong-" not in kept and receipt not in kept


def test_another_members_vote_changes_nothing_on_this_page(sit_down, council):
    page = sit_down(council.chair, viewport=PHONE)
    page.goto(url("ballot", council))
    choose(page, "Đồng ý")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    before = page.content()
    council.vote(council.secretary, YES)
    page.wait_for_timeout(4000)
    assert page.content() == before and asked == []


def test_a_lost_answer_is_said_honestly_and_a_second_press_counts_once(sit_down, council):
    page = sit_down(council.chair, viewport=PHONE)
    page.goto(url("ballot", council))
    choose(page, "Đồng ý", "Đồng ý", "Đồng ý")
    page.get_by_role("button", name="Xem lại phiếu").click()

    def swallow_answer(route):
        route.fetch()
        route.abort()

    page.route("**/bo-phieu/bo/", swallow_answer)
    press(page, "Bỏ phiếu")
    page.get_by_text("Chưa rõ phiếu đã tới hay chưa").wait_for()
    page.unroute("**/bo-phieu/bo/")
    press(page, "Bỏ phiếu")
    page.get_by_role("heading", name="Đồng chí đã bỏ phiếu nội dung này.").wait_for()
    assert {box.turnout for box in council.boxes()} == {1}
    page.goto(url("ballot_done", council))
    page.get_by_role("heading", name="Đồng chí đã bỏ phiếu xong").wait_for()


def test_the_ballot_works_without_script(sit_down, council):
    page = sit_down(council.chair, viewport=PHONE, java_script_enabled=False)
    page.goto(url("ballot", council))
    choose(page, "Đồng ý", "Đồng ý")
    page.get_by_role("button", name="Xem lại phiếu").click()
    assert page.get_by_text("Dòng 3 chưa chọn.").count() == 2
    choose(page, "Đồng ý", "Đồng ý", "Đồng ý")
    page.get_by_role("button", name="Xem lại phiếu").click()
    press(page, "Bỏ phiếu")
    assert page.locator("h1").inner_text() == "Đồng chí đã bỏ phiếu xong"


def test_the_secretarys_screen_follows_the_turnout_and_reconnects(sit_down, council):
    page = sit_down(council.secretary)
    page.goto(url("meeting", council))
    count = page.locator(".lc-count b")
    assert count.inner_text() == "0/5"
    council.vote(council.chair, YES)
    page.locator(".lc-count b", has_text="1/5").wait_for()
    page.context.set_offline(True)
    page.get_by_text("Mất kết nối từ").wait_for()
    council.vote(council.members[2], YES)
    polls.close_poll(council.poll, by=council.secretary)
    page.context.set_offline(False)
    page.get_by_role("link", name="Phiếu đã đóng, tải lại trang").wait_for()
    assert count.inner_text() == "2/5"
    assert not page.get_by_text("Mất kết nối từ").is_visible()


def test_the_councils_pages_are_accessible_in_every_state(sit_down, live_server, council):
    secretary, member = sit_down(council.secretary), sit_down(council.members[-1])
    for name in ("my_meetings", "meeting_list"):
        assert_page_is_good(secretary, live_server.url, reverse(f"awards:{name}"))
    for name in ("meeting", "meeting_screen"):
        assert_page_is_good(secretary, live_server.url, url(name, council))
    assert_page_is_good(member, live_server.url, url("ballot", council))
    for user in council.members[:4]:
        council.vote(user, YES)
    polls.close_poll(council.poll, by=council.secretary)
    polls.count_poll(council.poll, by=council.secretary)
    polls.publish_poll(council.poll, by=council.secretary)
    for name in ("meeting", "meeting_screen", "ballot"):
        assert_page_is_good(member, live_server.url, url(name, council))
    meetings.close_meeting(council.meeting, by=council.secretary)
    for theme in ("sang", "toi"):
        choose_theme(member, live_server.url, theme)
        member.goto(url("meeting", council))
        assert_fits(member)
        assert_accessible(member)
