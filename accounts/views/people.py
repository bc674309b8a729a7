"""People: the list, one person's page, adding and changing; an officer adds nominees of the own unit."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from core import audit
from core.onetime import once
from core.paging import page_of
from core.text import whole_number
from core.verdict import denied, require

from .. import directory, footprint, groups
from ..forms.units import PersonForm, take_errors
from ..models import Person, Unit
from ..permissions import (
    may_add_person,
    may_edit_person,
    may_manage_units,
    may_read_person,
    may_read_unit,
    person_fields,
    reads_every_unit,
)
from ..services import people
from ..services.records import EditedElsewhere, values_of
from .units import show_clash, today


def find_person(request: HttpRequest, pk: int) -> Person:
    """The person in the user's scope, 404 outside."""
    rows = Person.objects.visible_to(request.user).select_related("unit", "user", "merged_into")
    return get_object_or_404(rows, pk=pk)


@require_GET
def person_list(request):
    """Everybody who may report or be nominated; all filters are in the address."""
    require(may_manage_units(request.user))
    on, choices = today(), directory.Choices.of(request.GET, directory.PERSON_STANDINGS)
    page = page_of(
        request, directory.people(Person.objects.visible_to(request.user), choices, on=on), directory.PER_PAGE
    )
    context = {
        "page_obj": page,
        "rows": directory.rows(page, on=on),
        "choices": choices,
        "standings": directory.PERSON_STANDINGS,
        "groups": groups.choices(on=on, of_persons=True),
        "without": directory.WITHOUT,
    }
    return render(request, "accounts/person_list.html", context)


@require_GET
def person(request, pk):
    """Everything about one person, with what stands under their other rows."""
    row, user, on = find_person(request, pk), request.user, today()
    require(may_read_person(user, row))
    manages = may_manage_units(user)
    doubles = list(row.doubles.select_related("unit").order_by("pk"))
    context = {
        "person": row,
        "standing": directory.standing_of(row, on=on),
        "spans": groups.history(row),
        "group": groups.groups_of([row], on=on).get(row.pk),
        "doubles": doubles,
        "papers": [paper for one in [row, *doubles] for paper in footprint.papers(one, by=user)],
        "manages": manages,
        "opens_others": reads_every_unit(user),
        "opens_unit": row.unit is not None and may_read_unit(user, row.unit),
        "edit": may_edit_person(user, row),
        "history": audit.history(row, limit=20) if manages else [],
    }
    if manages:
        context |= {
            "end": people.may_end_person(user, row),
            "reopen": people.may_reopen_person(user, row),
            "remove": people.may_remove_person(user, row),
        }
    return render(request, "accounts/person.html", context)


def _asked_unit(request) -> Unit | None:
    """The unit the reader came from: 404 outside their scope, 403 when they may not add people to it."""
    if not (pk := whole_number(request.GET.get("don-vi"))):
        return None
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    require(may_add_person(request.user, unit))
    return unit


@require_http_methods(["GET", "POST"])
@once
def person_add(request):
    """Thêm cá nhân."""
    user, on = request.user, today()
    unit = _asked_unit(request)
    if not may_manage_units(user) and not user.reporting_unit_ids:
        require(denied("Chỉ quản trị hoặc cán bộ đầu mối của đơn vị thêm được."))
    allowed = people.fields_for_new(user)
    current = values_of(Person(unit=unit), allowed, groups.NO_GROUP)
    form = PersonForm(request.POST or None, allowed=allowed, current=current, on=on, by=user, is_new=True)
    if request.method == "POST" and form.is_valid():
        try:
            row = people.add_person(values=form.values, by=user, on=on)
        except ValidationError as exc:
            take_errors(form, exc)
        else:
            messages.success(request, f"Đã thêm {row}.")
            return redirect("accounts:person", row.pk)
    context = {"form": form, "unit": unit, "manages": may_manage_units(user)}
    return render(request, "accounts/person_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@once
def person_edit(request, pk):
    """Sửa cá nhân; whoever works for the unit changes what they know of their people."""
    row, user, on = find_person(request, pk), request.user, today()
    require(may_edit_person(user, row))
    allowed = person_fields(user, row)
    current = values_of(row, allowed, people.group_code(row, on=on))
    form = PersonForm(request.POST or None, allowed=allowed, current=current, on=on, by=user, is_new=False)
    clash = None
    if request.method == "POST" and form.is_valid():
        try:
            changed = people.edit_person(row, values=form.values, **form.said, by=user, on=on)
        except ValidationError as exc:
            take_errors(form, exc)
        except EditedElsewhere as exc:
            clash = show_clash(form, exc)
        else:
            messages.success(request, f"Đã lưu {row.full_name}." if changed else "Không có gì thay đổi.")
            return redirect("accounts:person", row.pk)
    context = {"form": form, "person": row, "clash": clash, "manages": may_manage_units(user)}
    return render(request, "accounts/person_form.html", context, status=409 if clash else 422 if form.errors else 200)
