"""Suggestions of units: the office's list, one suggestion, and the answers; the unit reads and withdraws its own."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts import acting
from core.clock import ward_date
from core.onetime import once
from core.paging import page_of
from core.verdict import require
from core.workflow import InvalidTransition
from submissions.filechecks import INLINE_TYPES

from .. import phrases_units as phrases
from .. import progress
from ..enums import SuggestionStatus
from ..forms.units import DeclineForm
from ..models import Suggestion
from ..permissions.nomination import may_nominate
from ..permissions.suggestion import may_answer
from ..services import nominations
from ..services import suggestions as services
from ..workflow.suggestion import SUGGESTION_WORKFLOW

PAGE_SIZE = 50


@require_GET
def suggestion_list(request):
    """What units suggest: those that wait, longest first, or all of them."""
    require(may_nominate(request.user))
    rows = Suggestion.objects.visible_to(request.user)
    waiting = rows.waiting()
    everything = request.GET.get("xem") == "tat-ca"
    shown = rows.order_by("-created_at", "-pk") if everything else waiting
    page = page_of(request, shown.for_list(), PAGE_SIZE)
    context = {"page_obj": page, "everything": everything, "waiting": waiting.count()}
    return render(request, "awards/suggestion_list.html", context)


def _find(request: HttpRequest, pk: int) -> Suggestion:
    rows = Suggestion.objects.visible_to(request.user).for_list().select_related(
        "round__campaign", "initiative__submission__period", "created_by", "answered_by"
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


@require_GET
def suggestion(request, pk):
    """One suggestion: the office weighs it, the unit sees what became of it."""
    row = _find(request, pk)
    if row.from_unit_id in request.user.reporting_unit_ids:
        acting.page_is_of(request, row.from_unit_id)
    return _page(request, row, DeclineForm())


def _page(request: HttpRequest, row: Suggestion, form: DeclineForm, *, status: int = 200):
    user = request.user
    answers = may_answer(user, row)
    ground = None
    if answers and row.status == SuggestionStatus.SENT:
        grounds = nominations.grounds(row.round, subject_kind=row.subject_kind, on=ward_date(timezone.now()))
        ground = next((each for each in grounds if each.form.pk == row.form_id), None)
    context = {
        "suggestion": row, "standing": progress.of_suggestion(row), "answers": answers, "ground": ground, "form": form,
        "papers": list(row.papers.kept().select_related("part")), "inline_types": INLINE_TYPES,
        "own": row.from_unit_id in user.reporting_unit_ids,
        "may_withdraw": SUGGESTION_WORKFLOW.may("withdraw_suggestion", user, row),
        "may_take": SUGGESTION_WORKFLOW.may("take_up", user, row),
    }  # fmt: skip
    return render(request, "awards/suggestion.html", context, status=status)


@require_POST
@once
def suggestion_withdraw(request, pk):
    """Rút đề nghị."""
    row = _find(request, pk)
    try:
        services.withdraw(row, by=request.user)
        messages.success(request, phrases.SUGGEST_WITHDRAWN)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    return redirect("awards:suggestion", pk)


@require_POST
@once
def suggestion_take(request, pk):
    """Lập hồ sơ từ đề nghị của đơn vị."""
    row = _find(request, pk)
    try:
        nomination = services.take_up(row, by=request.user)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
        return redirect("awards:suggestion", pk)
    messages.success(request, phrases.TAKEN_UP.format(unit=row.from_unit))
    return redirect("awards:nomination", nomination.pk)


@require_POST
@once
def suggestion_decline(request, pk):
    """Không lập hồ sơ, có lý do."""
    row = _find(request, pk)
    require(may_answer(request.user, row))
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    try:
        services.decline(row, answer=form.cleaned_data["answer"], by=request.user)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
        return _page(request, _find(request, pk), form, status=409)
    messages.success(request, phrases.DECLINED.format(unit=row.from_unit))
    return redirect("awards:suggestion", pk)
