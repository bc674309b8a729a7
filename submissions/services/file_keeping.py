"""What the night does to stored files: takes away what was removed long ago, and looks whether the rest is still there.

Also what the office does by hand: removing for good a file that must not lie here, such as the picture of an ID card.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from core import audit
from core.text import nfc
from core.verdict import require

from .. import phrases
from ..enums import FileFault
from ..filechecks import FileRefused
from ..models import Evidence, ReturnNote, Snapshot
from ..permissions import may_review
from .giving_out import digest_of

logger = logging.getLogger(__name__)
PURGED_AT_ONCE = 500
# Files named by the rows of a backup are still there when it comes to them.
BACKUP_GRACE = timedelta(days=1)
# How much one night reads: files and bytes, so that it ends before the morning.
CHECKED_A_NIGHT = 5000
BYTES_A_NIGHT = 20 * 1024**3


def purge_removed(*, now: datetime | None = None) -> int:
    """Give up files removed more than 30 days ago (xóa hẳn tệp đã xóa); returns how many. One line of the log a night.

    What a hand-in names stays, and so does what an open request for changes is about. The row stays too: it says that
    there was such a file. The bytes go a day after it says so: a backup takes the database first and the files later,
    and must find what the rows it took name (F31).
    """
    now = now or timezone.now()
    before = now - timedelta(days=settings.EVIDENCE_KEEP_REMOVED_DAYS)
    gone = 0
    for rows in _batches(Evidence.objects.filter(removed_at__lte=before, purged_at=None)):
        named = _named(rows)
        due = Evidence.objects.filter(pk__in=[row.pk for row in rows if row.pk not in named])
        # Brought back meanwhile: then it is not due.
        gone += due.filter(removed_at__lte=before, purged_at=None).update(purged_at=now, fault="")
    for rows in _batches(Evidence.objects.filter(purged_at__lte=now - BACKUP_GRACE).exclude(file="", shared_copy="")):
        for row in rows:
            _take_bytes(row)
    if gone:
        audit.record("purge_files", None, by=None, count=gone)
    return gone


def _batches(due) -> Iterable[list[Evidence]]:
    """Batch by batch by number: what must stay is not met twice."""
    last = 0
    while rows := list(due.filter(pk__gt=last).order_by("pk")[:PURGED_AT_ONCE]):
        last = rows[-1].pk
        yield rows


def _named(rows: list[Evidence]) -> set[int]:
    """Those of the rows that a hand-in or an open request for changes names."""
    reports = {row.submission_id for row in rows}
    snapshots = Snapshot.objects.filter(submission__in=reports).values_list("data", flat=True)
    named = {file["id"] for data in snapshots for file in data["files"]}
    asked = ReturnNote.objects.filter(evidence__in=rows, request__resolved_at=None)
    return named | set(asked.values_list("evidence_id", flat=True))


@transaction.atomic
def _take_bytes(row: Evidence) -> None:
    """The row names no bytes any more; they go once that holds. What a crash leaves is swept as nobody's."""
    Evidence.objects.filter(pk=row.pk, purged_at__isnull=False).update(file="", shared_copy="")
    for file in (row.file, row.shared_copy):
        if file:
            transaction.on_commit(partial(file.storage.delete, file.name))


@transaction.atomic
def purge_for_good(evidence: Evidence, *, reason: str, by: User, at: datetime | None = None) -> Evidence:
    """Remove the bytes of a file for good and at once, handed in or not (xóa hẳn tệp): what must not lie here.

    What was handed in goes on naming it with its hash. Raises Forbidden without the right to review this report,
    FileRefused without a reason; a file already gone stays gone without a second line.
    """
    at, reason = at or timezone.now(), nfc(reason).strip()
    require(may_review(by, evidence.submission))
    if not reason:
        raise FileRefused(phrases.PURGE_REASON_MISSING)
    Evidence.objects.filter(pk=evidence.pk, removed_at=None).update(removed_at=at)
    if Evidence.objects.filter(pk=evidence.pk, purged_at=None).update(purged_at=at, fault=""):
        _take_bytes(evidence)
        audit.record("purge_file", evidence, by=by, submission=evidence.submission_id, reason=reason[:500],
                     sha256=evidence.sha256)  # fmt: skip
    evidence.refresh_from_db()
    return evidence


def check_stored(*, now: datetime | None = None, most: int = CHECKED_A_NIGHT, most_bytes: int = BYTES_A_NIGHT) -> int:
    """Compare stored files with size and hash of their rows (kiểm tra tệp đã lưu, F9); returns how many are at fault.

    Those looked at longest ago come first, `most` files and about `most_bytes` bytes a night. A fault is one line of
    the log when it begins and one when it ends.
    """
    now, read, faulty = now or timezone.now(), 0, 0
    rows = (
        Evidence.objects.filter(purged_at=None).exclude(file="").order_by(F("checked_at").asc(nulls_first=True), "pk")
    )
    for row in rows[:most]:
        if read > most_bytes:
            break
        fault = _look(row)
        read += row.size
        faulty += bool(fault)
        _note(row, fault, at=now)
    return faulty


def _look(row: Evidence) -> str:
    """The fault of a stored file, "" for none."""
    try:
        if row.shared_copy and not row.shared_copy.storage.exists(row.shared_copy.name):
            return FileFault.MISSING
        if row.file.size != row.size:
            return FileFault.CHANGED
        with row.file.open("rb") as handle:
            return "" if digest_of(handle) == row.sha256 else FileFault.CHANGED
    except OSError as exc:
        logger.error("evidence %s cannot be read: %s", row.pk, exc)
        return FileFault.MISSING


@transaction.atomic
def _note(row: Evidence, fault: str, *, at: datetime) -> None:
    Evidence.objects.filter(pk=row.pk).update(checked_at=at)
    # Purged or found by another sweep meanwhile: then this look is no news.
    if Evidence.objects.filter(pk=row.pk, purged_at=None, fault=row.fault).exclude(fault=fault).update(fault=fault):
        if fault:
            audit.record("file_fault", row, by=None, submission=row.submission_id, fault=FileFault(fault).label)
        else:
            audit.record("file_found", row, by=None, submission=row.submission_id)
