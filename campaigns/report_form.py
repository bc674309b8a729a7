"""What a report of one year asks: its sections in order and their questions. Which there are is rows of the plan.

Rules about the rows live here too, because a plan file and the reference data pages must refuse the same things.
"""

from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from core.querysets import within

from .enums import GroupKind, SectionKind
from .models import ContentArea, ReportingPeriod, ReportQuestion, ReportSection

# Sections whose rows are of one known shape have no room for further questions.
ASKING = (SectionKind.REPORTER, SectionKind.PROPOSALS, SectionKind.QUESTIONS)
# Without these a report names nobody, says nothing of the movement, or cannot be scored.
NEEDED = (SectionKind.REPORTER, SectionKind.CONTENT, SectionKind.SELF_SCORE)


class SectionFacts(NamedTuple):
    """What the rules ask about a section, wherever it is written down."""

    code: str
    kind: str
    from_year: int | None
    to_year: int | None


def binds(row, year: int) -> bool:
    """True when a row with `from_year` and `to_year` (inclusive, None is open) counts in `year`."""
    return (row.from_year or year) <= year <= (row.to_year or year)


def sections_of_periods(periods: Iterable[ReportingPeriod]) -> dict[int, list[ReportSection]]:
    """The sections of reports of each period in order, by period id (các mục của báo cáo); one query."""
    periods = list(periods)
    rows = ReportSection.objects.filter(campaign__in={period.campaign_id for period in periods})
    rows = list(rows.order_by("order", "pk"))
    return {
        period.pk: [row for row in rows if row.campaign_id == period.campaign_id and binds(row, period.year)]
        for period in periods
    }


def questions_for(period: ReportingPeriod, kind: str) -> list[ReportQuestion]:
    """What reports of groups of this GroupKind are asked in the period (câu hỏi), in order; one query."""
    rows = ReportQuestion.objects.filter(
        within(period.year, "from_year", "to_year"),
        within(period.year, "section__from_year", "section__to_year"),
        campaign=period.campaign_id,
    )
    return [row for row in rows.select_related("section").order_by("section__order", "order", "pk") if row.asks(kind)]


def section_counts(period: ReportingPeriod) -> dict[str, int]:
    """How many sections a report begun in the period has, by GroupKind; at most three queries."""
    rows = sections_of_periods([period])[period.pk]
    contents = ContentArea.objects.filter(campaign=period.campaign_id).count()
    fixed = sum(contents if row.kind == SectionKind.CONTENT else row.kind != SectionKind.QUESTIONS for row in rows)
    asking = [row.pk for row in rows if row.kind == SectionKind.QUESTIONS]
    # No query for a plan without such sections.
    asked = list(ReportQuestion.objects.filter(within(period.year, "from_year", "to_year"), section__in=asking))
    return {kind: fixed + len({row.section_id for row in asked if row.asks(kind)}) for kind in GroupKind.values}


def clash_of(one: SectionFacts, other: SectionFacts) -> str:
    """Why two sections cannot stand in one form, as a Vietnamese clause; "" when they can."""
    for section, rest in ((one, other), (other, one)):
        if rest.kind == SectionKind.CONTENT and section.code.startswith(f"{rest.code}-"):
            return f"mã “{section.code}” trùng với mã dành cho từng nội dung ({rest.code}-…)"
    first = max(one.from_year or 0, other.from_year or 0)
    last = min(one.to_year or 9999, other.to_year or 9999)
    if one.kind == other.kind != SectionKind.QUESTIONS and first <= last:
        return f"trong một năm chỉ có một mục loại {one.kind} (“{one.code}” và “{other.code}”)"
    return ""


def clashes(sections: Iterable[SectionFacts]) -> list[tuple[SectionFacts, str]]:
    """Every pair of sections that cannot stand together, with the later of the two and the reason."""
    pairs = combinations(list(sections), 2)
    return [(other, reason) for one, other in pairs if (reason := clash_of(one, other))]
