"""How units end, merge and come back. Rows stay: reports and awards point at them (ngừng hoạt động, sáp nhập)."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import audit, phrases
from core.clock import ward_date
from core.formats import format_date
from core.verdict import Forbidden, Verdict, denied, require
from core.workflow import InvalidTransition

from .. import footprint, groups
from ..models import Membership, Person, Unit, User
from ..permissions import may_manage_units
from ..roles import UNIT_ROLES
from .grants import close_row, grant_role, words_of
from .units import NAME_TAKEN, lock, name_holder

ENDED = "Đơn vị đã ngừng hoạt động."
NOT_ENDED = "Đơn vị đang hoạt động."
HAS_CHILDREN = "Còn {count} đơn vị cấp dưới đang hoạt động. Chuyển hoặc ngừng các đơn vị đó trước."
BEFORE_IT_BEGAN = "Ngày này trước ngày đơn vị bắt đầu hoạt động."
NOT_YET = "Ghi sáp nhập từ ngày việc sáp nhập có hiệu lực, không ghi trước."
INTO_ITSELF = "Chọn một đơn vị khác."
INTO_ENDED = "Đơn vị này đã ngừng hoạt động, không nhận sáp nhập được."
WORK_LEFT = "Phường còn đang xử lý {papers}. Chấp nhận xong rồi mới ngừng, sáp nhập."
DRAFTS_LEFT = "Còn {papers}. Nộp xong, hoặc đánh dấu để bỏ dở."
UNIT_GONE = "Đơn vị ngừng hoạt động."


def may_end_unit(user: User, unit: Unit) -> Verdict:
    """Whoever keeps the list; what still works below it comes first, and nothing ends twice."""
    if not (right := may_manage_units(user)):
        return right
    if unit.active_to is not None:
        return denied(ENDED)
    if count := unit.children.filter(active_to=None).count():
        return denied(HAS_CHILDREN.format(count=count))
    return right


def may_merge_unit(user: User, unit: Unit) -> Verdict:
    """Whoever keeps the list; units below move along."""
    return denied(ENDED) if (right := may_manage_units(user)) and unit.active_to is not None else right


def may_reopen_unit(user: User, unit: Unit) -> Verdict:
    """Whoever keeps the list, for a unit that has ended."""
    return denied(NOT_ENDED) if (right := may_manage_units(user)) and unit.active_to is None else right


def people_of(unit: Unit) -> QuerySet[Person]:
    """The people of the unit who have not left it."""
    return unit.people.filter(active_to=None, merged_into=None)


def officers_of(unit: Unit, *, on: date) -> QuerySet[Membership]:
    """The grants by which somebody works for the unit, now or later."""
    return unit.memberships.filter(role__in=UNIT_ROLES).lasting(on).select_related("user", "unit").order_by("pk")


def work_left(unit: Unit, people: Iterable[Person]) -> list[footprint.OpenPaper]:
    """What an ending would cut off: reports of the unit and of those people that are not accepted yet."""
    rows = [*footprint.open_papers([unit]).values(), *footprint.open_papers(list(people)).values()]
    return [paper for papers in rows for paper in papers]


@transaction.atomic
def end_unit(
    unit: Unit,
    *,
    last_day: date,
    reason: str,
    end_people: bool,
    drop_drafts: bool = False,
    by: User,
    at: datetime | None = None,
) -> Unit:
    """End a unit after `last_day` (ngừng hoạt động); its officers' grants end with it, its people if asked.

    A report in the ward's hands must be accepted first; a draft is left unfinished only when `drop_drafts` says so, and
    is there again should the unit come back. Raises Forbidden, ValidationError by field, InvalidTransition.
    """
    at = at or timezone.now()
    unit = lock(unit)
    require(may_end_unit(by, unit))
    people = list(people_of(unit)) if end_people else []
    _check(unit, last_day, work_left(unit, people), drop_drafts)
    before = audit.snapshot(unit)
    _close(unit, last_day=last_day, reason=reason)
    for grant in officers_of(unit, on=ward_date(at)):
        _end_grant(grant, last_day=last_day, by=by, at=at)
    for person in people:
        end_person_row(person, last_day=last_day, reason=UNIT_GONE, by=by)
    audit.record("end_unit", unit, by=by, reason=unit.ended_reason, changes=audit.changes_of(unit, before))
    return unit


@transaction.atomic
def merge_unit(
    unit: Unit,
    *,
    into: Unit,
    last_day: date,
    reason: str,
    move_people: bool,
    move_officers: bool,
    drop_drafts: bool = False,
    by: User,
    at: datetime | None = None,
) -> list[Membership]:
    """Merge a unit into another after `last_day` (sáp nhập); returns the grants that could not move and only ended.

    Reports and awards keep pointing at the unit, whose page says where it went. Its people and officers move or end;
    units below it move. Raises as `end_unit` does.
    """
    at = at or timezone.now()
    first, second = sorted((unit, into), key=lambda one: one.pk)
    # Always in the same order: two merges of the same pair must not wait for each other.
    held = {one.pk: lock(one) for one in dict.fromkeys((first, second))}
    unit, into = held[unit.pk], held[into.pk]
    require(may_merge_unit(by, unit))
    if unit.pk == into.pk:
        raise ValidationError({"into": INTO_ITSELF})
    if into.active_to is not None:
        raise ValidationError({"into": INTO_ENDED})
    if last_day > ward_date(at):
        raise ValidationError({"last_day": NOT_YET})
    people = list(people_of(unit))
    _check(unit, last_day, work_left(unit, [] if move_people else people), drop_drafts)
    before = audit.snapshot(unit)
    _close(unit, last_day=last_day, reason=reason, merged_into=into)
    _move_children(unit, into, by=by)
    for person in people:
        if move_people:
            _move_person(person, into, by=by)
        else:
            end_person_row(person, last_day=last_day, reason=UNIT_GONE, by=by)
    left = []
    for grant in officers_of(unit, on=ward_date(at)):
        new = _new_grant(grant, into, by=by, at=at) if move_officers else None
        _end_grant(grant, last_day=last_day, by=by, at=at, successor=new)
        if move_officers and new is None:
            left.append(grant)
    audit.record("merge_unit", unit, by=by, reason=unit.ended_reason, changes=audit.changes_of(unit, before))
    return left


def _check(unit: Unit, last_day: date, papers: list[footprint.OpenPaper], drop_drafts: bool) -> None:
    if unit.active_from and last_day < unit.active_from:
        raise ValidationError({"last_day": BEFORE_IT_BEGAN})
    if held := [paper.words for paper in papers if not paper.is_draft]:
        raise InvalidTransition(WORK_LEFT.format(papers=", ".join(held)))
    if papers and not drop_drafts:
        raise ValidationError({"drop_drafts": DRAFTS_LEFT.format(papers=", ".join(paper.words for paper in papers))})


def _close(unit: Unit, *, last_day: date, reason: str, merged_into: Unit | None = None) -> None:
    values = {"active_to": last_day, "ended_reason": " ".join(reason.split()), "merged_into": merged_into}
    # SQLite holds no row locks: the condition is what keeps a second press out there.
    if Unit.objects.filter(pk=unit.pk, active_to=None).update(**values) != 1:
        raise InvalidTransition(phrases.SOMEONE_WAS_FASTER)
    for name, value in values.items():
        setattr(unit, name, value)
    groups.leave(unit, last_day=last_day)


def _end_grant(
    grant: Membership, *, last_day: date, by: User, at: datetime, successor: Membership | None = None
) -> None:
    passed = last_day < ward_date(at) or bool(grant.starts_on and grant.starts_on > last_day)
    if not passed and grant.ends_on and grant.ends_on <= last_day:
        return
    before = words_of(grant)
    close_row(grant, last_day=None if passed else last_day, at=at, **({"successor": successor} if successor else {}))
    after = "kết thúc ngay" if passed else f"đến hết ngày {format_date(last_day)}"
    audit.record("end_grant", grant.user, by=by, changes={"role": [before, after]}, grant=grant.pk)


def _new_grant(grant: Membership, into: Unit, *, by: User, at: datetime) -> Membership | None:
    """The same role in the unit that goes on, or None for an account that is closed, one's own, or there already."""
    try:
        return grant_role(grant.user, role=grant.role, unit=into, ends_on=grant.ends_on, by=by, at=at)
    except (Forbidden, ValidationError):
        return None


