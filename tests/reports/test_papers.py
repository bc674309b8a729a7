"""Receipt and report of a hand-in as PDF: asked for once, drawn from the snapshot, read back as paper."""

import re
import subprocess

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.enums import Role
from core.models import AuditEvent
from reports import handed_in, services
from reports.enums import DocumentKind, DocumentStatus
from reports.models import GeneratedDocument
from submissions import papers, receipts
from submissions.models import KeyFigure
from submissions.services import handing_in
from tests import factories
from tests.factories import ward
from tests.squares import picture_of, read_square

pytestmark = pytest.mark.django_db


def pages(content: bytes) -> list[str]:
    """The words of each page as poppler reads them."""
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return [" ".join(page.split()) for page in run.stdout.decode().split("\f")[:-1]]


def info(content: bytes) -> str:
    return subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True).stdout.decode()


@pytest.fixture
def draft(period, unit, officer):
    """A report ready to be handed in."""
    return factories.submission_at(subject=unit, period=period, by=officer)


@pytest.fixture
def report(draft, officer):
    """A report handed in on the day before the last."""
    return handing_in.submit(draft, by=officer, at=ward(2026, 12, 9, 16, 5))


@pytest.fixture
def made(report, officer, files, django_capture_on_commit_callbacks):
    """Both papers of the report, by kind."""
    with django_capture_on_commit_callbacks(execute=True):
        assert papers.ask_for(report, by=officer)
    return {row.kind: row for row in GeneratedDocument.objects.all()}


# --- asking -----------------------------------------------------------------------------------------------------------


def test_asking_makes_both_papers_once(report, officer, made, django_capture_on_commit_callbacks):
    assert {kind: row.status for kind, row in made.items()} == {"RECEIPT_PDF": "READY", "REPORT_PDF": "READY"}
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        assert not papers.ask_for(report, by=officer)
    assert (len(callbacks), GeneratedDocument.objects.count()) == (0, 2)


def test_there_is_one_paper_of_a_kind_for_a_hand_in(made):
    row = made[DocumentKind.RECEIPT_PDF]
    with pytest.raises(IntegrityError), transaction.atomic():
        GeneratedDocument.objects.create(
            kind=row.kind, period=row.period, snapshot=row.snapshot, title="Lần nữa", created_by=row.created_by
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        GeneratedDocument.objects.create(
            kind=row.kind, period=row.period, title="Không của lần nộp nào", created_by=row.created_by
        )


def test_a_failed_paper_is_made_again_and_the_other_left(report, officer, made, django_capture_on_commit_callbacks):
    receipt, printed = made[DocumentKind.RECEIPT_PDF], made[DocumentKind.REPORT_PDF]
    GeneratedDocument.objects.filter(pk=receipt.pk).update(status=DocumentStatus.FAILED, error="Lỗi", attempts=3)
    assert [paper.state for paper in papers.papers_of(report)] == ["failed", "ready"]
    with django_capture_on_commit_callbacks(execute=True):
        assert papers.ask_for(report, by=officer)
    assert [paper.state for paper in papers.papers_of(report)] == ["ready", "ready"]
    printed_now = GeneratedDocument.objects.get(pk=printed.pk)
    assert (printed_now.file.name, printed_now.attempts) == (printed.file.name, 1)


def test_a_later_hand_in_has_papers_of_its_own(report, officer, made):
    handing_in.withdraw(report, by=officer, at=ward(2026, 12, 9, 17))
    assert papers.papers_of(report)[0].state == "ready"
    handing_in.submit(report, by=officer, at=ward(2026, 12, 9, 18))
    assert [paper.state for paper in papers.papers_of(report)] == ["", ""]
    assert GeneratedDocument.objects.count() == 2


def test_papers_are_none_of_the_offices_exports(made, reviewer):
    assert not GeneratedDocument.objects.visible_to(reviewer).exists()
    assert not GeneratedDocument.objects.visible_to(factories.make_user(Role.ADMIN)).exists()


# --- the receipt ------------------------------------------------------------------------------------------------------


@pytest.fixture
def receipt(made) -> bytes:
    return made[DocumentKind.RECEIPT_PDF].file.read()


def test_the_receipt_is_one_page_with_what_the_database_says(receipt, report):
    (page,) = pages(receipt)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "ỦY BAN NHÂN DÂN",
        "Phường Lê Chân, ngày 09 tháng 12 năm 2026",
        "BIÊN NHẬN",
        f"Mã biên nhận {report.code}",
        "Báo cáo của Phòng Kinh tế, Hạ tầng và Đô thị",
        "Nhận lúc 16:05 ngày 09/12/2026",
        "Đúng hạn; hạn nộp đến hết Thứ Sáu, 11/12/2026",
        receipts.mark_of(report.code),
        "xong chậm nhất ngày 20/12/2026",
    ):
        assert words in page, words
    assert report.snapshots.get().sha256 in "".join(page.split())
    assert re.search(r"Page size: +595\.\d+ x 841\.\d+ pts \(A4\)", info(receipt))


