"""A letter of proposal as PDF (tờ trình kèm danh sách): what it says is `awards.proposal_paper`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from awards import proposal_paper
from awards.models import Proposal
from core.clock import ward_date

from ..models import GeneratedDocument
from ..nothing import NothingToBuild
from ..pdf import render_pdf
from .stamps import stamp_of

TEMPLATE = "documents/proposal.html"


def context(proposal: Proposal, *, at: datetime) -> dict[str, Any]:
    """What the letter says; NothingToBuild while nobody is on its list."""
    letter = proposal_paper.of(proposal, today=ward_date(at))
    if not letter.parts:
        raise NothingToBuild("Tờ trình chưa có ai trong danh sách.")
    return {
        "letter": letter,
        "is_draft": letter.is_draft,
        "place_and_date": letter.place_and_date,
        "recipient": letter.recipient,
        "citations": letter.citations,
        "distribution": letter.recipients,
        "signer_lines": letter.signer_lines,
        "signer_name": letter.signer_name,
        "stamp": stamp_of(proposal.signed_on or at),
    }


def pdf(document: GeneratedDocument, at: datetime, progress: Callable[[int], None]) -> bytes:
    """The letter with its list."""
    values = context(document.proposal, at=at)
    progress(30)
    return render_pdf(TEMPLATE, values)[1]
