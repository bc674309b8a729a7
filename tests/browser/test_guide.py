"""The guide of four pages shows the portal as it is: its pictures are taken here, its quoted words are on the pages.

`make guide` takes the pictures anew; otherwise each is compared with the one in static/guide (`pictures.py`).
"""

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from accounts.enums import Role
from accounts.views.guides import CHAPTERS
from campaigns.models import ParticipantGroup, ReportingPeriod
from submissions import sections
from submissions.services import difficulties, drafting, returning, reviewing
from submissions.writable import FieldKey
from tests import factories
from tests.browser.axe import assert_accessible, assert_fits
from tests.browser.pictures import DESKTOP, LARGEST, PHONE, SHARE, changed, keep, photograph, share_of_change

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOLDER = Path(settings.BASE_DIR) / "static" / "guide"
PICTURES = {picture.name: picture for chapter in CHAPTERS for picture in chapter.pictures}
# Two files are made within one press, on whatever machine this runs.
PATIENCE = 60_000
FILE = "Biên bản nghiệm thu.png"
WORK = (
    "Rà soát, cắt giảm 4 trên 19 biểu mẫu nội bộ; 100% hồ sơ học sinh chuyển sang bản điện tử từ tháng 9.\n"
    "Lắp 12 cụm đèn LED và pin mặt trời, điện năng giảm 18% so với năm trước."
)


class Album:
    """Pictures as they are taken, and every word that was on the pages of each chapter."""

    def __init__(self):
        self.taken: dict[str, bytes] = {}
        self.words: dict[int, str] = {chapter.number: "" for chapter in CHAPTERS}

    def read(self, page, *numbers: int) -> None:
        """Remember what stands on the page, folded or not, names of buttons too."""
        text = page.evaluate("document.body.textContent") + " ".join(
            page.eval_on_selector_all("[aria-label]", "all => all.map(one => one.getAttribute('aria-label'))")
        )
        for number in numbers:
            self.words[number] += " " + " ".join(text.split())

    def take(self, page, name: str, at=None) -> None:
        """A picture of what is on the screen, with `at` moved to its upper edge."""
        self.taken[name] = photograph(page, at)
        size = Image.open(io.BytesIO(self.taken[name])).size
        assert size == (PICTURES[name].width, PICTURES[name].height)


@pytest.fixture
def school(clock, settings):
    """A school on the ward's real plan, with its officer."""
    settings.SITE_URL = "https://thidua.demo.example"
    call_command("load_plan", "campaigns/plans/le-chan-2026-2030.toml", verbosity=0)
    unit = factories.make_unit("Trường Tiểu học minh họa", code="TH-MINH-HOA")
    factories.enrol(ParticipantGroup.objects.get(kind="OFFICE"), unit)
    return unit


@pytest.fixture
def officer(school):
    return factories.make_user(
        Role.UNIT_OFFICER, unit=school, full_name="Nguyễn Thị Lan", email="lan@demo.example", phone="0225 3700 001"
    )


def half_written(report, officer, at) -> None:
    """The first contents and nothing else."""
    for content in report.contents.order_by("content_area__order")[:2]:
        key = FieldKey("content", content.pk, "results")
        drafting.save_field(submission_id=report.pk, key=key, text=WORK, seen=None, by=officer, at=at)


@pytest.fixture
def album(clock, school, officer, sit_down, tmp_path):
    """The whole way of one report, from the door to the answer of the ward."""
    album, period = Album(), ReportingPeriod.objects.get(year=2026)
    Image.new("RGB", (600, 400), "white").save(tmp_path / FILE)

    visitor = sit_down(None, viewport=DESKTOP)
    visitor.goto(reverse("account_login"))
    album.read(visitor, 1)
    album.take(visitor, "dang-nhap")

    page = sit_down(officer, viewport=DESKTOP)
    page.set_default_timeout(PATIENCE)
    page.goto(reverse("submissions:home"))
    album.read(page, 1)
    report = drafting.start(period=period, subject=school, by=officer, at=clock.at)
    half_written(report, officer, clock.at)
    page.goto(reverse("submissions:home"))
    album.read(page, 1)
    album.take(page, "trang-chu")

    writing(album, page, report, tmp_path)
    phone = sit_down(officer, viewport=PHONE)
    phone.set_default_timeout(PATIENCE)
    on_the_phone(album, phone, report)
    handing_in(album, page, report, officer)
    answering(album, page, report, officer, clock)
    return album


def writing(album: Album, page, report, folder: Path) -> None:
    """A content with a row of figures and a file."""
    first = report.contents.order_by("content_area__order").first()
    page.goto(reverse("submissions:edit", args=[report.pk, sections.content_key(first.content_area)]))
    page.get_by_role("button", name="Thêm dòng số liệu").click()
    page.get_by_label(re.compile("^Chỉ số")).first.fill("Hồ sơ điện tử")
    page.get_by_label(re.compile("^Năm trước")).first.fill("40%")
    page.get_by_label(re.compile("^Năm nay")).first.fill("100%")
    page.get_by_label(re.compile("^Năm nay")).first.blur()
    page.locator("[data-save-state]").get_by_text(re.compile("^Đã lưu")).wait_for()
    album.read(page, 2)
    album.take(page, "soan-noi-dung", page.get_by_label(re.compile("^Kết quả nổi bật")).locator("xpath=.."))
    page.locator(".lc-drop input[type=file]").first.set_input_files(folder / FILE)
    page.locator("li").filter(has_text=FILE).get_by_text("Đã nhận").wait_for()
    album.read(page, 2)
    album.take(page, "minh-chung", page.get_by_role("heading", name=re.compile("^Minh chứng")).first)


