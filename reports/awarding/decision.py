"""The chairman's decision as PDF (quyết định, Mẫu 1.2 of NĐ 30/2020): what it says is `awards.paper`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from awards import paper
from awards.models import AwardDecision
from awards.services import decisions
from campaigns.figures import MissingFigure, figure
from core.clock import ward_date

from ..models import GeneratedDocument
from ..nothing import NothingToBuild
from ..pdf import render_pdf
from .stamps import stamp_of

TEMPLATE = "documents/decision.html"


def context(decision: AwardDecision, *, at: datetime) -> dict[str, Any]:
    """What the paper says; NothingToBuild while nobody is on its list."""
    today = ward_date(at)
    try:
        amounts = decisions.amounts(decision, on=decision.signed_on or today)
    except MissingFigure as exc:
        raise NothingToBuild(str(exc)) from exc
    if not amounts:
        raise NothingToBuild("Quyết định chưa có ai trong danh sách.")
    title = figure("signer_chairman", on=today, campaign=decision.round.campaign)
    content = paper.of(decision, amounts, today=today, chairman_title=title)
    return {
        "paper": content,
        "is_draft": content.is_draft,
        "place_and_date": content.place_and_date,
        "citations": content.citations,
        "distribution": content.recipients,
        "signer_lines": content.signer_lines,
        "signer_name": content.signer_name,
        "stamp": stamp_of(decision.signed_on or at),
    }


def pdf(document: GeneratedDocument, at: datetime, progress: Callable[[int], None]) -> bytes:
    """The decision with its list."""
    values = context(document.decision, at=at)
    progress(30)
    return render_pdf(TEMPLATE, values)[1]
