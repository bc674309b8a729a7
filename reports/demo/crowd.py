"""Units and people beyond the named bodies, for measurements."""

from collections.abc import Iterator

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.enums import Role
from accounts.models import Membership, Person, Unit, User
from campaigns.models import Enrolment, ParticipantGroup
from core.text import code_key, fold_vi, name_sort_key, sort_key

from .bodies import FIRMS, OTHERS, further
from .people import OFFICERS_DOMAIN, Ward

Subject = tuple[Unit | Person, ParticipantGroup, User]


def batches(ward: Ward, *, units: int, reports: int, size: int) -> Iterator[list[Subject]]:
    """Further enterprises up to `units` units in all, then people until there are `reports` subjects; `size` at a time.

    Each batch of units has one officer; people are written for by the officers of the named bodies.
    """
    left = reports
    extra = further(units)
    for start in range(0, len(extra), size):
        made = _units(ward, extra[start : start + size], number=start)
        if left > 0:
            yield made[:left]
        left -= len(made)
    officers = list(ward.officers.items())
    for start in range(0, max(left, 0), size):
        yield _people(ward, officers, first=start + 1, count=min(size, left - start))


@transaction.atomic
def _units(ward: Ward, extra: list, *, number: int) -> list[Subject]:
    group = ward.groups[FIRMS]
    officer = User.objects.create(
        email=f"dau-moi.nhom-{number}@{OFFICERS_DOMAIN}",
        password=make_password(None),
        full_name=f"Cán bộ đầu mối nhóm {number}",
        title="Cán bộ đầu mối",
        phone="0225 0002 000",
    )
    units = Unit.objects.bulk_create(
        Unit(
            code=body.code,
            code_key=code_key(body.code),
            name=body.name,
            short_name=body.short_name,
            search_text=fold_vi(f"{body.name} {body.short_name} {body.code}")[:320],
            sort_key=sort_key(body.name)[:900],
        )
        for body in extra
    )
    Enrolment.objects.bulk_create(Enrolment(group=group, unit=unit) for unit in units)
    Membership.objects.bulk_create(Membership(user=officer, role=Role.UNIT_OFFICER, unit=unit) for unit in units)
    return [(unit, group, officer) for unit in units]


@transaction.atomic
def _people(ward: Ward, officers: list, *, first: int, count: int) -> list[Subject]:
    group, position = ward.groups[OTHERS], "Người lao động"
    people, writers = [], []
    for number in range(first, first + count):
        unit_id, officer = officers[number % len(officers)]
        name = f"Cá nhân minh họa {number:05d}"
        people.append(
            Person(
                full_name=name,
                position=position,
                unit_id=unit_id,
                is_woman=number % 2 == 0,
                search_text=fold_vi(f"{name} {position}")[:320],
                sort_key=name_sort_key(name)[:900],
            )
        )
        writers.append(officer)
    people = Person.objects.bulk_create(people)
    Enrolment.objects.bulk_create(Enrolment(group=group, person=person) for person in people)
    return [(person, group, officer) for person, officer in zip(people, writers, strict=True)]
