"""A file that was asked for is made once, whole, or says why not; nothing hangs on the queue or on one worker."""

import hashlib
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from accounts.enums import Role
from core.models import AuditEvent
from core.verdict import Forbidden
from reports import builders, phrases, services
from reports.enums import DocumentKind, DocumentStatus
from reports.models import GeneratedDocument
from reports.tasks import build_document
from tests import factories
from tests.reports import rows

pytestmark = pytest.mark.django_db
KIND = DocumentKind.REPORTS_XLSX


@pytest.fixture
def queued(period, reviewer, files):
    """A document that waits for a worker."""
    return services.request_document(kind=KIND, period=period, by=reviewer)


def test_request_document_tells_a_worker_after_commit(
    period, group, reviewer, files, django_capture_on_commit_callbacks
):
    rows.report(group, period)
    with django_capture_on_commit_callbacks(execute=True):
        document = services.request_document(kind=KIND, period=period, by=reviewer)
    document.refresh_from_db()
    assert document.status == DocumentStatus.READY
    assert document.title == "Danh sách báo cáo (Excel), năm 2026"


def test_request_document_without_the_right_is_refused(period, officer):
    with pytest.raises(Forbidden):
        services.request_document(kind=KIND, period=period, by=officer)
    assert not GeneratedDocument.objects.exists()


def test_request_document_twice_gives_the_waiting_one_back(period, reviewer, queued):
    assert services.request_document(kind=KIND, period=period, by=reviewer) == queued
    assert GeneratedDocument.objects.count() == 1


def test_request_document_with_the_broker_away_keeps_the_row(
    period, reviewer, files, monkeypatch, django_capture_on_commit_callbacks
):
    def away(*args, **kwargs):
        raise ConnectionError("broker away")

    monkeypatch.setattr("reports.tasks.build_document.apply_async", away)
    with django_capture_on_commit_callbacks(execute=True):
        document = services.request_document(kind=KIND, period=period, by=reviewer)
    document.refresh_from_db()
    assert document.status == DocumentStatus.QUEUED
    monkeypatch.undo()
    assert services.sweep() == 1
    document.refresh_from_db()
    assert document.status == DocumentStatus.READY


