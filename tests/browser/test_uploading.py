"""Files go up in the background: progress, retry, the end of a session, the proxy's limit, leaving, handing in."""

import io
import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from accounts.enums import Role
from core.storage import PrivateStorage
from submissions.enums import SubmissionStatus
from submissions.models import Evidence
from tests import factories
from tests.submissions import files

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
UPLOAD = "**/minh-chung/"


@pytest.fixture
def report():
    unit = factories.make_unit("Trường Tiểu học minh họa")
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    return factories.submission_at(SubmissionStatus.DRAFT, subject=unit, by=officer), officer


@pytest.fixture
def media(tmp_path, monkeypatch):
    """A folder of this test's own for what is stored."""
    for column in ("file", "shared_copy"):
        storage = PrivateStorage(location=str(tmp_path / "kho"))
        monkeypatch.setattr(Evidence._meta.get_field(column), "storage", storage)


def paper(name="Biên bản.pdf", mark=b"% 1\n"):
    return {"name": name, "mimeType": "application/pdf", "buffer": files.pdf(mark)}


def open_section(sit_down, report, **options):
    submission, officer = report
    page = sit_down(officer, **options)
    page.goto(reverse("submissions:edit", args=[submission.pk, "tu-cham"]))
    page.evaluate("document.querySelectorAll('main details.lc-crit').forEach((part) => { part.open = true; })")
    return page


def zone(page, number=0):
    return page.locator("[data-upload-url]").nth(number)


def choose(page, *papers, number=0):
    zone(page, number).locator("input[type=file]").first.set_input_files(list(papers))


def row(page, name):
    return page.locator(".lc-files li", has_text=name)


@pytest.mark.parametrize("options", [{}, PHONE], ids=["1280", "390"])
def test_a_file_goes_up_while_the_page_stays(sit_down, report, options):
    page = open_section(sit_down, report, **options)
    choose(page, paper(), paper("Bản thứ hai.pdf", b"% 2\n"))
    expect(row(page, "Biên bản.pdf")).to_contain_text("Đã nhận lúc")
    expect(row(page, "Bản thứ hai.pdf")).to_contain_text("Đã nhận lúc")
    expect(page.locator("#noi")).to_contain_text("Đã nhận tệp")
    assert Evidence.objects.count() == 2
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_same_file_elsewhere_is_offered_again(sit_down, report):
    page = open_section(sit_down, report)
    choose(page, paper())
    expect(row(page, "Biên bản.pdf")).to_contain_text("Đã nhận lúc")
    choose(page, paper("Bản sao.pdf"), number=1)
    expect(row(page, "Bản sao.pdf")).to_contain_text("Tệp này đã có ở tiêu chí 1. Dùng lại tệp đó?")
    row(page, "Bản sao.pdf").get_by_role("link", name="Dùng lại tệp Bản sao.pdf").click()
    page.get_by_role("button", name="Dùng lại tệp").click()
    page.wait_for_url(re.compile("/muc/"))
    assert Evidence.objects.get().items.count() == 2


def test_cancelling_the_dialog_keeps_the_list(sit_down, report):
    page = open_section(sit_down, report)
    choose(page, paper())
    expect(row(page, "Biên bản.pdf")).to_contain_text("Đã nhận lúc")
    choose(page)
    expect(row(page, "Biên bản.pdf")).to_have_count(1)


def test_a_broken_line_sends_again_by_itself_and_makes_one_file(sit_down, report):
    page = open_section(sit_down, report)
    tries = []

    def flaky(route):
        tries.append(route.request.post_data_buffer)
        if len(tries) == 1:
            # The server has it, the answer is lost.
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(UPLOAD, flaky)
    choose(page, paper())
    expect(row(page, "Biên bản.pdf")).to_contain_text("Mất mạng giữa chừng. Tệp tự gửi lại khi có mạng.")
    expect(row(page, "Biên bản.pdf")).to_contain_text("Đã nhận lúc", timeout=15_000)
    assert (len(tries), Evidence.objects.count()) == (2, 1)


def test_a_busy_server_is_asked_again(sit_down, report):
    page = open_section(sit_down, report)
    answers = [503]
    page.route(
        UPLOAD,
        lambda route: (
            route.fulfill(status=answers.pop(), json={"ok": False, "error": "Máy chủ đang bận."})
            if answers
            else route.continue_()
        ),
    )
    choose(page, paper())
    expect(row(page, "Biên bản.pdf")).to_contain_text("Máy chủ đang bận.")
    expect(row(page, "Biên bản.pdf")).to_contain_text("Đã nhận lúc", timeout=15_000)


def test_the_proxys_limit_is_said_in_our_words(sit_down, report):
    page = open_section(sit_down, report)
    page.route(UPLOAD, lambda route: route.fulfill(status=413, body="<html>nginx</html>", content_type="text/html"))
    choose(page, paper())
    expect(row(page, "Biên bản.pdf")).to_contain_text(
        "Tệp nặng quá mức cho phép. Chụp lại từng trang hoặc gửi đường dẫn."
    )
    row(page, "Biên bản.pdf").get_by_role("button", name="Dừng gửi Biên bản.pdf").click()
    expect(row(page, "Biên bản.pdf")).to_have_count(0)


def test_a_refused_file_says_why(sit_down, report):
    page = open_section(sit_down, report)
    choose(page, {"name": "chạy.exe", "mimeType": "application/x-dosexec", "buffer": b"MZ"})
    expect(row(page, "chạy.exe").get_by_role("alert")).to_have_text(
        "Tệp .exe không nhận. Gửi PDF, Word, Excel hoặc ảnh."
    )


