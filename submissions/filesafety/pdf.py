"""PDFs: whole, open, bounded, and nothing in them acts by itself. Read with qpdf, which is thrown away afterwards."""

import re
import zlib
from collections.abc import Iterable, Iterator
from decimal import Decimal

import pikepdf

from . import polyglots, refusal
from .limits import MB, Limits
from .refusal import Refused

MOST_OBJECT_STREAM = 8 * MB
MOST_PACKS, MOST_PACKED, PACK_READ = 5000, 64 * MB, MB
# A stream that swells to more than this, and by more than RATIO, is there to swell.
SWELLS_FROM, RATIO = 100 * MB, 200
# A building plan has more pixels than any photograph.
PIXELS_OF_A_PLAN = 4
DEEPEST = 60
PIECE = 16384


def _pdf_name(word: str) -> bytes:
    """Pattern of a name in a PDF, any letter of which may also be written as #xx."""
    letters = (f"(?:{letter}|#{ord(letter):02X}|#{ord(letter):02x})" for letter in word)
    return ("/" + "".join(letters)).encode() + rb"(?![A-Za-z0-9])"


_ENCRYPTED = re.compile(_pdf_name("Encrypt") + rb"\s*(?:\d+\s+\d+\s+R|<<)")
# Scripts are started by actions of these kinds. /JS alone is no sign: four random bytes of a scan look like it.
_ACTIVE = re.compile(b"|".join(map(_pdf_name, ("JavaScript", "Launch", "RichMedia", "Rendition"))))
_PACK = re.compile(_pdf_name("ObjStm"))
_STARTS = frozenset(("/JavaScript", "/Launch", "/Rendition", "/RichMediaExecute", "/ImportData"))
_PLAYS = frozenset(("/RichMedia", "/3D", "/Movie", "/Screen"))
# What may happen by itself when a page opens: turning to a place, nothing that leaves the document.
_QUIET = frozenset(("/GoTo", "/Named", "/Hide", "/Trans", "/SetOCGState"))


def examine(path: str, limits: Limits) -> int:
    """Refuse what is cut, locked, active or swollen; returns the number of pages."""
    with open(path, "rb") as file:
        data = file.read()
        archive = polyglots.is_archive(file)
    if not data.startswith(polyglots.PDF_MARK):
        raise Refused(refusal.OTHER_CONTENT)
    _sieve(data)
    if archive or polyglots.holds_a_page(data[: polyglots.PDF_LOOKS]) or _second_file(data):
        raise Refused(refusal.HIDDEN)
    del data
    return _open(path, limits)