def test_build_writes_file_then_row(queued):
    assert services.build(queued.pk) == DocumentStatus.READY
    queued.refresh_from_db()
    content = queued.file.read()
    assert (queued.sha256, queued.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert queued.progress == 100
    assert queued.file_name == "Danh sách báo cáo thi đua năm 2026.xlsx"
    assert queued.data_at is not None and queued.leased_until is None


def test_build_twice_makes_one_file(queued, files):
    services.build(queued.pk)
    queued.refresh_from_db()
    first = queued.file.name
    assert services.build(queued.pk) == DocumentStatus.READY
    queued.refresh_from_db()
    assert queued.file.name == first
    assert len([path for path in files.rglob("*") if path.is_file()]) == 1


def test_build_leaves_a_file_alone_that_another_worker_is_at(queued):
    now = timezone.now()
    GeneratedDocument.objects.update(
        status=DocumentStatus.BUILDING, leased_until=now + timedelta(minutes=1), attempts=1
    )
    assert services.build(queued.pk, now=now) == DocumentStatus.BUILDING
    assert services.sweep(now=now) == 0


def test_sweep_rebuilds_when_the_lease_of_a_dead_worker_ran_out(queued):
    now = timezone.now()
    GeneratedDocument.objects.update(
        status=DocumentStatus.BUILDING, leased_until=now - timedelta(seconds=1), attempts=1, progress=40
    )
    assert services.sweep(now=now) == 1
    queued.refresh_from_db()
    assert (queued.status, queued.attempts) == (DocumentStatus.READY, 2)


def test_build_gives_up_on_what_kills_every_worker(queued):
    now = timezone.now()
    GeneratedDocument.objects.update(
        status=DocumentStatus.BUILDING, leased_until=now - timedelta(seconds=1), attempts=services.MAX_ATTEMPTS
    )
    assert services.build(queued.pk, now=now) == DocumentStatus.FAILED
    queued.refresh_from_db()
    assert queued.error == phrases.BUILD_INTERRUPTED


def test_build_that_fails_says_so_in_vietnamese(queued, monkeypatch, files, caplog):
    monkeypatch.setitem(builders.MAKERS, KIND, (lambda *args: 1 / 0, builders.XLSX, "{year}.xlsx"))
    assert services.build(queued.pk) == DocumentStatus.FAILED
    queued.refresh_from_db()
    assert (queued.error, queued.leased_until) == (phrases.BUILD_FAILED, None)
    assert "ZeroDivisionError" in caplog.text
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_build_that_takes_too_long_is_stopped_and_says_so(queued, monkeypatch, files, caplog):
    def endless(*args):
        raise SoftTimeLimitExceeded

    assert build_document.soft_time_limit < build_document.time_limit
    monkeypatch.setitem(builders.MAKERS, KIND, (endless, builders.XLSX, "{year}.xlsx"))
    assert services.build(queued.pk) == DocumentStatus.FAILED
    queued.refresh_from_db()
    assert queued.error == phrases.BUILD_FAILED


def test_build_without_data_says_what_is_missing(period, reviewer, files):
    document = services.request_document(kind=DocumentKind.SCORES_XLSX, period=period, by=reviewer)
    assert services.build(document.pk) == DocumentStatus.FAILED
    document.refresh_from_db()
    assert document.error == phrases.NOTHING_TO_SCORE


def test_build_throws_its_result_away_when_another_worker_took_over(queued, monkeypatch, files):
    def slow(stream, period, at, progress):
        stream.write(b"late")
        GeneratedDocument.objects.update(attempts=2)

    monkeypatch.setitem(builders.MAKERS, KIND, (slow, builders.XLSX, "{year}.xlsx"))
    assert services.build(queued.pk) == DocumentStatus.BUILDING
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_build_stops_at_the_next_progress_when_another_worker_took_over(queued, monkeypatch):
    def slow(stream, period, at, progress):
        GeneratedDocument.objects.update(attempts=2)
        progress(50)
        raise AssertionError("went on without the lease")

    monkeypatch.setitem(builders.MAKERS, KIND, (slow, builders.XLSX, "{year}.xlsx"))
    assert services.build(queued.pk) == DocumentStatus.BUILDING


def test_progress_is_stored_and_holds_on_to_the_lease(queued, monkeypatch):
    seen = []

    def maker(stream, period, at, progress):
        stream.write(b"x")
        for percent in (10, 10, 55, 40):
            progress(percent)
            row = GeneratedDocument.objects.get()
            seen.append((row.progress, row.leased_until > timezone.now()))

    monkeypatch.setitem(builders.MAKERS, KIND, (maker, builders.XLSX, "{year}.xlsx"))
    services.build(queued.pk)
    assert seen == [(10, True), (10, True), (55, True), (55, True)]


def test_progress_is_written_while_the_rows_are_still_being_read(queued, period, group, monkeypatch):
    monkeypatch.setattr("core.excel.PROGRESS_EVERY", 1)
    monkeypatch.setattr("reports.rows.CHUNK", 1)
    for _ in range(4):
        rows.report(group, period)
    seen = []
    original = services._progress
    monkeypatch.setattr(services, "_progress", lambda document: _noted(original(document), seen))
    assert services.build(queued.pk) == DocumentStatus.READY
    assert seen == [5, 25, 45, 65, 85, 85]


def _noted(report, seen):
    def both(percent):
        report(percent)
        seen.append(percent)

    return both


def test_retry_queues_a_failed_document_once(queued, reviewer):
    GeneratedDocument.objects.update(status=DocumentStatus.FAILED, error="Lỗi", attempts=3)
    queued.refresh_from_db()
    services.retry_document(queued, by=reviewer)
    services.retry_document(queued, by=reviewer)
    assert (queued.status, queued.error, queued.attempts) == (DocumentStatus.QUEUED, "", 0)
    assert AuditEvent.objects.filter(action="document_retried").count() == 1


def test_retry_of_a_ready_document_is_refused(queued, reviewer):
    services.build(queued.pk)
    queued.refresh_from_db()
    with pytest.raises(Forbidden, match="không ở trạng thái lỗi"):
        services.retry_document(queued, by=reviewer)


def test_documents_are_seen_by_exporters_and_by_who_asked(queued, reviewer, officer):
    secretary = factories.make_user(Role.COUNCIL_SECRETARY)
    visible = GeneratedDocument.objects.visible_to
    assert [visible(user).exists() for user in (reviewer, secretary, officer)] == [True, True, False]
