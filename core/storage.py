"""Where uploaded and generated files lie: never under a URL, never half-written."""

import os
import tempfile

from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Local files without a public address, written to a temporary name, synced, then renamed (reliability F10)."""

    def url(self, name):
        raise ValueError("private files have no URL; serve them through a view that checks the right")

    def _save(self, name, content):
        full_path = self.path(name)
        folder = os.path.dirname(full_path)
        os.makedirs(folder, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".dang-ghi-")
        written = temporary
        try:
            with os.fdopen(handle, "wb") as target:
                for chunk in content.chunks():
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            os.chmod(temporary, 0o600)
            os.rename(temporary, full_path)
            written = full_path
            _sync_folder(folder)
        except BaseException:
            os.unlink(written)
            raise
        return str(name).replace("\\", "/")


def _sync_folder(folder: str) -> None:
    """The new name itself outlasts a power cut only once its folder is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
