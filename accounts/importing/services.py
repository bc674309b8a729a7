"""Bringing a list in: take the file, read it to a preview, read it again, drop it (nhập từ Excel)."""

import hashlib
import logging
import secrets
from datetime import datetime
from functools import partial

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from core import audit
from core.clock import ward_date
from core.verdict import require
from core.workflow import InvalidTransition

from ..enums import ImportKind, ImportStatus, RowVerdict
from ..models import ImportRow, ImportRun
from . import phrases, reading, runs
from .preview import RESOURCES, outcomes_of, stored_row
from .rights import DROPPABLE, may_discard, may_import, may_preview_again
from .table import Unreadable

logger = logging.getLogger(__name__)

PROGRESS_EVERY = 250
READ_SIZE = 1 << 20


def start(*, kind: str, upload: UploadedFile, by) -> ImportRun:
    """Take a file in and queue its reading (chọn tệp). Nothing of it is written before somebody has seen the preview.

    Raises Forbidden without the right and Unreadable for what is refused by its name or size. The file is stored first
    and the row follows: a row always has its file.
    """
    require(may_import(by))
    name = reading.clean_name(upload.name or "")
    extension = reading.check_upload(name, upload.size)
    digest = _sha256(upload)
    field = ImportRun._meta.get_field("file")
    try:
        stored = field.storage.save(field.generate_filename(None, f"{secrets.token_hex(16)}{extension}"), File(upload))
    except OSError:
        logger.exception("an uploaded list could not be stored")
        raise Unreadable(phrases.DISK) from None
    try:
        return _taken_in(ImportRun(kind=ImportKind(kind), file_name=name, file=stored, sha256=digest, created_by=by))
    except BaseException:
        field.storage.delete(stored)
        raise


@transaction.atomic
def _taken_in(run: ImportRun) -> ImportRun:
    run.save()
    _queued(run, by=run.created_by)
    return run


def _queued(run: ImportRun, *, by) -> None:
    """Tell the log and a worker that the file is read to a preview."""
    audit.record("import_read", run, by=by, kind=run.kind, file_name=run.file_name, sha256=run.sha256)
    transaction.on_commit(partial(runs.hand_over, run.pk, ImportStatus.QUEUED))


def _sha256(file) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(READ_SIZE):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def read(run_id: int, *, now: datetime | None = None) -> str:
    """Read a file to its preview and return the status the run is in then (đọc tệp).

    Claimed under a lease: run twice it reads once. A file that cannot be read ends in UNREADABLE with a sentence.
    """
    now = now or timezone.now()
    run = runs.claim(run_id, runs.to_read(now), status=ImportStatus.READING, at=now)
    if run is not None:
        try:
            _read(run, now)
        except runs.LeaseLost:
            logger.warning("import %s was taken over or dropped", run_id)
    return ImportRun.objects.values_list("status", flat=True).get(pk=run_id)


def _read(run: ImportRun, now: datetime) -> None:
    if run.attempts > runs.MAX_ATTEMPTS:
        runs.close(run, status=ImportStatus.UNREADABLE, problem=phrases.INTERRUPTED)
        return
    try:
        rows = _preview(run, now)
    except Unreadable as exc:
        runs.close(run, status=ImportStatus.UNREADABLE, problem=str(exc))
    except runs.LeaseLost:
        raise
    except Exception:
        logger.exception("import %s could not be read", run.pk)
        runs.close(run, status=ImportStatus.UNREADABLE, problem=phrases.READ_FAILED)
    else:
        _keep(run, rows)


def _preview(run: ImportRun, now: datetime) -> list[ImportRow]:
    resource = RESOURCES[run.kind](on=ward_date(now))
    try:
        with run.file.open("rb") as file:
            if _sha256(file) != run.sha256:
                raise Unreadable(phrases.FILE_GONE)
            sheet = reading.read(file, run.file_name, headings=resource.headings())
    except OSError:
        logger.exception("the file of import %s cannot be read", run.pk)
        raise Unreadable(phrases.FILE_GONE) from None
    by_heading = {resource.heading(name): name for name in resource.attributes}
    run.columns, run.notices = [by_heading[heading] for heading in sheet.headings], sheet.notices
    _report(run, total_rows=len(sheet.lines), read_rows=0)
    resource.load([line.cells for line in sheet.lines])

    def progress(done: int) -> None:
        if done % PROGRESS_EVERY == 0:
            _report(run, read_rows=done)

    return [stored_row(run, resource, found) for found in outcomes_of(resource, sheet.lines, progress)]


def _report(run: ImportRun, **values) -> None:
    """Show how far the reading is and hold on to the lease."""
    if runs.mine(run).update(leased_until=timezone.now() + runs.LEASE, **values) != 1:
        raise runs.LeaseLost


@transaction.atomic
def _keep(run: ImportRun, rows: list[ImportRow]) -> None:
    """Store the preview whole: a run in PREVIEW has all its rows, those of one file, each once."""
    runs.close(
        run, status=ImportStatus.PREVIEW, read_rows=len(rows), attempts=0, problem="", columns=run.columns,
        notices=run.notices,
    )  # fmt: skip
    ImportRow.objects.filter(run=run).delete()
    ImportRow.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def preview_again(run: ImportRun, *, by) -> None:
    """Read the same file once more against the database of today (xem trước lại)."""
    require(may_preview_again(by, run))
    rows = ImportRun.objects.filter(pk=run.pk, status=ImportStatus.PREVIEW)
    if rows.update(status=ImportStatus.QUEUED, problem="", read_rows=0, attempts=0) != 1:
        raise InvalidTransition(phrases.SOMEONE_WAS_FASTER)
    _queued(run, by=by)


@transaction.atomic
def discard(run: ImportRun, *, by) -> None:
    """Drop a file nothing was written from (bỏ bản xem trước); its rows and the file itself go too."""
    require(may_discard(by, run))
    rows = ImportRun.objects.filter(pk=run.pk, status__in=DROPPABLE)
    name = run.file.name
    if rows.update(status=ImportStatus.DISCARDED, lease="", leased_until=None, file="") != 1:
        raise InvalidTransition(phrases.SOMEONE_WAS_FASTER)
    ImportRow.objects.filter(run=run).delete()
    audit.record("import_discarded", run, by=by, kind=run.kind, file_name=run.file_name)
    transaction.on_commit(partial(run.file.storage.delete, name))


def counts_of(run: ImportRun) -> dict[str, int]:
    """How many rows of the run have each verdict; one query."""
    rows = run.rows.order_by().values_list("verdict").annotate(count=Count("pk"))
    return dict.fromkeys(RowVerdict.values, 0) | dict(rows)