def test_the_square_on_the_receipt_leads_to_its_check_page(receipt, report, client):
    address = read_square(picture_of(receipt))
    assert address == receipts.check_url(report.code)
    path = address[address.index("/bien-nhan/") :]
    answer = client.get(path)
    assert (answer.status_code, report.code in answer.text) == (200, True)


@pytest.mark.plan("D9")
def test_a_late_receipt_tells_second_and_reason(draft, officer):
    handing_in.submit(draft, by=officer, late_reason="Mất điện hai ngày.", at=ward(2026, 12, 12, 0, 0, 1))
    (page,) = pages(handed_in.receipt_pdf(draft.snapshots.get()))
    assert "Nhận lúc 00:00:01 ngày 12/12/2026 (giờ Việt Nam)" in page
    assert "Nộp muộn 1 ngày" in page and "Lý do nộp muộn Mất điện hai ngày." in page


def test_the_second_receipt_has_both_times_and_the_first_stays_as_it_was(report, officer):
    handing_in.withdraw(report, by=officer, at=ward(2026, 12, 9, 17))
    handing_in.submit(report, by=officer, at=ward(2026, 12, 9, 18, 30))
    first, second = report.snapshots.order_by("number")
    assert "Nộp lại lúc" not in pages(handed_in.receipt_pdf(first))[0]
    (page,) = pages(handed_in.receipt_pdf(second))
    assert "Nhận lúc 16:05 ngày 09/12/2026" in page
    assert "Nộp lại lúc 18:30 ngày 09/12/2026 (bản nộp lần 2)" in page


def test_the_same_hand_in_gives_the_same_file(report):
    snapshot = report.snapshots.get()
    assert handed_in.receipt_pdf(snapshot) == handed_in.receipt_pdf(snapshot)
    made = info(handed_in.report_pdf(snapshot))
    assert "CreationDate:    Wed Dec  9" in made and "2026" in made


def test_a_very_long_name_and_reason_stay_on_one_page(draft, officer):
    draft.unit.name = "Hội đồng " + "phối hợp thực hiện quy chế dân chủ " * 5
    draft.unit.save()
    handing_in.submit(draft, by=officer, late_reason="Bổ sung số liệu. " * 40, at=ward(2026, 12, 14, 8))
    assert len(pages(handed_in.receipt_pdf(draft.snapshots.get()))) == 1


# --- the printed report -----------------------------------------------------------------------------------------------