def on_the_phone(album: Album, page, report) -> None:
    """A criterion being scored."""
    page.goto(reverse("submissions:edit", args=[report.pk, sections.SELF_SCORE]))
    card = page.locator("details.lc-crit").first
    if card.get_attribute("open") is None:
        card.locator("summary").first.click()
    card.get_by_label("Kết quả đạt được").fill("Hoàn thành 12 trên 12 nhiệm vụ, 3 nhiệm vụ trước thời hạn.")
    card.get_by_label(re.compile("^Điểm tự chấm")).fill("24,5")
    card.get_by_label(re.compile("^Điểm tự chấm")).blur()
    page.get_by_text("24,5/100").first.wait_for()
    album.read(page, 2)
    album.take(page, "tu-cham-dien-thoai", card)


def handing_in(album: Album, page, report, officer) -> None:
    """What is missing, everything there, the press, the receipt."""
    page.goto(reverse("submissions:check", args=[report.pk]))
    album.read(page, 3)
    factories.fill_report(report, by=officer)
    page.goto(reverse("submissions:home"))
    album.read(page, 3)
    page.goto(reverse("submissions:check", args=[report.pk]))
    album.read(page, 3)
    album.take(page, "kiem-tra")
    page.get_by_label("Thủ trưởng đơn vị đã duyệt nội dung này").check()
    page.get_by_role("button", name="Nộp báo cáo", exact=True).click()
    page.get_by_role("heading", name="Phường đã nhận báo cáo").wait_for()
    # No worker here: the press makes both files before it answers.
    page.get_by_role("button", name="Tạo biên nhận, báo cáo (PDF)").click()
    page.get_by_role("link", name="Tải biên nhận (PDF)").wait_for()
    page.goto(reverse("submissions:receipt", args=[report.pk]))
    album.read(page, 3, 4)
    album.take(page, "bien-nhan")


def answering(album: Album, page, report, officer, clock) -> None:
    """The ward asks for something; a question goes to the ward."""
    reviewer = factories.make_user(Role.REVIEWER)
    report.refresh_from_db()
    reviewing.start_review(report, by=reviewer, at=clock.at)
    notes = {sections.SELF_SCORE: "Bổ sung số liệu của tiêu chí 2."}
    due_on = report.period.last_day + timedelta(days=7)
    returning.return_for_changes(report, by=reviewer, notes=notes, due_on=due_on, at=clock.at)
    page.goto(reverse("submissions:home"))
    album.read(page, 4)
    album.take(page, "tra-lai")
    page.goto(reverse("submissions:edit", args=[report.pk, sections.SELF_SCORE]))
    album.read(page, 4)
    page.goto(reverse("submissions:check", args=[report.pk]))
    album.read(page, 4)
    text = "Nhà trường chưa có tài khoản cổng dịch vụ công để đối chiếu số liệu."
    difficulties.ask(subject=report.unit, text=text, by=officer, at=clock.at)
    page.goto(reverse("submissions:difficulties"))
    album.read(page, 4)
    album.take(page, "vuong-mac")


def quoted(number: int, page) -> list[str]:
    """The names of buttons and words of the portal a chapter quotes."""
    page.goto(reverse("accounts:guide", args=[number]))
    return page.locator(".lc-chapter b.ui").all_inner_texts()


def test_the_guide_shows_the_portal_as_it_is(album, sit_down):
    assert set(album.taken) == set(PICTURES)
    keep(FOLDER, album.taken)
    page = sit_down(None)
    stale = [
        f"trang {number}: “{words}” không còn trên cổng"
        for number in album.words
        for words in quoted(number, page)
        if " ".join(words.split()) not in album.words[number]
    ]
    assert not stale, "\n".join(["The guide quotes what the portal no longer says:", *stale])
    found = changed(FOLDER, album.taken)
    assert not found, "\n".join(["The pages have changed, the pictures have not. Run `make guide`.", *found])


def test_pictures_are_small_and_none_is_left_over():
    files = {path.stem: path.stat().st_size for path in FOLDER.glob("*.png")}
    assert set(files) == set(PICTURES)
    assert {name: size for name, size in files.items() if size > LARGEST} == {}
    for name, picture in PICTURES.items():
        assert Image.open(FOLDER / f"{name}.png").size == (picture.width, picture.height)


def test_a_moved_button_is_a_change_and_a_hair_is_none():
    page = Image.new("RGB", (1280, 800), "white")
    page.paste((11, 85, 102), (100, 100, 400, 160))
    moved = Image.new("RGB", (1280, 800), "white")
    moved.paste((11, 85, 102), (100, 200, 400, 260))
    hair = page.copy()
    hair.paste((200, 200, 200), (100, 160, 400, 161))

    def png(picture):
        kept = io.BytesIO()
        picture.save(kept, "PNG")
        return kept.getvalue()

    assert share_of_change(png(page), png(moved)) > SHARE
    assert share_of_change(png(page), png(hair)) < SHARE
    assert share_of_change(png(page), png(page.resize((1280, 790)))) == 1.0


def test_the_guide_prints_on_four_pages(sit_down, tmp_path):
    page = sit_down(None, viewport=DESKTOP)
    page.goto(reverse("accounts:whole_guide"))
    assert_accessible(page)
    page.eval_on_selector_all(
        "img", "all => Promise.all(all.map(one => { one.loading = 'eager'; return one.decode(); }))"
    )
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == len(CHAPTERS)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_guide_fits_every_screen(sit_down, width):
    page = sit_down(None, viewport={"width": width, "height": 844})
    for chapter in CHAPTERS:
        page.goto(reverse("accounts:guide", args=[chapter.number]))
        assert_fits(page)
