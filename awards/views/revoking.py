"""Revoking one award of a signed decision (thu hồi): a page of its own, because it cannot be undone."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.clock import ward_date
from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition

from ..forms.decisions import RevokeForm
from ..models import AwardDecision, DecisionLine
from ..permissions.decision import may_read, may_revoke
from ..services import revoking


@require_http_methods(["GET", "POST"])
@once
def award_revoke(request, pk):
    """What is revoked, by which decision, and why."""
    rows = DecisionLine.objects.filter(decision__in=AwardDecision.objects.visible_to(request.user)).select_related(
        "decision__round__campaign", "nomination__form", "nomination__unit", "nomination__person__unit"
    )
    line = get_object_or_404(rows, pk=pk)
    require(may_read(request.user))
    require(may_revoke(request.user, line))
    form = RevokeForm(request.POST or None, initial={"revoked_on": ward_date(timezone.now())})
    if request.method == "POST" and form.is_valid():
        try:
            revoking.revoke(line, **form.cleaned_data, by=request.user)
        except InvalidTransition as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Đã thu hồi khen thưởng của {line.nomination.subject_name}.")
            return redirect("awards:decision", line.decision_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "awards/award_revoke.html", {"line": line, "form": form}, status=status)