def _sieve(data: bytes) -> None:
    """What lies open in the bytes, found without reading the file's own directory."""
    tail = data[-2048:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise Refused(refusal.BROKEN)
    if _ENCRYPTED.search(data):
        raise Refused(refusal.BROKEN)
    if _ACTIVE.search(data) or any(_ACTIVE.search(part) for part in _object_streams(data)):
        raise Refused(refusal.ACTIVE)


def _second_file(data: bytes) -> bool:
    """True when more than a little padding follows the end mark, or a page does."""
    rest = data[data.rindex(b"%%EOF") + 5 :]
    return len(rest.strip(b"\0\r\n\t ")) > 512 or polyglots.holds_a_page(rest)


def _object_streams(data: bytes):
    """Objects that newer PDFs pack away, unpacked, also those the directory does not name.

    Every step is bounded: a file of a megabyte could otherwise keep a worker busy for hours.
    """
    unpacked, view = 0, memoryview(data)
    for number, match in enumerate(_PACK.finditer(data)):
        start = data.find(b"stream", match.end(), match.end() + 400)
        if number >= MOST_PACKS or unpacked > MOST_PACKED:
            raise Refused(refusal.BOMB)
        if start < 0:
            continue
        start += len(b"stream\r\n") if data[start + 6 : start + 7] == b"\r" else len(b"stream\n")
        try:
            part = zlib.decompressobj().decompress(view[start : start + PACK_READ], MOST_OBJECT_STREAM)
        except zlib.error:
            continue
        unpacked += len(part)
        yield part


def _open(path: str, limits: Limits) -> int:
    try:
        with pikepdf.open(path, suppress_warnings=True) as document:
            if document.is_encrypted:
                raise Refused(refusal.BROKEN)
            _pages(document, limits)
            # What the document does on being opened.
            _by_itself(document.Root.get("/OpenAction"))
            for thing in document.objects:
                _walk(thing, limits)
            return len(document.pages)
    except (pikepdf.PasswordError, pikepdf.PdfError, pikepdf.DataDecodingError, UnicodeError):
        raise Refused(refusal.BROKEN) from None


def _pages(document: pikepdf.Pdf, limits: Limits) -> None:
    number = len(document.pages)
    if number > limits.pages:
        raise Refused(refusal.PAGES)
    if not number:
        raise Refused(refusal.BROKEN)


def _walk(thing, limits: Limits) -> None:
    """Judge one object and what lies directly in it; what it only points at comes by itself."""
    stack = [(thing, 0)]
    while stack:
        node, depth = stack.pop()
        if depth > DEEPEST:
            raise Refused(refusal.TOO_HARD)
        if isinstance(node, pikepdf.Stream):
            _stream(node, limits)
        if isinstance(node, pikepdf.Array):
            values = node
        elif isinstance(node, (pikepdf.Dictionary, pikepdf.Stream)):
            _dictionary(node)
            values = node.values() if isinstance(node, pikepdf.Dictionary) else node.stream_dict.values()
        else:
            continue
        for value in values:
            if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect:
                stack.append((value, depth + 1))


def _dictionary(node) -> None:
    if str(node.get("/S", "")) in _STARTS or "/JS" in node:
        raise Refused(refusal.ACTIVE)
    if str(node.get("/Subtype", "")) in _PLAYS:
        raise Refused(refusal.ACTIVE)
    if (
        "/EF" in node
        or str(node.get("/Type", "")) == "/EmbeddedFile"
        or str(node.get("/Subtype", "")) == "/FileAttachment"
    ):
        raise Refused(refusal.ATTACHED)
    if "/XFA" in node:
        raise Refused(refusal.DYNAMIC_FORM)
    extra = node.get("/AA")
    if isinstance(extra, pikepdf.Dictionary):
        for action in extra.values():
            _by_itself(action)


def _by_itself(action) -> None:
    """An action nobody presses for may turn a page and do nothing else."""
    seen = 0
    while isinstance(action, pikepdf.Dictionary):
        if str(action.get("/S", "/GoTo")) not in _QUIET:
            raise Refused(refusal.ACTIVE)
        action, seen = action.get("/Next"), seen + 1
        if seen > DEEPEST:
            raise Refused(refusal.TOO_HARD)
    if isinstance(action, pikepdf.Array) and action and isinstance(action[0], pikepdf.Dictionary) and "/S" in action[0]:
        for one in action:
            _by_itself(one)


def _stream(node, limits: Limits) -> None:
    """A picture of bearable size, and packed bytes that do not unfold without end."""
    described = node.stream_dict
    width, height = described.get("/Width"), described.get("/Height")
    sized = isinstance(width, int | Decimal) and isinstance(height, int | Decimal)
    if sized and width * height > PIXELS_OF_A_PLAN * limits.pixels:
        raise Refused(refusal.PIXELS)
    filters = described.get("/Filter")
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(one) for one in filters or ()]
    if len(names) > 4:
        raise Refused(refusal.BOMB)
    if names and names[0] in ("/FlateDecode", "/Fl"):
        _inflate(node.read_raw_bytes(), sum(name in ("/FlateDecode", "/Fl") for name in names))


def _inflate(raw: bytes, layers: int) -> None:
    """Refuse packed bytes that swell past every honest measure; what is damaged is left to the page it is on."""
    if layers < 2 and len(raw) * 1032 < SWELLS_FROM:
        # Deflate makes at most a thousand bytes of one.
        return
    pieces: Iterable[bytes] = (raw[start : start + PIECE] for start in range(0, len(raw), PIECE))
    for _ in range(layers):
        pieces = _inflated(pieces)
    total = 0
    try:
        for piece in pieces:
            total += len(piece)
            if total > SWELLS_FROM:
                if total > RATIO * len(raw):
                    raise Refused(refusal.BOMB)
                return
    except zlib.error:
        return


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    for piece in pieces:
        while piece and not unpacker.eof:
            yield unpacker.decompress(piece, MB)
            piece = unpacker.unconsumed_tail
