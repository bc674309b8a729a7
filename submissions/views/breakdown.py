"""How a score came about, and how strict its reviewers are (điểm chi tiết, độ lệch của người chấm)."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.enums import Permission
from accounts.permissions import need
from campaigns.periods import chosen_period
from core.clock import database_now, ward_date
from core.verdict import require

from .. import breakdown as breakdowns
from .. import leniency
from ..enums import SubmissionStatus as S
from ..models import Submission


@require_GET
def breakdown(request, pk):
    """Every criterion, every reviewer, every former mark of one report."""
    rows = Submission.objects.visible_to(request.user).exclude(status=S.DRAFT)
    rows = rows.select_related("period__campaign", "group", "unit", "person", "criteria_set")
    submission = get_object_or_404(rows, pk=pk)
    require(need(request.user, Permission.RANKING_READ))
    found = breakdowns.of(submission, request.user, on=ward_date(database_now()))
    context = {
        "submission": submission,
        "period": submission.period,
        "found": found,
    }
    return render(request, "submissions/breakdown.html", context)


@require_GET
def reviewers(request):
    """Each reviewer beside the others, for the office: information, no score is changed by it."""
    require(need(request.user, Permission.RANKING_LOCK))
    period = chosen_period(request, now=database_now())
    context = {
        "period": period,
        "least": leniency.LEAST_REPORTS,
        "figures": leniency.figures_of(period) if period else [],
    }
    return render(request, "submissions/reviewer_figures.html", context)
