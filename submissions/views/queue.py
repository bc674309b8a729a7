"""The office's list of reports."""

from dataclasses import replace
from fractions import Fraction

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.enums import Permission
from accounts.permissions import has_permission, need
from campaigns.models import ContentArea, ParticipantGroup, ReportingPeriod
from campaigns.periods import chosen_period
from core.clock import database_now, ward_date
from core.verdict import require

from .. import holder
from .. import queue as lists
from .. import queue_filters as filters
from .. import queue_rows as listed
from ..services import assigning, scanning

HEADERS = (
    ("don-vi", "Đơn vị, cá nhân", "tên"),
    ("nhom", "Nhóm", "nhóm"),
    ("nhan", "Nhận lúc", "ngày nhận"),
    ("tinh-trang", "Trạng thái", "trạng thái"),
    ("diem", "Tự chấm", "điểm tự chấm"),
    (None, "Đang ở", ""),
    (None, "Người thẩm định", ""),
    ("cho", "Chờ", "số ngày chờ"),
)

MINE = "cho-toi"


class _CountedPaginator(Paginator):
    """Pages of a list whose length is known already."""

    def __init__(self, *args, count: int, **kwargs):
        super().__init__(*args, **kwargs)
        self._count = count

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        return self._count


def _header(choices: lists.Choices, key: str | None, label: str, spoken: str) -> dict:
    if key is None:
        return {"label": label}
    down = choices.order == key
    order = f"-{key}" if down else key
    state = {key: "ascending", f"-{key}": "descending"}.get(choices.order, "")
    now = {"ascending": ", đang tăng dần", "descending": ", đang giảm dần"}.get(state, "")
    return {"label": label, "order": order, "state": state, "spoken": f"Sắp theo {spoken}{now}"}


@require_GET
@vary_on_headers("HX-Request")
def queue(request):
    """Find, share out and start the work (thẩm định báo cáo, danh sách); a filter answers with the table only."""
    require(need(request.user, Permission.SUBMISSION_REVIEW))
    now = database_now()
    period = chosen_period(request, now=now)
    choices = lists.Choices.of(request.GET)
    context = {"period": period, "choices": choices, "now": now}
    if period is not None:
        context |= _table(request, period, choices, now)
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "submissions/_queue_table.html", context)
    if period is not None:
        context |= _filters(request, period, choices, now)
    context["troubled_files"] = scanning.troubled(now=now).count()
    return render(request, "submissions/queue.html", context)


def _table(request, period: ReportingPeriod, choices: lists.Choices, now) -> dict:
    """The page of rows with its sums, and what may be done with several of them."""
    found = lists.chosen(request.user, period, choices, now=now)
    sums = found.order_by().aggregate(
        count=Count("pk"), scored=Count("stated_hundredths"), hundredths=Sum("stated_hundredths")
    )
    pages = _CountedPaginator(listed.for_list(found), lists.PER_PAGE, count=sums["count"])
    page = pages.get_page(request.GET.get("trang"))
    return {
        "page": page,
        "rows": listed.rows_of(page, now=now, gap=holder.gap_of(period, at=now)),
        "sums": sums,
        "average": Fraction(sums["hundredths"], 100 * sums["scored"]) if sums["scored"] else None,
        "headers": [_header(choices, *header) for header in HEADERS],
        "bulk": assigning.bulk_verdict(request.user, period, at=now),
        "may_extend": has_permission(request.user, Permission.EXTENSION_GRANT),
    }


def _filters(request, period: ReportingPeriod, choices: lists.Choices, now) -> dict:
    """What the page offers to choose from."""
    saved = list(request.user.saved_views.order_by("name"))
    return {
        "awaiting": lists.reports(request.user, period).awaiting_review().count(),
        "groups": list(ParticipantGroup.objects.filter(campaign=period.campaign_id)),
        "contents": list(ContentArea.objects.filter(campaign=period.campaign_id)),
        "periods": list(ReportingPeriod.objects.filter(campaign=period.campaign_id)),
        "people": assigning.reviewers(on=ward_date(now)),
        "statuses": [(status.value, status.label) for status in lists.STATUSES],
        "holders": holder.Holder.choices,
        "dues": filters.DUE.items(),
        "views": lists.VIEWS,
        "saved_views": saved,
        "saved_now": next((view for view in saved if view.query == choices.query), None),
        "first": _first(request.user, period, choices, now=now),
    }


def _first(user, period, choices: lists.Choices, *, now) -> str:
    """Where going through the list begins: its first report, or, of everything, the first that waits for the user."""
    if choices.is_narrowed:
        pk = lists.chosen(user, period, choices, now=now).values_list("pk", flat=True).first()
    else:
        pk, choices = _first_of_mine(user, period, choices, now=now), replace(choices, view=MINE)
    return f"{reverse('submissions:review', args=[pk])}?{choices.query}" if pk else ""


def _first_of_mine(user, period, choices: lists.Choices, *, now) -> int | None:
    """The first report that waits for the user, looked for among the first that wait for anybody, then among all.

    Databases would else weigh every waiting report before they take the first.
    """
    waiting = lists.chosen(user, period, replace(choices, view="cho-tham-dinh"), now=now)
    near = list(waiting.values_list("pk", flat=True)[: lists.PER_PAGE])
    mine = lists.chosen(user, period, replace(choices, view=MINE), now=now).values_list("pk", flat=True)
    found = mine.filter(pk__in=near).first()
    return found if found or len(near) < lists.PER_PAGE else mine.first()
