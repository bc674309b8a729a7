"""The whole way of a report with scripts off: plain buttons write, add, send files and hand in."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from submissions.enums import SubmissionStatus as S
from tests import factories
from tests.submissions import files

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_report_is_written_and_handed_in_with_scripts_off(sit_down, clock, size):
    unit = factories.make_unit("Trường Tiểu học minh họa")
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    report = factories.submission_at(subject=unit, by=officer)
    content, item = report.contents.first(), report.items.first()
    page = sit_down(officer, viewport=size, java_script_enabled=False)
    # The last press also makes both papers, which a worker does elsewhere.
    page.set_default_timeout(60_000)

    page.goto(reverse("submissions:edit", args=[report.pk, "noi-dung-nd1"]))
    page.get_by_label("Kết quả nổi bật").fill("Đã làm xong 12 việc,\ntrong đó 3 việc trước hạn.")
    page.get_by_role("button", name="Thêm dòng số liệu").click()
    page.get_by_label("Chỉ số").fill("Trụ sạc xe điện")
    page.get_by_label("Năm nay", exact=True).fill("12")
    page.get_by_role("button", name="Lưu, sang mục 3").click()
    figure = content.figures.get()
    content.refresh_from_db()
    assert content.results == "Đã làm xong 12 việc,\ntrong đó 3 việc trước hạn."
    assert (figure.name, figure.this_year) == ("Trụ sạc xe điện", "12")

    page.goto(reverse("submissions:edit", args=[report.pk, "tu-cham"]))
    page.locator("summary", has_text="Tiêu chí 1.").click()
    place = page.locator(f"#tep-item-{item.pk}")
    document = {"name": "Biên bản.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}
    place.locator("input[type=file]").first.set_input_files([document])
    place.get_by_role("button", name="Gửi tệp").click()
    assert page.get_by_role("status").inner_text().startswith("Đã nhận tệp")
    assert item.evidence.get().name == "Biên bản.pdf"
    points = page.locator(f"#item-{item.pk}-self_score")
    page.locator("summary", has_text="Tiêu chí 1.").click()
    if not points.is_visible():
        page.locator("summary", has_text="Tiêu chí 1.").click()
    points.fill("20.5")
    page.get_by_role("button", name="Lưu và thoát").click()
    page.wait_for_url("**" + reverse("submissions:home"))
    item.refresh_from_db()
    assert str(item.self_score) == "20.5"

    page.get_by_role("link", name="Kiểm tra và nộp").first.click()
    page.get_by_label("Thủ trưởng đơn vị đã duyệt nội dung này").check()
    page.get_by_role("button", name="Nộp báo cáo", exact=True).click()
    assert page.locator("h1").inner_text() == "Phường đã nhận báo cáo"
    report.refresh_from_db()
    assert (report.status, report.code) == (S.SUBMITTED, page.locator(".lc-code").inner_text())
