"""Is an uploaded file what it says, whole, and harmless enough to be opened in the office (threats 5, 6, 8)?

The bytes are only read, never changed: a signed PDF stays signed. Rules aim at active content, at what cannot be
opened, and at what would swell when opened; caps are asked before anything is parsed.
"""

import html
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

# Content types and relations of a document are small; what is larger is no honest one.
MOST_DESCRIPTION = 4 * 1024 * 1024
MOST_PACKS, MOST_PACKED, PACK_READ = 5000, 64 * 1024 * 1024, 1024 * 1024


def _pdf_name(word: str) -> bytes:
    """Pattern of a name in a PDF, any letter of which may also be written as #xx."""
    letters = (f"(?:{letter}|#{ord(letter):02X}|#{ord(letter):02x})" for letter in word)
    return ("/" + "".join(letters)).encode() + rb"(?![A-Za-z0-9])"


_PDF_ENCRYPTED = re.compile(_pdf_name("Encrypt") + rb"\s*(?:\d+\s+\d+\s+R|<<)")
# Scripts are started by actions of these kinds. /JS alone is no sign: four random bytes of a scan look like it.
_PDF_ACTIVE = re.compile(b"|".join(map(_pdf_name, ("JavaScript", "Launch", "RichMedia", "Rendition"))))
_PDF_PACK = re.compile(_pdf_name("ObjStm"))
# A template or object fetched from another machine when the document is opened; hyperlinks and local paths are fine.
_FETCHED = re.compile(r"/(?:attachedTemplate|oleObject)[\"']")
_TARGET = re.compile(r"Target\s{0,9}=\s{0,9}[\"']\s{0,9}([^\"']{0,2000})")
_REMOTE = re.compile(r"(?:https?|ftp):|[\\/]{2}|file:[\\/]{2}[^\\/]|file:[\\/]{4}", re.IGNORECASE)


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
    """Objects that newer PDFs pack away, unpacked; raises FileRefused when there is more of it than honest files have.

    Every step is bounded: a file of a megabyte could otherwise keep a worker busy for hours.
    """
    unpacked = 0
    for number, match in enumerate(_PDF_PACK.finditer(data)):
        start = data.find(b"stream", match.end(), match.end() + 400)
        if number >= MOST_PACKS or unpacked > MOST_PACKED:
            raise FileRefused(phrases.FILE_BOMB)
        if start < 0:
            continue
        start += len(b"stream\r\n") if data[start + 6 : start + 7] == b"\r" else len(b"stream\n")
        try:
            part = zlib.decompressobj().decompress(data[start : start + PACK_READ], MOST_OBJECT_STREAM)
        except zlib.error:
            continue
        unpacked += len(part)
        yield part


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
        name, kept = member.filename.lower(), b""
        describes = name == "[content_types].xml" or name.endswith(".rels")
        # Sizes in the directory may lie: count what really comes out, and let the checksum tell a broken file.
        with archive.open(member) as part:
            while chunk := part.read(1024 * 1024):
                unpacked += len(chunk)
                if unpacked > MOST_UNPACKED or len(kept) > MOST_DESCRIPTION:
                    raise FileRefused(phrases.FILE_BOMB)
                kept += chunk if describes else b""
        if describes and _is_active(kept):
            raise FileRefused(phrases.FILE_MACRO)


def _is_active(description: bytes) -> bool:
    """True when content types tell of macros, or a relation fetches something from another machine on opening."""
    wide = description.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = html.unescape(description.decode("utf-16" if wide else "utf-8", "replace"))
    if "macroenabled" in text.lower() or "vbaproject" in text.lower():
        return True
    return any(
        _FETCHED.search(tag) and (target := _TARGET.search(tag)) and _REMOTE.match(target.group(1))
        for tag in text.split("<")
        if "External" in tag
    )


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
