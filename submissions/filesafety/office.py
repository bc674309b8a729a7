"""Word and Excel files: a ZIP of parts, none of which may run, fetch, unpack for ever or hide another file."""

import html
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from . import polyglots, refusal
from .limits import MB, Limits
from .refusal import Refused

BODIES = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
# Charts carry their figures as a small workbook of their own; one level of that is honest.
_EMBEDDED = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}
MOST_EMBEDDED = 16 * MB
MOST_RATIO = 200
# A tiny member may well shrink a thousandfold (blank cells); only what unpacks to more than this can be a bomb.
RATIO_FROM = 5 * MB
# Content types and relations of a document are small; what is larger is no honest one.
MOST_DESCRIPTION = 4 * MB
# The text of a document that is searched for fields; a book has a tenth of it.
MOST_TEXT = 48 * MB
# So much of a part is looked at to see what it is.
PART_HEAD = 4096

# A template, object, page or part fetched from another machine when the document is opened; hyperlinks are fine.
_FETCHED = re.compile(r"/(?:attachedTemplate|oleObject|aFChunk|subDocument|frame)[\"']")
_PICTURE = re.compile(r"/image[\"']")
_TARGET = re.compile(r"Target\s{0,9}=\s{0,9}[\"']\s{0,9}([^\"']{0,2000})")
_REMOTE = re.compile(r"(?:https?|ftp):|[\\/]{2}|file:[\\/]{2}[^\\/]|file:[\\/]{4}", re.IGNORECASE)
# A picture from a web page is dull; one from a shared folder makes Windows hand over the reader's password.
_SHARED_FOLDER = re.compile(r"[\\/]{2}|file:[\\/]{2}[^\\/]|file:[\\/]{4}", re.IGNORECASE)
_FIELD = re.compile(rb"<w:instrText[^>]{0,200}>([^<]{0,4000})<|w:instr\s?=\s?\"([^\"]{0,4000})\"")
_DDE = re.compile(rb"(?<![A-Za-z])DDE(?:AUTO)?(?![A-Za-z])", re.IGNORECASE)
_SHEET_DDE = re.compile(rb"<(?:\w{1,20}:)?(?:ddeLink|oleLink)[\s>/]")
_REFRESHED = re.compile(rb"refreshOnLoad\s?=\s?\"(?:1|true)\"")
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
_MACRO_FOLDERS = ("/activex/", "macrosheets/", "dialogsheets/")
_OLE = b"\xd0\xcf\x11\xe0"
# Beginnings of programs and archives; none of them is a part of a document.
_FOREIGN = (b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"%PDF-", b"\xca\xfe\xba\xbe", b"#!/")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


@dataclass(slots=True)
class _Budget:
    """What is left of the bytes a file may unpack to, over all its parts."""

    left: int

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise Refused(refusal.BOMB)


def examine(path: str, ending: str, limits: Limits) -> None:
    """Refuse what runs, fetches, swells, is locked or broken, or is another kind of file as well."""
    with open(path, "rb") as file:
        head = file.read(polyglots.PDF_LOOKS)
        if head.startswith(_OLE):
            # A document with a password is an OLE container, whatever its name.
            raise Refused(refusal.BROKEN)
        if not head.startswith(b"PK\x03\x04"):
            raise Refused(refusal.OTHER_CONTENT)
        if polyglots.PDF_MARK in head:
            raise Refused(refusal.HIDDEN)
        _archive(file, BODIES[ending], limits, _Budget(limits.unpacked), outer=True)


def _archive(file: BinaryIO, body: str, limits: Limits, budget: _Budget, *, outer: bool) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            _members(archive, body, limits, budget, outer)
    except _DAMAGE:
        raise Refused(refusal.BROKEN) from None
    # Nothing before the first part, nothing behind the directory: no room for a second file.
    file.seek(-22, io.SEEK_END)
    if file.read(4) != b"PK\x05\x06":
        raise Refused(refusal.HIDDEN)


