"""Taking data out: sizes before the press, progress that stops by itself, files by right only, each taking noted."""

from urllib.parse import unquote

import pytest
from django.urls import reverse

from accounts.enums import Role
from core.models import AuditEvent
from reports import exporting, phrases, services
from reports.enums import DocumentKind, DocumentStatus
from reports.models import GeneratedDocument
from reports.resources import ReportListResource
from submissions.enums import SubmissionStatus as S
from tests import factories
from tests.reports import rows

pytestmark = pytest.mark.django_db
EVIL = "=cmd|' /C calc'!A0"


@pytest.fixture
def office(client_of, reviewer):
    """A signed-in reviewer."""
    return client_of(reviewer)


@pytest.fixture
def ready(period, group, reviewer):
    """A report list that was made."""
    rows.report(group, period, "Trạm Y tế")
    found = services.request_document(kind=DocumentKind.REPORTS_XLSX, period=period, by=reviewer)
    services.build(found.pk)
    found.refresh_from_db()
    return found


def test_each_export_says_its_size_before_the_press(period, group, office):
    rows.scored(group, period, "Trạm Y tế", (1, 1, 1, 1), (1, 1, 1, 1))
    rows.report(group, period, status=S.RETURNED)
    factories.enrol(group, factories.make_unit())
    page = office.get(reverse("reports:exports"))
    assert [offer.size for offer in page.context["offers"]] == [
        "2 báo cáo, 1 đơn vị chưa nộp", "1 báo cáo đã chấm xong", "1 báo cáo đã chấm xong",
    ]  # fmt: skip
    for offer in page.context["offers"]:
        assert offer.size in page.content.decode()


def test_nothing_to_export_is_a_closed_button_with_its_reason(period, group, office):
    page = office.get(reverse("reports:exports")).content.decode()
    assert phrases.NOTHING_TO_SCORE in page
    assert page.count('name="loai"') == 1


def test_pressing_leads_to_the_file(period, group, office, django_capture_on_commit_callbacks):
    rows.report(group, period)
    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post(reverse("reports:document_create"), {"loai": "REPORTS_XLSX", "nam": "2026"})
    document = GeneratedDocument.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("reports:document", args=[document.pk]))
    assert "Sẵn sàng" in office.get(answer.url).content.decode()


def test_the_same_press_twice_makes_one_file(period, group, office):
    form = {"loai": "REPORTS_XLSX", "nam": "2026", "_khoa": "mot-khoa"}
    first = office.post(reverse("reports:document_create"), form)
    second = office.post(reverse("reports:document_create"), form)
    assert first.url == second.url
    assert GeneratedDocument.objects.count() == 1


@pytest.mark.parametrize("form", [{"loai": "GI_DO", "nam": "2026"}, {"loai": "REPORTS_XLSX", "nam": "1999"}, {}])
def test_unknown_requests_are_not_found(period, office, form):
    assert office.post(reverse("reports:document_create"), form).status_code == 404


def test_progress_asks_again_only_while_something_is_to_come(period, group, office, ready):
    address = reverse("reports:document_progress", args=[ready.pk])
    GeneratedDocument.objects.update(status=DocumentStatus.BUILDING, progress=40)
    fragment = office.get(address).content.decode()
    assert f'hx-get="{address}" hx-trigger="every 2s"' in fragment
    assert "Đã làm 40%" in fragment and "<html" not in fragment
    GeneratedDocument.objects.update(status=DocumentStatus.READY, progress=100)
    done = office.get(address).content.decode()
    assert "hx-trigger" not in done and "Tải tệp" in done


def test_page_works_without_scripts_by_reload(period, office, ready):
    GeneratedDocument.objects.update(status=DocumentStatus.BUILDING, progress=40)
    page = office.get(reverse("reports:document", args=[ready.pk])).content.decode()
    assert f'<a href="{reverse("reports:document", args=[ready.pk])}">Tải lại trang</a>' in page
    assert '<progress id="tien-do" max="100" value="40">' in page


def test_failure_is_told_and_can_be_tried_again(period, office, ready, django_capture_on_commit_callbacks):
    GeneratedDocument.objects.update(status=DocumentStatus.FAILED, error=phrases.BUILD_FAILED)
    page = office.get(reverse("reports:document", args=[ready.pk])).content.decode()
    assert phrases.BUILD_FAILED in page and "Thử lại" in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post(reverse("reports:document_retry", args=[ready.pk]))
    assert answer.url == reverse("reports:document", args=[ready.pk])
    ready.refresh_from_db()
    assert ready.status == DocumentStatus.READY


