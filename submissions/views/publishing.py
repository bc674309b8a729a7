"""Publishing a locked board, with what it means said before the press (công bố điểm)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.enums import Permission
from accounts.permissions import need
from campaigns.models import ParticipantGroup
from campaigns.periods import chosen_period
from core.clock import database_now, last_day
from core.formats import format_weekday_date
from core.onetime import once
from core.verdict import Forbidden, require
from core.workflow import InvalidTransition

from .. import phrases
from ..models import RankingBoard, RankingLine
from ..permissions_results import may_publish
from ..services import publishing


@require_http_methods(["GET", "POST"])
@once
def publish(request):
    """Ask, then publish (công bố điểm). Never undone."""
    require(need(request.user, Permission.RANKING_LOCK))
    now = database_now()
    period = chosen_period(request, now=now)
    groups = ParticipantGroup.objects.filter(code=request.GET.get("nhom", ""))
    group = groups.filter(campaign=period.campaign_id).first() if period else None
    if group is None:
        return redirect("submissions:ranking")
    rows = RankingBoard.objects.select_related("period__campaign", "group")
    board = rows.filter(period=period, group=group).first() or RankingBoard(period=period, group=group)
    if request.method == "POST":
        try:
            publishing.publish_board(board, by=request.user, at=now)
        except (InvalidTransition, Forbidden) as exc:
            messages.error(request, str(exc))
        else:
            day = format_weekday_date(last_day(board.appeals_close_at))
            messages.success(request, phrases.PUBLISHED_NOW.format(group=group, day=day))
        return redirect(f"{reverse('submissions:ranking')}?nam={period.year}&nhom={group.code}")
    lines = RankingLine.objects.filter(board=board, version=board.version) if board.pk else RankingLine.objects.none()
    first = lines.order_by("rank", "pk").select_related("submission__unit", "submission__person").first()
    context = {
        "period": period,
        "group": group,
        "board": board,
        "verdict": may_publish(request.user, board),
        "count": lines.count(),
        "closes_at": publishing.appeals_close_at(board, at=now),
        "example": first and first.submission,
    }
    return render(request, "submissions/results/publish.html", context)
