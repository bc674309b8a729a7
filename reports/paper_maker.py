"""What `submissions.papers` asks of this app: how far the papers of a hand-in are, and to make them."""

from django.urls import reverse

from submissions.models import Snapshot
from submissions.papers import Paper

from . import services
from .enums import OF_A_HAND_IN, DocumentStatus
from .models import GeneratedDocument

_STATES = {
    DocumentStatus.QUEUED: "making",
    DocumentStatus.BUILDING: "making",
    DocumentStatus.READY: "ready",
    DocumentStatus.FAILED: "failed",
}


def papers(snapshot: Snapshot) -> list[Paper]:
    """Receipt and report of a hand-in as far as they are, in one query."""
    made = {row.kind: row for row in GeneratedDocument.objects.filter(snapshot=snapshot)}
    return [_paper(kind, made.get(kind)) for kind in OF_A_HAND_IN]


def _paper(kind: str, row: GeneratedDocument | None) -> Paper:
    if row is None:
        return Paper(kind, kind.label)
    state = _STATES[row.status]
    url = reverse("reports:paper_file", args=[row.pk]) if state == "ready" else ""
    return Paper(kind, kind.label, state, row.error, url)


def ask(snapshot: Snapshot, *, by) -> bool:
    """Have them made; False when nothing was to be done."""
    return services.request_papers(snapshot, by=by)