def test_download_has_its_vietnamese_name_and_is_noted(office, ready, reviewer):
    answer = office.get(reverse("reports:document_file", args=[ready.pk]))
    content = b"".join(answer.streaming_content)
    name = answer.headers["Content-Disposition"]
    assert unquote(name.split("''")[1]) == "Danh sách báo cáo thi đua năm 2026.xlsx"
    assert name.startswith("attachment;")
    assert (len(content), answer.headers["X-Content-Type-Options"]) == (ready.size, "nosniff")
    event = AuditEvent.objects.get(action="document_downloaded")
    assert (event.actor_id, event.object_id, event.data["sha256"]) == (reviewer.pk, str(ready.pk), ready.sha256)


@pytest.mark.parametrize("name", ["document", "document_progress", "document_file"])
def test_files_are_out_of_sight_for_units(client_of, officer, ready, name):
    assert client_of(officer).get(reverse(f"reports:{name}", args=[ready.pk])).status_code == 404


def test_who_lost_the_right_no_longer_takes_the_file(client_of, ready, reviewer):
    reviewer.memberships.all().delete()
    client = client_of(reviewer)
    assert client.get(reverse("reports:document_file", args=[ready.pk])).status_code == 403
    assert not AuditEvent.objects.filter(action="document_downloaded").exists()


@pytest.mark.parametrize("role", [Role.CHAIRMAN, Role.COUNCIL_MEMBER, Role.UNIT_OFFICER])
def test_exports_are_for_those_who_hold_the_right(period, client_of, role):
    client = client_of(factories.make_user(role))
    assert client.get(reverse("reports:exports")).status_code == 403
    assert client.get(reverse("reports:reports_csv")).status_code == 403
    assert client.post(reverse("reports:document_create"), {"loai": "REPORTS_XLSX"}).status_code == 403


def test_a_file_that_is_not_ready_is_not_given(office, ready):
    GeneratedDocument.objects.update(status=DocumentStatus.BUILDING)
    assert office.get(reverse("reports:document_file", args=[ready.pk])).status_code == 403


def test_a_file_lost_from_the_store_is_told_not_crashed(office, ready, caplog):
    ready.file.storage.delete(ready.file.name)
    answer = office.get(reverse("reports:document_file", args=[ready.pk]), follow=True)
    assert phrases.FILE_GONE in answer.content.decode()
    assert not AuditEvent.objects.filter(action="document_downloaded").exists()
    assert "cannot be read" in caplog.text


def test_csv_holds_the_columns_of_the_excel_list_and_runs_nothing(period, group, office):
    rows.report(group, period, EVIL, proposals="+84 912", self_scores=("28.25", 1, 1, 1))
    answer = office.get(reverse("reports:reports_csv"))
    heading, line = answer.content.decode("utf-8-sig").splitlines()
    assert heading.startswith("Mã biên nhận,")
    assert f",'{EVIL}," in line and ",'+84 912," in line and ",16:05 01/12/2026," in line and ",31.25," in line
    assert AuditEvent.objects.get(action="list_exported").data == {"file_name": "bao-cao.csv", "rows": 1}


def test_csv_of_a_long_list_is_refused_with_the_way_to_go(period, group, office, monkeypatch):
    monkeypatch.setattr(exporting, "DIRECT_ROWS", 0)
    rows.report(group, period)
    answer = office.get(reverse("reports:reports_csv"))
    assert answer.status_code == 403
    assert phrases.TOO_LARGE_FOR_CSV in answer.content.decode()


def test_resource_has_the_same_headings_as_the_excel_list(period, group):
    rows.report(group, period)
    dataset = ReportListResource().dataset(period)
    assert dataset.headers[0] == "Mã biên nhận" and len(dataset.headers) == 21
    assert len(dataset) == 1


def test_exports_page_takes_a_constant_number_of_queries(period, group, office, ready, django_assert_num_queries):
    office.get(reverse("reports:exports"))
    with django_assert_num_queries(12):
        office.get(reverse("reports:exports"))
    for _ in range(3):
        rows.scored(group, period, "", (1, 1, 1, 1), (1, 1, 1, 1))
        GeneratedDocument.objects.create(
            kind="REPORTS_XLSX", period=period, title="Danh sách", created_by=factories.make_user()
        )
    with django_assert_num_queries(12):
        office.get(reverse("reports:exports"))


def test_exports_without_a_plan_says_so(office):
    assert "Chưa nạp kế hoạch phong trào nào" in office.get(reverse("reports:exports")).content.decode()
