"""The ranking boards, one table per group, never mixed (xếp hạng, ux 8)."""

from fractions import Fraction

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.permissions import need
from campaigns.models import ParticipantGroup
from campaigns.periods import chosen_period
from core.clock import database_now, ward_date
from core.onetime import once
from core.paging import page_of
from core.verdict import Forbidden, require
from core.workflow import InvalidTransition

from .. import board as boards
from .. import by_hand, grades, totals
from ..enums import BoardStatus
from ..forms_lock import LockForm
from ..services import ranking as service

PER_PAGE = 100


def _boards_of(request):
    """The year and its groups that have criteria, and the one the address names (`nhom`), else the first."""
    require(need(request.user, Permission.RANKING_READ))
    period = chosen_period(request, now=database_now())
    if period is None:
        return None, [], None
    groups = list(ParticipantGroup.objects.filter(criteria_sets__period=period).distinct().order_by("order", "pk"))
    named = next((group for group in groups if group.code == request.GET.get("nhom")), None)
    return period, groups, named or (groups[0] if groups else None)


@require_GET
def ranking(request):
    """One group's board: the standing of this moment, or the locked record."""
    period, groups, group = _boards_of(request)
    context = {"period": period, "groups": groups, "group": group}
    if group is not None:
        context |= _board(request, period, group)
    return render(request, "submissions/ranking.html", context)


def _board(request: HttpRequest, period, group) -> dict:
    today = ward_date(database_now())
    board = boards.board_of(period, group)
    page = page_of(request, boards.lines_of(board, on=today), PER_PAGE)
    count = page.paginator.count
    rows = boards.rows_of(board, page.object_list, count=count, on=today)
    quota = boards.quota_of(period, count, on=today)
    return {
        "board": board,
        "is_locked": board.status == BoardStatus.LOCKED,
        "page": page,
        "rows": rows,
        "graded": any(row.grade for row in rows),
        "quota": quota,
        "beyond": _first_beyond(rows, quota),
        "unscored": 0 if board.status == BoardStatus.LOCKED else totals.unscored(period, group, on=today).count(),
        "unsettled": 0 if board.status == BoardStatus.LOCKED else totals.unsettled(period, group, on=today).count(),
        "may_lock": need(request.user, Permission.RANKING_LOCK),
        "may_nominate": need(request.user, Permission.NOMINATION_MANAGE),
    }


def _first_beyond(rows: list[boards.Row], quota: int | None) -> boards.Row | None:
    """The row of the page before which the quota is used up: those who share its last place stay within."""
    if quota is None:
        return None
    return next((row for before, row in zip(rows, rows[1:], strict=False) if before.rank <= quota < row.rank), None)


def _address(period, group) -> str:
    return reverse("submissions:ranking") + f"?nam={period.year}&nhom={group.code}"


@require_http_methods(["GET", "POST"])
@once
def lock(request):
    """Show the sums and every change by hand, ask what is to be said about them, then lock (chốt bảng điểm)."""
    period, _, group = _boards_of(request)
    require(need(request.user, Permission.RANKING_LOCK))
    if group is None:
        return redirect("submissions:ranking")
    now = database_now()
    found = by_hand.changes(period, group)
    form = LockForm(request.POST if request.method == "POST" else None, changes=found.count)
    if request.method == "POST" and form.is_valid():
        try:
            service.lock_board(period, group, by=request.user, at=now, note=form.cleaned_data["note"])
        except ValidationError as exc:
            form.add_error("note", exc.messages)
        except (InvalidTransition, Forbidden) as exc:
            messages.error(request, str(exc))
            return redirect(_address(period, group))
        else:
            messages.success(request, f"Đã chốt bảng điểm nhóm {group}.")
            return redirect(_address(period, group))
    context = {"period": period, "group": group, "form": form, "back": _address(period, group)}
    return render(
        request,
        "submissions/lock.html",
        context | _before_locking(request, period, group, found, at=now),
        status=422 if form.errors else 200,
    )


def _before_locking(request: HttpRequest, period, group, found: by_hand.Changes, *, at) -> dict:
    today = ward_date(at)
    board = boards.board_of(period, group)
    rows = boards.rows_of(board, on=today)
    points = [row.total for row in rows]
    away = service.open_returns(period, group).filter(due_on__lt=today)
    scale = grades.scale_of(period, on=today)
    return {
        "board": board,
        "verdict": service.lock_verdict(request.user, board, at=at),
        "count": len(rows),
        "unscored": totals.unscored(period, group, on=today).count(),
        "ties": sum(row.tied for row in rows),
        "highest": max(points, default=None),
        "lowest": min(points, default=None),
        "mean": sum(points, Fraction(0)) / len(points) if points else None,
        "grades": [(name, sum(row.grade == name for row in rows)) for name in grades.NAMES] if scale else [],
        "left_out": [back.submission for back in away.select_related("submission__unit", "submission__person")],
        "changes": found.count,
        "shown": by_hand.SHOWN,
        "marks": found.marks[: by_hand.SHOWN],
        "settled": found.settled[: by_hand.SHOWN],
        "extensions": found.extensions[: by_hand.SHOWN],
        "late": found.late[: by_hand.SHOWN],
    }
