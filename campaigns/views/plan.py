"""The plan as anyone may read it, and what the office has set beside it."""

from datetime import date, timedelta

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.enums import Permission
from accounts.permissions import need
from accounts.reference import may_enter
from core.clock import ward_date
from core.verdict import require

from ..current import current_or_404
from ..enums import Stage
from ..models import AwardForm, CriteriaItem, CriteriaSet, Criterion, LegalBasis


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """The movement's plan (kế hoạch phong trào): contents, calendar, criteria, awards, bases, duties, recipients."""
    campaign = current_or_404()
    today = ward_date(timezone.now())
    criteria = Prefetch("criteria", Criterion.objects.order_by("order"))
    context = {
        "campaign": campaign,
        "contents": campaign.contentarea_set.order_by("order"),
        "phases": campaign.phase_set.order_by("order").prefetch_related("periods"),
        "today": today,
        "groups": _groups(campaign.participantgroup_set.order_by("order").prefetch_related(criteria)),
        "stages": _stages(campaign.awardform_set.order_by("order")),
        "bases": campaign.legalbasis_set.filter(in_plan=True).order_by("order"),
        "duties": campaign.duty_set.order_by("order"),
        "distribution": campaign.distributionentry_set.order_by("order"),
    }
    return render(request, "campaigns/about.html", context)


def _groups(groups) -> list[dict]:
    """Groups of the plan with their criteria; sub-groups of persons stand under their group."""
    found: dict[int, dict] = {}
    for group in groups:
        head = found.get(group.parent_id) if group.parent_id else None
        if head is None:
            head = found[group.pk] = {"group": group, "criteria": []}
        head["criteria"] += group.criteria.all()
    return list(found.values())


def _stages(forms) -> list[dict]:
    """Award forms under each stage; forms with the same wording in the plan share one line (classes of an order)."""
    forms = list(forms)
    return [
        {"label": stage.label, "lines": lines}
        for stage in Stage
        if (lines := _lines(form for form in forms if stage in form.stages))
    ]


def _lines(forms) -> list[dict]:
    lines: dict[str, list[AwardForm]] = {}
    for form in forms:
        lines.setdefault(form.plan_wording, []).append(form)
    return [{"wording": wording, "forms": shared} for wording, shared in lines.items()]


@require_safe
def settings_page(request: HttpRequest) -> HttpResponse:
    """What the office has set (thiết lập): calendar, points, figures and award rules, each unconfirmed one marked."""
    require(need(request.user, Permission.SETTINGS_EDIT))
    campaign = current_or_404()
    today = ward_date(timezone.now())
    items = Prefetch("items", CriteriaItem.objects.select_related("criterion").order_by("order"))
    sets = CriteriaSet.objects.filter(group__campaign=campaign).select_related("group", "period")
    context = {
        "campaign": campaign,
        "today": today,
        "periods": campaign.reportingperiod_set.order_by("year"),
        "criteria_sets": sets.prefetch_related(items).order_by("period__year", "group__order", "-version"),
        "settings": campaign.datedsetting_set.order_by("order"),
        "rules": campaign.awardrule_set.select_related("form").filter(allowed=True).order_by("order"),
        "outdated": [basis for basis in campaign.legalbasis_set.order_by("order") if _ends_soon(basis, today)],
        "may_edit": may_enter(request),
    }
    return render(request, "campaigns/settings.html", context)


def _ends_soon(basis: LegalBasis, today: date) -> bool:
    """A text that no longer binds, or will stop within the next half year: papers must not rest on it unawares."""
    return basis.in_force_to is not None and basis.in_force_to <= today + timedelta(days=180)
