"""How uploads reach the disk on their way in."""

import contextlib
import errno
import logging

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

logger = logging.getLogger(__name__)
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class CarefulTemporaryFileUploadHandler(TemporaryFileUploadHandler):
    """Streams an upload to disk; a disk without room loses this file, not the whole request (reliability F8).

    The form around the file still arrives, and `no_room(request)` tells the view what to say.
    """

    def new_file(self, *args, **kwargs):
        """Open the temporary file."""
        try:
            super().new_file(*args, **kwargs)
        except OSError as exc:
            self._give_up(exc)

    def receive_data_chunk(self, raw_data, start):
        """Write one piece."""
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as exc:
            self._give_up(exc)

    def file_complete(self, file_size) -> UploadedFile | None:
        """Push the last piece out of Python's own buffer while something can still be said about it."""
        try:
            self.file.flush()
        except OSError as exc:
            # Here a file that is none is said by None.
            with contextlib.suppress(SkipFile):
                self._give_up(exc)
            return None
        return super().file_complete(file_size)

    def _give_up(self, exc: OSError):
        if exc.errno not in _NO_ROOM:
            raise exc
        logger.error("no room for an upload: %s", exc)
        self.request.no_room_for_uploads = True
        if hasattr(self, "file"):
            # Closing writes what is still held back, and fails once more.
            with contextlib.suppress(OSError):
                self.file.close()
        raise SkipFile from None


def no_room(request) -> bool:
    """True when a file of this request was lost because the disk is full. Reads the request's files."""
    _ = request.FILES
    return getattr(request, "no_room_for_uploads", False)
