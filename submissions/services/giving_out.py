"""Giving a file of a report out (mở, tải tệp): to whom which bytes, and never ones that changed or were not scanned."""

import logging
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from accounts.models import User
from core import audit

from .. import phrases
from ..enums import FileFault, ScanStatus
from ..models import Evidence
from ..permissions import owns

logger = logging.getLogger(__name__)
PIECE = 1024 * 1024


class FileMissing(Exception):
    """The row is there but its file cannot be read (F9); `str()` is Vietnamese."""


class FileLocked(Exception):
    """The file may not be opened: not scanned yet, or something was found in it; `str()` is Vietnamese."""


@dataclass(frozen=True, slots=True)
class Given:
    """What goes out: the open bytes and how many they are."""

    handle: BinaryIO
    size: int


def open_file(evidence: Evidence, *, by: User, inline: bool) -> Given:
    """The open file for reading, with one line in the log about who took it (reliability, breach notice).

    Whoever owns the report gets the bytes as they came; everybody else a photograph's copy that does not tell where it
    was taken. Raises FileLocked before the scanner called it clean, FileMissing when the bytes are gone or changed.
    """
    given = bytes_of(evidence, own=bool(owns(by, evidence.submission)))
    audit.record("view_file" if inline else "download", evidence, by=by, submission=evidence.submission_id)
    return given


def bytes_of(evidence: Evidence, *, own: bool) -> Given:
    """The open bytes for the file's owner, or as others get them; the caller writes the log. Raises as `open_file`."""
    if evidence.scan_status == ScanStatus.PENDING:
        raise FileLocked(phrases.FILE_PENDING)
    if evidence.scan_status != ScanStatus.CLEAN:
        raise FileLocked(phrases.FILE_REFUSED_LATER)
    if evidence.purged_at or not evidence.file:
        raise FileMissing(phrases.FILE_PURGED)
    return _copy(evidence) if evidence.shared_copy and not own else _original(evidence)


def why_closed(evidence: Evidence, *, by: User) -> str:
    """Why the file cannot be shown to `by`, as far as a look at its row and its place tells; "" when nothing does.

    Opens nothing and writes nothing: the viewer says so before it asks for bytes that will not come.
    """
    if evidence.scan_status == ScanStatus.PENDING:
        return phrases.FILE_PENDING
    if evidence.scan_status != ScanStatus.CLEAN:
        return phrases.FILE_REFUSED_LATER
    if evidence.purged_at or not evidence.file:
        return phrases.FILE_PURGED
    if evidence.shared_copy and not owns(by, evidence.submission):
        return "" if evidence.shared_copy.storage.exists(evidence.shared_copy.name) else phrases.FILE_MISSING
    if evidence.fault == FileFault.CHANGED:
        return phrases.FILE_CHANGED
    return "" if evidence.file.storage.exists(evidence.file.name) else phrases.FILE_MISSING


def _copy(evidence: Evidence) -> Given:
    try:
        handle = evidence.shared_copy.open("rb")
        return Given(handle, handle.size)
    except OSError as exc:
        raise _fault(evidence, FileFault.MISSING, exc) from None


def _original(evidence: Evidence) -> Given:
    """The bytes as they came, compared with what was written down then."""
    try:
        handle = evidence.file.open("rb")
        is_same = handle.size == evidence.size and digest_of(handle) == evidence.sha256
        handle.seek(0)
    except OSError as exc:
        raise _fault(evidence, FileFault.MISSING, exc) from None
    if not is_same:
        handle.close()
        raise _fault(evidence, FileFault.CHANGED, "size or hash differs")
    return Given(handle, evidence.size)


def digest_of(handle: BinaryIO) -> str:
    """SHA-256 of the rest of an open file."""
    digest = sha256()
    while piece := handle.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _fault(evidence: Evidence, fault: str, why) -> FileMissing:
    """The refusal, with a line in both logs; the same file again within minutes is no further line."""
    logger.error("evidence %s cannot be read: %s", evidence.pk, why)
    if audit.first_of("file_fault", evidence.pk, fault):
        audit.record("file_fault", evidence, by=None, submission=evidence.submission_id, fault=FileFault(fault).label)
    return FileMissing(phrases.FILE_CHANGED if fault == FileFault.CHANGED else phrases.FILE_MISSING)
