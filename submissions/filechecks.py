"""Is an uploaded file what it says, whole, and harmless enough to be opened in the office (threats 5, 6, 8)?

The bytes are only read, never changed: a signed PDF stays signed. Name, kind and size are asked here; what is in the
file is read by a process of its own with limits of memory and time (`submissions.fileworker`).
"""

import errno
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.conf import settings

from core.formats import format_number, format_size
from core.text import nfc

from . import fileworker, phrases
from .filesafety import refusal

logger = logging.getLogger(__name__)
NAME_LIMIT = 255

TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
}
LINK_TYPE = "text/uri-list"
INLINE_TYPES = ("application/pdf", "image/jpeg", "image/png")
IMAGE_TYPES = ("image/jpeg", "image/png")
_WORDS = {".pdf": "PDF", ".docx": "Word", ".xlsx": "Excel", ".jpg": "ảnh", ".jpeg": "ảnh", ".png": "ảnh"}


class FileRefused(Exception):
    """The file is not taken; `str()` is the Vietnamese reason shown beside its name."""


class FileLater(FileRefused):
    """The file could not be looked at just now; sent again a little later it may be taken."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a file that is taken. `copy` is where a copy lies that does not tell the place of a photo."""

    name: str
    media_type: str
    copy: Path | None = None


def endings() -> list[str]:
    """The endings the portal takes, a setting among those it can read: [".pdf", …]."""
    wanted = {f".{word.lower().lstrip('.')}" for word in settings.EVIDENCE_TYPES}
    return [ending for ending in TYPES if ending in wanted]


def accept() -> str:
    """The endings for a file field."""
    return ",".join(endings())


def kinds() -> str:
    """The kinds in words: "PDF, Word, Excel hoặc ảnh"."""
    words = list(dict.fromkeys(_WORDS[ending] for ending in endings()))
    return " hoặc ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def clean_name(raw: str) -> str:
    """The name people see: no folders, NFC, no control or direction marks, at most 255 characters, its ending kept."""
    name = nfc(raw).replace("\\", "/").rsplit("/", 1)[-1]
    name = " ".join("".join(char if char.isprintable() else " " for char in name).split()).lstrip(".")
    path = PurePosixPath(name or "tep")
    ending = path.suffix if len(path.suffix) <= 16 else ""
    stem = name[: -len(ending)] if ending else name
    return (stem[: NAME_LIMIT - len(ending)].rstrip() or "tep") + ending


def clean_line(raw: str) -> str:
    """A line somebody typed, as it is kept: NFC, no control or direction marks, at most 255 characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in nfc(raw)).split())[:NAME_LIMIT]


@contextmanager
def room_on_disk() -> Iterator[None]:
    """A disk without room becomes FileRefused with its sentence (reliability F8)."""
    try:
        yield
    except OSError as exc:
        if exc.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        logger.error("no room for an uploaded file: %s", exc)
        raise FileRefused(phrases.FILE_DISK) from None


@contextmanager
def checked(file: BinaryIO, raw_name: str, size: int, *, most_bytes: int | None = None) -> Iterator[Checked]:
    """Decide about a file and hold what the check made of it while the block runs.

    `size` is in bytes, `most_bytes` the setting unless given. Raises FileRefused with the sentence of ux (e), FileLater
    when nobody could look at it just now.
    """
    name = clean_name(raw_name)
    ending = _require_kind(name, size, settings.EVIDENCE_MAX_BYTES if most_bytes is None else most_bytes)
    with room_on_disk():
        folder = tempfile.TemporaryDirectory(prefix="kiem-", dir=settings.FILE_UPLOAD_TEMP_DIR)
    with folder as made:
        copy = Path(made) / "ban-xem"
        with room_on_disk():
            answer = _ask(_path_of(file, Path(made)), ending, copy)
        yield Checked(name, TYPES[ending], copy if answer.get("copied") else None)


def check(file: BinaryIO, raw_name: str, size: int, *, most_bytes: int | None = None) -> Checked:
    """Decide about a file whose copy is not wanted; see `checked`."""
    with checked(file, raw_name, size, most_bytes=most_bytes) as known:
        return Checked(known.name, known.media_type)


def _require_kind(name: str, size: int, most_bytes: int) -> str:
    ending = PurePosixPath(name).suffix.lower()
    if not ending:
        raise FileRefused(phrases.FILE_NO_KIND.format(kinds=kinds()))
    if ending not in endings():
        raise FileRefused(phrases.FILE_KIND.format(extension=ending, kinds=kinds()))
    if size == 0:
        raise FileRefused(phrases.FILE_EMPTY)
    if size > most_bytes:
        raise FileRefused(phrases.FILE_TOO_BIG.format(size=format_size(size), most=format_size(most_bytes)))
    return ending


def _path_of(file: BinaryIO, folder: Path) -> Path:
    """Where the bytes lie: large uploads are on disk already, small ones are put there."""
    if hasattr(file, "temporary_file_path"):
        file.flush()
        return Path(file.temporary_file_path())
    path = folder / "tep"
    file.seek(0)
    with open(path, "wb") as target:
        while part := file.read(1024 * 1024):
            target.write(part)
    file.seek(0)
    return path


def _ask(path: Path, ending: str, copy: Path) -> dict:
    try:
        answer = fileworker.examine(path, ending, copy)
    except fileworker.WorkerBusy:
        raise FileLater(phrases.FILE_LATER) from None
    if reason := answer.get("refused"):
        logger.info("file refused: %s %s", reason, answer.get("fault") or answer.get("ended") or "")
        raise FileRefused(_sentence(reason, ending))
    return answer


def _sentence(reason: str, ending: str) -> str:
    """What the officer reads."""
    words = {
        refusal.BROKEN: phrases.FILE_BROKEN,
        refusal.OTHER_CONTENT: phrases.FILE_OTHER_CONTENT,
        refusal.ACTIVE: phrases.FILE_MACRO,
        refusal.ATTACHED: phrases.FILE_ATTACHED,
        refusal.FOREIGN_OBJECT: phrases.FILE_FOREIGN_OBJECT,
        refusal.DYNAMIC_FORM: phrases.FILE_DYNAMIC_FORM,
        refusal.HIDDEN: phrases.FILE_HIDDEN,
        refusal.BOMB: phrases.FILE_BOMB,
        refusal.PIXELS: phrases.FILE_PIXELS,
        refusal.PAGES: phrases.FILE_PAGES,
        refusal.TOO_HARD: phrases.FILE_TOO_HARD,
    }
    return words.get(reason, phrases.FILE_BROKEN).format(
        extension=ending,
        kinds=kinds(),
        pixels=format_number(settings.EVIDENCE_MAX_MEGAPIXELS),
        pages=format_number(settings.EVIDENCE_MAX_PAGES),
    )
