"""Files sent along in a thread (tệp gửi kèm): checked as evidence is, stored before their rows, given out logged."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from accounts.models import User
from core import audit

from .. import filechecks, phrases
from ..enums import ScanStatus
from ..filechecks import Checked, FileLater, FileRefused
from ..models import DifficultyFile, DifficultyMessage, difficulty_path
from . import scanning
from .giving_out import FileMissing, digest_of

logger = logging.getLogger(__name__)
MOST_FILES = 5
ROOT = "difficulties"
# A file is final before its row exists: only what is older than any sending can be is an orphan.
GRACE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is final on disk and has no row yet."""

    name: str
    media_type: str
    path: str
    size: int
    sha256: str


def _storage():
    return DifficultyFile._meta.get_field("file").storage


@contextmanager
def _checked(file: UploadedFile) -> Iterator[Checked]:
    """The questions evidence is asked; a refusal says which file it is about, for several come at once."""
    try:
        with filechecks.checked(file, file.name or "", file.size or 0) as known:
            found = scanning.scan(file)
            if found.status == ScanStatus.REFUSED:
                raise FileRefused(phrases.FILE_INFECTED.format(virus=found.virus))
            if found.status == ScanStatus.PENDING:
                # A message is read at once: what nobody could scan does not come in (fails closed).
                raise FileLater(phrases.FILE_LATER)
            yield known
    except FileRefused as exc:
        raise type(exc)(phrases.FILE_NAMED.format(name=filechecks.clean_name(file.name or ""), why=exc)) from None


def _store(content: File, known: Checked) -> Stored:
    digest, size = sha256(), 0
    content.seek(0)
    for chunk in content.chunks():
        digest.update(chunk)
        size += len(chunk)
    content.seek(0)
    with filechecks.room_on_disk():
        path = _storage().save(difficulty_path(DifficultyFile(), known.name), content)
    return Stored(known.name, known.media_type, path, size, digest.hexdigest())


def _take(file: UploadedFile) -> Stored:
    """Check and store one file; of a photograph the copy that does not tell where it was taken."""
    with _checked(file) as known:
        if known.copy is None:
            return _store(file, known)
        with open(known.copy, "rb") as copy:
            return _store(File(copy), known)


@contextmanager
def taken_in(files: Sequence[UploadedFile]) -> Iterator[list[Stored]]:
    """Check and store every file; what was stored goes again when one is refused or the block fails (F10).

    Raises FileRefused with the name of the file and the reason.
    """
    if len(files) > MOST_FILES:
        raise FileRefused(phrases.DIFFICULTY_TOO_MANY_FILES.format(most=MOST_FILES))
    stored: list[Stored] = []
    try:
        for file in files:
            stored.append(_take(file))
        yield stored
    except BaseException:
        for one in stored:
            _storage().delete(one.path)
        raise


def record(message: DifficultyMessage, stored: Sequence[Stored]) -> None:
    """Give the stored files their rows."""
    DifficultyFile.objects.bulk_create(
        DifficultyFile(
            message=message, file=one.path, name=one.name, media_type=one.media_type, size=one.size, sha256=one.sha256
        )
        for one in stored
    )


def open_file(row: DifficultyFile, *, by: User, inline: bool):
    """The open file for reading, with one line in the log about who took it. FileMissing when gone or changed."""
    try:
        handle = row.file.open("rb")
        is_same = handle.size == row.size and digest_of(handle) == row.sha256
        handle.seek(0)
    except OSError as exc:
        logger.error("file of difficulty %s cannot be read: %s", row.pk, exc)
        raise FileMissing(phrases.FILE_MISSING) from None
    if not is_same:
        handle.close()
        logger.error("file of difficulty %s is not what was received", row.pk)
        raise FileMissing(phrases.FILE_CHANGED)
    about = {"difficulty": row.message.difficulty_id}
    audit.record("view_sent_file" if inline else "download_sent_file", row, by=by, **about)
    return handle


def sweep(*, now: datetime | None = None) -> int:
    """Delete files that no row names and that are older than a day (dọn tệp thừa); returns how many."""
    now, storage, swept = now or timezone.now(), _storage(), 0
    try:
        names = storage.listdir(ROOT)[1]
    except FileNotFoundError:
        return 0
    known = set(DifficultyFile.objects.values_list("file", flat=True))
    for path in (f"{ROOT}/{name}" for name in names):
        if path not in known and storage.get_modified_time(path) < now - GRACE:
            storage.delete(path)
            swept += 1
    return swept
