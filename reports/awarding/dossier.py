"""The whole dossier of a nomination as one PDF (trọn hồ sơ): summary, report, marks, initiatives, checks, papers.

Uploaded PDFs follow the portal's own pages behind a divider each, pictures as pages; what cannot be put in is listed
with its name and checksum. What the dossier says is `awards.record`, as its page shows it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from awards import record
from awards.models import DossierPaper, Nomination
from awards.printed import merit_of, subject_of
from core.clock import ward_date
from submissions import papers as hand_ins
from submissions import reading

from ..models import GeneratedDocument
from ..pdf import render_pdf
from . import joining
from .stamps import stamp_of

TEMPLATE = "documents/dossier.html"


def context(
    nomination: Nomination, found: record.Record, attached: list[joining.Attached], *, at: datetime
) -> dict[str, Any]:
    """What the portal's own pages say."""
    return {
        "nomination": nomination,
        "who": subject_of(nomination),
        "merit": merit_of(nomination),
        "record": found,
        "report": _report(nomination),
        "attached": attached,
        "inside": [row for row in attached if row.inside],
        "at": at,
        "stamp": stamp_of(at),
    }


def _report(nomination: Nomination) -> dict[str, Any] | None:
    """The subject's report as it was last handed in; None without one."""
    snapshot = hand_ins.latest(nomination.submission) if nomination.submission else None
    if snapshot is None:
        return None
    snapshot.refresh_from_db(fields=["data"])
    return {
        "snapshot": snapshot,
        "code": nomination.submission.code,
        "year": nomination.submission.period.year,
        "parts": reading.parts_of(snapshot.data, person=nomination.person_id is not None),
        "files": snapshot.data["files"],
    }


def papers_of(found: record.Record) -> list[tuple[str, DossierPaper]]:
    """The papers with what each is: those of the checklist in its order, then the others."""
    placed = [(part.name, row) for part in found.parts for row in part.papers]
    return [*placed, *(("Giấy tờ khác", row) for row in found.other_papers)]


def pdf(document: GeneratedDocument, at: datetime, progress: Callable[[int], None]) -> bytes:
    """The whole dossier, as whoever asked for it sees the record."""
    rows = Nomination.objects.for_list().select_related("round__campaign", "submission__period", "initiative")
    nomination = rows.get(pk=document.nomination_id)
    found = record.of(nomination, document.created_by, on=ward_date(at))
    attached = joining.look(papers_of(found))
    progress(20)
    pictures = {row.address: row.picture for row in attached if row.picture}
    own = render_pdf(TEMPLATE, context(nomination, found, attached, at=at), pictures=pictures)[1]
    progress(70)
    return joining.join(own, [row for row in attached if row.inside])
