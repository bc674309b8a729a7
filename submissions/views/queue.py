"""The office's list of reports."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.enums import Permission
from accounts.permissions import has_permission, need
from campaigns.periods import chosen_period
from core.clock import database_now
from core.verdict import require

from .. import queue as lists
from .. import queue_filters as filters
from ..holder import Holder
from ..queue_page import ListPage, offers
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
        page = ListPage(request.user, period, choices, number=request.GET.get("trang"), now=now)
        context |= _table(request, page)
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "submissions/_queue_table.html", context)
    if period is not None:
        context |= _filters(request, page)
    context["troubled_files"] = scanning.troubled(now=now).count()
    return render(request, "submissions/queue.html", context)


def _table(request, page: ListPage) -> dict:
    """The page of rows with its sums, and what may be done with several of them."""
    return {
        "page": page.page,
        "rows": page.rows,
        "sums": page.sums,
        "average": page.sums.average,
        "headers": [_header(page.choices, *header) for header in HEADERS],
        "bulk": assigning.bulk_verdict(request.user, page.period, at=page.now),
        "may_extend": has_permission(request.user, Permission.EXTENSION_GRANT),
    }


def _filters(request, page: ListPage) -> dict:
    """What the page offers to choose from."""
    saved = list(request.user.saved_views.order_by("name"))
    first = page.first_to_review()
    return {
        **offers(page.period, now=page.now),
        "awaiting": page.awaiting,
        "statuses": [(status.value, status.label) for status in lists.STATUSES],
        "holders": Holder.choices,
        "dues": filters.DUE.items(),
        "views": lists.VIEWS,
        "saved_views": saved,
        "saved_now": next((view for view in saved if view.query == page.choices.query), None),
        "first": f"{reverse('submissions:review', args=[first.pk])}?{first.choices.query}" if first else "",
    }
