"""The page of the import: four steps, errors first, and everything works without a script."""

import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.enums import ImportKind, ImportStatus, Role
from accounts.importing import applying, runs, services
from accounts.models import ImportRun, Unit, User
from core.models import AuditEvent
from tests import factories

from .files import OFFICER_HEADINGS, bring_in, listed, preview, sheet, unit_row, units, upload

pytestmark = pytest.mark.django_db
S = ImportStatus
# Session, account, roles, the run, its counts, page and rows.
PREVIEW_QUERIES = 7


def words(response) -> str:
    """The text of a page on one line."""
    return " ".join(strip_tags(response.content.decode()).split())


@pytest.fixture
def browser(client_of, admin):
    return client_of(admin)


def address(name: str, run: ImportRun | None = None) -> str:
    return reverse(f"accounts:{name}", args=[run.pk] if run else [])


def send(browser, content: bytes, name: str = "don-vi.xlsx", kind: str = ImportKind.UNITS):
    return browser.post(address("import_start"), {"kind": kind, "file": upload(content, name)})


@pytest.mark.plan("R10")
def test_from_the_file_to_the_written_rows_and_back(browser, admin, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sent = send(browser, units(unit_row("007", "Trường Mầm non Hoa Sen"), unit_row("008")))
    run = ImportRun.objects.get()
    assert (sent.url, run.status, Unit.objects.count()) == (address("import_run", run), S.PREVIEW, 0)
    page = words(browser.get(sent.url))
    assert "3. Xem trước: Đơn vị" in page
    assert "Sẽ thêm mới 2 dòng, thay đổi 0 dòng, giữ nguyên 0 dòng. Chưa ghi dòng nào." in page
    assert "Ghi 2 dòng" in page
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(address("import_apply", run))
    assert "Đã ghi 2 dòng" in words(browser.get(sent.url))
    assert Unit.objects.get(code="007").name == "Trường Mầm non Hoa Sen"
    done = browser.post(address("import_undo", run), follow=True)
    assert "Đã hoàn tác. Dữ liệu trở về như trước lần nhập." in words(done)
    assert Unit.objects.count() == 0


def test_the_error_tab_opens_first_with_row_and_column_and_the_cell_is_described(browser, admin):
    run = preview(units(unit_row("A"), unit_row("B"), unit_row("a")), by=admin)
    html = browser.get(address("import_run", run)).content.decode()
    assert re.search(r'href="\?ket-qua=loi" aria-current="true" aria-label="Lỗi, 1 dòng">Lỗi 1<', html)
    cell = re.search(r'<td aria-describedby="(loi-4-0)">a</td><td id="\1">([^<]*)</td>', html)
    assert cell[2] == "Dòng 4, cột Mã đơn vị: trùng với dòng 2."
    assert "Còn 1 dòng lỗi. Sửa trong tệp rồi nhập lại, hoặc chỉ ghi các dòng đúng." in html
    assert "Ghi 2 dòng đúng, bỏ 1 dòng lỗi" in html
    assert f'href="{address("import_errors", run)}"' in html


def test_changes_are_shown_old_to_new_and_hostile_text_stays_text(browser, admin):
    factories.make_unit("Tên cũ", code="A")
    run = preview(units(unit_row("A", "<script>alert(1)</script>")), by=admin)
    html = browser.get(address("import_run", run)).content.decode()
    assert "<del>Tên cũ</del> → <ins" in html
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_fifty_rows_a_page(browser, admin):
    run = preview(units(*[unit_row(f"A{n:03}") for n in range(60)]), by=admin)
    first = browser.get(address("import_run", run))
    second = browser.get(address("import_run", run), {"ket-qua": "them", "trang": "2"})
    assert (len(first.context["lines"]), len(second.context["lines"])) == (50, 10)
    assert browser.get(address("import_run", run), {"ket-qua": "x", "trang": "x"}).status_code == 200


def test_a_wrong_kind_of_file_is_told_at_its_field(browser):
    answer = send(browser, b"x", "danh-sach.xls")
    assert answer.status_code == 422
    assert answer.content.decode().count("Tệp .xls (Excel 97–2003) không nhận.") == 2
    assert "Chưa chọn tệp nào." in words(browser.post(address("import_start"), {"kind": ImportKind.UNITS}))
    assert browser.post(address("import_start"), {"kind": "X", "file": upload(b"x")}).status_code == 422
    assert ImportRun.objects.count() == 0


def test_a_file_that_cannot_be_read_says_so_on_its_page(browser, admin):
    run = preview(sheet(["Mã đơn vị", "Tên đơn vị"], ["A", "B"]), by=admin)
    page = words(browser.get(address("import_run", run)))
    assert (run.status, "Tệp không đúng mẫu: thiếu cột Nhóm đối tượng." in page) == (S.UNREADABLE, True)
    assert "Chọn tệp khác" in page


def test_reading_shows_how_many_rows_and_leaving_and_coming_back_finds_it(browser, admin, monkeypatch):
    monkeypatch.setattr(runs, "hand_over", lambda run_id, status: None)
    run = services.start(kind=ImportKind.UNITS, upload=upload(units(unit_row("A"))), by=admin)
    assert "Đang mở tệp…" in words(browser.get(address("import_run", run)))
    ImportRun.objects.update(status=S.READING, total_rows=400, read_rows=250)
    assert "Đang đọc 400 dòng… 250 trên 400 Đã đọc 250 dòng." in words(browser.get(address("import_progress", run)))
    ImportRun.objects.update(status=S.QUEUED)
    services.read(run.pk)
    assert browser.get(address("import_progress", run)).headers["HX-Refresh"] == "true"
    page = browser.get(address("import"))
    assert "Bản xem trước tệp “don-vi.xlsx” đang chờ, chưa ghi dòng nào." in words(page)
    assert f'href="{address("import_run", run)}"' in page.content.decode()


def test_privileged_fields_of_the_form_change_nothing(browser, admin):
    factories.make_unit(code="TH01")
    content = listed(OFFICER_HEADINGS, [{"Thư điện tử": "a@b.vn", "Họ và tên": "Mai", "Mã đơn vị": "TH01"}])
    data = {"kind": ImportKind.OFFICERS, "file": upload(content), "is_staff": "1", "status": S.APPLIED, "role": "ADMIN"}
    browser.post(address("import_start"), data)
    run = ImportRun.objects.get()
    services.read(run.pk)
    browser.post(address("import_apply", run), {"is_staff": "1", "role": "ADMIN", "applied_by": "1"})
    applying.write(run.pk)
    user = User.objects.get(email="a@b.vn")
    run.refresh_from_db()
    assert (user.is_staff, user.roles, run.applied_by) == (False, {Role.UNIT_OFFICER}, admin)


def test_after_officers_the_page_leads_to_the_invitations_and_no_mail_has_left(browser, admin, mailoutbox):
    factories.make_unit(code="TH01")
    content = listed(OFFICER_HEADINGS, [{"Thư điện tử": "a@b.vn", "Họ và tên": "Mai", "Mã đơn vị": "TH01"}])
    run = bring_in(content, by=admin, kind=ImportKind.OFFICERS)
    page = browser.get(address("import_run", run)).content.decode()
    assert (f'href="{address("invitation_list")}"' in page, mailoutbox) == (True, [])


def test_files_leave_as_downloads_with_one_line_in_the_log(browser, admin):
    factories.make_unit("Trạm Y tế", code="YT")
    run = preview(units(unit_row("A"), unit_row("")), by=admin)
    for name, args, file_name in (
        ("import_template", ["don-vi"], "mau-don-vi.xlsx"),
        ("import_export", ["don-vi", "xlsx"], "don-vi.xlsx"),
        ("import_export", ["can-bo-dau-moi", "csv"], "can-bo-dau-moi.csv"),
        ("import_errors", [run.pk], "dong-loi-don-vi.xlsx"),
    ):
        logged = AuditEvent.objects.count()
        answer = browser.get(reverse(f"accounts:{name}", args=args))
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{file_name}"'
        assert AuditEvent.objects.count() == logged + 1
        if file_name.endswith("xlsx"):
            assert openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    assert browser.get(reverse("accounts:import_export", args=["don-vi", "exe"])).status_code == 404
    assert browser.get(reverse("accounts:import_template", args=["khac"])).status_code == 404


def test_others_find_no_run(client_of, admin):
    run = preview(units(unit_row("A")), by=admin)
    office = client_of(factories.make_user(Role.REVIEWER))
    assert office.get(address("import_run", run)).status_code == 404
    assert office.post(address("import_apply", run)).status_code == 404
    assert office.get(address("import")).status_code == 403


def test_the_list_asks_a_fixed_number_of_queries(browser, admin, django_assert_num_queries):

    preview(units(unit_row("A")), by=admin)
    browser.get(address("import"))
    with CaptureQueriesContext(connection) as one:
        browser.get(address("import"))
    for number in range(2):
        preview(units(unit_row(f"B{number}")), by=factories.make_user(Role.ADMIN))
    with django_assert_num_queries(len(one)):
        browser.get(address("import"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_preview_asks_a_fixed_number_of_queries(browser, admin, rows, django_assert_num_queries):
    run = preview(units(*[unit_row(f"A{n}") for n in range(rows)]), by=admin)
    browser.get(address("import_run", run))
    with django_assert_num_queries(PREVIEW_QUERIES):
        browser.get(address("import_run", run))
