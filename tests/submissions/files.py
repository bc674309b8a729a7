"""Honest and dishonest files, made by code: none of them lies in the repository."""

import io
import re
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def pdf(body: bytes = b"", trailer: bytes = b"<</Size 9/Root 1 0 R>>") -> bytes:
    """A one-page PDF; `body` is put among its objects (numbered from 4), `trailer` is its trailer dictionary."""
    objects = (
        b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n" + body
    )
    places = {int(found[1]): found.start() for found in re.finditer(rb"(?<=\n)(\d+) 0 obj", objects)}
    count = max(9, *(n + 1 for n in places))
    lines = [b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n" for n in range(count)]
    table = b"xref\n0 %d\n" % count + b"".join(lines) + b"trailer" + trailer
    return objects + table + b"\nstartxref\n" + str(len(objects)).encode() + b"\n%%EOF\n"


def opening(action: bytes) -> bytes:
    """A PDF that does something on being opened."""
    return pdf(b"4 0 obj" + action + b"endobj\n").replace(b"/Pages 2 0 R", b"/Pages 2 0 R/OpenAction 4 0 R")


def packed_pdf(secret: bytes) -> bytes:
    """A PDF that hides `secret` in a compressed object stream."""
    packed = zlib.compress(b"5 0 " + secret)
    head = b"4 0 obj<</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d>>stream\n" % len(packed)
    return pdf(head + packed + b"\nendstream endobj\n")


def office(kind: str = "docx", extra: dict[str, bytes] | None = None, types: str = "") -> bytes:
    """A small DOCX or XLSX with `extra` members; `types` is put into the content types."""
    body = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}[kind]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f"<Types>{types}</Types>")
        archive.writestr(body, "<document>Báo cáo</document>")
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return target.getvalue()


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30), **options) -> bytes:
    """A small picture."""
    target = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(target, form, **options)
    return target.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def upload(data: bytes, name: str) -> SimpleUploadedFile:
    """The file as a browser sends it."""
    return SimpleUploadedFile(name, data)


def signed_pdf() -> bytes:
    """A PDF with a signature added behind its first end, as signing programs do."""
    first = pdf()
    update = (
        b"4 0 obj<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 100 300 50]/Contents<"
        + b"30" * 200
        + b">>>endobj\n"
    )
    start = len(first) + len(update)
    table = b"xref\n4 1\n%010d 00000 n \ntrailer<</Size 9/Root 1 0 R/Prev %d>>" % (len(first), first.rindex(b"xref\n0"))
    return first + update + table + b"\nstartxref\n%d\n%%%%EOF\n" % start


def scan(size: tuple[int, int] = (3508, 4961), pages: int = 1) -> bytes:
    """Scanned pages as a PDF; the size given is A3 at 300 dots per inch."""
    sheet = Image.effect_noise(size, 40)
    target = io.BytesIO()
    sheet.save(target, "PDF", save_all=True, append_images=[sheet] * (pages - 1), quality=30)
    return target.getvalue()


def page_with(stream: bytes, description: bytes) -> bytes:
    """A PDF with a further stream object, described by `description`."""
    return pdf(b"4 0 obj<<%s/Length %d>>stream\n%s\nendstream\nendobj\n" % (description, len(stream), stream))


def photo(size: tuple[int, int] = (400, 300), *, form: str = "JPEG", turned: int = 6, **options) -> bytes:
    """A phone's photograph: it tells where and when it was taken, by what, and which way is up."""
    told = Image.Exif()
    told[0x010F], told[0x0112], told[0x9003] = "Máy ảnh", turned, "2026:11:20 08:15:00"
    told[0x8825] = {1: "N", 2: (20.0, 51.0, 9.0), 3: "E", 4: (106.0, 40.0, 58.0)}
    target = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(target, form, exif=told, **options)
    return target.getvalue()


def nested(outer: bytes, name: str, inner: bytes) -> bytes:
    """The office file with one more member that is a file itself."""
    target = io.BytesIO(outer)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, inner)
    return target.getvalue()
