"""Files of a report: in, again, away, out; and who may have them."""

import errno
import os
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from core.models import AuditEvent
from core.storage import PrivateStorage
from core.verdict import Forbidden
from submissions import sections
from submissions.enums import SubmissionStatus as S
from submissions.filechecks import FileRefused
from submissions.models import Evidence, SubmissionItem
from submissions.services import evidence, handing_in, sweeping
from submissions.services.evidence import FileTwice, Place
from tests import factories
from tests.submissions import files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path, monkeypatch):
    """A folder of this test's own."""
    for column in ("file", "shared_copy"):
        monkeypatch.setattr(Evidence._meta.get_field(column), "storage", PrivateStorage(location=str(tmp_path)))
    return tmp_path


def stored(folder: Path) -> list[Path]:
    """Every file under the folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def draft(period, unit, officer):
    return factories.submission_at(subject=unit, period=period, by=officer)


@pytest.fixture
def item(draft):
    return draft.items.get(criteria_item__order=1)


def send(draft, row, by, data=None, name="Biên bản.pdf", **options):
    kind = "item" if isinstance(row, SubmissionItem) else "content"
    upload = files.upload(files.pdf() if data is None else data, name)
    return evidence.attach(
        submission_id=draft.pk, place=Place(kind, row.pk), file=upload, by=by, at=draft.created_at, **options
    )


def test_bytes_name_and_hash_are_kept(draft, item, officer, media):
    data = files.pdf()
    row = send(draft, item, officer, data, "../Biên bản.pdf")
    assert (row.name, row.size, row.media_type) == ("Biên bản.pdf", len(data), "application/pdf")
    [path] = stored(media)
    assert path.read_bytes() == data
    assert path.suffix == ""
    assert oct(path.stat().st_mode)[-3:] == "600"
    assert list(item.evidence.all()) == [row]
    assert AuditEvent.objects.filter(action="upload", object_id=str(row.pk)).count() == 1


def test_refused_file_leaves_nothing(draft, item, officer, media):
    with pytest.raises(FileRefused):
        send(draft, item, officer, b"MZ", "a.exe")
    assert (stored(media), Evidence.objects.count()) == ([], 0)


def test_disk_full_leaves_nothing_and_says_so(draft, item, officer, media, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileRefused, match="hết chỗ lưu tệp"):
        send(draft, item, officer)
    assert (stored(media), Evidence.objects.count()) == ([], 0)


def test_fault_of_the_row_leaves_no_file(draft, item, officer, media, monkeypatch):
    monkeypatch.setattr(evidence.audit, "record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send(draft, item, officer)
    assert (stored(media), Evidence.objects.count()) == ([], 0)


def test_same_bytes_are_pointed_out_and_used_again(draft, item, officer, media):
    first = send(draft, item, officer)
    other = draft.items.get(criteria_item__order=2)
    with pytest.raises(FileTwice) as twice:
        send(draft, other, officer, name="bản khác.pdf")
    assert str(twice.value) == "Tệp này đã có ở tiêu chí 1. Dùng lại tệp đó?"
    with pytest.raises(FileTwice, match="đã có ở đây"):
        send(draft, item, officer)
    evidence.use_again(first, place=Place("item", other.pk), by=officer, at=draft.created_at)
    evidence.use_again(first, place=Place("item", other.pk), by=officer, at=draft.created_at)
    assert list(other.evidence.all()) == [first]
    assert len(stored(media)) == 1


def test_retry_of_one_upload_is_one_file(draft, item, officer, media):
    first = send(draft, item, officer, upload_key="1-2-3-4")
    again = send(draft, item, officer, upload_key="1-2-3-4")
    assert (first.pk, len(stored(media))) == (again.pk, 1)


def test_quota_per_place(draft, item, officer, settings):
    settings.EVIDENCE_MAX_FILES_PER_ITEM = 2
    for number in range(2):
        send(draft, item, officer, files.pdf(b"%" + bytes([65 + number]) + b"\n"))
    with pytest.raises(FileRefused, match="tối đa 2 tệp"):
        send(draft, item, officer, files.pdf(b"%Z\n"))


def test_quota_holds_for_a_file_brought_back(draft, item, officer, settings):
    settings.EVIDENCE_MAX_FILES_PER_ITEM = 1
    first = send(draft, item, officer, files.pdf(b"%A\n"))
    evidence.remove(first, place=Place("item", item.pk), by=officer, at=draft.created_at)
    second = send(draft, item, officer, files.pdf(b"%B\n"))
    with pytest.raises(FileRefused, match="tối đa 1 tệp"):
        evidence.restore(first, by=officer, at=draft.created_at)
    assert list(Evidence.objects.present()) == [second]


def test_removed_from_one_place_of_two_stays_in_the_other(draft, item, officer):
    row = send(draft, item, officer)
    content = draft.contents.first()
    evidence.use_again(row, place=Place("content", content.pk), by=officer, at=draft.created_at)
    assert evidence.remove(row, place=Place("item", item.pk), by=officer, at=draft.created_at) is False
    assert (list(item.evidence.all()), list(content.evidence.present())) == ([], [row])
    assert evidence.remove(row, place=Place("content", content.pk), by=officer, at=draft.created_at) is True
    assert not Evidence.objects.present().exists()


def test_removed_file_comes_back_and_same_bytes_may_be_sent_again(draft, item, officer, media):
    row = send(draft, item, officer)
    evidence.remove(row, place=Place("item", item.pk), by=officer, at=draft.created_at)
    evidence.restore(row, by=officer, at=draft.created_at)
    assert list(item.evidence.filter(removed_at=None)) == [row]
    evidence.remove(row, place=Place("item", item.pk), by=officer, at=draft.created_at)
    newer = send(draft, item, officer)
    with pytest.raises(FileTwice):
        evidence.restore(row, by=officer, at=draft.created_at)
    assert list(Evidence.objects.present()) == [newer]
    assert len(stored(media)) == 2


def test_no_file_comes_or_goes_after_handing_in(draft, item, officer, period):
    row = send(draft, item, officer)
    handing_in.submit(draft, by=officer, at=period.opens_at)
    for act in (
        lambda: send(draft, item, officer, files.pdf(b"%x\n")),
        lambda: evidence.remove(row, place=Place("item", item.pk), by=officer, at=period.opens_at),
    ):
        with pytest.raises(Forbidden, match="đã nộp"):
            act()
    assert draft.snapshots.get().data["files"] == [
        {
            "id": row.pk,
            "name": row.name,
            "size": row.size,
            "type": row.media_type,
            "sha256": row.sha256,
            "url": "",
        }  # fmt: skip
    ]


def test_file_of_another_report_is_no_place(draft, item, officer):
    other = factories.submission_at(filled=False)
    with pytest.raises(SubmissionItem.DoesNotExist):
        send(draft, other.items.first(), officer)


def test_files_count_in_the_sections(draft, item, officer):
    send(draft, item, officer)
    found = sections.sections_of(draft)
    assert found.files == 1
    assert "Tiêu chí 1 chưa có minh chứng." not in [remark.text for remark in found.advice]


# --- over the wire ---------------------------------------------------------------------------------------------------


@pytest.fixture
def row(draft, item, officer):
    return send(draft, item, officer, name="Biên bản đợt 1 “thử”.pdf")


def test_download_is_an_attachment_with_the_vietnamese_name(row, officer, client_of):
    answer = client_of(officer).get(reverse("submissions:evidence_file", args=[row.pk]))
    assert b"".join(answer.streaming_content) == files.pdf()
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert unquote(disposition.split("''")[1]) == "Biên bản đợt 1 “thử”.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert AuditEvent.objects.filter(action="download", actor_id=officer.pk, object_id=str(row.pk)).count() == 1


def test_preview_is_inline_for_pdf_and_pictures_only(draft, item, row, officer, client_of):
    client = client_of(officer)
    answer = client.get(reverse("submissions:evidence_file", args=[row.pk]) + "?xem=1")
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    word = send(draft, item, officer, files.office("docx"), "a.docx")
    answer = client.get(reverse("submissions:evidence_file", args=[word.pk]) + "?xem=1")
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [
        ("stranger", S.DRAFT, 404), ("reviewer", S.DRAFT, 404), ("member", S.DRAFT, 404), ("head", S.DRAFT, 200),
        ("stranger", S.SUBMITTED, 404), ("reviewer", S.SUBMITTED, 200), ("member", S.SUBMITTED, 200),
        ("finance", S.SUBMITTED, 404),
    ],
)  # fmt: skip
def test_who_gets_the_file(row, draft, unit, officer, reviewer, period, client_of, who, status, code):
    if status == S.SUBMITTED:
        handing_in.submit(draft, by=officer, at=period.opens_at)
    people = {
        "stranger": lambda: factories.make_user(Role.UNIT_OFFICER),
        "reviewer": lambda: reviewer,
        "member": lambda: factories.make_user(Role.COUNCIL_MEMBER),
        "head": lambda: factories.make_user(Role.UNIT_HEAD, unit=unit),
        "finance": lambda: factories.make_user(Role.FINANCE),
    }
    answer = client_of(people[who]()).get(reverse("submissions:evidence_file", args=[row.pk]))
    assert answer.status_code == code


def test_removed_or_lost_file_is_not_given(row, item, officer, client_of, media, caplog):
    client = client_of(officer)
    stored(media)[0].unlink()
    answer = client.get(reverse("submissions:evidence_file", args=[row.pk]))
    assert (answer.status_code, "không còn đọc được" in answer.content.decode()) == (404, True)
    assert "cannot be read" in caplog.text
    evidence.remove(row, place=Place("item", item.pk), by=officer, at=row.uploaded_at)
    assert client.get(reverse("submissions:evidence_file", args=[row.pk])).status_code == 404


def post_file(client, report, row, data, name, **more):
    url = reverse("submissions:evidence_upload", args=[report.pk])
    return client.post(url, {"place": f"item-{row.pk}", "file": files.upload(data, name), **more})


def test_upload_answers_with_the_row_of_the_list(live, officer, client_of):
    item = live.items.first()
    answer = post_file(client_of(officer), live, item, files.pdf(), "Tệp <b>.pdf", upload_id="9")
    assert answer.json()["ok"] is True
    html = answer.json()["html"]
    assert "Tệp &lt;b&gt;.pdf" in html
    assert f"/xoa/?o=item-{item.pk}" in html


def test_upload_refusals_are_json(live, officer, client_of):
    item, other = live.items.all()[:2]
    client = client_of(officer)
    answer = post_file(client, live, item, b"MZ", "a.exe")
    assert (answer.status_code, answer.json()["error"]) == (422, "Tệp .exe không nhận. Gửi PDF, Word, Excel hoặc ảnh.")
    nothing = client.post(reverse("submissions:evidence_upload", args=[live.pk]), {"place": f"item-{item.pk}"})
    assert nothing.json()["error"] == "Chưa chọn tệp nào."
    post_file(client, live, item, files.pdf(), "a.pdf")
    again = post_file(client, live, other, files.pdf(), "b.pdf").json()
    assert "Dùng lại tệp đó?" in again["html"]
    assert "/dung-lai/?o=item-" in again["html"]


def test_upload_to_another_units_report_is_not_found(live, client_of):
    stranger = factories.make_user(Role.UNIT_OFFICER)
    answer = post_file(client_of(stranger), live, live.items.first(), files.pdf(), "a.pdf")
    assert answer.status_code == 404
    assert not Evidence.objects.exists()


def test_remove_asks_first_then_offers_to_bring_back(live, officer, client_of):
    item, client = live.items.first(), client_of(officer)
    row = send(live, item, officer, name="Biên bản.pdf")
    url = reverse("submissions:evidence_remove", args=[row.pk]) + f"?o=item-{item.pk}"
    assert "Xóa tệp “Biên bản.pdf”?" in client.get(url).content.decode()
    assert Evidence.objects.present().exists()
    page = client.post(url, follow=True).content.decode()
    assert "Đã xóa tệp “Biên bản.pdf”. Trong 30 ngày vẫn khôi phục được." in page
    restore = reverse("submissions:evidence_restore", args=[row.pk])
    assert restore in page
    client.post(restore)
    assert Evidence.objects.present().get() == row


def test_reuse_page_links_the_file_to_the_second_place(live, officer, client_of):
    item, other = live.items.all()[:2]
    row = send(live, item, officer)
    url = reverse("submissions:evidence_reuse", args=[row.pk]) + f"?o=item-{other.pk}"
    client = client_of(officer)
    assert "đã có ở tiêu chí 1" in client.get(url).content.decode()
    client.post(url)
    assert list(other.evidence.all()) == [row]


def test_sweep_takes_only_old_files_without_a_row(draft, item, officer, media):
    kept = send(draft, item, officer)
    evidence.remove(kept, place=Place("item", item.pk), by=officer, at=draft.created_at)
    folder = stored(media)[0].parent
    for name in (".dang-ghi-abc", "0" * 32):
        (folder / name).write_bytes(b"x")
    assert sweeping.sweep_evidence(now=timezone.now()) == 0
    assert sweeping.sweep_evidence(now=timezone.now() + timezone.timedelta(days=2)) == 2
    assert [path.read_bytes() for path in stored(media)] == [files.pdf()]


def test_sweep_of_an_empty_store_finds_nothing(media):
    assert sweeping.sweep_evidence() == 0
