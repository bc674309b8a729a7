"""Files sent along in a thread (tệp gửi kèm vướng mắc); how they come in and go out is said in `sent_files`."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from accounts.models import User
from core import audit

from ..models import DifficultyFile, DifficultyMessage, difficulty_path
from . import sent_files
from .sent_files import MOST_FILES, Stored

__all__ = ["MOST_FILES", "open_file", "record", "sweep", "taken_in"]
ROOT = "difficulties"


def _storage():
    return DifficultyFile._meta.get_field("file").storage


def taken_in(files: Sequence[UploadedFile]) -> AbstractContextManager[list[Stored]]:
    """Check and store every file of a message; see `sent_files.taken_in`."""
    return sent_files.taken_in(files, storage=_storage(), new_path=lambda: difficulty_path(DifficultyFile(), ""))


def record(message: DifficultyMessage, stored: Sequence[Stored]) -> None:
    """Give the stored files their rows."""
    DifficultyFile.objects.bulk_create(DifficultyFile(message=message, **one.columns()) for one in stored)


def open_file(row: DifficultyFile, *, by: User, inline: bool):
    """The open file for reading, with one line in the log about who took it. FileMissing when gone or changed."""
    handle = sent_files.open_whole(row)
    about = {"difficulty": row.message.difficulty_id}
    audit.record("view_sent_file" if inline else "download_sent_file", row, by=by, **about)
    return handle


def sweep(*, now: datetime | None = None) -> int:
    """Delete files that no row names and that are older than a day (dọn tệp thừa); returns how many."""
    known = set(DifficultyFile.objects.values_list("file", flat=True))
    return sent_files.sweep(ROOT, storage=_storage(), known=known, now=now or timezone.now())
