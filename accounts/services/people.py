"""People: added, changed, ended, merged when one human has two rows; with or without an account (cá nhân)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from core import audit
from core.clock import ward_date
from core.text import code_key
from core.verdict import Verdict, denied, require
from core.workflow import InvalidTransition

from .. import footprint, groups
from ..models import Person, Unit, User
from ..permissions import (
    PERSON_CONTACT,
    PERSON_FACTS,
    may_add_person,
    may_edit_person,
    may_manage_units,
    person_fields,
)
from .endings import DRAFTS_LEFT, WORK_LEFT, end_person_row, reopen_person_row
from .records import CODE_IN_USE, record, require_fields, settle, store, tidy, values_of
from .units import FORMULA_CODE, group_code, set_group

ENDED = "Người này đã thôi tham gia."
NOT_ENDED = "Người này đang tham gia."
UNIT_ENDED = "Đơn vị này đã ngừng hoạt động."
ACCOUNT_TAKEN = "Tài khoản này đã gắn với {person}."
NAME_ON_PAPER = "Tên đã có trong báo cáo hoặc đề nghị khen thưởng. Cần sửa, liên hệ Phòng Văn hóa – Xã hội."
INTO_ITSELF = "Chọn một người khác."
INTO_DOUBLE = "Dòng này cũng đã được ghi là trùng. Chọn dòng được giữ lại."
TWO_ACCOUNTS = "Hai dòng gắn với hai tài khoản khác nhau. Bỏ gắn một tài khoản trước."
POINTED_AT = "Đã có báo cáo, khen thưởng hoặc tài khoản: ghi thôi tham gia thay vì xóa."
BEFORE_IT_BEGAN = "Ngày này trước ngày bắt đầu tham gia."


def fields_for_new(user: User) -> frozenset[str]:
    """What the user may say of a person they add: an officer names the group too, of the own unit's nominee."""
    return PERSON_FACTS if may_manage_units(user) else PERSON_CONTACT | {"unit", "group"}


@transaction.atomic
def add_person(*, values: Mapping[str, Any], by: User, on: date) -> Person:
    """Add somebody who may report or be nominated (thêm cá nhân); an officer only to the own unit.

    Raises Forbidden without the right, ValidationError by field for what does not fit.
    """
    require(may_add_person(by, values.get("unit")))
    person, before = Person(), audit.snapshot(Person())
    values = {name: tidy(value) for name, value in values.items()}
    require_fields(person, values, fields_for_new(by))
    _fill(person, values)
    store(person, code_taken_by=lambda: code_holder(person))
    moved = set_group(person, values.get("group", groups.NO_GROUP), on=on)
    record("add_person", person, by=by, before=before, groups=moved)
    return person


@transaction.atomic
def edit_person(
    person: Person, *, values: Mapping[str, Any], seen: str | None, group_year: int | None = None, by: User, on: date
) -> bool:
    """Change what `values` name (sửa cá nhân); True when anything changed. `seen` and errors as in `edit_unit`.

    An officer cannot rename somebody who already stands on a paper: that would hand the merit to another.
    """
    person = lock(person)
    require(may_edit_person(by, person))
    allowed = person_fields(by, person)
    values = {name: tidy(value) for name, value in values.items()}
    require_fields(person, values, allowed)
    values = settle(person, values_of(person, allowed, group_code(person, on=on)), values, seen)
    before = audit.snapshot(person)
    changed = {
        name for name in ("code", "full_name") if values.get(name, getattr(person, name)) != getattr(person, name)
    }
    on_paper = bool(changed) and person.pk in footprint.used([person])
    if on_paper and "code" in changed and person.code:
        raise ValidationError({"code": CODE_IN_USE})
    if on_paper and "full_name" in changed and not may_manage_units(by):
        raise ValidationError({"full_name": NAME_ON_PAPER})
    _fill(person, values)
    store(person, code_taken_by=lambda: code_holder(person))
    moved = set_group(person, values["group"], on=on, year=group_year) if "group" in values else None
    if not (moved or audit.changes_of(person, before)):
        return False
    record("edit_person", person, by=by, before=before, groups=moved)
    return True


def lock(person: Person) -> Person:
    """The row as it stands now, held for this transaction."""
    return Person.objects.select_for_update().get(pk=person.pk)


def _fill(person: Person, values: Mapping[str, Any]) -> None:
    was_in = person.unit_id
    for name, value in values.items():
        if name != "group":
            setattr(person, name, value)
    if person.code and person.code[0] in "=+-@":
        raise ValidationError({"code": FORMULA_CODE})
    if person.unit_id and person.unit_id != was_in and _has_ended(person.unit):
        raise ValidationError({"unit": UNIT_ENDED})
    if person.user_id:
        holder = Person.objects.filter(user=person.user_id).exclude(pk=person.pk).first()
        if holder is not None:
            raise ValidationError({"user": ACCOUNT_TAKEN.format(person=holder)})
    person.clean_fields(exclude=["code_key", "search_text", "sort_key"])