def _move_children(unit: Unit, into: Unit, *, by: User) -> None:
    for child in unit.children.exclude(pk=into.pk):
        before = audit.snapshot(child)
        child.parent = into
        child.save()
        audit.record("edit_unit", child, by=by, changes=audit.changes_of(child, before))
    if into.parent_id == unit.pk:
        before = audit.snapshot(into)
        into.parent = unit.parent
        into.save()
        audit.record("edit_unit", into, by=by, changes=audit.changes_of(into, before))


def _move_person(person: Person, into: Unit, *, by: User) -> None:
    before = audit.snapshot(person)
    person.unit = into
    person.save()
    audit.record("edit_person", person, by=by, changes=audit.changes_of(person, before))


def end_person_row(person: Person, *, last_day: date, reason: str, by: User, merged_into: Person | None = None) -> None:
    """Write the end of a person under the condition that nobody ended them meanwhile; for services, which decide."""
    before = audit.snapshot(person)
    last_day = max(last_day, person.active_from or last_day)
    values = {"active_to": last_day, "ended_reason": " ".join(reason.split()), "merged_into": merged_into}
    if Person.objects.filter(pk=person.pk, active_to=None).update(**values) != 1:
        raise InvalidTransition(phrases.SOMEONE_WAS_FASTER)
    for name, value in values.items():
        setattr(person, name, value)
    groups.leave(person, last_day=last_day)
    action = "merge_person" if merged_into else "end_person"
    audit.record(action, person, by=by, reason=person.ended_reason, changes=audit.changes_of(person, before))


