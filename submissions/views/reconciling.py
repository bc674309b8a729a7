"""Taking a report to settle its reviewers' difference (thống nhất điểm); the grid and its button do the rest."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.clock import database_now
from core.onetime import once
from core.workflow import InvalidTransition

from ..services import reconciling
from .review import find_report, review_address


@require_POST
@once
def reconcile_start(request, pk):
    """Nhận thống nhất điểm."""
    submission = find_report(request, pk)
    try:
        reconciling.start(submission, by=request.user, at=database_now())
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    return redirect(review_address(request, pk))
