"""The years of the movement side by side: one unit or person, and a whole group (kết quả qua các năm)."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts import acting
from accounts.enums import Permission
from accounts.models import Person, Unit
from accounts.permissions import has_permission, need
from campaigns.models import Campaign, ParticipantGroup, ReportingPeriod
from core.clock import database_now
from core.paging import page_of
from core.verdict import denied, require

from .. import phrases, years
from ..year_chart import chart_of

PER_PAGE = 50


def _campaign(now) -> Campaign | None:
    period = ReportingPeriod.objects.select_related("campaign").current(now)
    return period and period.campaign


@require_GET
def years_group(request):
    """Everybody of one group with their years and what the phases come to; a page of 50."""
    require(need(request.user, Permission.RANKING_READ))
    now = database_now()
    campaign = _campaign(now)
    groups = list(ParticipantGroup.objects.filter(campaign=campaign).exclude(enrolments=None).order_by("order", "pk"))
    group = next((each for each in groups if each.code == request.GET.get("nhom")), groups[0] if groups else None)
    context = {"groups": groups, "group": group, "campaign": campaign}
    if group is not None:
        page = page_of(request, years.subjects_of_group(group), PER_PAGE)
        lines = years.lines_of(campaign, page, at=now, published_only=False)
        context |= {"page": page, "lines": lines}
    return render(request, "submissions/results/years_group.html", context)


@require_GET
def years_unit(request, pk):
    """One unit over the years: for the office, and for the unit about itself."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    return _subject(request, unit, own=unit.pk in request.user.reporting_unit_ids, unit_id=unit.pk)


@require_GET
def years_person(request, pk):
    """One person over the years: for the office, the person's unit and the person."""
    person = get_object_or_404(Person.objects.visible_to(request.user).select_related("unit"), pk=pk)
    own = person.user_id == request.user.pk or person.unit_id in request.user.reporting_unit_ids
    return _subject(request, person, own=own, unit_id=None if person.user_id == request.user.pk else person.unit_id)


def _subject(request, subject: Unit | Person, *, own: bool, unit_id: int | None):
    office = has_permission(request.user, Permission.RANKING_READ)
    if not (own or office):
        require(denied(phrases.APPEAL_OF_OTHERS))
    if own and unit_id:
        acting.page_is_of(request, unit_id)
    now = database_now()
    campaign = _campaign(now)
    line = None
    if campaign is not None:
        line = years.lines_of(campaign, [subject], at=now, published_only=not office)[0]
    context = {
        "subject": subject,
        "campaign": campaign,
        "line": line,
        "chart": chart_of(line.years) if line else None,
        "office": office,
    }
    return render(request, "submissions/results/years.html", context)
