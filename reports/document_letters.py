"""Letters to whoever ordered a file: it is ready, or could not be made (thư báo tệp đã lập xong).

A letter waits a little before it leaves: whoever stayed on the page has seen the file and taken it, and is not told
again. What the portal makes by itself, receipt and report of a hand-in, has no letter of its own: "received" leads to
it. Names of those a paper is about stay in the portal.
"""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from core.clock import ward_date
from core.formats import format_moment
from core.models import AuditEvent, OutboxMessage
from core.outbox import notify

from . import phrases
from .enums import OF_A_HAND_IN, OF_AWARDS, DocumentStatus
from .models import GeneratedDocument
from .permissions import may_ask

READY, FAILED = "document-ready", "document-failed"
WAIT = timedelta(minutes=2)
STATUS = {READY: DocumentStatus.READY, FAILED: DocumentStatus.FAILED}


def ended(document: GeneratedDocument, status: str, *, at: datetime | None = None) -> None:
    """Tell who asked for the file how it ended, after a while; at most one letter a day about one that fails again."""
    if document.kind in OF_A_HAND_IN:
        return
    at, who = at or timezone.now(), document.created_by
    kind = READY if status == DocumentStatus.READY else FAILED
    key = f"{kind}:{document.pk}" + ("" if kind == READY else f":{ward_date(at)}")
    words = {"who": who, "name": _name(document), "moment": format_moment(document.created_at)}
    subject, text = phrases.DOCUMENT_LETTERS[kind]
    page = "reports:award_paper" if document.kind in OF_AWARDS else "reports:document"
    notify(
        recipient=who, dedupe_key=key, kind=kind, subject=subject.format(**words), text=text.format(**words),
        link=reverse(page, args=[document.pk]), context={"document": document.pk}, at=at + WAIT,
    )  # fmt: skip


def _name(document: GeneratedDocument) -> str:
    """What the file is, without whom it is about."""
    return document.get_kind_display() if document.kind in OF_AWARDS else document.title


def still_news(message: OutboxMessage, now: datetime) -> str:
    """Asked as the letter leaves: whether the file still stands so and its reader has not taken it; why not, or ""."""
    document = GeneratedDocument.objects.filter(pk=message.context["document"]).select_related("created_by").first()
    if document is None:
        return phrases.DOCUMENT_GONE
    if document.status != STATUS[message.kind]:
        return phrases.DOCUMENT_MADE_AGAIN
    taken = AuditEvent.objects.about(document).filter(action="document_downloaded", actor_id=document.created_by_id)
    if taken.exists():
        return phrases.DOCUMENT_TAKEN
    if not (document.created_by.is_active and may_ask(document.created_by, document)):
        return phrases.DOCUMENT_NOT_THEIRS
    return ""
