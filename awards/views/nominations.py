"""Nominations: the lists, one dossier in one scroll, its text and its moves (ux 10)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.enums import Permission
from accounts.permissions import need
from core.clock import ward_date
from core.onetime import once
from core.paging import page_of
from core.verdict import require
from core.workflow import InvalidTransition

from ..forms.nominations import DossierForm, NominationFilter, ReasonForm
from ..models import Nomination, Suggestion
from ..permissions.nomination import may_edit, may_nominate, may_read_dossier
from ..querysets import IN_HAND
from ..services import nominations as services
from .dossier_page import find_nomination, nomination_page

PAGE_SIZE = 50


@require_GET
def nomination_list(request):
    """The office's list; every filter is in the address."""
    require(may_nominate(request.user))
    return _list(request, "awards/nomination_list.html")


@require_GET
def dossier_list(request):
    """What council members read before the meeting: dossiers that left the office's desk (hồ sơ)."""
    require(need(request.user, Permission.NOMINATION_READ))
    return _list(request, "awards/dossier_list.html")


def _list(request: HttpRequest, template: str) -> HttpResponse:
    form = NominationFilter(request.GET)
    rows = form.apply(Nomination.objects.visible_to(request.user).for_list())
    if template == "awards/dossier_list.html":
        rows = rows.exclude(status__in=IN_HAND)
    page = page_of(request, rows.order_by("-round__year", "-pk"), PAGE_SIZE)
    filtered = any(request.GET.get(name) for name in form.fields)
    year = ward_date(timezone.now()).year
    context = {"page_obj": page, "form": form, "filtered": filtered, "year_text": str(year)}
    if template == "awards/nomination_list.html":
        context["waiting"] = Suggestion.objects.visible_to(request.user).waiting().count()
    return render(request, template, context)


@require_GET
def nomination(request, pk):
    """Everything the council needs about one candidate, in one scroll."""
    row = find_nomination(request, pk)
    require(may_read_dossier(request.user, row))
    return nomination_page(request, row)


@require_POST
@once
def nomination_edit(request, pk):
    """Save the summary and the declaration; a text somebody else changed meanwhile is shown beside one's own."""
    row = find_nomination(request, pk)
    require(may_edit(request.user, row))
    form = DossierForm(request.POST)
    if not form.is_valid():
        return nomination_page(request, row, form=form, status=422)
    try:
        services.edit(row, **form.cleaned_data, by=request.user)
    except InvalidTransition:
        row = find_nomination(request, pk)
        form.data = form.data.copy()
        form.data["was"], form.data["citation_was"] = row.summary, row.citation
        return nomination_page(request, row, form=form, clash=True, status=409)
    messages.success(request, "Đã lưu hồ sơ.")
    return redirect("awards:nomination", pk)


@require_POST
@once
def nomination_discard(request, pk):
    """Xóa bản đang lập."""
    row = find_nomination(request, pk)
    try:
        services.discard(row, by=request.user)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
        return redirect("awards:nomination", pk)
    messages.success(request, f"Đã xóa đề nghị đang lập cho {row.subject_name}.")
    return redirect("awards:nomination_list")


@require_POST
@once
def nomination_ready(request, pk):
    """Trình Hội đồng."""
    return _move(request, pk, services.mark_ready, "Đã trình Hội đồng.")


@require_POST
@once
def nomination_back(request, pk):
    """Đưa về đang lập."""
    return _move(request, pk, services.back_to_draft, "Đã đưa hồ sơ về đang lập.")


@require_POST
@once
def nomination_refuse(request, pk):
    """The chairman decides otherwise than advised."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _move(request, pk, services.refuse, "Đã ghi nhận không khen thưởng.", reason=reason)


def _move(request: HttpRequest, pk: int, service, done: str, **data) -> HttpResponse:
    row = find_nomination(request, pk)
    try:
        answer = service(row, by=request.user, **data)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
        return redirect("awards:nomination", pk)
    messages.success(request, done)
    for warning in answer if isinstance(answer, list) else []:
        messages.warning(request, warning)
    return redirect("awards:nomination", pk)
