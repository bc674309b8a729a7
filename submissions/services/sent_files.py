"""Files sent along with something (tệp gửi kèm): checked as evidence is, final on disk before their rows, given whole.

One way in and one way out for everything that is no evidence of a report: threads of difficulties, papers of awards.
Their own modules say where the files lie, who may have them and what the log calls it.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import models

from .. import filechecks, phrases
from ..enums import ScanStatus
from ..filechecks import Checked, FileLater, FileRefused
from . import scanning
from .giving_out import FileMissing, digest_of

logger = logging.getLogger(__name__)
MOST_FILES = 5
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

    def columns(self) -> dict[str, str | int]:
        """What a row says of the file."""
        return {
            "file": self.path, "name": self.name, "media_type": self.media_type, "size": self.size,
            "sha256": self.sha256,
        }  # fmt: skip


@contextmanager
def _checked(file: UploadedFile) -> Iterator[Checked]:
    """The questions evidence is asked; a refusal says which file it is about, for several come at once."""
    try:
        with filechecks.checked(file, file.name or "", file.size or 0) as known:
            found = scanning.scan(file)
            if found.status == ScanStatus.REFUSED:
                raise FileRefused(phrases.FILE_INFECTED.format(virus=found.virus))
            if found.status == ScanStatus.PENDING:
                # It is read at once: what nobody could scan does not come in (fails closed).
                raise FileLater(phrases.FILE_LATER)
            yield known
    except FileRefused as exc:
        raise type(exc)(phrases.FILE_NAMED.format(name=filechecks.clean_name(file.name or ""), why=exc)) from None


def _store(content: File, known: Checked, *, storage: Storage, path: str) -> Stored:
    digest, size = sha256(), 0
    content.seek(0)
    for chunk in content.chunks():
        digest.update(chunk)
        size += len(chunk)
    content.seek(0)
    with filechecks.room_on_disk():
        final = storage.save(path, content)
    return Stored(known.name, known.media_type, final, size, digest.hexdigest())


def _take(file: UploadedFile, *, storage: Storage, path: str) -> Stored:
    """Check and store one file; of a photograph the copy that does not tell where it was taken."""
    with _checked(file) as known:
        if known.copy is None:
            return _store(file, known, storage=storage, path=path)
        with open(known.copy, "rb") as copy:
            return _store(File(copy), known, storage=storage, path=path)


@contextmanager
def taken_in(
    files: Sequence[UploadedFile], *, storage: Storage, new_path: Callable[[], str], most: int = MOST_FILES
) -> Iterator[list[Stored]]:
    """Check and store every file; what was stored goes again when one is refused or the block fails (F10).

    `new_path` gives each file its server-made name. Raises FileRefused with the name of the file and the reason.
    """
    if len(files) > most:
        raise FileRefused(phrases.DIFFICULTY_TOO_MANY_FILES.format(most=most))
    stored: list[Stored] = []
    try:
        for file in files:
            stored.append(_take(file, storage=storage, path=new_path()))
        yield stored
    except BaseException:
        for one in stored:
            storage.delete(one.path)
        raise


def open_whole(row: models.Model) -> BinaryIO:
    """The open bytes of a row with `file`, `size` and `sha256`, exactly as they came; the caller writes the log.

    Raises FileMissing when they are gone or changed.
    """
    try:
        handle = row.file.open("rb")
        is_same = handle.size == row.size and digest_of(handle) == row.sha256
        handle.seek(0)
    except OSError as exc:
        logger.error("file of %s %s cannot be read: %s", row._meta.label_lower, row.pk, exc)
        raise FileMissing(phrases.FILE_MISSING) from None
    if not is_same:
        handle.close()
        logger.error("file of %s %s is not what was received", row._meta.label_lower, row.pk)
        raise FileMissing(phrases.FILE_CHANGED)
    return handle


def sweep(root: str, *, storage: Storage, known: set[str], now: datetime) -> int:
    """Delete files under `root` that are not `known` to any row and older than a day; returns how many."""
    try:
        names = storage.listdir(root)[1]
    except FileNotFoundError:
        return 0
    swept = 0
    for path in (f"{root}/{name}" for name in names):
        if path not in known and storage.get_modified_time(path) < now - GRACE:
            storage.delete(path)
            swept += 1
    return swept
