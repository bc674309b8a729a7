"""One item of a draft: added, changed, moved, removed."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.doing import carry_out
from core.onetime import once
from core.text import whole_number
from core.verdict import require

from ..designer import items
from ..designer.checks import criteria_of, total_words
from ..designer.sets import EditedElsewhere
from ..designer.values import MOST_POINTS, Values
from ..enums import CriterionPart
from ..forms import ItemForm
from ..models import CriteriaItem, CriteriaSet
from ..permissions import may_change, may_design
from .criteria_sets import find_set


def find_item(request: HttpRequest, pk: int) -> CriteriaItem:
    """The item with its set, for whoever may design criteria."""
    require(may_design(request.user))
    rows = CriteriaItem.objects.select_related("criteria_set__group", "criteria_set__period", "criterion")
    return get_object_or_404(rows.prefetch_related("steps"), pk=pk)


@require_http_methods(["GET", "POST"])
@once
def criteria_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Sửa một tiêu chí."""
    item = find_item(request, pk)
    row = item.criteria_set
    if request.method == "GET":
        require(may_change(request.user, row))
    form, clash = ItemForm(request.POST or None, values=Values.of(item)), None
    if request.method == "POST" and form.is_valid():
        change = {"values": form.values, "seen": form.cleaned_data["seen"], "by": request.user}
        try:
            carry_out(request, partial(items.save_item, item, **change), "Đã lưu tiêu chí.")
            return redirect("campaigns:criteria_set", row.pk)
        except ValidationError as exc:
            form.refuse(exc)
        except EditedElsewhere as exc:
            clash = Values.of(find_item(request, pk))
            form.data = form.data.copy()
            form.data["seen"] = exc.seen
    return _page(request, row, form, item=item, criterion=item.criterion, clash=clash)


@require_http_methods(["GET", "POST"])
@once
def criteria_item_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Thêm: a sub-criterion under `?tieu-chi=`, or a bonus or minus item (`?phan=BONUS`)."""
    row = find_set(request, pk)
    require(may_change(request.user, row))
    blank, criterion = _blank(request, row)
    form = ItemForm(request.POST or None, values=blank)
    if request.method == "POST" and form.is_valid():
        try:
            carry_out(request, partial(items.add_item, row, values=form.values, by=request.user), "Đã thêm.")
            return redirect("campaigns:criteria_set", row.pk)
        except ValidationError as exc:
            form.refuse(exc)
    return _page(request, row, form, item=None, criterion=criterion, clash=None)


def _blank(request: HttpRequest, row: CriteriaSet):
    """The empty item the address asks for, with its criterion of the plan; 404 for a part or criterion there is not."""
    part = request.GET.get("phan", CriterionPart.BASE)
    if part not in CriterionPart.values:
        raise Http404
    if part != CriterionPart.BASE:
        return Values(part=part, evidence_required=part == CriterionPart.BONUS), None
    wanted = whole_number(request.GET.get("tieu-chi"))
    criterion = next((one for one in criteria_of(row.group) if one.pk == wanted), None)
    if criterion is None:
        raise Http404
    return Values(part=part, criterion_id=criterion.pk), criterion


def _page(request, row, form, *, item, criterion, clash) -> HttpResponse:
    others = row.items.filter(part=CriterionPart.BASE).exclude(pk=item and item.pk)
    rest = others.aggregate(sum=Sum("max_points"))["sum"] or 0
    part = form.values_before.part
    is_base = part == CriterionPart.BASE
    context = {
        "set": row, "form": form, "item": item, "criterion": criterion, "part": CriterionPart(part), "is_base": is_base,
        "rest": rest, "clash": clash, "cap": {"BONUS": row.bonus_cap, "MINUS": row.minus_cap}.get(part, MOST_POINTS),
        "total": total_words(rest + (item.max_points if item and is_base else 0)),
    }  # fmt: skip
    status = 409 if clash else 422 if form.errors else 200
    return render(request, "campaigns/criteria_item.html", context, status=status)


@require_POST
@once
def criteria_item_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Bỏ một tiêu chí khỏi bản nháp."""
    item = find_item(request, pk)
    carry_out(request, partial(items.remove_item, item, by=request.user), f"Đã bỏ “{item.short_title}”.")
    return redirect("campaigns:criteria_set", item.criteria_set_id)


@require_POST
@once
def criteria_item_move(request: HttpRequest, pk: int, direction: str) -> HttpResponse:
    """Chuyển lên, chuyển xuống."""
    item = find_item(request, pk)
    carry_out(request, partial(items.move_item, item, direction=direction, by=request.user))
    return redirect("campaigns:criteria_set", item.criteria_set_id)
