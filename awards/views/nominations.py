"""Nominations: the list, one dossier in one scroll, its moves, and what a unit sees of its own (ux 10)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts import acting
from accounts.enums import Permission
from accounts.permissions import need
from core.clock import ward_date
from core.onetime import once
from core.paging import page_of
from core.verdict import require
from core.workflow import InvalidTransition

from .. import record
from ..enums import NominationStatus
from ..forms.nominations import DossierForm, NominationFilter, ReasonForm
from ..models import Nomination
from ..permissions.nomination import may_edit, may_nominate, may_read_dossier
from ..services import nominations as services

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
        rows = rows.exclude(status=NominationStatus.DRAFT)
    page = page_of(request, rows.order_by("-round__year", "-pk"), PAGE_SIZE)
    filtered = any(request.GET.get(name) for name in form.fields)
    year = ward_date(timezone.now()).year
    return render(request, template, {"page_obj": page, "form": form, "filtered": filtered, "year_text": str(year)})


def _find(request: HttpRequest, pk: int) -> Nomination:
    """The nomination in the user's scope, 404 outside."""
    rows = Nomination.objects.visible_to(request.user).select_related(
        "round__campaign", "form", "movement", "unit", "person__unit", "submission__period"
    )
    return get_object_or_404(rows, pk=pk)


@require_GET
def nomination(request, pk):
    """Everything the council needs about one candidate, in one scroll."""
    row = _find(request, pk)
    require(may_read_dossier(request.user, row))
    return _page(request, row, DossierForm(initial=_initial(row)))


def _initial(row: Nomination) -> dict:
    return {"summary": row.summary, "no_open_case": row.no_open_case, "was": row.summary}


def _page(request: HttpRequest, row: Nomination, form: DossierForm, *, clash: bool = False, status: int = 200):
    found = record.of(row, request.user, on=ward_date(timezone.now()))
    context = {"nomination": row, "record": found, "form": form, "clash": clash, "reason_form": ReasonForm()}
    context["may_nominate"] = may_nominate(request.user)
    return render(request, "awards/nomination.html", context, status=status)


@require_POST
@once
def nomination_edit(request, pk):
    """Save the summary and the declaration; a text somebody else changed meanwhile is shown beside one's own."""
    row = _find(request, pk)
    require(may_edit(request.user, row))
    form = DossierForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    try:
        services.edit(row, **form.cleaned_data, by=request.user)
    except InvalidTransition:
        row = _find(request, pk)
        form.data = form.data.copy()
        form.data["was"] = row.summary
        return _page(request, row, form, clash=True, status=409)
    messages.success(request, "Đã lưu hồ sơ.")
    return redirect("awards:nomination", pk)


@require_POST
@once
def nomination_discard(request, pk):
    """Xóa bản đang lập."""
    row = _find(request, pk)
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
def nomination_forward(request, pk):
    """Trình cấp trên."""
    return _move(request, pk, services.forward, "Đã ghi nhận trình cấp trên.")


@require_POST
@once
def nomination_refuse(request, pk):
    """The chairman decides otherwise than advised."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _move(request, pk, services.refuse, "Đã ghi nhận không khen thưởng.", reason=reason)


def _move(request: HttpRequest, pk: int, service, done: str, **data) -> HttpResponse:
    row = _find(request, pk)
    try:
        answer = service(row, by=request.user, **data)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
        return redirect("awards:nomination", pk)
    messages.success(request, done)
    for warning in answer if isinstance(answer, list) else []:
        messages.warning(request, warning)
    return redirect("awards:nomination", pk)


@require_GET
def mine(request):
    """A unit's or person's own awards and what was sent upward (khen thưởng)."""
    require(need(request.user, Permission.SUBMISSION_WRITE))
    decided = [NominationStatus.DECIDED, NominationStatus.FORWARDED]
    rows = Nomination.objects.visible_to(request.user).in_front(acting.narrowed_to(request), request.user)
    rows = rows.for_list().filter(status__in=decided)
    rows = rows.select_related("decision_line__decision").order_by("-round__year", "-pk")
    page = page_of(request, rows, PAGE_SIZE)
    return render(request, "awards/mine.html", {"page_obj": page, "year_text": str(ward_date(timezone.now()).year)})
