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
    lines = [b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n" for n in range(9)]
    table = b"xref\n0 9\n" + b"".join(lines) + b"trailer" + trailer
    return objects + table + b"\nstartxref\n" + str(len(objects)).encode() + b"\n%%EOF\n"


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
