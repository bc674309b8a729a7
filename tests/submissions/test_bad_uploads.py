"""Uploads over the wire that go wrong: no room on the disk, cut off half-way, too much, named like a path, twice."""

import errno
import io
import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import IntegrityError
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from submissions.models import Evidence
from submissions.places import Place
from submissions.services import evidence, handing_in
from tests import factories
from tests.submissions import files
from tests.submissions.evidence_store import HTML, post_file, send, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
MB = 1024 * 1024
NO_ROOM = "Máy chủ hết chỗ lưu tệp, chưa nhận được. Nội dung đã nhập vẫn còn; gọi Phòng Văn hóa – Xã hội."


@pytest.fixture(autouse=True)
def temporary(settings, tmp_path):
    """Nothing may be left where uploads pass through."""
    folder = tmp_path / "tam"
    folder.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = folder
    return folder


def big_pdf() -> bytes:
    """More than Django keeps in memory."""
    return files.page_with(os.urandom(3 * MB), b"/Type/X")


def no_room(*args, **kwargs):
    raise OSError(errno.ENOSPC, "No space left on device")


# --- the disk is full at each step ------------------------------------------------------------------------------------


def _full_write(monkeypatch):
    """The temporary file of the upload takes one piece and no more."""
    handler, pieces = TemporaryFileUploadHandler, []
    real = handler.receive_data_chunk

    def write(self, data, start):
        pieces.append(data)
        return real(self, data, start) if len(pieces) % 3 else no_room()

    monkeypatch.setattr(handler, "receive_data_chunk", write)


def _full_open(monkeypatch):
    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile.__init__", no_room)


def _full_check(monkeypatch):
    monkeypatch.setattr("submissions.filechecks.tempfile.TemporaryDirectory", no_room)


def _full_folder(monkeypatch):
    monkeypatch.setattr("core.storage.os.makedirs", no_room)


def _full_temporary(monkeypatch):
    monkeypatch.setattr("core.storage.tempfile.mkstemp", no_room)


def _full_sync(monkeypatch):
    monkeypatch.setattr("core.storage.os.fsync", no_room)


def _full_rename(monkeypatch):
    monkeypatch.setattr("core.storage.os.rename", no_room)


STEPS = [_full_open, _full_write, _full_check, _full_folder, _full_temporary, _full_sync, _full_rename]


@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk_says_so_and_leaves_nothing(live, item, officer, client_of, media, temporary, monkeypatch, step):
    client = client_of(officer)
    with monkeypatch.context() as broken:
        step(broken)
        answer = post_file(client, live, item, big_pdf(), "giấy.pdf")
        assert (answer.status_code, answer.json()["error"]) == (422, NO_ROOM)
        # Without scripts the same sentence stands on the page, and the texts beside the file are saved.
        form = {f"file-item-{item.pk}": files.upload(big_pdf(), "giấy.pdf"), "act": "stay"}
        page = client.post(reverse("submissions:edit", args=[live.pk, "tu-cham"]), form)
        assert (page.status_code, NO_ROOM in page.content.decode()) == (422, True)
    assert (stored(media), stored(temporary), Evidence.objects.count()) == ([], [], 0)
    assert post_file(client, live, item, big_pdf(), "giấy.pdf").json()["ok"]


def test_a_full_disk_at_the_copy_takes_the_file_back(live, item, officer, client_of, media, monkeypatch):
    real, calls = os.fsync, []

    def second_fails(descriptor):
        calls.append(1)
        return real(descriptor) if len(calls) < 3 else no_room()

    monkeypatch.setattr("core.storage.os.fsync", second_fails)
    answer = post_file(client_of(officer), live, item, files.photo(), "ảnh.jpg")
    assert (answer.status_code, answer.json()["error"]) == (422, NO_ROOM)
    assert (stored(media), Evidence.objects.count()) == ([], 0)


