"""The whole road of one report, walked in a browser: draft, hand-in, return, two reviewers, ranking, nomination,
council, secret vote, decision, honours, papers. Used by the journey test and by `scripts/walk_road.py` on a running
portal.
"""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

PICTURE = "Biên bản nghiệm thu.png"


class Road:
    """One walk. `open_as(name)` gives a page in which that person is signed in; `shot(page, name)` may keep a
    picture.
    """

    def __init__(self, open_as: Callable, shot: Callable, files: Path):
        self.open_as, self.shot, self.files = open_as, shot, files
        self.pages: dict = {}
        self.meeting = ""

    def page(self, name: str):
        """The browser of a person, signed in once."""
        if name not in self.pages:
            self.pages[name] = self.open_as(name)
        return self.pages[name]

    # --- the unit ---------------------------------------------------------------------------------------------------

    def write_report(self, who: str) -> None:
        """Fill every section by its labels, with a file as evidence of every criterion."""
        page = self.page(who)
        page.goto("/don-vi/")
        self.shot(page, "01-trang-chu-don-vi")
        page.get_by_role("button", name="Bắt đầu báo cáo").click()
        # What the account knows is filled in already, and the form opens at the first section that is not.
        page.get_by_role("link", name=re.compile(r"^1\. ")).first.click()
        page.get_by_label("Người báo cáo").fill("Cán bộ đầu mối")
        page.get_by_label("Điện thoại").fill("0225 3700 001")
        while page.get_by_role("button", name=re.compile(r"^Lưu, sang mục")).count():
            self._fill_section(page)
            # The press first sends what was typed last, then leaves.
            with page.expect_navigation():
                page.get_by_role("button", name=re.compile(r"^Lưu, sang mục")).click()
        self._fill_section(page)
        page.get_by_role("button", name=re.compile(r"^Lưu, kiểm tra và nộp")).click()

    def _fill_section(self, page) -> None:
        for box in page.get_by_label("Kết quả nổi bật").all():
            box.fill("Hoàn thành 12 trên 12 nhiệm vụ; điện năng giảm từ 41.200 xuống 29.800 kWh mỗi năm.")
        if page.get_by_label(re.compile("Không có sáng kiến")).count():
            page.get_by_role("button", name="Thêm sáng kiến").click()
            page.get_by_label(re.compile("^Tên sáng kiến")).fill("Trạm thu gom pin cũ bằng mã QR")
            page.get_by_label("Tác giả").fill("Tổ kỹ thuật")
            page.get_by_label("Hiệu quả").fill("Thu 640 kg pin, rác điện tử trong năm.")
        criteria = page.locator("details.lc-crit")
        for place in range(criteria.count()):
            self._fill_criterion(criteria.nth(place), place)
        if criteria.count():
            self.shot(page, "02-tu-cham")
        if page.get_by_label(re.compile("^Không có khó khăn")).count():
            page.get_by_label(re.compile("^Không có khó khăn")).check()

    @staticmethod
    def _open_criterion(card):
        if card.get_attribute("open") is None:
            card.locator("summary").first.click()
        return card

    def _fill_criterion(self, card, place: int) -> None:
        self._open_criterion(card)
        card.get_by_label("Kết quả đạt được").fill(
            "Lắp 12 trụ sạc xe điện; thay 124 bóng đèn LED; thu gom 640 kg rác điện tử."
        )
        score = card.get_by_label(re.compile("^Điểm tự chấm"))
        score.fill("18,5")
        if place == 0:
            card.locator("input[type=file]").first.set_input_files(self.files / PICTURE)
            card.locator("li").filter(has_text=PICTURE).get_by_text("Đã nhận").wait_for()

    def hand_in(self, who: str, button: str = "Nộp báo cáo") -> str:
        """Read once, tick, press; returns the receipt code."""
        page = self.page(who)
        self.shot(page, "03-kiem-tra")
        page.get_by_label(re.compile("đã duyệt nội dung này|cam đoan")).check()
        page.get_by_role("button", name=button, exact=True).click()
        page.get_by_role("heading", name="Phường đã nhận báo cáo").wait_for()
        self.shot(page, "04-bien-nhan")
        return re.search(r"LC-\d{4}-\d{4,}", page.locator("main").inner_text()).group()

    def answer_return(self, who: str) -> None:
        """Open what the ward asks for, mend it, hand in again."""
        page = self.page(who)
        page.goto("/don-vi/")
        self.shot(page, "07-tra-lai")
        page.get_by_role("link", name=re.compile("^Sửa 1 chỗ phường yêu cầu")).click()
        page.get_by_text("Phường đề nghị bổ sung ở mục này").wait_for()
        card = self._open_criterion(page.locator("details.lc-crit").first)
        card.get_by_label("Kết quả đạt được").fill("Lắp 12 trụ sạc xe điện; điện năng giảm 31% so với năm trước.")
        page.get_by_role("button", name="Lưu và thoát").click()
        page.get_by_role("link", name="Kiểm tra và nộp").first.click()
        self.hand_in(who, "Nộp lại")

    # --- the office -------------------------------------------------------------------------------------------------

    def open_report(self, who: str, unit: str) -> None:
        """Find the report in the queue by the unit's name without accents."""
        page = self.page(who)
        page.goto("/tham-dinh/")
        self.shot(page, "05-danh-sach-tham-dinh")
        page.get_by_role("searchbox").fill(unit)
        page.get_by_role("searchbox").press("Enter")
        page.get_by_role("link", name=unit, exact=True).first.click()

    def take(self, who: str, unit: str) -> None:
        """Open a report and take it for review."""
        self.open_report(who, unit)
        page = self.page(who)
        page.get_by_role("button", name="Nhận thẩm định").click()
        page.get_by_role("button", name=re.compile("^Lưu, sang hồ sơ kế tiếp")).wait_for()
        # The keys are the page's script.
        page.wait_for_load_state()

    def give_back(self, who: str) -> None:
        """Return the open report with one wish about the self-scores."""
        page = self.page(who)
        page.get_by_role("link", name="Trả lại…").click()
        tick = page.get_by_label(re.compile("Tự chấm theo tiêu chí"))
        tick.check()
        tick.locator("xpath=following::textarea[1]").fill("Gửi thêm số liệu điện năng trước và sau khi thay đèn.")
        self.shot(page, "06-tra-lai-form")
        page.get_by_role("button", name="Trả lại báo cáo").click()
        page.wait_for_load_state()

    def score(self, who: str) -> None:
        """Give every criterion of the open report the self-score by keyboard, and close one's marks."""
        page = self.page(who)
        cells = page.get_by_label(re.compile("^Điểm thẩm định tiêu chí"))
        for place in range(cells.count()):
            cells.nth(place).focus()
            page.keyboard.press("=")
            expect(cells.nth(place)).to_have_value(re.compile(r"^\d"))
        self.shot(page, "08-cham-diem")
        with page.expect_navigation():
            page.get_by_role("button", name=re.compile("^Lưu, sang hồ sơ kế tiếp")).click()
        page.get_by_text("Đã chấm xong").first.wait_for()

    def accept(self, who: str, unit: str) -> None:
        """Accept a report both reviewers have scored."""
        self.open_report(who, unit)
        page = self.page(who)
        page.get_by_role("button", name="Chấp nhận").click()
        page.wait_for_load_state()

    def lock_board(self, who: str, group: str) -> None:
        """Lock the ranking of a group."""
        page = self.page(who)
        page.goto("/xep-hang/")
        page.get_by_role("link", name=re.compile(f"^{group}")).first.click()
        self.shot(page, "09-xep-hang")
        page.get_by_role("link", name="Chốt bảng điểm").click()
        page.get_by_role("button", name="Chốt bảng điểm").click()
        page.get_by_text("Đã chốt").first.wait_for()

    def nominate(self, who: str, unit: str) -> None:
        """From the locked board to a dossier that is ready for the council."""
        page = self.page(who)
        row = page.get_by_role("row").filter(has_text=unit)
        row.get_by_role("link", name=re.compile("Lập đề nghị khen thưởng")).click()
        self.shot(page, "10-lap-de-nghi")
        page.get_by_role("radio").and_(page.locator(":not([disabled])")).first.check()
        page.get_by_role("button", name="Lập đề nghị", exact=True).click()
        page.get_by_role("textbox", name=re.compile("^Tóm tắt")).fill(
            "Tự chấm và thẩm định đều 74 điểm; giảm 31% điện năng; 1 giải pháp."
        )
        page.get_by_label(re.compile("[Kk]hông có vụ việc|không đang bị|vụ việc")).check()
        page.get_by_role("button", name="Lưu hồ sơ").click()
        self.confirm_parts(page)
        self.shot(page, "11-ho-so-de-nghi")
        page.get_by_role("button", name="Trình Hội đồng").click()
        page.get_by_text("Chờ trình Hội đồng").first.wait_for()

    def confirm_parts(self, page) -> None:
        """Confirm every statement of the dossier, with the document it rests on."""
        lacking = page.locator(".lc-checks li.lack").filter(has=page.locator("summary", has_text="Xác nhận"))
        while count := lacking.count():
            part = lacking.first
            part.locator("summary").click()
            part.get_by_label(re.compile("^Số, ký hiệu văn bản")).fill("Công văn số 45/CV")
            part.get_by_label(re.compile("^Ngày văn bản")).fill("01/11/2026")
            part.get_by_role("button", name=re.compile("^Xác nhận")).click()
            page.wait_for_load_state()
            assert lacking.count() == count - 1

    # --- the council ------------------------------------------------------------------------------------------------

    def call_meeting(self, who: str, unit: str, day: str) -> None:
        """Plan a meeting with the unit's nomination and remember its address."""
        page = self.page(who)
        page.goto("/hoi-dong/lap/")
        page.get_by_label("Tên phiên họp").fill("Phiên họp xét khen thưởng doanh nghiệp")
        page.get_by_label("Địa điểm").fill("Phòng họp tầng 2")
        page.get_by_label("Ngày họp").fill(day)
        page.get_by_label("Giờ").fill("08:00")
        page.get_by_label(re.compile(unit)).check()
        page.get_by_role("button", name="Lập phiên họp và gửi giấy mời").click()
        page.wait_for_load_state()
        self.meeting = page.url

    def open_vote(self, who: str, present: int) -> None:
        """Open the meeting, call the roll, open the first vote."""
        page = self.page(who)
        page.get_by_role("button", name="Mở phiên họp").click()
        page.goto(f"{self.meeting.split('?')[0]}phong-hop/")
        self.code = page.locator(".lc-wall .code b").inner_text()
        page.goto(self.meeting)
        roll = page.get_by_role("form", name="Điểm danh").get_by_role("checkbox")
        for place in range(min(present, roll.count())):
            roll.nth(place).check()
        page.get_by_role("button", name="Ghi điểm danh").click()
        page.get_by_role("button", name="Mở bỏ phiếu").click()
        page.get_by_text(re.compile("Đã thu 0/")).first.wait_for()
        self.shot(page, "12-phien-hop")

    def vote(self, who: str, choice: str = "Đồng ý") -> None:
        """Cast a ballot on a phone: choose, read again, cast."""
        page = self.page(who)
        page.goto("/hoi-dong/cua-toi/")
        page.get_by_role("link", name=re.compile("^Vào bỏ phiếu")).first.click()
        page.get_by_label("Mã phòng họp").fill(self.code)
        page.get_by_role("button", name="Vào bỏ phiếu").click()
        page.get_by_role("button", name=re.compile("^Xem lại phiếu")).wait_for()
        for line in page.get_by_role("group").filter(has=page.get_by_role("radio")).all():
            line.get_by_role("radio", name=choice, exact=True).check()
        self.shot(page, "13-phieu-kin")
        page.get_by_role("button", name=re.compile("^Xem lại phiếu")).click()
        page.get_by_role("button", name="Bỏ phiếu", exact=True).wait_for()
        self.shot(page, "14-xem-lai-phieu")
        page.get_by_role("button", name="Bỏ phiếu", exact=True).click()
        page.get_by_text("Đồng chí đã bỏ phiếu xong").first.wait_for()
        self.shot(page, "15-da-bo-phieu")

    def close_vote(self, who: str) -> str:
        """Close, count, publish; returns the verdict's sentence."""
        page = self.page(who)
        page.goto(self.meeting)
        self.shot(page, "16-da-thu-phieu")
        page.get_by_role("link", name="Đóng bỏ phiếu").or_(
            page.get_by_role("button", name="Đóng bỏ phiếu")
        ).first.click()
        page.get_by_role("button", name="Đóng bỏ phiếu").click()
        page.get_by_role("button", name="Kiểm phiếu").click()
        page.get_by_role("button", name="Công bố").click()
        page.get_by_text(re.compile(r"(Đạt|Chưa đạt): \d+/\d+ phiếu đồng ý")).first.wait_for()
        self.shot(page, "17-ket-qua")
        return re.search(r"(Đạt|Chưa đạt): [^.]*\.", page.locator("main").inner_text()).group()

    # --- decision and papers ----------------------------------------------------------------------------------------

    def decide(self, office: str, chairman: str, day: str) -> None:
        """The office drafts and lays before, the chairman signs, the office publishes."""
        desk = self.page(office)
        desk.goto("/quyet-dinh/")
        desk.get_by_role("button", name=re.compile("^Lập dự thảo quyết định")).first.click()
        desk.get_by_role("button", name="Trình ký").click()
        desk.wait_for_load_state()
        draft = desk.url
        page = self.page(chairman)
        page.goto("/cho-ky/")
        self.shot(page, "18-cho-ky")
        page.goto(draft)
        page.get_by_label("Số quyết định").fill("126/QĐ-UBND")
        page.get_by_label(re.compile("^Ngày ký")).fill(day)
        page.get_by_label("Người ký").fill("Chủ tịch UBND phường")
        page.get_by_role("button", name="Đã ký").click()
        page.get_by_role("heading", name="126/QĐ-UBND").first.wait_for()
        self.shot(page, "19-quyet-dinh")
        desk.goto(draft)
        desk.get_by_role("button", name=re.compile("^Công khai")).click()
        desk.wait_for_load_state()

    def honours(self, unit: str) -> None:
        """Anybody finds the award on the honours page."""
        page = self.page("")
        page.goto("/vinh-danh/")
        page.get_by_text(unit).first.wait_for()
        self.shot(page, "20-vinh-danh")

    def papers(self, who: str) -> dict[str, bytes]:
        """Let the portal make its papers and take them home: name of the file -> content."""
        page, taken = self.page(who), {}
        page.goto("/xuat/")
        self.shot(page, "21-xuat-so-lieu")
        for title in ("Tổng hợp trình Hội đồng", "Bảng điểm"):
            page.goto("/xuat/")
            page.get_by_role("button", name=re.compile(f"^Tạo tệp {title}")).click()
            link = page.get_by_role("link", name="Tải tệp").or_(page.get_by_role("button", name="Tải tệp"))
            link.first.wait_for(timeout=90_000)
            with page.expect_download() as waiting:
                link.first.click()
            taken[waiting.value.suggested_filename] = Path(waiting.value.path()).read_bytes()
        page.goto("/tong-quan/")
        self.shot(page, "22-tong-quan")
        return taken


def walk(road: Road, *, unit: str, group: str, people: dict[str, str], day: str, present: int) -> dict:
    """Walk from the first word of the draft to the papers; returns what was seen: code, verdict, papers."""
    road.write_report(people["officer"])
    code = road.hand_in(people["officer"])
    road.take(people["reviewer"], unit)
    road.give_back(people["reviewer"])
    road.answer_return(people["officer"])
    for reviewer in (people["reviewer"], people["second"]):
        road.take(reviewer, unit)
        road.score(reviewer)
    road.accept(people["reviewer"], unit)
    road.lock_board(people["reviewer"], group)
    road.nominate(people["reviewer"], unit)
    road.call_meeting(people["secretary"], unit, day)
    road.open_vote(people["secretary"], present)
    for member in people["voters"]:
        road.vote(member)
    verdict = road.close_vote(people["secretary"])
    road.decide(people["reviewer"], people["chairman"], day)
    road.honours(unit)
    return {"code": code, "verdict": verdict, "papers": road.papers(people["reviewer"])}
