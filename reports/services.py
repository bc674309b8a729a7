"""Asking for a file and making it: the row is the fact, the queue only a hint (reliability F28)."""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from celery import signature
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from campaigns.models import ReportingPeriod
from core import audit
from core.clock import database_now
from core.verdict import require
from submissions.models import Snapshot

from . import builders, document_letters, phrases
from .awarding import naming
from .enums import OF_A_HAND_IN, OF_AWARDS, DocumentKind, DocumentStatus
from .models import GeneratedDocument
from .permissions import may_ask, may_export, may_print, may_retry

logger = logging.getLogger(__name__)

# Longer than the longest silence of a builder (one large PDF); every progress report begins it anew.
LEASE = timedelta(minutes=5)
# A file whose worker died this often is not tried again by itself: it may be what kills the worker.
MAX_ATTEMPTS = 3
READ_SIZE = 1 << 20


class LeaseLost(Exception):
    """Another worker has taken the file over; this one's result is thrown away."""


@transaction.atomic
def request_document(*, kind: DocumentKind, period: ReportingPeriod, by) -> GeneratedDocument:
    """Ask for a paper or table of a reporting year (yêu cầu tạo tệp); a worker is told after commit.

    A request for what `by` is already waiting for gives that row back. Raises Forbidden without the right to export.
    """
    require(may_export(by))
    waiting = GeneratedDocument.objects.at_work().filter(kind=kind, period=period, created_by=by).first()
    if waiting:
        return waiting
    document = GeneratedDocument.objects.create(
        kind=kind, period=period, title=f"{DocumentKind(kind).label}, năm {period.year}", created_by=by
    )
    audit.record("document_requested", document, by=by, new=document.status, kind=str(kind))
    transaction.on_commit(partial(_hand_over, document.pk))
    return document


@transaction.atomic
def request_papers(snapshot: Snapshot, *, by) -> bool:
    """Ask for receipt and report of a hand-in as PDF (tạo biên nhận, báo cáo); False when both are there or on the way.

    One row of each kind belongs to a hand-in, whoever asks and how often; what failed is queued anew.
    """
    submission, asked = snapshot.submission, []
    for kind in OF_A_HAND_IN:
        document, is_new = GeneratedDocument.objects.get_or_create(
            snapshot=snapshot,
            kind=kind,
            defaults={
                "period": submission.period,
                "title": f"{kind.label}, {submission.code}, lần {snapshot.number}",
                "created_by": by,
            },
        )
        if is_new or _queue_again(document):
            asked.append(document.pk)
    for document_id in asked:
        transaction.on_commit(partial(_hand_over, document_id))
    return bool(asked)


@transaction.atomic
def request_award_paper(*, kind: DocumentKind, about, by) -> GeneratedDocument:
    """Ask for a paper of awards as PDF (tạo bản in): dossier, minutes, letter, decision, certificates.

    `about` is what `OF_AWARDS` names for the kind. A request for what is on its way gives that row back, whoever asked;
    otherwise each makes a file of its own, with what is known then. Raises Forbidden with the rule's reason.
    """
    require(may_print(by, kind, about))
    named = {OF_AWARDS[kind]: about}
    if waiting := GeneratedDocument.objects.at_work().filter(kind=kind, **named).first():
        return waiting
    document = GeneratedDocument.objects.create(
        kind=kind, title=naming.title(kind, about), number=naming.number(kind, about),
        params=naming.params(kind, about), created_by=by, **named,
    )  # fmt: skip
    audit.record("document_requested", document, by=by, new=document.status, kind=str(kind))
    transaction.on_commit(partial(_hand_over, document.pk))
    return document


def _queue_again(document: GeneratedDocument) -> int:
    """Put a failed file back in the queue; 0 when it is not failed or somebody was faster."""
    failed = GeneratedDocument.objects.filter(pk=document.pk, status=DocumentStatus.FAILED)
    return failed.update(status=DocumentStatus.QUEUED, progress=0, error="", attempts=0, leased_until=None)


@transaction.atomic
def retry_document(document: GeneratedDocument, *, by) -> GeneratedDocument:
    """Make a file again that could not be made (thử lại). A second press finds it queued and changes nothing."""
    if document.is_at_work:
        require(may_ask(by, document))
        return document
    require(may_retry(by, document))
    if _queue_again(document):
        audit.record("document_retried", document, by=by, old=DocumentStatus.FAILED, new=DocumentStatus.QUEUED)
        transaction.on_commit(partial(_hand_over, document.pk))
    document.refresh_from_db()
    return document


def _hand_over(document_id: int) -> None:
    """Tell a worker; when the broker is away the sweeper will find the row."""
    try:
        signature("reports.build_document", args=(document_id,)).delay()
    except Exception as exc:  # any transport error of any broker: the row stays, nothing is lost
        logger.warning("broker away, document %s waits for the sweeper: %s", document_id, exc)


