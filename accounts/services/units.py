"""Units: added, changed, removed while nothing points at them. How they end is in `endings`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError, Q

from core import audit
from core.text import code_key
from core.verdict import Verdict, denied, require
from core.workflow import InvalidTransition

from .. import footprint, groups
from ..models import Unit, User
from ..permissions import may_edit_unit, may_manage_units, unit_fields
from .records import CODE_IN_USE, record, require_fields, settle, store, tidy, values_of

NO_CODE = "Mã cần có chữ hoặc số."
FORMULA_CODE = "Mã không bắt đầu bằng dấu =, +, - hoặc @."
ITS_OWN_PARENT = "Đơn vị không thể thuộc chính mình hoặc thuộc đơn vị cấp dưới của mình."
PARENT_ENDED = "Đơn vị cấp trên này đã ngừng hoạt động."
NAME_TAKEN = "Đã có đơn vị mang tên này, mã {code}. Ghi thêm vào tên để phân biệt."
POINTED_AT = "Đã có báo cáo, khen thưởng, vai trò, cá nhân hoặc đơn vị cấp dưới: ngừng hoạt động thay vì xóa."


@transaction.atomic
def add_unit(*, values: Mapping[str, Any], by: User, on: date) -> Unit:
    """Add a unit to the ward's list (thêm đơn vị); `values` by field name, with the code of its group as "group".

    Raises Forbidden without the right, ValidationError by field for what does not fit.
    """
    require(may_manage_units(by))
    unit, before = Unit(), audit.snapshot(Unit())
    values = {name: tidy(value) for name, value in values.items()}
    require_fields(unit, values, unit_fields(by, unit))
    _fill(unit, values)
    _require_own_name(unit, on=on)
    store(unit, code_taken_by=lambda: code_holder(unit))
    moved = set_group(unit, values.get("group", groups.NO_GROUP), on=on)
    record("add_unit", unit, by=by, before=before, groups=moved)
    return unit


@transaction.atomic
def edit_unit(
    unit: Unit, *, values: Mapping[str, Any], seen: str | None, group_year: int | None = None, by: User, on: date
) -> bool:
    """Change what `values` name (sửa đơn vị); True when anything changed. The group counts from `group_year` on, or
    from the year of `on`.

    `seen` is the stamp of what the writer started from, None for a caller that read just now. Raises Forbidden for a
    field that is not the user's, ValidationError by field, EditedElsewhere when somebody changed the unit meanwhile.
    """
    unit = lock(unit)
    require(may_edit_unit(by, unit))
    allowed = unit_fields(by, unit)
    values = {name: tidy(value) for name, value in values.items()}
    require_fields(unit, values, allowed)
    values = settle(unit, values_of(unit, allowed, group_code(unit, on=on)), values, seen)
    before = audit.snapshot(unit)
    if "code" in values and values["code"] != unit.code and is_in_use(unit):
        raise ValidationError({"code": CODE_IN_USE})
    renamed = "name" in values and code_key(values["name"]) != code_key(unit.name)
    _fill(unit, values)
    if renamed and unit.active_to is None:
        _require_own_name(unit, on=on)
    store(unit, code_taken_by=lambda: code_holder(unit))
    moved = set_group(unit, values["group"], on=on, year=group_year) if "group" in values else None
    if not (moved or audit.changes_of(unit, before)):
        return False
    record("edit_unit", unit, by=by, before=before, groups=moved)
    return True


def lock(unit: Unit) -> Unit:
    """The row as it stands now, held for this transaction; two people's edits of one unit follow each other."""
    return Unit.objects.select_for_update().get(pk=unit.pk)


def group_code(subject: groups.Subject, *, on: date) -> str:
    """The code of the group of the year, or none."""
    group = groups.groups_of([subject], on=on).get(subject.pk)
    return group.code if group else groups.NO_GROUP


def set_group(subject: groups.Subject, code: str, *, on: date, year: int | None = None) -> tuple[str, str] | None:
    """Put the subject into the group from `year` on; old and new short title, or None when it was there already."""
    later = year is not None and year > on.year
    day = date(year, 1, 1) if later else on
    titles = {group.code: group.short_title for group in groups.choices(on=day)}
    try:
        moved = groups.enrol({subject: code}, on=day)
    except groups.GroupRefused as exc:
        raise ValidationError({"group": str(exc)}) from None
    old, new = moved.get(subject.pk, (code, code))
    if old == new:
        return None
    return titles.get(old, old), titles.get(new, new) + (f" (từ năm {year})" if later else "")


def _fill(unit: Unit, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name != "group":
            setattr(unit, name, value)
    if not any(char.isalnum() for char in unit.code):
        raise ValidationError({"code": NO_CODE})
    if unit.code[0] in "=+-@":
        raise ValidationError({"code": FORMULA_CODE})
    if "parent" in values and unit.parent is not None:
        if unit.pk and unit.pk in _line_above(unit.parent_id):
            raise ValidationError({"parent": ITS_OWN_PARENT})
        if unit.parent.active_to is not None:
            raise ValidationError({"parent": PARENT_ENDED})
    unit.clean_fields(exclude=["code_key", "search_text", "sort_key"])


def _line_above(pk: int | None) -> set[int]:
    """The keys of the unit and of every unit above it, as they stand in the database now."""
    found: set[int] = set()
    while pk is not None and pk not in found:
        found.add(pk)
        pk = Unit.objects.values_list("parent_id", flat=True).get(pk=pk)
    return found


def code_holder(unit: Unit) -> Unit | None:
    """Another unit whose code reads the same after folding case and blanks."""
    return Unit.objects.filter(code_key=code_key(unit.code)).exclude(pk=unit.pk).first()


def name_holder(unit: Unit, *, on: date) -> Unit | None:
    """Another unit that has not ended by `on` and whose name reads the same after folding case and blanks (UNT-01)."""
    wanted = code_key(unit.name)
    others = Unit.objects.filter(going_on(on)).exclude(pk=unit.pk).only("code", "name")
    return next((other for other in others if code_key(other.name) == wanted), None)


def going_on(on: date) -> Q:
    """Units that have not ended by the ward day `on`, those still to begin included."""
    return Q(active_to=None) | Q(active_to__gte=on)


def _require_own_name(unit: Unit, *, on: date) -> None:
    if holder := name_holder(unit, on=on):
        raise ValidationError({"name": NAME_TAKEN.format(code=holder.code)})


def is_in_use(unit: Unit) -> bool:
    """True when the code is somebody's way in, or stands on a paper."""
    return unit.memberships.exists() or unit.pk in footprint.used([unit])


def may_remove_unit(user: User, unit: Unit) -> Verdict:
    """Only what nothing points at goes; everything else ends and stays (Units and persons)."""
    if not (right := may_manage_units(user)):
        return right
    pointed = is_in_use(unit) or unit.people.exists() or unit.children.exists() or unit.merged_units.exists()
    return denied(POINTED_AT) if pointed else right


@transaction.atomic
def remove_unit(unit: Unit, *, by: User) -> None:
    """Take a unit that was entered by mistake off the list (xóa đơn vị).

    Raises Forbidden while anything points at it, InvalidTransition when something began to at the same moment.
    """
    unit = lock(unit)
    require(may_remove_unit(by, unit))
    audit.record("remove_unit", unit, by=by, changes=audit.changes_of(Unit(), audit.snapshot(unit)))
    groups.forget(unit)
    try:
        unit.delete()
    except ProtectedError:
        raise InvalidTransition(POINTED_AT) from None
