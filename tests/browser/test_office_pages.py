"""The office's pages in Chromium: accessible in every state, a dossier scored by keyboard alone (ux (h) 6 to 9)."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from core.formats import format_date
from submissions.enums import ReviewStatus
from submissions.enums import SubmissionStatus as S
from submissions.models import Review, Score
from submissions.services import evidence, handing_in, ranking, reviewing, scoring
from submissions.services.evidence import Place
from tests import factories
from tests.browser.axe import assert_page_is_good
from tests.submissions import files
from tests.submissions.kinds import handed_in_kinds, make_kinds, numbered
from tests.submissions.office import mark

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Office:
    """A ward in its reporting weeks: one group, two scorers per report."""

    def __init__(self):
        self.now = timezone.now()
        self.period = factories.make_period(
            opens_at=self.now - timedelta(days=20),
            closes_at=self.now + timedelta(days=10),
            locks_at=self.now + timedelta(days=20),
        )
        factories.make_content_areas(self.period.campaign)
        self.group = factories.make_group(self.period.campaign)
        factories.make_criteria_set(self.group, self.period)
        self.reviewer = factories.make_user(Role.REVIEWER, full_name="Chuyên viên thi đua")
        self.second = factories.make_user(Role.REVIEWER, full_name="Chuyên viên thứ hai")

    def report(self, name: str):
        """A report handed in two days ago, with a PDF and a picture as evidence of its first criterion."""
        unit = factories.make_unit(name)
        factories.enrol(self.group, unit)
        officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
        report = factories.submission_at(S.DRAFT, subject=unit, period=self.period, by=officer)
        place = Place("item", report.items.first().pk)
        for file in (files.upload(files.pdf(), "Bảng điện năng.pdf"), files.upload(files.picture(), "Thu gom pin.png")):
            evidence.attach(submission_id=report.pk, place=place, file=file, by=officer)
        return handing_in.submit(report, by=officer, at=self.now - timedelta(days=2))

    def judged(self, report, *points):
        for reviewer in (self.reviewer, self.second):
            review = reviewing.start_review(report, by=reviewer)
            scoring.complete_review(mark(review, *points), by=reviewer)
        return report


@pytest.fixture
def office(transactional_db):
    return Office()


def look_at(page, live_server, *addresses):
    for address in addresses:
        assert_page_is_good(page, live_server.url, address)


def review_url(report, query=""):
    return reverse("submissions:review", args=[report.pk]) + query


def test_queue_in_every_state(sit_down, live_server, office):
    page = sit_down(office.reviewer)
    look_at(page, live_server, reverse("submissions:queue"))
    for name in ("Hội Liên hiệp Phụ nữ", "Đoàn Thanh niên"):
        office.report(name)
    look_at(page, live_server, reverse("submissions:queue"), reverse("submissions:queue") + "?q=khong-co")


def test_filtering_changes_the_address_and_only_the_table(sit_down, live_server, office):
    office.report("Hội Liên hiệp Phụ nữ")
    office.report("Đoàn Thanh niên")
    page = sit_down(office.reviewer)
    page.goto(reverse("submissions:queue"))

    page.get_by_role("searchbox").type("phu nu")
    page.wait_for_url("**q=phu*nu*")
    page.get_by_role("link", name="Đoàn Thanh niên").wait_for(state="detached")
    assert page.locator("tbody tr").count() == 1
    assert page.get_by_role("searchbox").input_value() == "phu nu"


def test_review_in_every_state(sit_down, live_server, office):
    new, done = (office.report(name) for name in ("Mới", "Đã xong"))
    group = factories.make_group(office.period.campaign)
    make_kinds(group, office.period)
    mine = handed_in_kinds(group, office.period)
    mark(reviewing.start_review(mine, by=office.reviewer), 40, 10, 12, None, 2, None, None)
    office.judged(done, 27, 20, 20, 15)
    page = sit_down(office.reviewer)
    look_at(page, live_server, *(review_url(report) for report in (new, mine, done)))
    look_at(page, live_server, review_url(mine, "?phan=toan-bo"), review_url(mine, "?phan=lich-su"))
    look_at(page, live_server, reverse("submissions:return_form", args=[mine.pk]))


def test_own_unit_has_a_closed_grid(sit_down, live_server, office):
    report = office.report("Đơn vị tôi")
    factories.Membership.objects.create(user=office.reviewer, role=Role.UNIT_HEAD, unit=report.unit)
    page = sit_down(office.reviewer)
    look_at(page, live_server, review_url(report))
    assert page.get_by_text("Không tự thẩm định báo cáo của đơn vị mình.").is_visible()
    assert page.locator("[data-score]").count() == 0


def reach(page, target, key="Tab"):
    """Press the key until the focus is on the target, as somebody without a mouse does."""
    for _ in range(60):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"not reached by {key}: {target}")


def test_a_whole_dossier_by_keyboard_alone(sit_down, office):
    """Criteria of every kind: `=` copies, a rule is taken, one is overridden with its reason; next of the same list."""
    group = factories.make_group(office.period.campaign)
    make_kinds(group, office.period)
    first, second = (
        handed_in_kinds(group, office.period, subject=factories.make_unit(name)) for name in ("Hội A", "Hội B")
    )
    others = reviewing.start_review(first, by=office.second)
    scoring.save_score(others, numbered(first, 1), by=office.second, points=Decimal("33.25"), note="Nhận xét kín.")
    page = sit_down(office.reviewer)
    page.goto(review_url(first, "?sap=don-vi"))
    press, write = page.keyboard.press, page.keyboard.type

    reach(page, page.get_by_role("button", name="Nhận thẩm định"))
    press("Enter")
    page.locator("[data-score]:focus").wait_for()
    assert "33,25" not in page.content() and "Nhận xét kín." not in page.content()
    press("=")  # 38, the self-score
    press("Enter")
    press("=")  # 16,67 by the rule
    press("ArrowDown")
    write("15")  # not the 12 of the rule
    page.get_by_text("Cao hơn cách tính 3 điểm: cần ghi lý do từ 20 ký tự").wait_for()
    press("Control+/")
    write("Có thêm hai mô hình ?=")
    press("Escape")
    write("Kiểm tra thực tế thấy thêm hai mô hình.")
    press("Control+/")
    press("Enter")
    press("=")
    press("ArrowDown")
    write("9")
    press("Escape")
    press("?")
    assert page.locator("[data-key-list]").evaluate("list => list.open")
    write("2")
    reach(page, page.get_by_role("button", name="Không có điểm thưởng, điểm trừ"))
    press("Enter")
    assert page.locator("[data-scored]").inner_text() == "Đã chấm 7/7 tiêu chí"
    assert page.locator("[data-total]").inner_text() == "86,67"
    press("Control+Enter")
    page.wait_for_url(f"**{review_url(second)}?sap=don-vi")

    review = Review.objects.get(submission=first, reviewer=office.reviewer)
    latest = Score.objects.filter(review=review, is_latest=True).order_by("item__criteria_item__order")
    given = [(str(score.points.normalize()), score.by_rule and str(score.by_rule.normalize())) for score in latest]
    assert (review.status, review.total_hundredths) == (ReviewStatus.COMPLETE, 8667)
    assert given == [
        ("38", None), ("16.67", "16.67"), ("15", "12"), ("15", "15"), ("2", None), ("0", None), ("0", None),
    ]  # fmt: skip
    assert latest[2].note == "Kiểm tra thực tế thấy thêm hai mô hình."
    assert page.evaluate("document.querySelector('.lc-read').scrollTop") == 0
    assert page.get_by_role("button", name="Nhận thẩm định").evaluate("button => button === document.activeElement")


def test_marks_save_themselves(sit_down, office):
    report = office.report("A")
    reviewing.start_review(report, by=office.reviewer)
    page = sit_down(office.reviewer)
    page.goto(review_url(report))
    cell = page.locator("[data-score]").first

    cell.fill("20.50")
    cell.blur()
    page.get_by_text(re.compile("^Đã lưu")).first.wait_for()
    assert cell.input_value() == "20,5"
    page.goto(review_url(report))
    assert page.locator("[data-score]").first.input_value() == "20,5"


def test_the_phones_bar_writes_into_the_grid(sit_down, office):
    report = office.report("A")
    reviewing.start_review(report, by=office.reviewer)
    page = sit_down(office.reviewer, viewport={"width": 390, "height": 844})
    page.goto(review_url(report))
    bar = page.get_by_role("form", name="Chấm nhanh")

    for value in ("27", "20", "21", "15"):
        bar.get_by_role("textbox").fill(value)
        bar.get_by_role("button").click()
    assert [cell.input_value() for cell in page.locator("[data-score]").all()] == ["27", "20", "21", "15"]


def test_ranking_pages(sit_down, live_server, office):
    page = sit_down(office.reviewer)
    look_at(page, live_server, reverse("submissions:ranking"))
    reports = [office.judged(office.report(name), 27, 20, 20, 15) for name in ("A", "B")]
    other = factories.make_group(office.period.campaign, short_title="Doanh nghiệp")
    factories.make_criteria_set(other, office.period)
    look_at(page, live_server, reverse("submissions:reviewer_figures"), reverse("submissions:lock"))
    look_at(page, live_server, reverse("submissions:ranking"))
    # Ties share a rank; groups never mix.
    assert [row.inner_text() for row in page.get_by_text("đồng hạng 1").all()] == ["đồng hạng 1"] * 2
    page.get_by_role("link", name="Doanh nghiệp").click()
    page.get_by_text("Chưa có hồ sơ nào được chấm.").wait_for()
    # A locked board refuses changes and says since when.
    day = format_date(ranking.lock_board(office.period, office.group, by=office.reviewer).locked_at)
    look_at(page, live_server, reverse("submissions:ranking"))
    page.get_by_text(f"Đã chốt ngày {day}").wait_for()
    page.get_by_role("link", name="xem điểm chi tiết của A").click()
    page.get_by_role("heading", name="Điểm chi tiết: A").wait_for()
    look_at(page, live_server, reverse("submissions:breakdown", args=[reports[0].pk]))
    page.goto(review_url(office.report("C")))
    page.get_by_text(f"Bảng điểm nhóm này đã chốt ngày {day}.").first.wait_for()


def test_reminder_pages_and_the_copied_text(sit_down, live_server, office):
    unit = factories.make_unit("Hội Cựu chiến binh", phone="0225 000 001")
    factories.enrol(office.group, unit)
    factories.make_user(Role.UNIT_OFFICER, unit=unit)
    page = sit_down(office.reviewer, permissions=["clipboard-read", "clipboard-write"])
    look_at(page, live_server, reverse("submissions:reminders"), reverse("submissions:send_now"))
    look_at(page, live_server, reverse("submissions:reminders") + "?phan=loi")

    page.goto(reverse("submissions:reminders"))
    page.get_by_role("button", name="Sao chép tin Zalo cho Hội Cựu chiến binh").click()
    page.get_by_text("Đã sao chép").first.wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("Kính gửi Hội Cựu chiến binh.")
    assert text.endswith("/don-vi/")
