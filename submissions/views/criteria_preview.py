"""Criteria as the units will meet them, before they are published (xem thử như đơn vị thấy)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from campaigns.designer.checks import base_total, load_items
from campaigns.models import CriteriaSet
from campaigns.permissions import may_design
from core.verdict import require

from ..controls import blank_cards
from ..criteria_cards import groups_of


@require_GET
def criteria_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The officer's section of a set, with the officer's own controls, closed."""
    require(may_design(request.user))
    criteria_set = get_object_or_404(CriteriaSet.objects.select_related("group", "period"), pk=pk)
    items = load_items(criteria_set)
    for item in items:
        item.criteria_set = criteria_set
    cards = blank_cards(items)
    context = {
        "set": criteria_set,
        "groups": groups_of(cards),
        "first_open": cards[0].item.pk if cards else None,
        "total": base_total(items),
        "is_preview": True,
    }
    return render(request, "submissions/criteria_preview.html", context)