def test_the_report_is_drawn_from_the_snapshot(draft, officer):
    content = draft.contents.order_by("content_area__order").first()
    KeyFigure.objects.create(
        content=content, order=1, name="Hồ sơ trực tuyến", last_year="80%", target="90%", this_year="95%", measure="%"
    )
    handing_in.submit(draft, by=officer, at=ward(2026, 12, 9, 16, 5))
    type(content).objects.filter(pk=content.pk).update(results="Viết lại sau khi nộp")
    found = pages(handed_in.report_pdf(draft.snapshots.get()))
    text = " ".join(found)
    for words in (
        "PHÒNG KINH TẾ, HẠ TẦNG CỘNG HÒA",
        "Kết quả thực hiện phong trào thi đua",
        "Kính gửi: Ủy ban nhân dân phường Lê Chân.",
        f"{draft.code}, bản nộp lần 1",
        "Đã hoàn thành các việc của Nội dung 1",
        "Hồ sơ trực tuyến",
        "80%",
        "95%",
        "Tổng tự chấm 80/100 điểm",
        "Không gửi minh chứng.",
        "Người báo cáo: Nguyễn Thị Lan",
    ):
        assert words in text, words
    assert "Viết lại sau khi nộp" not in text
    assert [page.split()[-1] for page in found] == [f"{place}/{len(found)}" for place in range(1, len(found) + 1)]
    assert draft.snapshots.get().sha256 in "".join(text.split())


def test_every_file_stands_with_size_and_checksum(report):
    snapshot = report.snapshots.get()
    snapshot.data["files"] = [
        {"id": 1, "name": "Biên bản nghiệm thu.pdf", "size": 2_516_582, "type": "application/pdf", "sha256": "ab" * 32}
    ]
    text = " ".join(pages(handed_in.report_pdf(snapshot)))
    assert "Biên bản nghiệm thu.pdf 2,4 MB abababababababab" in text


def test_what_people_typed_is_shown_as_typed(draft, officer):
    content = draft.contents.order_by("pk").first()
    evil = "<script>alert(1)</script> {{ 7*7 }} <img src=http://127.0.0.1:9/x.png>\nDòng hai"
    type(content).objects.filter(pk=content.pk).update(results=evil)
    handing_in.submit(draft, by=officer, at=ward(2026, 12, 9, 16, 5))
    text = "".join(" ".join(pages(handed_in.report_pdf(draft.snapshots.get()))).split())
    assert "<script>alert(1)</script>{{7*7}}<imgsrc=http://127.0.0.1:9/x.png>Dònghai" in text


@pytest.mark.plan("R4")
def test_the_report_of_a_person_is_called_so(period, unit, officer):
    person = factories.make_person("Trần Văn Minh", unit=unit)
    report = factories.submission_at("SUBMITTED", subject=person, period=period, by=officer)
    text = " ".join(pages(handed_in.report_pdf(report.snapshots.get())))
    assert "BÁO CÁO THÀNH TÍCH" in text and "TRẦN VĂN MINH" in text


def test_a_long_report_runs_over_pages(draft, officer):
    for content in draft.contents.all():
        type(content).objects.filter(pk=content.pk).update(results="Kết quả cụ thể từng việc. " * 300)
    handing_in.submit(draft, by=officer, at=ward(2026, 12, 9, 16, 5))
    found = pages(handed_in.report_pdf(draft.snapshots.get()))
    assert len(found) > 4 and found[-1].endswith(f"{len(found)}/{len(found)}")


# --- the page and the files -------------------------------------------------------------------------------------------


def page(client, report) -> str:
    return client.get(reverse("submissions:receipt", args=[report.pk])).text


def test_the_page_follows_the_making(client_of, report, officer):
    client = client_of(officer)
    assert "Tạo biên nhận, báo cáo (PDF)" in page(client, report)
    papers.ask_for(report, by=officer)
    piece = reverse("submissions:partial-papers", args=[report.pk])
    waiting = page(client, report)
    assert "Đang tạo tệp, khoảng 10 giây" in waiting and f'hx-get="{piece}"' in waiting
    assert "Tải lại trang" in waiting
    for row in GeneratedDocument.objects.all():
        services.build(row.pk)
    done = client.get(piece).text
    assert "Tải biên nhận (PDF)" in done and "Tải báo cáo đã nộp (PDF)" in done
    assert "hx-get" not in done
    GeneratedDocument.objects.filter(kind="REPORT_PDF").update(status=DocumentStatus.FAILED, error="Chưa tạo được tệp.")
    broken = client.get(piece).text
    assert "Lỗi, thử lại. Chưa tạo được tệp." in broken and "Thử lại</button>" in broken
    assert "Tải biên nhận (PDF)" in broken


