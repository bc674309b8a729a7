"""What the night tidies: files on disk that no row names (reliability F8, F10)."""

from datetime import datetime, timedelta

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
    if not storage.exists(ROOT):
        return 0
    swept = 0
    for folder in storage.listdir(ROOT)[0]:
        known = set(Evidence.objects.filter(file__startswith=f"{ROOT}/{folder}/").values_list("file", flat=True))
        for name in storage.listdir(f"{ROOT}/{folder}")[1]:
            path = f"{ROOT}/{folder}/{name}"
            if path not in known and storage.get_modified_time(path) < now - GRACE:
                storage.delete(path)
                swept += 1
    return swept
