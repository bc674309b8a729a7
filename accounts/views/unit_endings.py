"""How units end, merge, come back, or are removed when nothing points at them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.onetime import once
from core.verdict import require
from core.workflow import InvalidTransition

from ..forms.units import LEAVE, MOVE, EndUnitForm, MergeUnitForm, ReopenForm, take_errors
from ..models import Membership
from ..services import endings, units
from .units import find_unit, today

REFUSALS = (ValidationError, InvalidTransition)


def show_refusal(form, exc: Exception) -> None:
    """Put a service's refusal where the reader looks: at its field, or on top of the form."""
    if isinstance(exc, ValidationError):
        take_errors(form, exc)
    else:
        form.add_error(None, str(exc))


def _stakes(row) -> dict:
    """What the page says hangs on the unit."""
    people = list(endings.people_of(row))
    papers = endings.work_left(row, people)
    return {
        "unit": row,
        "officers": endings.officers_of(row, on=today()),
        "people_count": len(people),
        "papers": papers,
        "has_drafts": any(paper.is_draft for paper in papers),
    }


@require_http_methods(["GET", "POST"])
@once
def unit_end(request, pk):
    """Ngừng hoạt động."""
    row = find_unit(request, pk)
    require(endings.may_end_unit(request.user, row))
    stakes = _stakes(row)
    form = EndUnitForm(request.POST or None, has_drafts=stakes["has_drafts"], initial={"last_day": today()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            endings.end_unit(
                row,
                last_day=data["last_day"],
                reason=data["reason"],
                end_people=data["people"] == LEAVE,
                drop_drafts=data.get("drop_drafts", False),
                by=request.user,
            )
        except REFUSALS as exc:
            show_refusal(form, exc)
        else:
            messages.success(request, f"Đã ghi {row} ngừng hoạt động. Mở lại được tại trang này.")
            return redirect("accounts:unit", row.pk)
    return render(request, "accounts/unit_end.html", stakes | {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@once
def unit_merge(request, pk):
    """Sáp nhập vào đơn vị khác."""
    row = find_unit(request, pk)
    require(endings.may_merge_unit(request.user, row))
    stakes = _stakes(row)
    form = MergeUnitForm(request.POST or None, unit=row, has_drafts=stakes["has_drafts"], initial={"last_day": today()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            left = endings.merge_unit(
                row,
                into=data["into"],
                last_day=data["last_day"],
                reason=data["reason"],
                move_people=data["people"] == MOVE,
                move_officers=data["officers"] == MOVE,
                drop_drafts=data.get("drop_drafts", False),
                by=request.user,
            )
        except REFUSALS as exc:
            show_refusal(form, exc)
        else:
            messages.success(request, f"Đã ghi {row} sáp nhập vào {data['into']}.")
            if left:
                messages.warning(request, f"Không chuyển được vai trò của {_names(left)}; vai trò đã kết thúc.")
            return redirect("accounts:unit", row.pk)
    return render(request, "accounts/unit_merge.html", stakes | {"form": form}, status=422 if form.errors else 200)


def _names(grants: list[Membership]) -> str:
    return ", ".join(str(grant.user) for grant in grants)


@require_http_methods(["GET", "POST"])
@once
def unit_reopen(request, pk):
    """Mở lại đơn vị: an ending or merger taken back."""
    row = find_unit(request, pk)
    require(endings.may_reopen_unit(request.user, row))
    grants, people = endings.ended_with(row, by=request.user)
    form = ReopenForm(request.POST if request.method == "POST" else None, grants=grants, people=people)
    if request.method == "POST" and form.is_valid():
        chosen = {name: [one.pk for one in rows] for name, rows in form.cleaned_data.items()}
        try:
            endings.reopen_unit(row, **chosen, by=request.user)
        except InvalidTransition as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Đã mở lại {row}.")
            return redirect("accounts:unit", row.pk)
    context = {"form": form, "unit": row}
    return render(request, "accounts/unit_reopen.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@once
def unit_remove(request, pk):
    """Xóa đơn vị nhập nhầm."""
    row = find_unit(request, pk)
    require(units.may_remove_unit(request.user, row))
    if request.method == "POST":
        try:
            units.remove_unit(row, by=request.user)
        except InvalidTransition as exc:
            messages.error(request, str(exc))
            return redirect("accounts:unit", pk)
        messages.success(request, f"Đã xóa {row.name}.")
        return redirect("accounts:unit_list")
    return render(request, "accounts/unit_remove.html", {"unit": row})
