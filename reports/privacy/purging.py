"""Removing what has been kept long enough (dọn dữ liệu hết hạn giữ): looked at first, removed on request."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Model
from django.db.models.fields.files import FieldFile

from core import audit
from submissions.models import Difficulty, DifficultyFile, Evidence, Submission

from .retention import KINDS, Kind

# So many rows in one transaction: nobody else waits long.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Due:
    """What one kind would lose, or has lost: how many rows, and how old the oldest is."""

    kind: Kind
    count: int
    oldest: datetime | None


def look(*, at: datetime) -> list[Due]:
    """What has been kept long enough at `at`, kind by kind, kinds without a row too; touches nothing."""
    found = ((kind, kind.due(at)) for kind in KINDS)
    return [Due(kind, rows.count(), getattr(rows.first(), "since", None)) for kind, rows in found]


def purge(*, at: datetime) -> list[Due]:
    """Remove it; returns what went. One line of the log, none when nothing was due."""
    found = look(at=at)
    gone = [Due(due.kind, _remove(due.kind, at), due.oldest) for due in found]
    removed = [f"{due.kind.title}: {due.count}" for due in gone if due.count]
    if removed:
        audit.record("purge_data", None, by=None, removed=removed)
    return gone


def _remove(kind: Kind, at: datetime) -> int:
    """Batch by batch: a row that somebody took up again meanwhile is not found any more."""
    removed = 0
    while True:
        with transaction.atomic():
            rows = list(kind.due(at)[:BATCH])
            for row in rows:
                _remove_row(row)
        removed += len(rows)
        if len(rows) < BATCH:
            return removed


def _remove_row(row: Model) -> None:
    """The row with what hangs on it; bytes go once the transaction holds (F10)."""
    if isinstance(row, Submission):
        for file in Evidence.objects.filter(submission=row):
            _remove_row(file)
    if isinstance(row, Difficulty):
        for file in DifficultyFile.objects.filter(message__difficulty=row):
            _remove_row(file)
        row.messages.all().delete()
    for column in ("file", "shared_copy"):
        file = getattr(row, column, None)
        if isinstance(file, FieldFile) and file:
            transaction.on_commit(partial(file.storage.delete, file.name))
    row.delete()
