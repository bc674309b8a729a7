"""The virus scanner: off unless set, asked about every file, and while it says nothing no file goes out (F33)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from submissions.enums import ScanStatus
from submissions.filechecks import FileRefused
from submissions.models import Evidence
from submissions.services import handing_in, scanning
from submissions.views import file_office
from tests.submissions import files
from tests.submissions.clamd import VIRUS, Clamd
from tests.submissions.evidence_store import post_file, send, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
BAD = files.pdf(b"% " + VIRUS + b"\n")


@pytest.fixture
def clamd(settings):
    scanner = Clamd()
    settings.CLAMAV_HOST, settings.CLAMAV_PORT, settings.CLAMAV_SECONDS = "127.0.0.1", scanner.port, 5
    yield scanner
    scanner.stop()


def test_off_by_default(live, item, officer, settings):
    assert not scanning.is_on()
    row = send(live, item, officer, BAD)
    assert (row.scan_status, row.scanned_at) == (ScanStatus.CLEAN, None)


def test_a_clean_file_is_scanned_whole_and_taken(live, item, officer, clamd):
    data = files.scan((2000, 2500))
    row = send(live, item, officer, data)
    assert clamd.seen == [data]
    assert row.scan_status == ScanStatus.CLEAN and row.scanned_at


def test_an_infected_file_is_refused_by_name(live, item, officer, clamd, media):
    with pytest.raises(FileRefused) as refused:
        send(live, item, officer, BAD)
    assert str(refused.value) == "Tệp có mã độc (Thu.Ma.Doc), phường không nhận. Quét lại máy rồi gửi bản sạch."
    assert (stored(media), Evidence.objects.count()) == ([], 0)


@pytest.mark.parametrize("mood", ["silent", "limit", "rubbish", "away"])
def test_while_the_scanner_is_ill_files_wait_and_nobody_opens_them(
    live, item, officer, reviewer, clamd, client_of, mood
):
    clamd.mood = mood
    if mood == "away":
        clamd.stop()
    answer = post_file(client_of(officer), live, item, files.pdf(), "giấy.pdf").json()
    assert "Tệp đang chờ quét mã độc, chưa mở được. Không phải gửi lại." in answer["html"]
    row = Evidence.objects.get()
    assert row.scan_status == ScanStatus.PENDING
    handing_in.submit(live, by=officer)
    for who in (officer, reviewer):
        for query in ("", "?xem=1"):
            given = client_of(who).get(reverse("submissions:evidence_file", args=[row.pk]) + query)
            assert (given.status_code, given.content.decode()) == (
                409,
                "Tệp đang chờ quét mã độc, chưa mở được. Không phải gửi lại.",
            )
    assert not AuditEvent.objects.filter(action__in=["download", "view_file"]).exists()


def test_a_file_that_waited_is_opened_once_the_scanner_is_back(live, item, officer, clamd, client_of):
    clamd.mood = "silent"
    clean, bad = send(live, item, officer, files.pdf()), send(live, item, officer, BAD)
    assert scanning.rescan_waiting() == 0
    clamd.mood = "well"
    assert scanning.rescan_waiting() == 2
    assert scanning.rescan_waiting() == 0
    clean.refresh_from_db()
    bad.refresh_from_db()
    assert (clean.scan_status, bad.scan_status) == (ScanStatus.CLEAN, ScanStatus.REFUSED)
    assert AuditEvent.objects.get(action="file_infected").data["virus"] == "Thu.Ma.Doc"
    client = client_of(officer)
    assert client.get(reverse("submissions:evidence_file", args=[clean.pk])).status_code == 200
    locked = client.get(reverse("submissions:evidence_file", args=[bad.pk]))
    assert (locked.status_code, "có mã độc, đã khóa" in locked.content.decode()) == (409, True)


def test_without_a_scanner_waiting_files_stay_closed(live, item, officer, clamd, settings):
    clamd.mood = "silent"
    row = send(live, item, officer)
    settings.CLAMAV_HOST = ""
    assert scanning.rescan_waiting() == 0
    row.refresh_from_db()
    assert row.scan_status == ScanStatus.PENDING


def test_the_office_is_told_after_ten_minutes(live, item, officer, reviewer, clamd, client_of):
    clamd.mood = "silent"
    row = send(live, item, officer, name="chờ lâu.pdf")
    client, url = client_of(reviewer), reverse("submissions:file_troubles")
    assert "Mọi tệp đều mở được." in client.get(url).content.decode()
    assert scanning.state_of_files() == "ok"
    Evidence.objects.filter(pk=row.pk).update(uploaded_at=timezone.now() - timedelta(minutes=11))
    page = client.get(url).content.decode()
    assert "chờ lâu.pdf" in page and "chờ quét mã độc" in page
    assert scanning.state_of_files() == "unscanned"
    assert "1 tệp minh chứng không mở được" in client.get(reverse("submissions:queue")).content.decode()
    Evidence.objects.filter(pk=row.pk).update(scan_status=ScanStatus.REFUSED)
    assert scanning.state_of_files() == "faulty"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_troubles_costs_the_same(
    live, item, officer, reviewer, client_of, count, django_assert_num_queries, monkeypatch
):
    # PostgreSQL is asked for its clock, SQLite lies in the same machine.
    monkeypatch.setattr(file_office, "database_now", timezone.now)
    for number in range(count):
        row = send(live, item, officer, files.pdf(b"%% %d\n" % number))
        Evidence.objects.filter(pk=row.pk).update(fault="MISSING")
    client = client_of(reviewer)
    client.get(reverse("submissions:file_troubles"))
    with django_assert_num_queries(5):
        client.get(reverse("submissions:file_troubles"))