def _has_ended(unit: Unit) -> bool:
    return unit.active_to is not None


def code_holder(person: Person) -> Person | None:
    """Another person whose code reads the same."""
    key = code_key(person.code)
    return Person.objects.filter(code_key=key).exclude(pk=person.pk).first() if key else None


def may_end_person(user: User, person: Person) -> Verdict:
    """Whoever keeps the list, once."""
    return denied(ENDED) if (right := may_manage_units(user)) and person.active_to is not None else right


def may_reopen_person(user: User, person: Person) -> Verdict:
    """Whoever keeps the list, for somebody who left or was taken for a double, in a unit that goes on."""
    if not (right := may_manage_units(user)):
        return right
    if person.active_to is None:
        return denied(NOT_ENDED)
    if person.erased_at is not None:
        return denied("Dữ liệu của người này đã được xóa theo yêu cầu.")
    return denied(UNIT_ENDED) if person.unit is not None and _has_ended(person.unit) else right


@transaction.atomic
def end_person(
    person: Person, *, last_day: date, reason: str, drop_drafts: bool = False, by: User, at: datetime | None = None
) -> Person:
    """End somebody's taking part after `last_day` (thôi tham gia); reports and awards stay. Raises as `end_unit`."""
    person = lock(person)
    require(may_end_person(by, person))
    if person.active_from and last_day < person.active_from:
        raise ValidationError({"last_day": BEFORE_IT_BEGAN})
    _check_work(person, drop_drafts)
    end_person_row(person, last_day=last_day, reason=reason, by=by)
    return person


def _check_work(person: Person, drop_drafts: bool) -> None:
    papers = footprint.open_papers([person])[person.pk]
    if held := [paper.words for paper in papers if not paper.is_draft]:
        raise InvalidTransition(WORK_LEFT.format(papers=", ".join(held)))
    if papers and not drop_drafts:
        raise ValidationError({"drop_drafts": DRAFTS_LEFT.format(papers=", ".join(paper.words for paper in papers))})


@transaction.atomic
def merge_person(
    person: Person, *, into: Person, drop_drafts: bool = False, by: User, at: datetime | None = None
) -> Person:
    """Say that two rows are one human (gộp dòng trùng): `person` ends and names `into` as the row that counts.

    Reports and awards of both stay where they are and are shown on the page of `into`. The account goes along unless
    both have one. Raises as `end_person` does.
    """
    at = at or timezone.now()
    first, second = sorted((person, into), key=lambda one: one.pk)
    held = {one.pk: lock(one) for one in dict.fromkeys((first, second))}
    person, into = held[person.pk], held[into.pk]
    require(may_manage_units(by))
    if person.pk == into.pk:
        raise ValidationError({"into": INTO_ITSELF})
    if person.merged_into_id is not None:
        raise InvalidTransition(ENDED)
    if into.merged_into_id is not None or into.erased_at is not None:
        raise ValidationError({"into": INTO_DOUBLE})
    if person.user_id and into.user_id:
        raise ValidationError({"into": TWO_ACCOUNTS})
    _check_work(person, drop_drafts)
    before = audit.snapshot(into)
    if account := person.user:
        # One account, one row: the double lets go first.
        person.user = None
        person.save()
        into.user = account
        into.save()
        audit.record("edit_person", into, by=by, changes=audit.changes_of(into, before))
    Person.objects.filter(merged_into=person.pk).update(merged_into=into)
    if person.active_to is None:
        end_person_row(person, last_day=ward_date(at), reason="", by=by, merged_into=into)
        return person
    before = audit.snapshot(person)
    person.merged_into = into
    person.save()
    audit.record("merge_person", person, by=by, changes=audit.changes_of(person, before))
    return person


@transaction.atomic
def reopen_person(person: Person, *, by: User, at: datetime | None = None) -> Person:
    """Take an ending or a merging of doubles back (mở lại); an account that moved stays where it is."""
    person = lock(person)
    require(may_reopen_person(by, person))
    reopen_person_row(person, on=ward_date(at or timezone.now()), by=by)
    return person


def may_remove_person(user: User, person: Person) -> Verdict:
    """Only somebody nothing points at is removed; everybody else ends and stays."""
    if not (right := may_manage_units(user)):
        return right
    pointed = person.user_id or person.pk in footprint.used([person]) or person.doubles.exists()
    return denied(POINTED_AT) if pointed else right


@transaction.atomic
def remove_person(person: Person, *, by: User) -> None:
    """Take somebody entered by mistake off the list (xóa cá nhân). Raises as `remove_unit` does."""
    person = lock(person)
    require(may_remove_person(by, person))
    audit.record("remove_person", person, by=by, changes=audit.changes_of(Person(), audit.snapshot(person)))
    groups.forget(person)
    try:
        person.delete()
    except ProtectedError:
        raise InvalidTransition(POINTED_AT) from None
