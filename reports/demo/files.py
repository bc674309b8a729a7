"""Real little files as evidence: PDFs drawn by the portal's own renderer, photos drawn by Pillow."""

import io
from functools import cache
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from ..pdf import render_pdf
from . import texts

PDF, JPEG = "application/pdf", "image/jpeg"
# A report never holds the same bytes twice, so it takes each number once; reports share the drawings.
KINDS = 12


@cache
def paper(number: int, year: int) -> bytes:
    """The paper of this number: a page with figures; a picture where WeasyPrint's libraries are missing."""
    rng = Random(f"giấy {number} {year}")
    rows = texts.figures(number + 1, rng)
    context = {
        "title": texts.FILE_NAMES[number % len(texts.FILE_NAMES)],
        "number": number,
        "year": year,
        "body": texts.fill("Đã hoàn thành {a} việc, đạt {p}% kế hoạch năm.", rng),
        "rows": rows,
    }
    try:
        return render_pdf("documents/demo_evidence.html", context)[1]
    except (OSError, ImportError):
        return _picture(rng, "PDF")


@cache
def photo(number: int) -> bytes:
    """The photo of this number: a street with trees."""
    return _picture(Random(f"ảnh {number}"), "JPEG", quality=80)


def _picture(rng: Random, form: str, **options) -> bytes:
    target = io.BytesIO()
    _street(rng).save(target, form, **options)
    return target.getvalue()


def _street(rng: Random) -> Image.Image:
    width, height = 960, 640
    image = Image.new("RGB", (width, height), (rng.randint(150, 200), rng.randint(200, 225), rng.randint(225, 245)))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 430, width, height), fill=(118, 122, 126))
    for left in range(0, width, 120):
        top = rng.randint(180, 330)
        wall = rng.randint(170, 230)
        pen.rectangle((left, top, left + 110, 430), fill=(wall, wall - rng.randint(5, 30), wall - rng.randint(20, 60)))
        for floor in range(top + 20, 400, 50):
            pen.rectangle((left + 15, floor, left + 45, floor + 25), fill=(90, 110, 130))
            pen.rectangle((left + 65, floor, left + 95, floor + 25), fill=(90, 110, 130))
    for _ in range(rng.randint(4, 8)):
        x = rng.randint(20, width - 20)
        pen.rectangle((x - 4, 400, x + 4, 470), fill=(92, 70, 50))
        pen.ellipse((x - 34, 330, x + 34, 415), fill=(rng.randint(30, 70), rng.randint(110, 150), 60))
    return image


def evidence(number: int, year: int) -> SimpleUploadedFile:
    """The file of this number for a report: mostly papers, every third a photo."""
    number %= KINDS
    if number % 3 == 2:
        name = f"{texts.PHOTO_NAMES[number // 3 % len(texts.PHOTO_NAMES)]}.jpg"
        return SimpleUploadedFile(name, photo(number), JPEG)
    name = f"{texts.FILE_NAMES[number % len(texts.FILE_NAMES)]} {year}, số {number + 1}.pdf"
    return SimpleUploadedFile(name, paper(number, year), PDF)
