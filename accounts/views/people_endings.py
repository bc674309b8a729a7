"""How people leave, turn out to be one human twice, come back, or are removed when nothing points at them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition

from .. import directory, footprint
from ..forms.units import EndForm, MergePersonForm
from ..permissions import may_manage_units
from ..services import people
from .people import find_person
from .unit_endings import REFUSALS, show_refusal
from .units import today


def _has_drafts(row) -> bool:
    return any(paper.is_draft for paper in footprint.open_papers([row])[row.pk])


@require_http_methods(["GET", "POST"])
@once
def person_end(request, pk):
    """Thôi tham gia."""
    row = find_person(request, pk)
    require(people.may_end_person(request.user, row))
    form = EndForm(request.POST or None, has_drafts=_has_drafts(row), initial={"last_day": today()})
    if request.method == "POST" and form.is_valid():
        try:
            people.end_person(row, **{"drop_drafts": False, **form.cleaned_data}, by=request.user)
        except REFUSALS as exc:
            show_refusal(form, exc)
        else:
            messages.success(request, f"Đã ghi {row} thôi tham gia. Mở lại được tại trang này.")
            return redirect("accounts:person", row.pk)
    context = {"form": form, "person": row}
    return render(request, "accounts/person_end.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@once
def person_merge(request, pk):
    """Gộp dòng trùng: first find the row that stays, then say so."""
    row = find_person(request, pk)
    require(may_manage_units(request.user))
    words = request.GET.get("q", "").strip()[:100]
    candidates = list(directory.look_alikes(row, words))
    form = MergePersonForm(request.POST or None, candidates=candidates, has_drafts=_has_drafts(row))
    if request.method == "POST" and form.is_valid():
        try:
            people.merge_person(row, **{"drop_drafts": False, **form.cleaned_data}, by=request.user)
        except REFUSALS as exc:
            show_refusal(form, exc)
        else:
            messages.success(request, "Đã gộp. Báo cáo, khen thưởng của cả hai dòng hiện tại trang này.")
            return redirect("accounts:person", form.cleaned_data["into"].pk)
    context = {"form": form, "person": row, "candidates": candidates, "words": words}
    return render(request, "accounts/person_merge.html", context, status=422 if form.errors else 200)


@require_POST
@once
def person_reopen(request, pk):
    """Mở lại."""
    row = find_person(request, pk)
    try:
        people.reopen_person(row, by=request.user)
    except InvalidTransition as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"Đã mở lại {row}.")
    return redirect("accounts:person", pk)


@require_http_methods(["GET", "POST"])
@once
def person_remove(request, pk):
    """Xóa cá nhân nhập nhầm."""
    row = find_person(request, pk)
    require(people.may_remove_person(request.user, row))
    if request.method == "POST":
        try:
            people.remove_person(row, by=request.user)
        except InvalidTransition as exc:
            messages.error(request, str(exc))
            return redirect("accounts:person", pk)
        messages.success(request, f"Đã xóa {row.full_name}.")
        return redirect("accounts:person_list")
    return render(request, "accounts/person_remove.html", {"person": row})