def test_after_signing_in_again_the_file_goes_on_by_itself(sit_down, report):
    page = open_section(sit_down, report)
    Session.objects.all().delete()
    choose(page, paper())
    expect(row(page, "Biên bản.pdf")).to_contain_text("Hết phiên làm việc. Đăng nhập lại, tệp tự gửi tiếp.")
    panel = page.get_by_role("alertdialog", name="Hết phiên làm việc")
    panel.locator("input[name=login]").fill(report[1].email)
    panel.locator("input[name=password]").fill(factories.PASSWORD)
    panel.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(row(page, "Biên bản.pdf")).to_contain_text("Đã nhận lúc", timeout=20_000)


def test_saving_waits_for_the_file_and_says_how_long(sit_down, report):
    page = open_section(sit_down, report)
    held = []
    page.route(UPLOAD, lambda route: held.append(route))
    choose(page, paper())
    page.wait_for_timeout(300)
    button = page.get_by_role("button", name="Lưu và thoát")
    button.click()
    expect(page.locator("button[value=exit]")).to_contain_text("Đang gửi nốt 1 tệp")
    assert "/muc/" in page.url
    held[0].continue_()
    page.wait_for_url(lambda url: "/muc/" not in url)
    assert Evidence.objects.count() == 1


def test_a_refusal_stops_what_waited_for_it(sit_down, report):
    page = open_section(sit_down, report)
    held = []
    page.route(UPLOAD, lambda route: held.append(route))
    choose(page, {"name": "chạy.exe", "mimeType": "application/x-dosexec", "buffer": b"MZ"})
    page.wait_for_timeout(300)
    page.get_by_role("button", name="Lưu và thoát").click()
    held[0].continue_()
    expect(row(page, "chạy.exe").get_by_role("alert")).to_be_visible()
    expect(page.locator("button[value=exit]")).to_have_text("Lưu và thoát")
    assert "/muc/" in page.url


def test_leaving_with_a_file_on_its_way_is_asked_once(sit_down, report):
    page = open_section(sit_down, report)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.route(UPLOAD, lambda route: None)
    page.mouse.click(5, 5)
    choose(page, paper())
    page.wait_for_timeout(300)
    link = page.locator(".lc-crumb a").first
    link.click(no_wait_after=True)
    page.wait_for_timeout(500)
    assert (asked, "/muc/" in page.url) == (["beforeunload"], True)
    link.click(no_wait_after=True)
    page.wait_for_url(lambda url: "/muc/" not in url)
    assert asked == ["beforeunload"]


def test_a_large_photograph_is_made_smaller_before_it_leaves(sit_down, report):
    page = open_section(sit_down, report)
    photo = files.photo((3200, 2400), turned=1, quality=90)
    assert len(photo) > 1024 * 1024
    choose(page, {"name": "Ảnh.jpg", "mimeType": "image/jpeg", "buffer": photo})
    expect(row(page, "Ảnh.jpg")).to_contain_text("Đã nhận lúc", timeout=20_000)
    with Image.open(io.BytesIO(Evidence.objects.get().file.read())) as picture:
        assert (picture.size, dict(picture.getexif())) == ((2000, 1500), {})


def test_on_a_phone_the_camera_is_offered_and_the_tick_goes_along(sit_down, report):
    page = open_section(sit_down, report, **PHONE)
    camera = zone(page).locator("input[capture]")
    assert camera.get_attribute("capture") == "environment"
    expect(zone(page).get_by_role("button", name=re.compile("^Chụp ảnh văn bản"))).to_be_visible()
    zone(page).get_by_label(re.compile("Ảnh sắp gửi có người")).check()
    camera.set_input_files([{"name": "Ảnh.jpg", "mimeType": "image/jpeg", "buffer": files.picture("JPEG")}])
    expect(row(page, "Ảnh.jpg")).to_contain_text("Người trong ảnh đã đồng ý")
    assert Evidence.objects.get().people_agreed


def test_on_a_desk_there_is_no_camera(sit_down, report):
    page = open_section(sit_down, report)
    expect(zone(page).get_by_role("button", name=re.compile("^Chụp ảnh văn bản"))).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_link_is_sent_from_the_form(sit_down, report, scripts):
    submission, officer = report
    page = sit_down(officer, java_script_enabled=scripts)
    page.goto(reverse("submissions:edit", args=[submission.pk, "tu-cham"]))
    if page.locator("details.lc-crit[open]").count() == 0:
        page.locator("details.lc-crit > summary").first.click()
    card = page.locator("details.lc-crit[open]").first
    card.get_by_text("Gửi đường dẫn trang web").click()
    card.get_by_label("Đường dẫn", exact=True).fill("haiphong.gov.vn/tin")
    card.get_by_role("button", name=re.compile("^Thêm đường dẫn")).click()
    expect(page.get_by_text("Đã nhận đường dẫn “haiphong.gov.vn”.")).to_be_visible()
    assert Evidence.objects.get().url == "https://haiphong.gov.vn/tin"


def test_inside_zalo_a_file_still_goes_up(sit_down, report):
    page = open_section(
        sit_down, report, user_agent="Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Zalo/24.1", **PHONE
    )
    choose(page, paper())
    expect(row(page, "Biên bản.pdf")).to_contain_text("Đã nhận lúc")


def test_the_signed_copy_goes_up_on_the_check_page(sit_down, report):
    submission, officer = report
    page = sit_down(officer)
    page.goto(reverse("submissions:check", args=[submission.pk]))
    choose(page, {"name": "Bản ký.pdf", "mimeType": "application/pdf", "buffer": files.signed_pdf()})
    expect(row(page, "Bản ký.pdf")).to_contain_text("Đã nhận lúc")
    assert submission.signed_copies.get().file.read() == files.signed_pdf()
