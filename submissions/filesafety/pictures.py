"""Photographs and drawings: whole, of a bearable size, nothing else inside; and a copy that does not tell where."""

import io
import re
import struct
import zlib
from collections.abc import Iterator

from PIL import Image, ImageOps

from . import polyglots, refusal
from .limits import MB, Limits
from .refusal import Refused

PNG_MARK = b"\x89PNG\r\n\x1a\n"
# Chunks that draw the picture; every other one tells something about it.
_PNG_DRAWING = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs")
)
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# JPEG segments that draw: JFIF's own, the colour profile, Adobe's colour note.
_APP0, _APP2, _APP14, _COMMENT = 0xE0, 0xE2, 0xEE, 0xFE
_SOS, _EOI = 0xDA, 0xD9
# Within the drawn bytes FF00 and restart marks are no segments.
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
# Above this many pixels the copy is drawn smaller: the office reads it on a screen.
COPY_PIXELS = 24_000_000
COPY_QUALITY = 88


def examine(path: str, ending: str, limits: Limits, copy_to: str) -> bool:
    """Refuse what is broken, too large or hides something; True when a copy without the telling parts was written."""
    with open(path, "rb") as file:
        data = file.read()
        archive = polyglots.is_archive(file)
    read = _png if ending == ".png" else _jpeg
    tells = read(data, limits)
    if archive or polyglots.PDF_MARK in data or polyglots.holds_a_page(data):
        raise Refused(refusal.HIDDEN)
    if tells:
        with open(copy_to, "wb") as target:
            (_copy_png if ending == ".png" else _copy_jpeg)(path, data, target)
    return tells


def _cap(width: int, height: int, limits: Limits) -> None:
    if width * height > limits.pixels:
        raise Refused(refusal.PIXELS)


# --- PNG -------------------------------------------------------------------------------------------------------------


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each chunk's kind with the places where its body begins and ends; refuses a damaged or cut one."""
    place = len(PNG_MARK)
    while True:
        if place + 12 > len(data):
            raise Refused(refusal.BROKEN)
        length, kind = struct.unpack_from(">I4s", data, place)
        end = place + 8 + length
        if end + 4 > len(data) or zlib.crc32(data[place + 4 : end]) != struct.unpack_from(">I", data, end)[0]:
            raise Refused(refusal.BROKEN)
        yield kind, place + 8, end
        place = end + 4
        if kind == b"IEND":
            return


def _png(data: bytes, limits: Limits) -> bool:
    """True when a PNG tells more than it shows. Its picture is unpacked piece by piece, never held."""
    if not data.startswith(PNG_MARK):
        raise Refused(refusal.OTHER_CONTENT)
    if data[12:16] != b"IHDR" or len(data) < 33:
        raise Refused(refusal.BROKEN)
    width, height, depth, colour, _, _, interlaced = struct.unpack_from(">IIBBBBB", data, 16)
    if not width or not height or colour not in _CHANNELS:
        raise Refused(refusal.BROKEN)
    _cap(width, height, limits)
    expected = height * (1 + (width * depth * _CHANNELS[colour] + 7) // 8)
    unpacker, unpacked, tells, last = zlib.decompressobj(), 0, False, 0
    for kind, start, end in _chunks(data):
        tells |= kind not in _PNG_DRAWING
        last = end + 4
        if kind == b"IDAT":
            part = data[start:end]
            while part and not unpacker.eof:
                try:
                    unpacked += len(unpacker.decompress(part, MB))
                except zlib.error:
                    raise Refused(refusal.BROKEN) from None
                part = unpacker.unconsumed_tail
                # Seven passes of an interlaced picture have a few bytes more than one.
                if unpacked > 2 * expected + MB:
                    raise Refused(refusal.BOMB)
    if unpacked < expected and not interlaced or not unpacker.eof:
        raise Refused(refusal.BROKEN)
    if data[last:].strip(b"\0\r\n "):
        raise Refused(refusal.HIDDEN)
    return tells


def _copy_png(path: str, data: bytes, target) -> None:
    """The same drawing bit by bit, without the chunks that tell."""
    target.write(PNG_MARK)
    for kind, start, end in _chunks(data):
        if kind in _PNG_DRAWING:
            target.write(data[start - 8 : end + 4])


# --- JPEG ------------------------------------------------------------------------------------------------------------


def _end_of_jpeg(data: bytes, place: int) -> tuple[int, bool]:
    """Where the picture that begins at `place` ends, and whether it tells more than it shows; refuses a cut one."""
    place, tells = place + 2, False
    while True:
        found = _MARKER.search(data, place)
        if found is None:
            raise Refused(refusal.BROKEN)
        kind, place = data[found.start() + 1], found.end()
        if kind == _EOI:
            return place, tells
        if place + 2 > len(data):
            raise Refused(refusal.BROKEN)
        tells |= 0xE0 <= kind <= 0xEF and kind not in (_APP0, _APP2, _APP14) or kind == _COMMENT
        # A second picture of a phone is announced in APP2 as well; a colour profile says so itself.
        tells |= kind == _APP2 and data[place + 2 : place + 13] != b"ICC_PROFILE"
        place += struct.unpack_from(">H", data, place)[0]


def _honest_tail(tail: bytes) -> bool:
    """True for what phones put behind a photograph: further pictures, a short film, Samsung's notes."""
    while tail.strip(b"\0\r\n "):
        # A film begins with the length of its first box, which is mostly zeros.
        if b"ftyp" in tail[:64] or tail.endswith(b"SEFT"):
            return True
        tail = tail.lstrip(b"\0\r\n ")
        if not tail.startswith(b"\xff\xd8\xff"):
            return False
        tail = tail[_end_of_jpeg(tail, 0)[0] :]
    return True


def _jpeg(data: bytes, limits: Limits) -> bool:
    """True when a JPEG tells more than it shows."""
    if not data.startswith(b"\xff\xd8\xff"):
        raise Refused(refusal.OTHER_CONTENT)
    end, tells = _end_of_jpeg(data, 0)
    _draw(data, limits)
    tail = data[end:]
    if not _honest_tail(tail):
        raise Refused(refusal.HIDDEN)
    return tells or bool(tail.strip(b"\0"))


def _draw(data: bytes, limits: Limits) -> None:
    """Decode the picture once, an eighth as wide: every byte is read for a sixty-fourth of the memory."""
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as picture:
            width, height = picture.size
            _cap(width, height, limits)
            picture.draft("L", (max(width // 8, 1), max(height // 8, 1)))
            picture.load()
    except Image.DecompressionBombError:
        raise Refused(refusal.PIXELS) from None
    except (OSError, SyntaxError, ValueError, zlib.error):
        raise Refused(refusal.BROKEN) from None


def _copy_jpeg(path: str, data: bytes, target) -> None:
    """The photograph drawn again, upright, with its colours and nothing else."""
    with Image.open(path, formats=["JPEG"]) as picture:
        width, height = picture.size
        profile = picture.info.get("icc_profile")
        if width * height > COPY_PIXELS:
            picture.draft(None, (width // 2, height // 2))
        upright = ImageOps.exif_transpose(picture)
        drawn = upright if upright.mode in ("L", "RGB") else upright.convert("RGB")
        # What Pillow read of comment, position and maker would be written again.
        drawn.info = {}
        profile = profile if drawn.mode == picture.mode else None
        drawn.save(target, "JPEG", quality=COPY_QUALITY, icc_profile=profile)
