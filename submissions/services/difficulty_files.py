"""Files sent along in a thread (tệp gửi kèm): checked as evidence is, stored before their rows, given out logged."""

import errno
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from core import audit

from .. import filechecks, phrases
from ..filechecks import Checked, FileRefused
from ..models import DifficultyFile, DifficultyMessage, difficulty_path
from .evidence import FileMissing

logger = logging.getLogger(__name__)
MOST_FILES = 5


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is final on disk and has no row yet."""

    checked: Checked
    path: str
    size: int
    sha256: str


def _storage():
    return DifficultyFile._meta.get_field("file").storage


def _named(file: UploadedFile, check) -> Checked:
    """Run a check so that its refusal says which file it is about: several come at once."""
    try:
        return check(file)
    except FileRefused as exc:
        raise FileRefused(phrases.FILE_NAMED.format(name=filechecks.clean_name(file.name or ""), why=exc)) from None


def _check(file: UploadedFile) -> Checked:
    """The same questions evidence is asked."""
    return filechecks.check(file, file.name or "", file.size or 0, most_bytes=settings.EVIDENCE_MAX_BYTES)


def _store(file: UploadedFile, checked: Checked) -> Stored:
    digest = sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    try:
        path = _storage().save(difficulty_path(DifficultyFile(), checked.name), file)
    except OSError as exc:
        logger.error("file of a difficulty not stored: %s", exc)
        if exc.errno in (errno.ENOSPC, errno.EDQUOT):
            raise FileRefused(phrases.FILE_DISK) from None
        raise
    return Stored(checked, path, file.size or 0, digest.hexdigest())


@contextmanager
def taken_in(files: Sequence[UploadedFile]) -> Iterator[list[Stored]]:
    """Check every file, then store them all; what was stored goes again when the block fails (F10).

    Raises FileRefused with the name of the file and the reason.
    """
    if len(files) > MOST_FILES:
        raise FileRefused(phrases.DIFFICULTY_TOO_MANY_FILES.format(most=MOST_FILES))
    checked = [_named(file, _check) for file in files]
    stored: list[Stored] = []
    try:
        for file, known in zip(files, checked, strict=True):
            stored.append(_store(file, known))
        yield stored
    except BaseException:
        for one in stored:
            _storage().delete(one.path)
        raise


def record(message: DifficultyMessage, stored: Sequence[Stored]) -> None:
    """Give the stored files their rows."""
    DifficultyFile.objects.bulk_create(
        DifficultyFile(
            message=message, file=one.path, name=one.checked.name, media_type=one.checked.media_type, size=one.size,
            sha256=one.sha256,
        )
        for one in stored
    )  # fmt: skip


def open_file(row: DifficultyFile, *, by: User, inline: bool):
    """The open file for reading, with one line in the log about who took it. FileMissing when it cannot be read."""
    try:
        handle = row.file.open("rb")
    except OSError as exc:
        logger.error("file of difficulty %s cannot be read: %s", row.pk, exc)
        raise FileMissing(phrases.FILE_MISSING) from None
    action = "view_sent_file" if inline else "download_sent_file"
    audit.record(action, row, by=by, difficulty=row.message.difficulty_id)
    return handle
