"""The third person's panel beside the grid (thống nhất điểm): what is owed, taking it, the reason."""

from decimal import Decimal

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.clock import database_now, ward_date
from core.formats import format_points
from core.onetime import once
from core.workflow import InvalidTransition

from .. import marks, reconciliation
from ..enums import ReviewStatus
from ..models import Review, Submission
from ..services import reconciling
from .review import find_report


def panel(user, submission: Submission, reviews: list[Review], *, former, now) -> dict:
    """What `_reconcile.html` shows; no queries of its own but the figure's, and only where enough people have marked.

    `reviews` are those of the latest hand-in that stand, `former` the pks of everybody who marked it.
    """
    on = ward_date(now)
    third = reconciliation.settled_by(reviews)
    gap = reconciliation.owed(submission, reviews, on=on)
    own = third is not None and third.reviewer_id == user.pk
    done = third is not None and third.status == ReviewStatus.COMPLETE
    start = reconciliation.start_verdict(user, submission, reviews, former, on=on) if gap and not third else None
    # A total is told only to whoever may see the marks it is the sum of.
    told = done and third in marks.visible_reviews(user, reviews, submission.criteria_set.scorers)
    return {
        "gap": format_points(gap) if gap else "",
        "third": third,
        "done": done,
        "writes_reason": own and not done,
        "start": start,
        "least": reconciliation.REASON_LEAST,
        "total": format_points(Decimal(third.total_hundredths) / 100) if told else "",
    }


@require_POST
@once
def reconcile_start(request, pk):
    """Nhận thống nhất điểm."""
    submission = find_report(request, pk)
    try:
        reconciling.start(submission, by=request.user, at=database_now())
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    query = request.GET.urlencode()
    return redirect(reverse("submissions:review", args=[pk]) + (f"?{query}" if query else ""))
