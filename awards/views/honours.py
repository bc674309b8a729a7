"""The honours page: five facts of each award, only after the decision is signed and released (ux 14)."""

from dataclasses import dataclass
from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.enums import AwardLevel
from core.clock import ward_date
from core.paging import page_of

from ..models import AwardDecision, DecisionLine

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Level:
    """Awards decided at one level."""

    label: str
    lines: list[DecisionLine]


@login_not_required
@require_safe
def honours(request):
    """By year and level; anything unpublished is unreachable because the query starts from published decisions."""
    published = DecisionLine.objects.filter(decision__in=AwardDecision.objects.published())
    years = list(
        published.order_by("-nomination__round__year").values_list("nomination__round__year", flat=True).distinct()
    )
    this_year = ward_date(timezone.now()).year
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else (years or [this_year])[0]
    lines = (
        published.filter(nomination__round__year=year)
        .select_related("decision", "nomination__form", "nomination__unit", "nomination__person__unit")
        .order_by("nomination__form__order", "decision__signed_on", "decision_id", "order")
    )
    page = page_of(request, lines, PAGE_SIZE)
    levels = [
        Level(AwardLevel(value).label, list(rows))
        for value, rows in groupby(page.object_list, key=lambda line: line.nomination.form.level)
    ]
    context = {"levels": levels, "page_obj": page, "years": years, "year": year, "year_text": str(year)}
    return render(request, "awards/honours.html", context)
