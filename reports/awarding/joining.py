"""Putting uploaded papers behind a PDF of our own (ghép giấy tờ), from files that were checked when they came in."""

import hashlib
import io
import logging
from dataclasses import dataclass

from awards.models import DossierPaper
from submissions.filechecks import IMAGE_TYPES

from ..pdf import HANDED

logger = logging.getLogger(__name__)
PDF = "application/pdf"
# A dossier stays a file that opens on the office's computers and goes by mail.
MOST_PAGES, MOST_BYTES = 400, 100 * 1024 * 1024
# Pixels along the longer side of a picture: about 200 to the inch on A4.
LONGEST = 2300
OTHER_KIND = "không phải PDF hay ảnh, xem tệp gốc"
CHANGED = "tệp trên máy chủ khác lúc gửi"
UNREADABLE = "không mở được"
TOO_LONG = "quá dài để ghép vào một tệp"


@dataclass(slots=True)
class Attached:
    """One uploaded paper. Either `why_not` says why it is only listed, or `content` or `picture` goes in."""

    number: int
    what: str
    name: str
    size: int
    sha256: str
    pages: int = 0
    content: bytes = b""
    picture: bytes = b""
    why_not: str = ""

    @property
    def inside(self) -> bool:
        """Does it go into the file."""
        return not self.why_not

    @property
    def address(self) -> str:
        """Under which the template shows its picture."""
        return f"{HANDED}{self.number}"


def look(papers: list[tuple[str, DossierPaper]]) -> list[Attached]:
    """Read every paper: the bytes as they came in, how many pages, or why it stays outside. Nothing is changed."""
    found, pages, size = [], 0, 0
    for number, (what, row) in enumerate(papers, start=1):
        one = Attached(number, what, row.name, row.size, row.sha256)
        found.append(one)
        if row.media_type != PDF and row.media_type not in IMAGE_TYPES:
            one.why_not = OTHER_KIND
        elif size + row.size > MOST_BYTES:
            one.why_not = TOO_LONG
        else:
            _read(one, row)
        if one.inside and pages + one.pages > MOST_PAGES:
            one.why_not, one.content = TOO_LONG, b""
        if one.inside:
            pages, size = pages + one.pages, size + one.size
    return found


def _read(one: Attached, row: DossierPaper) -> None:
    # Imported where they are used: the web process asks for dossiers and does without (ADR 0027).
    import pikepdf
    from PIL import Image

    try:
        with row.file.open("rb") as file:
            content = file.read()
    except OSError:
        logger.warning("the file of paper %s cannot be read", row.pk)
        one.why_not = UNREADABLE
        return
    if hashlib.sha256(content).hexdigest() != row.sha256:
        one.why_not = CHANGED
        return
    try:
        if row.media_type == PDF:
            with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as document:
                one.pages = len(document.pages)
            one.content = content
        else:
            one.picture, one.pages = _picture(content), 1
    except (pikepdf.PdfError, pikepdf.PasswordError, OSError, ValueError, Image.DecompressionBombError):
        one.why_not = UNREADABLE


def _picture(content: bytes) -> bytes:
    """The picture upright, small enough for paper and without anything a camera wrote beside it."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content)) as image:
        image.draft("RGB", (LONGEST, LONGEST))
        upright = ImageOps.exif_transpose(image)
        if upright.mode in ("RGBA", "LA", "P"):
            # Transparent parts show the paper.
            layer = upright.convert("RGBA")
            upright = Image.new("RGB", layer.size, "white")
            upright.paste(layer, mask=layer.getchannel("A"))
        upright = upright.convert("RGB")
        upright.thumbnail((LONGEST, LONGEST))
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=85)
    return out.getvalue()


def join(own: bytes, inside: list[Attached]) -> bytes:
    """Our pages with each PDF behind its divider.

    The last pages of `own` are, paper by paper, a divider and, for a picture, the page that shows it. A file that holds
    pages of others does not claim to be PDF/A any more.
    """
    if not any(row.content for row in inside):
        return own
    import pikepdf

    with pikepdf.open(io.BytesIO(own)) as whole:
        place = len(whole.pages) - sum(2 if row.picture else 1 for row in inside)
        for row in inside:
            place += 2 if row.picture else 1
            if row.content:
                place += _put_in(whole, row, place)
        with whole.open_metadata(set_pikepdf_as_editor=False) as meta:
            for name in ("pdfaid:part", "pdfaid:conformance"):
                if name in meta:
                    del meta[name]
        out = io.BytesIO()
        whole.save(out, deterministic_id=True)
    return out.getvalue()


def _put_in(whole, row: Attached, place: int) -> int:
    """Insert the pages of one paper, what is drawn over them pressed flat; returns how many."""
    import pikepdf

    with pikepdf.open(io.BytesIO(row.content), suppress_warnings=True) as other:
        other.flatten_annotations(mode="print")
        for number, page in enumerate(other.pages):
            # Nothing of another file acts or points into ours.
            for key in ("/Annots", "/AA", "/StructParents", "/B"):
                if key in page.obj:
                    del page.obj[key]
            whole.pages.insert(place + number, page)
        return len(other.pages)
