"""Taking a report to settle its reviewers' difference (thống nhất điểm); the grid and its button do the rest."""

from functools import partial

from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.clock import database_now
from core.doing import carry_out
from core.onetime import once

from ..services import reconciling
from .review import find_report, review_address


@require_POST
@once
def reconcile_start(request, pk):
    """Nhận thống nhất điểm."""
    submission = find_report(request, pk)
    carry_out(request, partial(reconciling.start, submission, by=request.user, at=database_now()))
    return redirect(review_address(request, pk))
