"""The ranking boards, one table per group, never mixed (xếp hạng, ux 8)."""

from fractions import Fraction

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.permissions import need
from campaigns.models import ParticipantGroup
from campaigns.periods import chosen_period
from core.clock import database_now, ward_date
from core.onetime import once
from core.verdict import Forbidden, require
from core.workflow import InvalidTransition

from .. import marks
from ..enums import BoardStatus
from ..enums import SubmissionStatus as S
from ..models import Score, Submission
from ..services import ranking as boards


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
        board = boards.board_of(period, group)
        context |= {
            "board": board,
            "is_locked": board.status == BoardStatus.LOCKED,
            "rows": boards.rows_of(board),
            "unscored": boards.unscored_count(period, group),
            "may_lock": need(request.user, Permission.RANKING_LOCK),
            "may_nominate": need(request.user, Permission.NOMINATION_MANAGE),
        }
    return render(request, "submissions/ranking.html", context)


def _address(period, group) -> str:
    return reverse("submissions:ranking") + f"?nam={period.year}&nhom={group.code}"


@require_http_methods(["GET", "POST"])
@once
def lock(request):
    """Ask with the sums, then lock (chốt bảng điểm)."""
    period, _, group = _boards_of(request)
    require(need(request.user, Permission.RANKING_LOCK))
    if group is None:
        return redirect("submissions:ranking")
    now = database_now()
    if request.method == "POST":
        try:
            boards.lock_board(period, group, by=request.user, at=now)
        except (InvalidTransition, Forbidden) as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, f"Đã chốt bảng điểm nhóm {group}.")
        return redirect(_address(period, group))
    board = boards.board_of(period, group)
    rows = boards.rows_of(board)
    totals = [row.total for row in rows]
    away = boards.open_returns(period, group).filter(due_on__lt=ward_date(now))
    context = {
        "period": period,
        "group": group,
        "board": board,
        "verdict": boards.lock_verdict(request.user, board, at=now),
        "count": len(rows),
        "unscored": boards.unscored_count(period, group),
        "ties": sum(row.tied for row in rows),
        "highest": max(totals, default=None),
        "lowest": min(totals, default=None),
        "mean": sum(totals, Fraction(0)) / len(totals) if totals else None,
        "left_out": [back.submission for back in away.select_related("submission__unit", "submission__person")],
    }
    return render(request, "submissions/lock.html", context)


@require_GET
def breakdown(request, pk):
    """How a total came about: every criterion, every reviewer, every former mark (điểm chi tiết)."""
    rows = Submission.objects.visible_to(request.user).exclude(status=S.DRAFT)
    submission = get_object_or_404(rows.select_related("period", "group", "unit", "person", "criteria_set"), pk=pk)
    require(need(request.user, Permission.RANKING_READ))
    reviews = list(marks.current_reviews(submission).select_related("reviewer", "snapshot").order_by("slot"))
    shown = marks.visible_reviews(request.user, reviews, submission.criteria_set.scorers)
    items = list(submission.items.select_related("criteria_item__criterion").order_by("criteria_item__order"))
    scores = list(Score.objects.filter(review__in=shown).select_related("review__reviewer").order_by("pk"))
    orders = {item.pk: item.criteria_item.order for item in items}
    latest = {(score.review_id, score.item_id): score for score in scores if score.is_latest}
    context = {
        "submission": submission,
        "period": submission.period,
        "reviews": shown,
        "hidden": len(shown) < len(reviews),
        "lines": [(item, [latest.get((review.pk, item.pk)) for review in shown]) for item in items],
        "sums": [sum(s.points for s in latest.values() if s.review_id == r.pk and s.points is not None) for r in shown],
        "former": [(orders[score.item_id], score) for score in scores if not score.is_latest],
        "back": _address(submission.period, submission.group),
    }
    return render(request, "submissions/breakdown.html", context)
