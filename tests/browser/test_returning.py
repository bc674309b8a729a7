"""The office asks for a file and a section, the officer mends and ticks them, the office reads what changed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import OutboxMessage
from submissions.enums import SubmissionStatus as S
from submissions.models import ReturnNote
from tests import factories
from tests.browser.axe import assert_page_is_good
from tests.submissions.returned import give_back, under_review

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def report():
    """A report with two files the office reads at this moment."""
    now = timezone.now()
    period = factories.make_period(
        opens_at=now - timedelta(days=12), closes_at=now + timedelta(days=18), locks_at=now + timedelta(days=28)
    )
    row = under_review(period=period, files=2)
    type(row).objects.filter(pk=row.pk).update(status_since=now)
    return row


def people(report):
    """The report's officer and reviewer."""
    return report.unit.memberships.get().user, report.reviews.get().reviewer


def test_asked_mended_ticked_and_read_again(report, sit_down, live_server, size):
    officer, reviewer = people(report)
    office = sit_down(reviewer, viewport=size)
    office.goto(reverse("submissions:return_form", args=[report.pk]))
    words = office.get_by_label("Cần bổ sung gì ở tệp Quyết định 1.pdf")
    # Words come into sight with the tick, without a script.
    assert not words.is_visible()
    office.get_by_label("Tệp “Quyết định 1.pdf”").check()
    words.fill("Thiếu trang 2.")
    office.get_by_label("9. Khó khăn, kiến nghị, đề xuất khen thưởng").check()
    office.get_by_label("Cần bổ sung gì ở mục 9").fill("Nêu rõ kinh phí.")
    office.get_by_label("Khóa các phần không nêu").check()
    # The letter stands there while it is being written.
    office.get_by_text("– Tự chấm theo tiêu chí, tệp “Quyết định 1.pdf”: Thiếu trang 2.").wait_for()
    # The first letter of a run is read against every word the packages bring along: that takes its time.
    office.get_by_role("button", name="Trả lại báo cáo").click(timeout=60_000)
    office.get_by_text("Đang chờ đơn vị bổ sung").wait_for()
    assert list(OutboxMessage.objects.filter(kind="returned").values_list("recipient_id", flat=True)) == [officer.pk]

    unit = sit_down(officer, viewport=size)
    unit.goto(reverse("submissions:home"))
    unit.get_by_role("link", name="Sửa 2 chỗ phường yêu cầu").click()
    # Only a file is named here: the text is read-only, the file says what is wrong with it.
    unit.get_by_text("Phường chỉ đề nghị bổ sung tệp ở mục này.").wait_for()
    assert unit.locator("textarea").count() == 0
    unit.get_by_role("button", name="Đã sửa chỗ này").first.click()
    unit.get_by_text("Đã đánh dấu đã sửa.").wait_for()
    unit.goto(reverse("submissions:home"))
    unit.get_by_role("link", name="Sửa 1 chỗ còn lại").click()
    unit.get_by_label("Khó khăn, vướng mắc").fill("Thiếu kinh phí số hóa hồ sơ.")
    # Pressed before the text was saved by itself: it is saved with the tick.
    unit.get_by_role("button", name="Đã sửa chỗ này").click()
    unit.get_by_text("Đã đánh dấu đủ 2/2 chỗ.").wait_for()
    assert unit.get_by_label("Khó khăn, vướng mắc").input_value() == "Thiếu kinh phí số hóa hồ sơ."
    unit.get_by_role("button", name="Bỏ đánh dấu").click()
    unit.get_by_text("Báo cáo còn 1/2 chỗ chưa đánh dấu đã sửa.").wait_for()
    unit.goto(reverse("submissions:check", args=[report.pk]))
    unit.get_by_text("Còn 1/2 chỗ phường yêu cầu chưa đánh dấu").wait_for()
    unit.get_by_label("Thủ trưởng đơn vị đã duyệt nội dung này").check()
    unit.get_by_role("button", name="Nộp lại").click()
    unit.get_by_text("Đã nộp lại lúc").first.wait_for()
    report.refresh_from_db()
    assert (report.status, ReturnNote.objects.filter(done_at__isnull=False).count()) == (S.SUBMITTED, 1)

    office.goto(reverse("submissions:review", args=[report.pk]))
    office.get_by_role("link", name="Xem phần đã sửa so với lần nộp 1").click()
    assert office.locator("ins", has_text="Thiếu kinh phí số hóa hồ sơ.").count() == 1
    for address in (office.url.removeprefix(live_server.url), reverse("submissions:queue")):
        assert_page_is_good(office, live_server.url, address)


@pytest.mark.parametrize("lock", [False, True])
def test_the_pages_of_a_request_are_good(report, sit_down, live_server, lock):
    officer, reviewer = people(report)
    form = reverse("submissions:return_form", args=[report.pk])
    assert_page_is_good(sit_down(reviewer), live_server.url, form)
    give_back(report, lock_rest=lock)
    unit = sit_down(officer)
    for key in ("tu-cham", "kien-nghi", "don-vi"):
        assert_page_is_good(unit, live_server.url, reverse("submissions:edit", args=[report.pk, key]))
    assert_page_is_good(unit, live_server.url, reverse("submissions:check", args=[report.pk]))


def test_without_scripts_the_tick_saves_and_sticks(report, sit_down):
    officer, _ = people(report)
    give_back(report)
    unit = sit_down(officer, java_script_enabled=False)
    unit.goto(reverse("submissions:edit", args=[report.pk, "kien-nghi"]))
    unit.locator("textarea[id$=proposals]").fill("Cấp thêm máy quét.")
    unit.get_by_role("button", name="Đã sửa chỗ này").click()
    unit.get_by_text("Báo cáo còn 1/2 chỗ chưa đánh dấu đã sửa.").wait_for()
    report.refresh_from_db()
    assert report.proposals == "Cấp thêm máy quét."
    assert ReturnNote.objects.get(evidence=None).done_by == officer
