"""What the night does to stored files, and what the office removes for good."""

import os
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from core.verdict import Forbidden
from submissions.enums import FileFault
from submissions.filechecks import FileRefused
from submissions.models import Evidence, Return, ReturnNote
from submissions.places import Place
from submissions.services import evidence, file_keeping, handing_in, sweeping
from submissions.views import evidence_changes
from tests import factories
from tests.submissions import files
from tests.submissions.evidence_store import send, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
DAY = timedelta(days=1)


def night(function, **options):
    """Run a job of the night as if its transaction were committed."""
    result = function(**options)
    while connection.run_on_commit:
        _, call, *_ = connection.run_on_commit.pop(0)
        call()
    return result


def removed(report, row, by, **options) -> Evidence:
    file = send(report, row, by, **options)
    evidence.remove(file, place=Place("item", row.pk), by=by)
    return file


# --- thirty days ------------------------------------------------------------------------------------------------------


def test_bytes_go_after_thirty_days_and_the_row_says_so(live, item, officer, media):
    file = removed(live, item, officer)
    assert night(file_keeping.purge_removed, now=timezone.now() + 29 * DAY) == 0
    assert len(stored(media)) == 1
    late = timezone.now() + 31 * DAY
    assert night(file_keeping.purge_removed, now=late) == 1
    # A backup that took the rows before this night still finds the bytes they name.
    assert night(file_keeping.purge_removed, now=late + timedelta(hours=23)) == 0
    assert len(stored(media)) == 1
    assert night(file_keeping.purge_removed, now=late + DAY) == 0
    file.refresh_from_db()
    assert (stored(media), file.purged_at, file.file.name) == ([], late, "")
    assert AuditEvent.objects.get(action="purge_files").data["count"] == 1


def test_what_a_hand_in_names_stays(live, item, officer, media):
    kept = send(live, item, officer)
    handing_in.submit(live, by=officer)
    handing_in.withdraw(live, by=officer)
    evidence.remove(kept, place=Place("item", item.pk), by=officer)
    gone = removed(live, item, officer, data=files.pdf(b"% khac\n"))
    assert night(file_keeping.purge_removed, now=timezone.now() + 40 * DAY) == 1
    night(file_keeping.purge_removed, now=timezone.now() + 42 * DAY)
    assert [path.read_bytes() for path in stored(media)] == [files.pdf()]
    gone.refresh_from_db()
    assert gone.purged_at


def test_what_an_open_request_for_changes_is_about_stays(live, item, officer, reviewer, media):
    file = removed(live, item, officer)
    back = Return.objects.create(
        submission=live, reason="Mờ.", due_on=timezone.localdate(), returned_by=reviewer, returned_at=timezone.now()
    )
    ReturnNote.objects.create(request=back, section="tu-cham", evidence=file, note="Ảnh mờ.")
    assert night(file_keeping.purge_removed, now=timezone.now() + 40 * DAY) == 0
    Return.objects.update(resolved_at=timezone.now())
    assert night(file_keeping.purge_removed, now=timezone.now() + 40 * DAY) == 1


def test_more_than_one_batch_is_purged(live, item, officer, monkeypatch, media):
    monkeypatch.setattr(file_keeping, "PURGED_AT_ONCE", 2)
    for number in range(5):
        removed(live, item, officer, data=files.pdf(b"%% %d\n" % number))
    assert night(file_keeping.purge_removed, now=timezone.now() + 40 * DAY) == 5
    night(file_keeping.purge_removed, now=timezone.now() + 42 * DAY)
    assert stored(media) == []


def test_removed_files_are_listed_with_the_days_left_and_come_back(live, item, officer, client_of):
    first = removed(live, item, officer, name="Biên bản 1.pdf")
    second = removed(live, item, officer, data=files.pdf(b"% 2\n"), name="Biên bản 2.pdf")
    Evidence.objects.filter(pk=first.pk).update(removed_at=timezone.now() - 10 * DAY)
    client, url = client_of(officer), reverse("submissions:evidence_removed", args=[live.pk])
    page = client.get(url).content.decode()
    assert page.index("Biên bản 2.pdf") < page.index("Biên bản 1.pdf")
    assert "Còn 30 ngày" in page and "Còn 20 ngày" in page
    back = client.post(reverse("submissions:evidence_restore", args=[first.pk]))
    assert back.headers["Location"].endswith(f"#tep-item-{item.pk}")
    assert list(Evidence.objects.present()) == [first]
    Evidence.objects.filter(pk=second.pk).update(removed_at=timezone.now() - 31 * DAY)
    assert "Biên bản 2.pdf" not in client.get(url).content.decode()
    with pytest.raises(FileRefused, match="Quá 30 ngày"):
        evidence.restore(second, by=officer)


def test_the_list_asks_the_same_for_any_number(live, item, officer, client_of, django_assert_num_queries, monkeypatch):
    # PostgreSQL is asked for its clock, SQLite lies in the same machine.
    monkeypatch.setattr(evidence_changes, "database_now", timezone.now)
    client, url = client_of(officer), reverse("submissions:evidence_removed", args=[live.pk])
    for number in range(3):
        removed(live, item, officer, data=files.pdf(b"%% %d\n" % number))
        if number in (0, 2):
            client.get(url)
            with django_assert_num_queries(6):
                client.get(url)


# --- removed for good by the office ----------------------------------------------------------------------------------