def ended_with(unit: Unit, *, by: User) -> tuple[list[Membership], list[Person]]:
    """The officers and people who left when the unit ended: offered to come back with it, except `by` themselves."""
    ended = unit.memberships.filter(role__in=UNIT_ROLES, successor=None, ends_on__gte=unit.active_to)
    grants = ended.filter(user__is_active=True).exclude(user=by).select_related("user", "unit").order_by("pk")
    people = unit.people.filter(active_to=unit.active_to, merged_into=None, erased_at=None)
    return list(grants), list(people)


@transaction.atomic
def reopen_unit(
    unit: Unit, *, grants: Iterable[int] = (), people: Iterable[int] = (), by: User, at: datetime | None = None
) -> Unit:
    """Take an ending or a merger back (mở lại đơn vị), with those officers and people named who left with it.

    What moved to another unit stays there. Officers get a new grant from today on; nobody gives themselves one. Raises
    Forbidden, InvalidTransition when somebody reopened it meanwhile.
    """
    at = at or timezone.now()
    unit = lock(unit)
    require(may_reopen_unit(by, unit))
    old_grants, old_people = ended_with(unit, by=by)
    if holder := name_holder(unit, on=ward_date(at)):
        raise InvalidTransition(NAME_TAKEN.format(code=holder.code))
    before, ended_on = audit.snapshot(unit), unit.active_to
    values = {"active_to": None, "ended_reason": "", "merged_into": None}
    if Unit.objects.filter(pk=unit.pk, active_to=ended_on).update(**values) != 1:
        raise InvalidTransition(phrases.SOMEONE_WAS_FASTER)
    for name, value in values.items():
        setattr(unit, name, value)
    today = ward_date(at)
    groups.rejoin(unit, on=today)
    chosen = set(grants)
    for grant in old_grants:
        if grant.pk in chosen:
            grant.unit = unit
            _give_back(grant, by=by, at=at)
    chosen = set(people)
    for person in old_people:
        if person.pk in chosen:
            reopen_person_row(person, on=today, by=by)
    audit.record("reopen_unit", unit, by=by, changes=audit.changes_of(unit, before))
    return unit


def _give_back(grant: Membership, *, by: User, at: datetime) -> None:
    """A grant whose last day has not come goes on; one that is over is given anew, unless the account holds another."""
    if Membership.objects.lasting(ward_date(at)).filter(pk=grant.pk).update(ends_on=None, ended_at=None):
        grant.ends_on = None
        audit.record("grant_role", grant.user, by=by, changes={"role": ["", words_of(grant)]}, grant=grant.pk)
    else:
        with suppress(ValidationError):
            grant_role(grant.user, role=grant.role, unit=grant.unit, by=by, at=at)


def reopen_person_row(person: Person, *, on: date, by: User) -> None:
    """Take the end of a person back; for services, which decide."""
    before, ended_on = audit.snapshot(person), person.active_to
    values = {"active_to": None, "ended_reason": "", "merged_into": None}
    if Person.objects.filter(pk=person.pk, active_to=ended_on).update(**values) != 1:
        raise InvalidTransition(phrases.SOMEONE_WAS_FASTER)
    for name, value in values.items():
        setattr(person, name, value)
    groups.rejoin(person, on=on)
    audit.record("reopen_person", person, by=by, changes=audit.changes_of(person, before))