@pytest.mark.parametrize("worker", [True, False])
def test_handing_in_asks_by_itself_where_somebody_works_behind_it(
    client_of, draft, officer, monkeypatch, settings, worker
):
    settings.CELERY_TASK_ALWAYS_EAGER = not worker
    monkeypatch.setattr(handing_in, "database_now", lambda: ward(2026, 12, 9, 16, 5))
    client_of(officer).post(reverse("submissions:submit", args=[draft.pk]), {"approved": "on"})
    draft.refresh_from_db()
    assert [paper.state for paper in papers.papers_of(draft)] == (["making"] * 2 if worker else ["", ""])


def test_asking_is_one_line_of_the_log_and_asking_again_none(client_of, report, officer):
    client, url = client_of(officer), reverse("submissions:ask_for_papers", args=[report.pk])
    for _ in range(2):
        assert client.post(url).url == reverse("submissions:receipt", args=[report.pk])
    (line,) = AuditEvent.objects.filter(action="document_requested")
    assert (line.object_type, line.object_id) == ("submissions.submission", str(report.pk))


def test_a_report_taken_back_gets_no_paper(client_of, report, officer):
    handing_in.withdraw(report, by=officer, at=ward(2026, 12, 9, 17))
    client_of(officer).post(reverse("submissions:ask_for_papers", args=[report.pk]))
    assert not GeneratedDocument.objects.exists()


def test_each_download_is_one_line_with_the_report(client_of, report, officer, made):
    row = made[DocumentKind.RECEIPT_PDF]
    answer = client_of(officer).get(reverse("reports:paper_file", args=[row.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.filename == f"Biên nhận {report.code}.pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    (line,) = AuditEvent.objects.filter(action="document_downloaded")
    assert (line.object_id, line.data["sha256"]) == (str(report.pk), row.sha256)


def test_papers_go_with_the_report(client_of, report, officer, reviewer, made):
    url = reverse("reports:paper_file", args=[made[DocumentKind.REPORT_PDF].pk])

    def status(user):
        return client_of(user).get(url).status_code

    stranger, admin = factories.make_user(Role.UNIT_OFFICER), factories.make_user(Role.ADMIN)
    assert [status(user) for user in (officer, reviewer, stranger, admin)] == [200, 200, 404, 404]
    handing_in.withdraw(report, by=officer, at=ward(2026, 12, 9, 17))
    assert [status(user) for user in (officer, reviewer)] == [200, 404]


def test_a_paper_not_yet_made_is_refused_and_a_lost_one_explained(client_of, report, officer, made, files):
    row = made[DocumentKind.RECEIPT_PDF]
    client, url = client_of(officer), reverse("reports:paper_file", args=[row.pk])
    for path in files.rglob("*"):
        if path.is_file():
            path.unlink()
    answer = client.get(url, follow=True)
    assert "Không đọc được tệp này trên máy chủ." in answer.text
    assert not AuditEvent.objects.filter(action="document_downloaded").exists()
    GeneratedDocument.objects.filter(pk=row.pk).update(status=DocumentStatus.QUEUED)
    assert client.get(url).status_code == 403


def test_a_trial_print_says_that_it_is_one(client_of, draft, officer):
    client = client_of(officer)
    url = reverse("submissions:preview", args=[draft.pk])
    assert "BẢN THỬ, CHƯA NỘP" in client.get(url).text
    handing_in.submit(draft, by=officer, at=ward(2026, 12, 9, 16, 5))
    assert "BẢN THỬ, CHƯA NỘP" not in client.get(url).text