@pytest.fixture
def sent(live, item, officer):
    """A file of a report the office holds."""
    file = send(live, item, officer, name="Căn cước.pdf")
    handing_in.submit(live, by=officer)
    return Evidence.objects.select_related("submission__person").get(pk=file.pk)


def test_the_office_removes_a_file_for_good_with_a_reason(sent, reviewer, officer, client_of, media):
    snapshot = sent.submission.snapshots.get()
    url = reverse("submissions:evidence_purge", args=[sent.pk])
    client = client_of(reviewer)
    assert "Xóa hẳn tệp “Căn cước.pdf”?" in client.get(url).content.decode()
    refused = client.post(url, {"reason": "  "})
    assert (refused.status_code, "Chưa nhập lý do xóa hẳn tệp." in refused.content.decode()) == (422, True)
    assert len(stored(media)) == 1
    done = night(client.post, path=url, data={"reason": "Ảnh căn cước của người dân."})
    assert done.status_code == 302
    assert stored(media) == []
    event = AuditEvent.objects.get(action="purge_file")
    assert (event.data["reason"], event.data["sha256"]) == ("Ảnh căn cước của người dân.", sent.sha256)
    assert snapshot.data["files"][0]["sha256"] == sent.sha256
    for who in (reviewer, officer):
        answer = client_of(who).get(reverse("submissions:evidence_file", args=[sent.pk]))
        assert (answer.status_code, answer.content.decode()) == (404, "Tệp này đã xóa hẳn, không còn trên máy chủ.")
    client.post(url, {"reason": "lần nữa"})
    assert AuditEvent.objects.filter(action="purge_file").count() == 1


def test_only_who_may_review_this_report_removes_for_good(sent, officer):
    own = factories.make_user()
    with pytest.raises(Forbidden):
        file_keeping.purge_for_good(sent, reason="x", by=officer)
    with pytest.raises(Forbidden):
        file_keeping.purge_for_good(sent, reason="x", by=own)


# --- is everything still there ----------------------------------------------------------------------------------------


def test_a_changed_and_a_lost_file_are_found_once_and_found_again(live, item, officer, media, client_of):
    changed = send(live, item, officer, files.pdf(b"% 1\n"))
    lost = send(live, item, officer, files.pdf(b"% 2\n"))
    good = send(live, item, officer, files.pdf(b"% 3\n"))
    path, bytes_before = media / changed.file.name, files.pdf(b"% 1\n")
    path.write_bytes(bytes_before.replace(b"% 1", b"% 9"))
    moved = media / "cat-di"
    os.rename(media / lost.file.name, moved)
    now = timezone.now()
    assert file_keeping.check_stored(now=now) == 2
    assert file_keeping.check_stored(now=now + DAY) == 2
    assert dict(Evidence.objects.values_list("pk", "fault")) == {
        changed.pk: FileFault.CHANGED, lost.pk: FileFault.MISSING, good.pk: "",
    }  # fmt: skip
    assert AuditEvent.objects.filter(action="file_fault").count() == 2
    os.rename(moved, media / lost.file.name)
    assert file_keeping.check_stored(now=now + 2 * DAY) == 1
    assert AuditEvent.objects.filter(action="file_found", object_id=str(lost.pk)).count() == 1
    assert Evidence.objects.filter(checked_at=now + 2 * DAY).count() == 3


def test_a_changed_file_is_not_given_out_and_the_log_knows(live, item, officer, media, client_of, caplog):
    row = send(live, item, officer)
    (media / row.file.name).write_bytes(files.pdf().replace(b"200 200", b"900 900"))
    client, url = client_of(officer), reverse("submissions:evidence_file", args=[row.pk])
    for _ in range(2):
        answer = client.get(url)
        assert answer.status_code == 404
        assert (
            answer.content.decode() == "Tệp trên máy chủ khác với lúc nhận, không mở được. Gọi Phòng Văn hóa – Xã hội."
        )
    assert "cannot be read" in caplog.text
    assert AuditEvent.objects.filter(action="file_fault").count() == 1
    assert not AuditEvent.objects.filter(action="download").exists()


def test_a_night_looks_at_so_many_oldest_first(live, item, officer):
    rows = [send(live, item, officer, files.pdf(b"%% %d\n" % number)) for number in range(3)]
    now = timezone.now()
    file_keeping.check_stored(now=now, most=2)
    assert [row.pk for row in Evidence.objects.filter(checked_at=now)] == [rows[0].pk, rows[1].pk]
    file_keeping.check_stored(now=now + DAY, most=2)
    assert {row.pk for row in Evidence.objects.filter(checked_at=now + DAY)} == {rows[2].pk, rows[0].pk}
    file_keeping.check_stored(now=now + 2 * DAY, most_bytes=0)
    assert Evidence.objects.filter(checked_at=now + 2 * DAY).count() == 1


# --- what broken uploads leave ----------------------------------------------------------------------------------------


def test_temporary_files_go_after_a_day(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    (tmp_path / "kiem-abc").mkdir()
    for name in ("kiem-abc/tep", "tmp1.upload.pdf", "moi.upload.pdf"):
        (tmp_path / name).write_bytes(b"x")
    old = time.time() - 2 * 86400
    for name in ("kiem-abc/tep", "tmp1.upload.pdf", "kiem-abc"):
        os.utime(tmp_path / name, (old, old))
    assert sweeping.sweep_uploads() >= 2
    sweeping.sweep_uploads(now=timezone.now() + 2 * DAY)
    assert list(tmp_path.iterdir()) == []
