"""Minutes of a council meeting and its tally sheet as PDF (biên bản họp, biên bản kiểm phiếu; Mẫu 1.9 of NĐ 30/2020).

Both print the facts frozen with the minutes; until those are finished the facts of the moment, marked "DỰ THẢO".
The council keeps a series of numbers of its own: "Số: …/BB-HĐTĐKT" (law.md 4.2).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from awards import minutes_facts
from awards.enums import PollStatus
from awards.models import CouncilMeeting
from core.clock import ward_date

from ..models import GeneratedDocument
from ..nothing import NothingToBuild
from ..pdf import render_pdf
from .naming import finished_minutes
from .stamps import stamp_of

MINUTES, TALLY = "documents/minutes.html", "documents/tally.html"
NO_NUMBER = "……/BB-HĐTĐKT"


def _head(meeting: CouncilMeeting, *, at: datetime) -> dict[str, Any]:
    """What both papers stand on."""
    finished = finished_minutes(meeting)
    facts = (finished and finished.facts) or minutes_facts.facts(meeting)
    told = [_with_rule(item) for item in facts["items"] if item["status"] == PollStatus.PUBLISHED]
    return {
        "meeting": meeting,
        "facts": facts,
        "told": told,
        "annex": [line for item in told for line in item["lines"]],
        "is_draft": finished is None,
        "number": (finished.number if finished else "") or NO_NUMBER,
        "year": ward_date(meeting.starts_at).year,
        "stamp": stamp_of(finished.finished_at if finished else at),
    }


def _with_rule(item: dict[str, Any]) -> dict[str, Any]:
    """The item with the rule and the form its lines share, so that each is printed once; empty when they differ."""
    keys = ("rule", "rule_source", "rule_confirmed")
    rules = [{key: line[key] for key in keys} for line in item["lines"]]
    forms = {line["form"] for line in item["lines"]}
    return {
        **item,
        "rule": rules[0] if rules and all(rule == rules[0] for rule in rules) else None,
        "form": forms.pop() if len(forms) == 1 else "",
    }


def minutes_context(meeting: CouncilMeeting, *, at: datetime) -> dict[str, Any]:
    """What the minutes say: the facts, the secretary's texts, the chair's conclusion."""
    minutes = getattr(meeting, "minutes", None)
    if minutes is None:
        raise NothingToBuild("Thư ký chưa soạn biên bản.")
    head = _head(meeting, at=at)
    texts = {name: _paragraphs(getattr(minutes, name)) for name in ("opening", "course", "conclusion")}
    members = head["facts"]["members"]
    return {
        **head,
        **texts,
        "here": [row for row in members if row["present"]],
        "away": [row for row in members if not row["present"]],
        "off": [item for item in head["facts"]["items"] if item["status"] == PollStatus.CANCELLED],
    }


def tally_context(meeting: CouncilMeeting, *, at: datetime) -> dict[str, Any]:
    """What the tally sheet says: only of items that were announced."""
    head = _head(meeting, at=at)
    if not head["told"]:
        raise NothingToBuild("Chưa công bố kết quả bỏ phiếu nào.")
    return {**head, "number": NO_NUMBER}


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def minutes_pdf(document: GeneratedDocument, at: datetime, progress: Callable[[int], None]) -> bytes:
    """The minutes with their annex of counted lists."""
    values = minutes_context(document.meeting, at=at)
    progress(30)
    return render_pdf(MINUTES, values)[1]


def tally_pdf(document: GeneratedDocument, at: datetime, progress: Callable[[int], None]) -> bytes:
    """The tally sheet."""
    values = tally_context(document.meeting, at=at)
    progress(30)
    return render_pdf(TALLY, values)[1]