def test_another_fault_of_the_disk_is_no_refusal_of_the_file(live, item, officer, media, monkeypatch):
    def broken(*args):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("core.storage.os.fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        send(live, item, officer)
    assert (stored(media), Evidence.objects.count()) == ([], 0)


# --- cut off, too much, strange names --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (big_pdf(), "giấy.pdf"), (files.office(extra={"word/a.bin": os.urandom(MB)}), "giấy.docx"),
        (files.picture("JPEG", (800, 600)), "ảnh.jpg"), (files.picture("PNG", (800, 600)), "ảnh.png"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("share", [0.5, 0.9, 0.999])
def test_an_upload_cut_off_half_way_leaves_nothing(live, item, officer, client_of, media, temporary, data, name, share):
    fields = {"place": f"item-{item.pk}", "file": files.upload(data, name)}
    body = encode_multipart(BOUNDARY, fields)
    cut = body[: body.index(data[:64]) + int(len(data) * share)]
    url = reverse("submissions:evidence_upload", args=[live.pk])
    answer = client_of(officer).generic("POST", url, cut, content_type=MULTIPART_CONTENT)
    assert answer.status_code in (400, 422)
    assert (stored(media), stored(temporary), Evidence.objects.count()) == ([], [], 0)


def test_more_than_any_form_sends_is_413_in_the_portals_words(live, item, officer, client_of, settings):
    client = client_of(officer)
    url = reverse("submissions:evidence_upload", args=[live.pk])
    most = settings.EVIDENCE_MAX_BYTES * settings.EVIDENCE_MAX_FILES_PER_ITEM + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    answer = client.generic("POST", url, b"x", content_type=MULTIPART_CONTENT, CONTENT_LENGTH=str(most + 1))
    assert (answer.status_code, "Tệp gửi lên quá nặng" in answer.content.decode()) == (413, True)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("ă" * 260 + ".pdf", "ă" * 251 + ".pdf"),
        ("../../../etc/cron.d/" + "a" * 200 + ".pdf", "a" * 200 + ".pdf"),
        ("C:\\Windows\\System32\\Biên bản.pdf", "Biên bản.pdf"),
        ("Bie\u0302n ba\u0309n.pdf", "Biên bản.pdf"),
    ],
)
def test_long_and_path_like_names(live, item, officer, client_of, media, raw, kept):
    upload = SimpleUploadedFile("x.pdf", files.pdf())
    upload._name = raw
    client_of(officer).post(
        reverse("submissions:evidence_upload", args=[live.pk]), {"place": f"item-{item.pk}", "file": upload}
    )
    row = Evidence.objects.get()
    assert row.name == kept
    assert [str(path.relative_to(media)) for path in stored(media)] == [row.file.name]
    assert row.file.name.startswith("evidence/") and row.file.name.count("/") == 2


def test_zero_bytes_and_wrong_ending_are_told_why(live, item, officer, client_of):
    client = client_of(officer)
    for data, name, words in (
        (b"", "rỗng.pdf", "Tệp rỗng (0 byte). Chọn lại tệp."),
        (b"MZ\0", "chạy.exe", "Tệp .exe không nhận. Gửi PDF, Word, Excel hoặc ảnh."),
        (files.picture("PNG"), "ảnh.pdf", "Nội dung tệp không phải .pdf. Gửi PDF, Word, Excel hoặc ảnh."),
        (files.huge_png(30_000, 30_000), "to.png", "Ảnh lớn quá 80 triệu điểm ảnh. Thu nhỏ ảnh rồi gửi lại."),
        (files.office(extra={"word/a.xml": b"\0" * 60 * MB}), "bom.docx",
         "Tệp giải nén ra quá lớn, phường không nhận. Gửi dạng PDF."),
    ):  # fmt: skip
        answer = post_file(client, live, item, data, name)
        assert (answer.status_code, answer.json()["error"]) == (422, words)
    assert not Evidence.objects.exists()


# --- twice, foreign, too late, too many -------------------------------------------------------------------------------


def test_two_that_come_at_once_are_one_file(live, item, officer, media, monkeypatch):
    """The second one's look at the rows is older than the first one's row: the constraint decides."""
    first = send(live, item, officer, upload_key="a-1")
    rows = Evidence.objects

    def race(*args, **kwargs):
        raise IntegrityError("evidence_bytes_once")

    monkeypatch.setattr(type(rows), "create", race)
    again = files.upload(files.pdf(), "b.pdf")
    with pytest.raises(evidence.FileTwice, match="tiêu chí 1"):
        monkeypatch.setattr(evidence, "_record", race)
        evidence.attach(submission_id=live.pk, place=Place("item", item.pk), file=again, by=officer)
    assert len(stored(media)) == 1 and first.file


def test_a_foreign_report_and_a_foreign_place_take_nothing(live, item, officer, client_of, media):
    other = factories.submission_at(filled=False)
    client = client_of(officer)
    assert post_file(client, other, other.items.first(), files.pdf(), "a.pdf").status_code == 404
    assert post_file(client, live, other.items.first(), files.pdf(), "a.pdf").status_code == 404
    url = reverse("submissions:evidence_upload", args=[live.pk])
    assert (
        client.post(url, {"place": f"signed-{other.pk}", "file": files.upload(files.pdf(), "a.pdf")}).status_code == 404
    )
    assert client.post(url, {"place": "khac", "file": files.upload(files.pdf(), "a.pdf")}).status_code == 404
    stranger = client_of(factories.make_user(Role.UNIT_OFFICER))
    assert post_file(stranger, live, item, files.pdf(), "a.pdf").status_code == 404
    assert stored(media) == []


def test_a_closed_period_takes_no_file(live, item, officer, client_of, media):
    now = timezone.now()
    period = live.period
    period.closes_at, period.locks_at = now - timezone.timedelta(days=2), now - timezone.timedelta(days=1)
    period.save()
    answer = post_file(client_of(officer), live, item, files.pdf(), "a.pdf")
    assert (answer.status_code, "đã khóa ngày" in answer.json()["error"]) == (403, True)
    assert stored(media) == []