def _members(archive: zipfile.ZipFile, body: str, limits: Limits, budget: _Budget, outer: bool) -> None:
    members = archive.infolist()
    if len(members) > limits.members or sum(member.file_size for member in members) > budget.left:
        raise Refused(refusal.BOMB)
    names = [member.filename.replace("\\", "/").lower() for member in members]
    if "[content_types].xml" not in names or body not in names:
        raise Refused(refusal.OTHER_CONTENT)
    if len(set(names)) != len(names) or any(name.startswith("/") or "../" in name for name in names):
        # Two parts of one name: which of them opens depends on the program.
        raise Refused(refusal.HIDDEN)
    if any(name.endswith(_MACRO_PARTS) or any(part in name for part in _MACRO_FOLDERS) for name in names):
        raise Refused(refusal.ACTIVE)
    for member in members:
        if member.flag_bits & 0x1:
            raise Refused(refusal.BROKEN)
        if member.file_size > RATIO_FROM and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise Refused(refusal.BOMB)
    for member, name in zip(members, names, strict=True):
        _part(archive, member, name, limits, budget, outer)


def _part(archive, member: zipfile.ZipInfo, name: str, limits: Limits, budget: _Budget, outer: bool) -> None:
    """Read one part to its end: sizes in the directory may lie, and the checksum tells a broken one."""
    kept, keep, first = io.BytesIO(), _kept(name), b""
    ending = name[name.rfind(".") :]
    with archive.open(member) as part:
        while chunk := part.read(MB):
            budget.take(len(chunk))
            first = first or chunk[:PART_HEAD]
            if keep:
                if kept.tell() + len(chunk) > keep:
                    raise Refused(refusal.BOMB)
                kept.write(chunk)
    _judge_head(first, ending)
    data = kept.getvalue()
    if first.startswith(b"PK\x03\x04"):
        if not outer or ending not in _EMBEDDED:
            raise Refused(refusal.HIDDEN)
        _archive(io.BytesIO(data), _EMBEDDED[ending], limits, budget, outer=False)
    elif _describes(name) and _is_active(data) or keep and _runs(name, data):
        raise Refused(refusal.ACTIVE)


def _describes(name: str) -> bool:
    return name == "[content_types].xml" or name.endswith(".rels")


def _kept(name: str) -> int:
    """How many bytes of a part are read as a whole; 0 for one that is only counted."""
    if _describes(name):
        return MOST_DESCRIPTION
    if name.endswith(tuple(_EMBEDDED)):
        return MOST_EMBEDDED
    if name.endswith(".xml") and (name.startswith(("word/", "xl/externallinks/")) or name == "xl/connections.xml"):
        return MOST_TEXT
    return 0


def _judge_head(first: bytes, ending: str) -> None:
    if first.startswith(_OLE):
        raise Refused(refusal.FOREIGN_OBJECT)
    if first.startswith(_FOREIGN):
        raise Refused(refusal.HIDDEN)
    if ending in (".xml", ".rels") and b"<!DOCTYPE" in first.replace(b"\0", b"").upper():
        # The format knows no document types; one is there to name other files or to unfold without end.
        raise Refused(refusal.ACTIVE)


def _is_active(description: bytes) -> bool:
    """True when content types tell of macros, or a relation fetches something from another machine on opening."""
    wide = description.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = html.unescape(description.decode("utf-16" if wide else "utf-8", "replace"))
    if "macroenabled" in text.lower() or "vbaproject" in text.lower() or '/aFChunk"' in text:
        return True
    return any(
        (target := _TARGET.search(tag))
        and (
            (_FETCHED.search(tag) and _REMOTE.match(target.group(1)))
            or (_PICTURE.search(tag) and _SHARED_FOLDER.match(target.group(1)))
        )
        for tag in text.split("<")
        if "External" in tag
    )


def _runs(name: str, data: bytes) -> bool:
    """True for text whose fields start a program (DDE), and for links and queries that act on opening."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode()
    if name.startswith("word/"):
        # Word writes one field in as many pieces as it likes.
        return _DDE.search(b"".join(b"".join(pair) for pair in _FIELD.findall(data))) is not None
    return bool(_SHEET_DDE.search(data) or _REFRESHED.search(data))
