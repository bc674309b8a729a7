"""What the night tidies: files on disk that no row names (reliability F8, F10)."""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from ..models import Evidence

ROOT = "evidence"
# A file is final before its row exists: only what is older than any upload can be is an orphan.
GRACE = timedelta(days=1)


def sweep_evidence(*, now: datetime | None = None) -> int:
    """Delete files of evidence that no row names and that are older than a day (dọn tệp thừa); returns how many.

    Removed files keep their row, so they stay. Half-written ones have a temporary name and go too.
    """
    now = now or timezone.now()
    storage = Evidence._meta.get_field("file").storage
    try:
        folders = storage.listdir(ROOT)[0]
    except FileNotFoundError:
        return 0
    swept = 0
    for folder in folders:
        known = named_under(f"{ROOT}/{folder}/")
        for name in storage.listdir(f"{ROOT}/{folder}")[1]:
            path = f"{ROOT}/{folder}/{name}"
            if path not in known and storage.get_modified_time(path) < now - GRACE:
                storage.delete(path)
                swept += 1
    return swept


def named_under(prefix: str) -> set[str]:
    """Every path under `prefix` that a row names: files, and the copies others get."""
    return {
        name
        for column in ("file", "shared_copy")
        for name in Evidence.objects.filter(**{f"{column}__startswith": prefix}).values_list(column, flat=True)
    }


def sweep_uploads(*, now: datetime | None = None) -> int:
    """Delete what uploads that died half-way left in the temporary folder a day ago (dọn tệp tạm); returns how many."""
    before = now.timestamp() if now else time.time()
    swept = 0
    # Deepest first: a folder is empty when its turn comes.
    for folder, folders, names in os.walk(settings.FILE_UPLOAD_TEMP_DIR, topdown=False):
        for path in (Path(folder, name) for name in (*names, *folders)):
            try:
                if before - path.lstat().st_mtime < GRACE.total_seconds():
                    continue
                path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
                swept += 1
            except OSError:
                # Taken away by its own process a moment ago, or not empty yet: the next night looks again.
                continue
    return swept
