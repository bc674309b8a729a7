"""The overview of the movement, the lists behind its numbers and the figures as CSV."""

from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.enums import Permission
from accounts.navigation import url_if_any
from accounts.permissions import has_permission
from campaigns.models import ReportingPeriod
from campaigns.periods import chosen_period
from core.csvfile import csv_answer
from core.paging import page_of
from core.verdict import require

from .. import chart_tables, charts, figures
from .. import overview as say
from ..figures import State
from ..permissions import may_see_overview

PAGE_SIZE = 50


@require_GET
def overview(request):
    """“Đến đâu rồi?” in five seconds (tổng quan). The chairman and others without an action here only read."""
    require(may_see_overview(request.user))
    now = timezone.now()
    period = chosen_period(request, now=now)
    if period is None:
        return render(request, "reports/overview_empty.html")
    groups = figures.by_group(period)
    counts = figures.total(groups)
    may_urge = has_permission(request.user, Permission.REMINDER_SEND) and period.opens_at <= now < period.locks_at
    context = {
        "period": period,
        "now": now,
        "years": ReportingPeriod.objects.filter(campaign=period.campaign_id).order_by("year"),
        "headline": say.headline(period, counts, now=now),
        "date_line": say.date_line(period, now=now),
        "counts": counts,
        "band": charts.stacked_bar(counts, f"{counts.total} đơn vị") if counts.total else None,
        "bands": say.bands(request.user, period, counts),
        "states": State,
        "chores": say.chores(request.user, period, counts, now=now),
        "may_export": has_permission(request.user, Permission.EXPORT),
        "preparations": say.preparations(period) if now < period.opens_at else [],
        "closed": now >= period.locks_at,
        "reminders_url": url_if_any("submissions:reminders") if may_urge and counts.missing else "",
        **say.charts_of(period, groups, counts, now=now),
    }
    return render(request, "reports/overview.html", context)


@require_GET
def subjects(request):
    """The list behind one number of the overview: who they are and where they stand, nothing of a draft's content."""
    require(may_see_overview(request.user))
    now = timezone.now()
    period, view = chosen_period(request, now=now), request.GET.get("trang-thai", "")
    rows = say.rows_of(period, view, now=now) if period else None
    if rows is None:
        raise Http404
    rows = rows.select_related("group", "unit", "person__unit").order_by(
        "group__order", "group_id", Coalesce("unit__sort_key", "person__sort_key"), "pk"
    )
    page = page_of(request, rows, PAGE_SIZE)
    context = {
        "period": period,
        "heading": say.heading_of(view, page.paginator.count),
        "page": page,
        "has_reports": view != State.NOT_OPENED,
        "opens_review": has_permission(request.user, Permission.SUBMISSION_REVIEW) and view != State.DRAFT,
    }
    return render(request, "reports/subjects.html", context)


@require_GET
def chart_csv(request, chart):
    """The table under one figure as CSV."""
    require(may_see_overview(request.user))
    now = timezone.now()
    period = chosen_period(request, now=now)
    if period is None or chart not in chart_tables.TABLES:
        raise Http404
    return csv_answer(chart_tables.csv_of(chart, period, now=now), f"{chart}-{period.year}")
