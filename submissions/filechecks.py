"""Is an uploaded file what it says, whole, and harmless enough to be opened in the office (threats 5, 6, 8)?

The bytes are only read, never changed: a signed PDF stays signed. Rules aim at active content, at what cannot be
opened, and at what would swell when opened; caps are asked before anything is parsed.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

import filetype
from PIL import Image, UnidentifiedImageError

from core.formats import format_size
from core.text import nfc

from . import phrases

NAME_LIMIT = 255
MOST_PIXELS = 80_000_000
MOST_MEMBERS = 3000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 200
# A tiny member may well shrink a thousandfold (blank cells); only what unpacks to more than this can be a bomb.
RATIO_FROM = 5 * 1024 * 1024
MOST_OBJECT_STREAM = 8 * 1024 * 1024

TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
}
ACCEPT = ",".join(TYPES)
INLINE_TYPES = ("application/pdf", "image/jpeg", "image/png")
_OFFICE_BODY = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}

_PDF_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_PDF_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|RichMedia)\b|/JS[\s(<]")
_PDF_OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm.{0,400}?stream\r?\n", re.DOTALL)


class FileRefused(Exception):
    """The file is not taken; `str()` is the Vietnamese reason shown beside its name."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a file that is taken."""

    name: str
    media_type: str


def clean_name(raw: str) -> str:
    """The name people see: no folders, NFC, no control or direction marks, at most 255 characters, its ending kept."""
    name = nfc(raw).replace("\\", "/").rsplit("/", 1)[-1]
    name = " ".join("".join(char if char.isprintable() else " " for char in name).split()).lstrip(".")
    path = PurePosixPath(name or "tep")
    ending = path.suffix if len(path.suffix) <= 16 else ""
    stem = name[: -len(ending)] if ending else name
    return (stem[: NAME_LIMIT - len(ending)].rstrip() or "tep") + ending


def check(file: BinaryIO, raw_name: str, size: int, *, most_bytes: int) -> Checked:
    """Decide about a file; raises FileRefused with the sentence of ux (e). `size` and `most_bytes` are bytes."""
    name = clean_name(raw_name)
    extension = PurePosixPath(name).suffix.lower()
    if not extension:
        raise FileRefused(phrases.FILE_NO_KIND)
    if extension not in TYPES:
        raise FileRefused(phrases.FILE_KIND.format(extension=extension))
    if size == 0:
        raise FileRefused(phrases.FILE_EMPTY)
    if size > most_bytes:
        raise FileRefused(phrases.FILE_TOO_BIG.format(size=format_size(size), most=format_size(most_bytes)))
    file.seek(0)
    try:
        _check_content(file, extension)
    finally:
        file.seek(0)
    return Checked(name, TYPES[extension])


def _check_content(file: BinaryIO, extension: str) -> None:
    head = file.read(8192)
    file.seek(0)
    found = filetype.guess(head)
    kind = found.extension if found else ""
    if extension in _OFFICE_BODY:
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            # A document with a password is an OLE container, whatever its name.
            raise FileRefused(phrases.FILE_BROKEN)
        _require(head.startswith(b"PK\x03\x04"), extension)
        _check_office(file, extension)
    elif extension == ".pdf":
        _require(kind == "pdf" and head.startswith(b"%PDF-"), extension)
        _check_pdf(file.read())
    else:
        _require(kind == ("png" if extension == ".png" else "jpg"), extension)
        _check_image(file, "PNG" if extension == ".png" else "JPEG")


def _require(right: bool, extension: str) -> None:
    if not right:
        raise FileRefused(phrases.FILE_OTHER_CONTENT.format(extension=extension))


def _check_pdf(data: bytes) -> None:
    tail = data[-2048:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise FileRefused(phrases.FILE_BROKEN)
    if _PDF_ENCRYPTED.search(data):
        raise FileRefused(phrases.FILE_BROKEN)
    if _PDF_ACTIVE.search(data) or any(_PDF_ACTIVE.search(part) for part in _object_streams(data)):
        raise FileRefused(phrases.FILE_MACRO)


def _object_streams(data: bytes):
    """Objects that newer PDFs pack away, unpacked up to a cap."""
    for match in _PDF_OBJECT_STREAM.finditer(data):
        try:
            yield zlib.decompressobj().decompress(data[match.end() :], MOST_OBJECT_STREAM)
        except zlib.error:
            continue


def _check_office(file: BinaryIO, extension: str) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            _check_members(archive, extension)
    except FileRefused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise FileRefused(phrases.FILE_BROKEN) from None


def _check_members(archive: zipfile.ZipFile, extension: str) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise FileRefused(phrases.FILE_BOMB)
    names = {member.filename.lower() for member in members}
    if "[content_types].xml" not in names or _OFFICE_BODY[extension] not in names:
        raise FileRefused(phrases.FILE_OTHER_CONTENT.format(extension=extension))
    if any(name.endswith("vbaproject.bin") or "/activex/" in name or "macrosheets/" in name for name in names):
        raise FileRefused(phrases.FILE_MACRO)
    for member in members:
        if member.flag_bits & 0x1:
            raise FileRefused(phrases.FILE_BROKEN)
        if member.file_size > RATIO_FROM and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise FileRefused(phrases.FILE_BOMB)
    unpacked = 0
    for member in members:
        # Sizes in the directory may lie: count what really comes out, and let the checksum tell a broken file.
        with archive.open(member) as part:
            while chunk := part.read(1024 * 1024):
                unpacked += len(chunk)
                if unpacked > MOST_UNPACKED:
                    raise FileRefused(phrases.FILE_BOMB)
                if member.filename.lower() == "[content_types].xml" and b"macroEnabled" in chunk:
                    raise FileRefused(phrases.FILE_MACRO)


def _check_image(file: BinaryIO, form: str) -> None:
    try:
        with Image.open(file, formats=[form]) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise FileRefused(phrases.FILE_PIXELS.format(most=MOST_PIXELS // 1_000_000))
            if form == "PNG":
                picture.verify()
            else:
                # A reduced decoding reads every byte of the file but needs a sixty-fourth of the memory.
                picture.draft("L", (max(width // 8, 1), max(height // 8, 1)))
                picture.load()
    except FileRefused:
        raise
    except Image.DecompressionBombError:
        raise FileRefused(phrases.FILE_PIXELS.format(most=MOST_PIXELS // 1_000_000)) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, zlib.error):
        raise FileRefused(phrases.FILE_BROKEN) from None