def test_an_upload_that_crosses_the_deadline_is_taken_and_only_handing_in_is_late(live, item, officer):
    period = live.period
    period.closes_at = timezone.now() - timezone.timedelta(seconds=1)
    period.save()
    assert send(live, item, officer).pk
    live.refresh_from_db()
    assert handing_in.is_late_now(live, timezone.now())


def test_the_report_has_a_quota_of_files_and_of_bytes(live, item, officer, client_of, settings, media):
    size = len(files.pdf(b"% 1\n"))
    settings.EVIDENCE_MAX_FILES_PER_REPORT = 2
    for number in (1, 2):
        send(live, live.items.get(criteria_item__order=number), officer, files.pdf(b"%% %d\n" % number))
    answer = post_file(client_of(officer), live, item, files.pdf(b"% 3\n"), "a.pdf")
    assert answer.json()["error"] == ("Báo cáo đã có 2 tệp và đường dẫn, là mức tối đa. Xóa bớt tệp không cần rồi gửi.")
    settings.EVIDENCE_MAX_FILES_PER_REPORT, settings.EVIDENCE_MAX_BYTES_PER_REPORT = 9, 2 * size
    answer = post_file(client_of(officer), live, item, files.pdf(b"% 3\n"), "a.pdf")
    assert "Các tệp của báo cáo cộng lại sẽ nặng" in answer.json()["error"]
    settings.EVIDENCE_MAX_BYTES_PER_REPORT = 3 * size
    assert post_file(client_of(officer), live, item, files.pdf(b"% 3\n"), "a.pdf").json()["ok"]
    assert len(stored(media)) == 3


def test_a_busy_server_asks_to_send_again(live, item, officer, client_of, monkeypatch):
    from submissions import fileworker

    def busy(*args):
        raise fileworker.WorkerBusy

    monkeypatch.setattr(fileworker, "examine", busy)
    answer = post_file(client_of(officer), live, item, files.pdf(), "a.pdf")
    assert (answer.status_code, answer.json()["error"]) == (
        503, "Máy chủ đang bận, chưa kiểm tra được tệp. Gửi lại sau ít phút.",
    )  # fmt: skip


# --- the signed copy of the whole report -----------------------------------------------------------------------------


def test_the_signed_copy_is_sent_on_the_check_page(live, officer, client_of):
    client, place = client_of(officer), f"signed-{live.pk}"
    url, check = reverse("submissions:evidence_upload", args=[live.pk]), reverse("submissions:check", args=[live.pk])
    sent = {"place": place, f"file-{place}": files.upload(files.signed_pdf(), "Bản ký.pdf")}
    answer = client.post(url, sent, headers={"accept": HTML})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{check}#tep-{place}")
    row = live.signed_copies.get()
    assert row.file.read() == files.signed_pdf()
    again = post_file(client, live, live.items.first(), files.signed_pdf(), "Bản ký.pdf").json()["html"]
    assert "Tệp này đã có ở bản có chữ ký, đóng dấu. Dùng lại tệp đó?" in again
    client.post(reverse("submissions:evidence_remove", args=[row.pk]) + f"?o={place}")
    assert not live.signed_copies.present().exists()
    client.post(reverse("submissions:evidence_restore", args=[row.pk]))
    assert live.signed_copies.present().get() == row


def test_a_plain_form_without_a_file_says_so(live, officer, client_of):
    url = reverse("submissions:evidence_upload", args=[live.pk])
    page = client_of(officer).post(url, {"place": f"signed-{live.pk}"}, follow=True, headers={"accept": HTML})
    assert "Chưa chọn tệp nào." in page.content.decode()


def test_what_the_storage_is_asked_works_without_a_local_disk(live, item, officer, media, monkeypatch):
    """S3 knows no paths: nothing may ask for one."""

    def no_path(*args):
        raise NotImplementedError("this storage has no paths")

    storage = Evidence._meta.get_field("file").storage
    memory: dict[str, bytes] = {}
    monkeypatch.setattr(type(storage), "path", no_path)
    monkeypatch.setattr(
        type(storage), "_save", lambda self, name, content: memory.update({name: content.read()}) or name
    )
    monkeypatch.setattr(type(storage), "_open", lambda self, name, mode="rb": io.BytesIO(memory[name]))
    monkeypatch.setattr(type(storage), "get_available_name", lambda self, name, max_length=None: name)
    monkeypatch.setattr(type(storage), "delete", lambda self, name: memory.pop(name, None))
    photo = files.photo()
    row = send(live, item, officer, photo, "ảnh.jpg")
    assert {Path(name).suffix for name in memory} == {""}
    assert memory[row.file.name] == photo
    assert len(memory) == 2
