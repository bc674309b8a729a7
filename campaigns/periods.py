"""Which reporting year a page shows: the one in the address, else the one people work on."""

from datetime import datetime

from django.http import Http404

from core.text import whole_number

from .models import ReportingPeriod


def chosen_period(request, *, now: datetime) -> ReportingPeriod | None:
    """The period of `?nam=`, or the current one; None while no plan is loaded. An unknown year is 404."""
    periods = ReportingPeriod.objects.select_related("campaign")
    current = periods.current(now)
    asked = request.GET.get("nam") or request.POST.get("nam")
    if not asked:
        return current
    found = periods.filter(year=whole_number(asked)).order_by("-campaign_id")
    mine = found.filter(campaign=current.campaign_id).first() or found.first() if current else found.first()
    if not mine:
        raise Http404
    return mine
