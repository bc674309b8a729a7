"""Who among those still to report can be written to at all (nơi không có cách nào gửi thư)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import Person, Unit
from campaigns.models import Enrolment, ReportingPeriod
from core import addresses
from core.clock import ward_date
from core.models import AddressTrouble

from . import letters
from .enums import SubmissionStatus as S
from .models import Submission

# Open marks by folded address, as `addresses.known()` gives them.
Troubles = Mapping[str, AddressTrouble]


@dataclass(frozen=True, slots=True)
class CutOff:
    """A unit or person no letter reaches: every address is dead, or there is none."""

    subject: Unit | Person
    troubles: list[AddressTrouble]

    @property
    def token(self) -> str:
        """Names the subject together with what came upon it last: a new trouble after a repair is another."""
        return f"{letters.about(self.subject)}:{max((each.pk for each in self.troubles), default=0)}"

    @property
    def phone(self) -> str:
        """The unit's number."""
        unit = self.subject.unit if isinstance(self.subject, Person) else self.subject
        return unit.phone if unit else ""

    @property
    def why(self) -> str:
        """What is wrong, in words."""
        return self.troubles[-1].fault if self.troubles else "Chưa có địa chỉ thư."


def troubles_of(people: Iterable[letters.Addressee], known: Troubles) -> list[AddressTrouble | None]:
    """What stands against each addressee's address, in their order."""
    return [known.get(addresses.folded(one.email)) for one in people]


def is_cut_off(people: Iterable[letters.Addressee], known: Troubles) -> bool:
    """Whether none of them can be written to; nobody at all cannot."""
    return all(trouble and trouble.is_dead for trouble in troubles_of(people, known))


def missing_subjects(period: ReportingPeriod, *, now: datetime) -> list[Unit | Person]:
    """Units and persons whose report the ward has not received, as `reminders.still_missing` finds them; one query."""
    handed_in = Submission.objects.filter(period=period).exclude(status=S.DRAFT)
    here = Q(person__isnull=False) | Q(unit__in=Unit.objects.active(ward_date(now)))
    rows = Enrolment.objects.of(period).filter(here).select_related("unit", "person__unit", "person__user")
    rows = rows.exclude(unit__in=handed_in.filter(unit__isnull=False).values("unit"))
    rows = rows.exclude(person__in=handed_in.filter(person__isnull=False).values("person"))
    found = dict.fromkeys(row.unit or row.person for row in rows.order_by("pk"))
    return sorted(found, key=lambda subject: subject.sort_key)


def cut_off(period: ReportingPeriod, *, now: datetime) -> list[CutOff]:
    """Everybody who must still report and cannot be written to, by the alphabet; three queries."""
    known = addresses.known()
    people = letters.addressees(missing_subjects(period, now=now), on=ward_date(now))
    return [
        CutOff(subject, [trouble for trouble in troubles_of(readers, known) if trouble])
        for subject, readers in people.items()
        if is_cut_off(readers, known)
    ]
