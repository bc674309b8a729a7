"""Units: the list, one unit's page, adding and changing (Đơn vị, tài khoản)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core import audit
from core.clock import ward_date
from core.onetime import once
from core.paging import page_of
from core.verdict import denied, require

from .. import directory, footprint, groups
from ..forms.units import UnitForm, take_errors
from ..models import Membership, Unit
from ..permissions import (
    UNIT_FACTS,
    may_add_person,
    may_edit_unit,
    may_manage_units,
    may_read_unit,
    reads_every_unit,
    unit_fields,
)
from ..roles import UNIT_ROLES
from ..services import endings, units
from ..services.records import EditedElsewhere, values_of

PEOPLE_PER_PAGE = 30


def find_unit(request: HttpRequest, pk: int) -> Unit:
    """The unit in the user's scope, 404 outside."""
    rows = Unit.objects.visible_to(request.user).select_related("parent", "merged_into")
    return get_object_or_404(rows, pk=pk)


def today():
    """The ward day of this request."""
    return ward_date(timezone.now())


@require_GET
def unit_list(request):
    """Every unit of the ward; all filters are in the address."""
    require(may_manage_units(request.user))
    on, choices = today(), directory.Choices.of(request.GET, directory.STANDINGS)
    found = directory.units(Unit.objects.visible_to(request.user), choices, on=on)
    page = page_of(request, found, directory.PER_PAGE)
    context = {
        "page_obj": page,
        "rows": directory.rows(page, on=on),
        "choices": choices,
        "standings": directory.STANDINGS,
        "groups": groups.choices(on=on, of_persons=False),
        "without": directory.WITHOUT,
    }
    return render(request, "accounts/unit_list.html", context)


@require_GET
def unit(request, pk):
    """Everything about one unit: facts, officers, people, what it reported, where it went."""
    row, user, on = find_unit(request, pk), request.user, today()
    require(may_read_unit(user, row))
    manages = may_manage_units(user)
    officers = Membership.objects.active(on).filter(unit=row, role__in=UNIT_ROLES).select_related("user")
    people = row.people.filter(merged_into=None).select_related("user").order_by("active_to", "sort_key", "pk")
    page = page_of(request, people, PEOPLE_PER_PAGE)
    context = {
        "unit": row,
        "standing": directory.standing_of(row, on=on),
        "spans": groups.history(row),
        "group": groups.groups_of([row], on=on).get(row.pk),
        "officers": officers.order_by("role", "pk"),
        "page_obj": page,
        "people": directory.rows(page, on=on),
        "children": row.children.order_by("sort_key"),
        "merged_units": row.merged_units.order_by("sort_key"),
        "papers": footprint.papers(row, by=user),
        "manages": manages,
        "opens_others": reads_every_unit(user),
        "opens_people": reads_every_unit(user) or row.pk in user.reporting_unit_ids,
        "edit": may_edit_unit(user, row),
        "add_person": may_add_person(user, row) if row.active_to is None else denied(endings.ENDED),
        "add_person_url": f"{reverse('accounts:person_add')}?don-vi={row.pk}",
        "history": audit.history(row, limit=20) if manages else [],
    }
    if manages:
        context |= {
            "end": endings.may_end_unit(user, row),
            "merge": endings.may_merge_unit(user, row),
            "remove": units.may_remove_unit(user, row),
        }
    return render(request, "accounts/unit.html", context)


@require_http_methods(["GET", "POST"])
@once
def unit_add(request):
    """Thêm đơn vị."""
    require(may_manage_units(request.user))
    on, current = today(), values_of(Unit(), UNIT_FACTS, groups.NO_GROUP)
    form = UnitForm(request.POST or None, allowed=UNIT_FACTS, current=current, on=on, of_persons=False, is_new=True)
    if request.method == "POST" and form.is_valid():
        try:
            row = units.add_unit(values=form.values, by=request.user, on=on)
        except ValidationError as exc:
            take_errors(form, exc)
        else:
            messages.success(request, f"Đã thêm {row}.")
            return redirect("accounts:unit", row.pk)
    status = 422 if form.errors else 200
    return render(request, "accounts/unit_form.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@once
def unit_edit(request, pk):
    """Sửa đơn vị; whoever works for the unit changes its contact only."""
    row, on = find_unit(request, pk), today()
    require(may_edit_unit(request.user, row))
    allowed = unit_fields(request.user, row)
    current = values_of(row, allowed, units.group_code(row, on=on))
    code_is_fixed = units.is_in_use(row)
    shown = allowed - {"code"} if code_is_fixed else allowed
    form = UnitForm(request.POST or None, allowed=shown, current=current, on=on, of_persons=False, is_new=False)
    clash = None
    if request.method == "POST" and form.is_valid():
        try:
            changed = units.edit_unit(row, values=form.values, **form.said, by=request.user, on=on)
        except ValidationError as exc:
            take_errors(form, exc)
        except EditedElsewhere as exc:
            clash = show_clash(form, exc)
        else:
            messages.success(request, f"Đã lưu {row.name}." if changed else "Không có gì thay đổi.")
            return redirect("accounts:unit", row.pk)
    context = {"form": form, "unit": row, "clash": clash, "code_is_fixed": code_is_fixed, "manages": "name" in allowed}
    return render(request, "accounts/unit_form.html", context, status=409 if clash else 422 if form.errors else 200)


def show_clash(form, clash: EditedElsewhere) -> EditedElsewhere:
    """Keep what was typed and take note of what the row holds now, so that the next press overwrites knowingly."""
    form.data = form.data.copy()
    form.data["seen"] = clash.seen
    return clash
