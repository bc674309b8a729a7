"""The summary for the council (tổng hợp trình Hội đồng): what the paper says, in the form of NĐ 30/2020/NĐ-CP."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from campaigns.models import DistributionEntry, LegalBasis, ReportingPeriod
from campaigns.querysets import InForceQuerySet
from core.clock import ward_date
from core.formats import format_date, place_and_date
from submissions.board import Row
from submissions.models import Initiative

from . import charts, figures
from .pdf import render_pdf
from .rows import Board

TEMPLATE = "documents/council_summary.html"
LAW = "Luật"
OPENINGS = ("Căn cứ", "Thực hiện")
COUNCIL = "Hội đồng Thi đua - Khen thưởng phường Lê Chân"


@dataclass(frozen=True, slots=True)
class Section:
    """One group in the paper: its table and what its people suggest."""

    number: int
    board: Board
    initiatives: list[Initiative]
    suggestions: list[Row]


def _bases(campaign) -> InForceQuerySet:
    """What this paper rests on: the bases of the plan, and the law itself."""
    return LegalBasis.objects.filter(Q(in_plan=True) | Q(kind=LAW), campaign=campaign).order_by("in_plan", "order")


def _own_plan(campaign) -> str:
    """The ward's plan as a basis; number and day stay out until it is issued (D1)."""
    number = f" số {campaign.number}" if campaign.number else ""
    day = f" ngày {format_date(campaign.issued_on)}" if campaign.issued_on else ""
    subject = campaign.plan_title.removeprefix("Kế hoạch ").strip()
    return f"Căn cứ Kế hoạch{number}{day} của {campaign.issuer} về {subject[:1].lower()}{subject[1:]}"


def citations(campaign, *, on: date) -> list[str]:
    """The legal bases in force on `on`, as they are cited, each once: the law, the plan's own bases, the plan (căn cứ).

    A text that the plan names only inside another one has no line of its own.
    """
    lines = [basis.line for basis in _bases(campaign).in_force(on)]
    return list(dict.fromkeys([*(line for line in lines if line.startswith(OPENINGS)), _own_plan(campaign)]))


def expired(campaign, *, on: date) -> list[LegalBasis]:
    """Bases of this paper that no longer bind on `on`: it leaves them out and says so to its author."""
    in_force = _bases(campaign).in_force(on)
    return list(_bases(campaign).exclude(pk__in=in_force.values("pk")))


def distribution(campaign) -> list[str]:
    """The receivers without the signs the form itself puts around them (nơi nhận)."""
    entries = DistributionEntry.objects.filter(campaign=campaign).order_by("order").values_list("text", flat=True)
    return [entry.strip(" -;.") for entry in entries]


def _sections(period: ReportingPeriod, boards: list[Board]) -> list[Section]:
    per_report: dict[int, list[Initiative]] = defaultdict(list)
    for initiative in Initiative.objects.filter(submission__in=figures.handed_in(period)).order_by("pk"):
        per_report[initiative.submission_id].append(initiative)
    return [
        Section(
            number,
            board,
            [initiative for line in board.lines for initiative in per_report[line.submission.pk]],
            [line for line in board.lines if line.submission.award_suggestion.strip()],
        )
        for number, board in enumerate(boards, start=1)
    ]


def context(period: ReportingPeriod, boards: list[Board], *, at: datetime) -> dict[str, Any]:
    """Everything the paper says, with the data of `at`."""
    today = ward_date(at)
    campaign = period.campaign
    groups = figures.by_group(period)
    scored = sum(len(board.lines) for board in boards)
    return {
        "campaign": campaign,
        "period": period,
        "at": at,
        "recipient": COUNCIL,
        "place_and_date": place_and_date(campaign.place, None, year=today.year),
        "symbol": "BC-UBND",
        "citations": citations(campaign, on=today),
        "counts": figures.total(groups),
        "late": figures.handed_in(period).late().count(),
        "accepted": figures.in_state(period, figures.State.ACCEPTED).count(),
        "scored": scored,
        "groups": groups,
        "group_bars": charts.group_bars(groups),
        "key": charts.key(),
        "states": figures.State,
        "sections": _sections(period, boards),
        "all_locked": all(board.locked for board in boards),
        "signer_lines": [line.strip() for line in campaign.signer_title.splitlines() if line.strip()],
        "signer_name": campaign.signer_name,
        "distribution": distribution(campaign),
    }


def pdf(period: ReportingPeriod, boards: list[Board], *, at: datetime, progress: Callable[[int], None]) -> bytes:
    """The paper as PDF."""
    values = context(period, boards, at=at)
    progress(30)
    return render_pdf(TEMPLATE, values)[1]
