"""Files kept beside award papers (giấy tờ, bản đã ký): taken in as evidence is, given out logged, swept at night."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from typing import BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core import audit
from submissions.services import sent_files
from submissions.services.sent_files import Stored

from ..models import DossierPaper, SignedPaper
from ..models.files import StoredFile, award_file_path

ROOT = "awards"
KEPT_IN = (DossierPaper, SignedPaper)


def _storage():
    return DossierPaper._meta.get_field("file").storage


def taken_in(
    files: Sequence[UploadedFile], *, most: int = sent_files.MOST_FILES
) -> AbstractContextManager[list[Stored]]:
    """Check and store files before the transaction that gives them rows; see `sent_files.taken_in`.

    Raises FileRefused with the name of the file and the reason.
    """
    return sent_files.taken_in(files, storage=_storage(), new_path=lambda: award_file_path(None, ""), most=most)


def record(model: type[StoredFile], stored: Iterable[Stored], *, by, at: datetime, **columns) -> list[StoredFile]:
    """Give the stored files their rows, with what else the row says (`nomination`, `decision`, …)."""
    rows = [model(uploaded_by=by, uploaded_at=at, **one.columns(), **columns) for one in stored]
    return model._default_manager.bulk_create(rows)


def open_file(row: StoredFile, *, by, inline: bool) -> BinaryIO:
    """The open file for reading, with one line in the log about who took it. FileMissing when gone or changed."""
    handle = sent_files.open_whole(row)
    audit.record("view_award_file" if inline else "download_award_file", row, by=by)
    return handle


def drop(rows: Iterable[StoredFile]) -> None:
    """Remove rows for good; their bytes go once the transaction holds (F10)."""
    for row in list(rows):
        storage, name = row.file.storage, row.file.name
        row.delete()
        transaction.on_commit(partial(storage.delete, name))


def sweep(*, now: datetime | None = None) -> int:
    """Delete award files that no row names and that are older than a day (dọn tệp thừa); returns how many."""
    known = {name for model in KEPT_IN for name in model._default_manager.values_list("file", flat=True)}
    return sent_files.sweep(ROOT, storage=_storage(), known=known, now=now or timezone.now())
