"""Conflicts of interest (xung đột lợi ích): whom a person may not judge, from what the portal knows by itself.

Three sources: the roles one holds or held in a unit within the set span, the unit whose person one is, and declared
interests that are open. One query by user for all of them, kept on the user object as `user.grants` is: it lives for
one request. Whoever writes forgets it first (`forget`), so that the answer under the lock is of that moment.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, CharField, DateField, F, Q, Value
from django.db.models.functions import Cast

from accounts.models import Membership, Person, Unit
from campaigns.figures import figure
from core.clock import database_now, ward_date
from core.verdict import ALLOWED, Verdict, denied

from . import phrases
from .models import Interest, Submission

NOW, FORMER, DECLARED = "NOW", "FORMER", "DECLARED"
WHY = {NOW: phrases.CONFLICT_OWN_UNIT, FORMER: phrases.CONFLICT_FORMER_UNIT, DECLARED: phrases.CONFLICT_DECLARED}


@dataclass(frozen=True, slots=True)
class Barred:
    """Units and persons somebody may not judge, each with why (NOW, FORMER or DECLARED)."""

    units: dict[int, str]
    persons: dict[int, str]

    def why(self, submission: Submission) -> str:
        """The kind of conflict with the report's unit or person, or with the person's unit; "" for none."""
        unit_id = submission.unit_id or (submission.person and submission.person.unit_id)
        return self.persons.get(submission.person_id or 0) or self.units.get(unit_id or 0) or ""

    def bars(self, subject: Unit | Person) -> bool:
        """Whether a unit, or a person or their unit, is among them."""
        if isinstance(subject, Person):
            return subject.pk in self.persons or subject.unit_id in self.units
        return subject.pk in self.units

    def reports(self) -> Q:
        """A filter that finds the reports somebody may not judge; to exclude them from a list. It joins nothing."""
        units, persons = list(self.units), list(self.persons)
        people = Person.objects.filter(Q(unit__in=units) | Q(pk__in=persons))
        return Q(unit__in=units) | Q(person__in=people.values("pk"))


def barred_subjects(user) -> Barred:
    """Everything `user` may not judge today by the database's clock, read once for the user object."""
    if "_barred_subjects" not in user.__dict__:
        user._barred_subjects = of_people([user.pk], on=ward_date(database_now()))[user.pk]
    return user._barred_subjects


def forget(user) -> None:
    """Read the conflicts of `user` anew at the next question: a declaration may have come meanwhile."""
    user.__dict__.pop("_barred_subjects", None)


def of_people(user_ids: Iterable[int], *, on: date) -> dict[int, Barred]:
    """What each of these people may not judge on the ward day `on`; two queries when somebody left a unit."""
    found = {user_id: Barred({}, {}) for user_id in user_ids}
    rows = list(_rows(list(found), on))
    since = _since(on) if any(row[1] == FORMER for row in rows) else on
    # A weaker ground never hides a stronger one: own unit now, then declared, then formerly.
    order = {FORMER: 0, DECLARED: 1, NOW: 2}
    for user_id, kind, unit_id, person_id, merged_id, ended_on in sorted(rows, key=lambda row: order[row[1]]):
        if kind == FORMER and ended_on < since:
            continue
        barred = found[user_id]
        barred.units.update((pk, kind) for pk in (unit_id, merged_id) if pk)
        if person_id:
            barred.persons[person_id] = kind
    return found


def _rows(user_ids: list[int], on: date):
    """(user, kind, unit, person, unit it was merged into, last day) of every source; one query."""
    text = CharField()
    columns = ("user_id", "kind", "in_unit", "of_person", "merged", "last_on")
    roles = Membership.objects.filter(
        Q(starts_on=None) | Q(starts_on__lte=on), user__in=user_ids, unit__isnull=False, awaits_confirmation=False
    ).annotate(in_unit=F("unit_id"), of_person=_no_row(), merged=F("unit__merged_into_id"), last_on=F("ends_on"))
    gone = Q(ends_on__lt=on) | Q(ends_on=on, ended_at__isnull=False)
    people = Person.objects.filter(user__in=user_ids).annotate(
        in_unit=F("unit_id"), of_person=F("pk"), merged=F("unit__merged_into_id"), last_on=F("active_to")
    )
    declared = Interest.objects.filter(user__in=user_ids, ended_at=None).annotate(
        in_unit=F("unit_id"), of_person=F("person_id"), merged=F("unit__merged_into_id"), last_on=_no_day()
    )
    parts = [
        (roles.exclude(gone), NOW),
        (roles.filter(gone), FORMER),
        (people.filter(Q(active_to=None) | Q(active_to__gte=on)), NOW),
        (people.filter(active_to__lt=on), FORMER),
        (declared, DECLARED),
    ]
    first, *others = [
        rows.annotate(kind=Value(kind, output_field=text)).order_by().values_list(*columns) for rows, kind in parts
    ]
    return first.union(*others, all=True)


def _no_row() -> Cast:
    # Cast: PostgreSQL takes a bare NULL in a union for text.
    return Cast(Value(None), BigIntegerField())


def _no_day() -> Cast:
    return Cast(Value(None), DateField())


def _since(on: date) -> date:
    """The first day on which having been in a unit still bars on the ward day `on` (thiết lập)."""
    months = on.year * 12 + on.month - 1 - int(figure("interest_months", on=on))
    year, month = divmod(months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def verdict(user, submission: Submission) -> Verdict:
    """A conflict with the report's unit or person, as the rule of every judging step."""
    why = barred_subjects(user).why(submission)
    return denied(WHY[why]) if why else ALLOWED