def sweep(*, now: datetime | None = None, limit: int = 50) -> int:
    """Queue again the files no living worker is at; return how many (quét tệp sót)."""
    ids = GeneratedDocument.objects.to_build(now or timezone.now()).order_by("pk").values_list("pk", flat=True)[:limit]
    for document_id in ids:
        _hand_over(document_id)
    return len(ids)


def build(document_id: int, *, now: datetime | None = None) -> str:
    """Make one file and return the status it ended in (tạo tệp).

    Claimed by a conditional update with a lease, so that running it twice makes one file; the second run answers with
    the status it found. The file goes to the storage first and the row follows: a row that says READY has its file.
    Every failure ends in FAILED with a Vietnamese reason, never in a stuck row.
    """
    document = _claim(document_id, now or timezone.now())
    if document is None or document.status == DocumentStatus.FAILED:
        return GeneratedDocument.objects.values_list("status", flat=True).get(pk=document_id)
    try:
        data_at = database_now()
        with builders.build(document, at=data_at, progress=_progress(document)) as result:
            _keep(document, result, data_at)
    except LeaseLost:
        logger.warning("document %s was taken over by another worker", document_id)
        return GeneratedDocument.objects.values_list("status", flat=True).get(pk=document_id)
    except builders.NothingToBuild as exc:
        _close(document, status=DocumentStatus.FAILED, error=str(exc))
    except Exception:
        logger.exception("document %s could not be made", document_id)
        _close(document, status=DocumentStatus.FAILED, error=phrases.BUILD_FAILED)
    return GeneratedDocument.objects.values_list("status", flat=True).get(pk=document_id)


@transaction.atomic
def _claim(document_id: int, now: datetime) -> GeneratedDocument | None:
    """The row, now ours; None when somebody else is at it or it is done. Tried too often, it ends in FAILED."""
    document = GeneratedDocument.objects.to_build(now).filter(pk=document_id).first()
    if document is None:
        return None
    worn_out = document.attempts >= MAX_ATTEMPTS
    values = {
        "status": DocumentStatus.FAILED if worn_out else DocumentStatus.BUILDING,
        "error": phrases.BUILD_INTERRUPTED if worn_out else "",
        "attempts": document.attempts + (not worn_out),
        "progress": 0,
        "leased_until": None if worn_out else now + LEASE,
    }
    # `attempts` counts up with every claim, so of two workers that read the same row one updates nothing.
    mine = GeneratedDocument.objects.to_build(now).filter(pk=document_id, attempts=document.attempts)
    if mine.update(**values) != 1:
        return None
    for name, value in values.items():
        setattr(document, name, value)
    if worn_out:
        document_letters.ended(document, document.status)
    return document


def _mine(document: GeneratedDocument):
    """The row as long as this worker holds it: `attempts` names the claim."""
    return GeneratedDocument.objects.filter(pk=document.pk, status=DocumentStatus.BUILDING, attempts=document.attempts)


def _progress(document: GeneratedDocument) -> Callable[[int], None]:
    """A function that stores 0-100, at most once per whole percent, and holds on to the lease."""

    def report(percent: int) -> None:
        percent = max(0, min(percent, 99))
        if percent <= document.progress:
            return
        if not _mine(document).update(progress=percent, leased_until=timezone.now() + LEASE):
            raise LeaseLost
        document.progress = percent

    return report


def _keep(document: GeneratedDocument, result: builders.Result, data_at: datetime) -> None:
    digest, size = hashlib.sha256(), 0
    result.stream.seek(0)
    while chunk := result.stream.read(READ_SIZE):
        digest.update(chunk)
        size += len(chunk)
    result.stream.seek(0)
    field = GeneratedDocument._meta.get_field("file")
    name = field.storage.save(field.generate_filename(document, result.file_name), File(result.stream))
    kept = _close(
        document, status=DocumentStatus.READY, progress=100, file=name, file_name=result.file_name,
        media_type=result.media_type, size=size, sha256=digest.hexdigest(), data_at=data_at,
    )  # fmt: skip
    if not kept:
        field.storage.delete(name)
        raise LeaseLost


@transaction.atomic
def _close(document: GeneratedDocument, **values) -> bool:
    """End this worker's claim and tell who asked for the file; False when another has taken it over."""
    if not _mine(document).update(leased_until=None, **values):
        return False
    document_letters.ended(document, values["status"])
    return True


def record_download(document: GeneratedDocument, *, by) -> None:
    """Note who took a file out of the portal (tải tệp)."""
    audit.record("document_downloaded", document, by=by, file_name=document.file_name, sha256=document.sha256)


def record_paper_download(document: GeneratedDocument, *, by) -> None:
    """Note who took a receipt or printed report; the line stands with the report (tải biên nhận, báo cáo)."""
    audit.record(
        "document_downloaded",
        document.snapshot.submission,
        by=by,
        file_name=document.file_name,
        sha256=document.sha256,
        round=document.snapshot.number,
    )


def record_direct_export(period: ReportingPeriod, *, by, name: str, rows: int) -> None:
    """Note who took a list out of the portal that was made on the spot (tải danh sách)."""
    audit.record("list_exported", period, by=by, file_name=name, rows=rows)
