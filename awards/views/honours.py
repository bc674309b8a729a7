"""The honours page: five facts of each award, only after the decision is signed and released (ux 14)."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.enums import AwardLevel
from core.clock import ward_date
from core.paging import page_of

from .. import printed
from ..models import DecisionLine, ProposalLine

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Honour:
    """The five facts: who, of which unit, which form, by which decision of which day. Nothing else is read."""

    name: str
    unit: str
    form: str
    level: str
    number: str
    day: date
    order: tuple


@dataclass(frozen=True, slots=True)
class Level:
    """Awards decided at one level."""

    label: str
    rows: list[Honour]


@login_not_required
@require_safe
def honours(request):
    """By year and level, both in the address; what is unpublished is unreachable: the queries start from what is."""
    decided = DecisionLine.objects.published()
    granted = ProposalLine.objects.published()
    years = sorted(
        {*_years(decided), *_years(granted)},
        reverse=True,
    )
    asked = request.GET.get("nam", "")
    is_year = asked.isascii() and asked.isdigit() and len(asked) == 4
    year = int(asked) if is_year else (years or [ward_date(timezone.now()).year])[0]
    found = sorted([*_decided(decided, year), *_granted(granted, year)], key=lambda row: row.order)
    levels = [level for level in AwardLevel if any(row.level == level for row in found)]
    level = request.GET.get("cap", "")
    if level in levels:
        found = [row for row in found if row.level == level]
    page = page_of(request, found, PAGE_SIZE)
    shown = [Level(AwardLevel(key).label, list(rows)) for key, rows in groupby(page.object_list, lambda row: row.level)]
    context = {
        "levels": shown, "page_obj": page, "years": years, "year": year, "year_text": str(year),
        "choices": levels if len(levels) > 1 else [], "level": level if level in levels else "",
    }  # fmt: skip
    return render(request, "awards/honours.html", context)


def _years(rows) -> list[int]:
    return list(rows.values_list("nomination__round__year", flat=True).distinct().order_by())


def _of_year(rows, year: int):
    return rows.filter(nomination__round__year=year).select_related("nomination__unit", "nomination__person__unit")


def _decided(rows, year: int) -> list[Honour]:
    lines = _of_year(rows, year).select_related("decision", "nomination__form")
    return [
        _honour(line, line.nomination.form, line.decision.number, line.decision.signed_on, *printed.named(line))
        for line in lines
    ]


def _granted(rows, year: int) -> list[Honour]:
    lines = _of_year(rows, year).select_related("other_form", "nomination__form")
    return [
        _honour(
            line, line.given_form, line.decision_number, line.decided_on,
            printed.subject_of(line.nomination), line.given_form.legal_name,
        )
        for line in lines
    ]  # fmt: skip


def _honour(line, form, number: str, day: date, who: printed.Subject, form_name: str) -> Honour:
    order = (list(AwardLevel.values).index(form.level), form.order, day, number, line.order, line.pk)
    return Honour(who.name, who.unit, form_name, form.level, number, day, order)
