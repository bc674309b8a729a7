"""Certificates as PDF (Giấy khen), A4 landscape, one page each: what they say is `awards.certificate`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from awards import certificate
from awards.models import DecisionLine
from core.squares import square

from ..models import GeneratedDocument
from ..nothing import NothingToBuild
from ..pdf import render_pdf
from .stamps import stamp_of

TEMPLATE = "documents/certificates.html"
# Longer words are set smaller so that the whole award stays on its one page: letters up to, name of the size.
_NAME_SIZES = ((32, "lon"), (64, "vua"), (100, "nho"))
_POST_SIZES = ((90, "lon"), (180, "vua"))
_MERIT_SIZES = ((170, "lon"), (320, "vua"))


def _size(text: str, steps: tuple[tuple[int, str], ...]) -> str:
    return next((name for letters, name in steps if len(text) <= letters), "rat-nho")


def page(line: DecisionLine) -> dict[str, Any]:
    """One certificate with the sizes of its lines; ValueError for a line that has none."""
    content = certificate.of(line)
    return {
        "certificate": content,
        "square": square(content.address),
        "name_size": _size(content.recipient, _NAME_SIZES),
        "post_size": _size(content.post, _POST_SIZES),
        "merit_size": _size(content.merit, _MERIT_SIZES),
    }


def render(lines: list[DecisionLine]) -> bytes:
    """The pages of these lines of one decision, in their order."""
    pages = [page(line) for line in lines if not line.revoked_on]
    if not pages:
        raise NothingToBuild(certificate.REVOKED)
    decision = lines[0].decision
    return render_pdf(TEMPLATE, {"pages": pages, "decision": decision, "stamp": stamp_of(decision.signed_on)})[1]


def _lines(**wanted):
    return DecisionLine.objects.filter(**wanted).select_related(
        "decision__round__campaign",
        "nomination__round__campaign",
        "nomination__unit",
        "nomination__person__unit",
        "nomination__movement",
        "nomination__initiative",
    )


def all_pdf(document: GeneratedDocument, at: datetime, progress: Callable[[int], None]) -> bytes:
    """The certificates of a decision in one file, those revoked left out."""
    lines = list(_lines(decision=document.decision, pk__in=document.params["lines"]))
    progress(20)
    return render(lines)


def one_pdf(document: GeneratedDocument, at: datetime, progress: Callable[[int], None]) -> bytes:
    """One certificate."""
    return render([_lines().get(pk=document.decision_line_id)])
