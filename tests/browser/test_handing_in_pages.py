"""From the check page to the receipt (ux h 4 and 5): gaps that lead to their labels, one report, one proof of it."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.urls import reverse
from playwright.sync_api import expect

from accounts.enums import Role
from core.formats import format_moment
from core.models import AuditEvent, OutboxMessage
from submissions import receipts
from submissions.enums import SubmissionStatus as S
from submissions.models import ReceiptCounter
from submissions.sections import sections_of
from submissions.services import handing_in, reviewing
from tests import factories
from tests.browser.until import until
from tests.factories import ward
from tests.squares import picture_of, read_square
from tests.submissions import files

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DOCUMENT = {"name": "Bản ký.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}
# Whether the label of the control that the address names stands where it can be seen.
LABEL = """() => { const control = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const words = (control.labels && control.labels[0]) || control.querySelector('label, legend, h2, h3, .form-label')
        || control;
    if (!words.textContent.trim()) return false;
    const box = words.getBoundingClientRect(); const bar = document.querySelector('.lc-bar');
    const floor = bar ? bar.getBoundingClientRect().top : innerHeight;
    return box.top >= 0 && box.bottom <= floor && box.height > 0; }"""


@pytest.fixture
def officer():
    return factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit("Phòng Kinh tế, Hạ tầng và Đô thị"))


@pytest.fixture
def unit(officer):
    return officer.memberships.get().unit


@pytest.fixture
def page(sit_down, officer, size, clock):
    page = sit_down(officer, viewport=size)
    # Here the press also makes both papers, which a worker does elsewhere.
    page.set_default_timeout(60_000)
    return page


def check(page, report):
    page.goto(reverse("submissions:check", args=[report.pk]))
    return page


def agree(page):
    page.get_by_label("Thủ trưởng đơn vị đã duyệt nội dung này").check()


def test_every_gap_is_a_link_that_lands_on_its_label(page, unit, officer):
    report = factories.submission_at(subject=unit, by=officer, filled=False)
    check(page, report)
    region = page.get_by_role("region", name="Còn thiếu")
    expect(region).to_be_focused()
    links = region.get_by_role("link")
    gaps = sections_of(report).gaps
    addresses = [links.nth(place).get_attribute("href") for place in range(links.count())]
    assert len(addresses) == len(gaps) > 8
    links.first.click()
    page.wait_for_url("**/muc/**")
    for address in addresses:
        page.goto(address)
        until(page, LABEL)


def test_mend_leads_back_to_the_check_page(page, unit, officer):
    report = factories.submission_at(subject=unit, by=officer)
    check(page, report).get_by_role("link", name="Sửa mục 2, Nội dung 1").click()
    page.get_by_label("Kết quả nổi bật").fill("Đã sửa lại cho đúng: hoàn thành 12 trên 12 nhiệm vụ được giao.")
    page.get_by_role("button", name="Lưu, về trang kiểm tra").click()
    page.wait_for_url("**" + reverse("submissions:check", args=[report.pk]))
    assert "Đã sửa lại cho đúng" in page.locator("main").text_content()


def test_two_quick_presses_make_one_submission_one_code_one_letter(page, unit, officer):
    report = factories.submission_at(subject=unit, by=officer)
    OutboxMessage.objects.all().delete()
    check(page, report)
    agree(page)
    # What the guard of the page would hold back: both presses reach the portal at the same moment.
    ends = page.evaluate(
        """async () => { const form = document.querySelector('form[action$="/nop/"]');
        const press = () => fetch(form.action, {method: 'POST', body: new URLSearchParams(new FormData(form))});
        return (await Promise.all([press(), press()])).map((answer) => [answer.status, answer.ok]); }"""
    )
    assert [ok for _, ok in ends] == [True, True], ends
    page.goto(reverse("submissions:check", args=[report.pk]))
    page.wait_for_url("**/bien-nhan/")
    report.refresh_from_db()
    assert page.locator(".lc-code").inner_text() == report.code
    assert (report.status, report.rounds, report.snapshots.count()) == (S.SUBMITTED, 1, 1)
    assert ReceiptCounter.objects.get().last == 1
    assert OutboxMessage.objects.filter(kind="received").count() == 1
    assert AuditEvent.objects.filter(action="submit").count() == 1


def hold_uploads(page):
    """Files stay on their way until the function that comes back is called."""
    held = []
    page.route("**/minh-chung/", lambda route: held.append(route))

    def let_go():
        for route in held:
            route.continue_()

    return let_go


def test_handing_in_waits_for_files_on_their_way(page, unit, officer):
    report = factories.submission_at(subject=unit, by=officer)
    let_go = hold_uploads(page)
    check(page, report)
    agree(page)
    page.locator("#ban-ky input[type=file]").first.set_input_files([DOCUMENT])
    button = page.locator("form[action$='/nop/'] button[type=submit]")
    button.click()
    expect(button).to_have_text(re.compile("^Đang gửi nốt 1 tệp"))
    report.refresh_from_db()
    assert report.status == S.DRAFT
    let_go()
    page.wait_for_url("**/bien-nhan/")
    report.refresh_from_db()
    assert (report.status, report.evidence.count()) == (S.SUBMITTED, 1)


def test_leaving_a_section_waits_for_files_and_cancelling_the_dialog_keeps_the_list(page, unit, officer):
    report = factories.submission_at(subject=unit, by=officer)
    item = report.items.first()
    let_go = hold_uploads(page)
    page.goto(reverse("submissions:edit", args=[report.pk, "tu-cham"]))
    page.locator("summary", has_text="Tiêu chí 1.").click()
    chooser = page.locator(f"#t-item-{item.pk}")
    chooser.set_input_files([DOCUMENT])
    listed = page.locator(f"#ds-item-{item.pk} li")
    expect(listed).to_have_count(1)
    # A cancelled dialog leaves the field without a file and says so.
    chooser.evaluate("(field) => { field.value = ''; field.dispatchEvent(new Event('change', {bubbles: true})); }")
    expect(listed).to_have_count(1)
    page.get_by_role("button", name="Lưu và thoát").click()
    expect(page.get_by_role("button", name=re.compile("^Đang gửi nốt 1 tệp"))).to_be_visible()
    let_go()
    page.wait_for_url("**" + reverse("submissions:home"))
    assert item.evidence.get().name == "Bản ký.pdf"


def words_of(pdf: bytes) -> str:
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(run.stdout.decode().split())


def test_the_receipt_ends_all_doubt(page, unit, officer, clock, reviewer):
    clock.at = ward(2026, 12, 10, 16, 5)
    report = factories.submission_at(subject=unit, by=officer)
    check(page, report)
    agree(page)
    page.get_by_role("button", name="Nộp báo cáo", exact=True).click()
    page.wait_for_url("**/bien-nhan/")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Phường đã nhận báo cáo")
    expect(heading).to_be_focused()
    report.refresh_from_db()
    text = page.locator("main").inner_text()
    assert page.locator(".lc-code").inner_text() == report.code
    assert f"Nhận lúc {format_moment(report.submitted_at)}" in text
    assert ("Đúng hạn" in text, report.is_late) == (True, False)
    assert "Việc tiếp theo" in text
    # Days later the same page says where the report is by now.
    clock.at = ward(2026, 12, 14, 9)
    reviewing.start_review(report, by=reviewer)
    page.goto(reverse("submissions:receipt", args=[report.pk]))
    assert "Đang thẩm định" in page.locator("main").inner_text()
    assert page.locator(".lc-code").inner_text() == report.code


def test_the_receipt_on_paper_has_the_same_code_and_a_square(sit_down, unit, officer, clock):
    draft = factories.submission_at(subject=unit, by=officer)
    report = handing_in.submit(draft, by=officer, at=ward(2026, 12, 10, 16, 5))
    page = sit_down(officer)
    page.set_default_timeout(60_000)
    page.goto(reverse("submissions:receipt", args=[report.pk]))
    # Without a worker behind the portal the press makes the files itself.
    page.get_by_role("button", name="Tạo biên nhận, báo cáo (PDF)").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải biên nhận (PDF)").click()
    pdf = Path(waiting.value.path()).read_bytes()
    words = words_of(pdf)
    assert pdf.startswith(b"%PDF-")
    assert report.code in words
    assert format_moment(report.submitted_at) in words
    assert read_square(picture_of(pdf)) == portal.SITE_URL + receipts.check_path(report.code)
