"""Who is in which group of the plan, as the pages of units and people ask it (accounts/groups.py).

A change of group counts from a year on. Reports keep the group they were written in, and a year that has one in
another group cannot be changed any more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from accounts import footprint
from accounts.groups import NO_GROUP, Group, GroupRefused, Span, Subject
from accounts.models import Person
from core.clock import last_day as last_day_before
from core.querysets import within

from .enums import GroupKind
from .models import Campaign, Enrolment, ParticipantGroup, ReportingPeriod

WRITTEN = "Đã có báo cáo năm {year} trong nhóm {group}; nhóm mới chỉ tính được từ năm {next}."
UNKNOWN = "Không có nhóm đối tượng “{code}”."
NOT_FOR_UNITS = "“{group}” là nhóm của cá nhân, không xếp đơn vị vào được."
NOT_FOR_PERSONS = "“{group}” là nhóm của đơn vị, không xếp cá nhân vào được."


def movement(*, on: date) -> Campaign | None:
    """The movement people are put into on `on`: the latest that runs then, else the latest of all."""
    campaigns = Campaign.objects.order_by("-start_year", "-pk")
    return campaigns.filter(start_year__lte=on.year, end_year__gte=on.year).first() or campaigns.first()


def choices(*, on: date) -> list[Group]:
    """Groups of the movement of `on`, in the plan's order; a group that has sub-groups is filled through those."""
    campaign = movement(on=on)
    rows = ParticipantGroup.objects.filter(campaign=campaign, subgroups=None).order_by("order", "pk")
    return [_group(row) for row in rows] if campaign else []


def groups_of(subjects: Iterable[Subject], *, on: date) -> dict[int, Group]:
    """The group of each in the year of `on`: the first in the plan's order, as a report begun that year takes it."""
    found: dict[int, Group] = {}
    for row in _enrolments(list(subjects), movement(on=on)).filter(within(on.year, "from_year", "to_year")):
        found.setdefault(row.unit_id or row.person_id, _group(row.group))
    return found


def history(subject: Subject) -> list[Span]:
    """Every span of every movement, oldest first; those that never came about are left out."""
    rows = Enrolment.objects.filter(**{_column([subject]): subject.pk}).select_related("group__campaign")
    spans = [(row, row.from_year or row.group.campaign.start_year) for row in rows]
    lasting = [(row, first) for row, first in spans if row.to_year is None or row.to_year >= first]
    return [Span(_group(row.group), first, row.to_year) for row, first in sorted(lasting, key=lambda pair: pair[1])]


def in_group(code: str, *, on: date) -> Q:
    """Units or persons whose enrolment of the year is in the group; with NO_GROUP those that have none."""
    campaign = movement(on=on)
    rows = Enrolment.objects.filter(within(on.year, "from_year", "to_year"), group__campaign=campaign)
    if code == NO_GROUP:
        return ~Q(enrolments__in=rows)
    return Q(enrolments__in=rows.filter(group__code=code))


def refusals(wishes: Mapping[Subject, str], *, on: date) -> dict[int, str]:
    """Per pk the sentence that says why the wish cannot be carried out."""
    return _Book(wishes, on=on).faults


def enrol(wishes: Mapping[Subject, str], *, on: date) -> dict[int, tuple[str, str]]:
    """Write what `wishes` say from the year of `on` on; all of it or, with GroupRefused, nothing."""
    book = _Book(wishes, on=on)
    for reason in book.faults.values():
        raise GroupRefused(reason)
    return book.write()


def leave(subject: Subject, *, last_day: date) -> None:
    """Close every span that lasts. The year of the last day counts when it has a report or its deadline came."""
    reported = footprint.reported_years([subject])[subject.pk]
    for row in _enrolments([subject]):
        year = last_day.year
        period = ReportingPeriod.objects.filter(campaign=row.group.campaign_id, year=year).first()
        due = period is not None and last_day >= last_day_before(period.closes_at)
        final = max([year if due else year - 1, *(written for written in reported if written <= year)])
        if row.to_year is None or row.to_year > final:
            row.to_year = final
            row.save(update_fields=["to_year"])


def rejoin(subject: Subject, *, on: date) -> None:
    """Open the last span again, or a new one in its group when years lie between."""
    rows = list(_enrolments([subject], movement(on=on)).exclude(to_year=None).order_by("to_year", "pk"))
    if not rows or _enrolments([subject], movement(on=on)).filter(to_year=None).exists():
        return
    last = rows[-1]
    if last.to_year >= on.year - 1:
        last.to_year = None
        last.save(update_fields=["to_year"])
    else:
        Enrolment.objects.create(group=last.group, from_year=on.year, **{_column([subject]): subject.pk})


def forget(subject: Subject) -> None:
    """Remove all spans of a subject that is being removed."""
    Enrolment.objects.filter(**{_column([subject]): subject.pk}).delete()


class _Book:
    """What stands in the book about the subjects of one call, and what is to stand there; reads everything at once."""

    def __init__(self, wishes: Mapping[Subject, str], *, on: date):
        self.wishes, self.campaign = dict(wishes), movement(on=on)
        self.year = max(on.year, self.campaign.start_year) if self.campaign else on.year
        rows = ParticipantGroup.objects.filter(campaign=self.campaign).prefetch_related("subgroups")
        self.groups = {row.code: row for row in rows} if self.campaign else {}
        subjects = [subject for subject in self.wishes if subject.pk]
        self.column = _column(list(self.wishes))
        self.spans: dict[int, list[Enrolment]] = defaultdict(list)
        for row in _enrolments(subjects, self.campaign):
            self.spans[row.unit_id or row.person_id].append(row)
        self.reported = footprint.reported_years(subjects)
        found = ((subject.pk, self._fault(subject, code)) for subject, code in self.wishes.items())
        self.faults = {pk: fault for pk, fault in found if fault}

    def current(self, pk: int) -> Enrolment | None:
        """The span of the year in question."""
        for row in self.spans[pk]:
            if (row.from_year is None or row.from_year <= self.year) and self._lasts(row):
                return row
        return None

    def _lasts(self, row: Enrolment) -> bool:
        return row.to_year is None or row.to_year >= self.year

    def _fault(self, subject: Subject, code: str) -> str:
        current = self.current(subject.pk)
        if code != NO_GROUP and not (current and current.group.code == code):
            if (group := self.groups.get(code)) is None or group.subgroups.all():
                return UNKNOWN.format(code=code)
            of_persons = group.kind == GroupKind.INDIVIDUAL
            if of_persons != isinstance(subject, Person):
                return (NOT_FOR_UNITS if of_persons else NOT_FOR_PERSONS).format(group=group)
        clashes = [
            (year, written)
            for year, written in self.reported[subject.pk].items()
            if year >= self.year and written != code
        ]
        if not clashes:
            return ""
        year, written = max(clashes)
        return WRITTEN.format(year=year, group=self.groups.get(written, written), next=year + 1)

    def write(self) -> dict[int, tuple[str, str]]:
        """Carry the wishes out; returns old and new code of what changed."""
        changed: dict[int, tuple[str, str]] = {}
        new: list[Enrolment] = []
        shortened: list[Enrolment] = []
        gone: list[int] = []
        for subject, code in self.wishes.items():
            current = self.current(subject.pk)
            old = current.group.code if current else NO_GROUP
            if old == code:
                # A change planned for a later year stays planned.
                continue
            kept = None
            for row in self.spans[subject.pk]:
                if row.group.code == code and (row is current or row.to_year == self.year - 1):
                    kept = row
                elif self._lasts(row):
                    # A span that would begin in or after the year of the change never comes about.
                    if (row.from_year or self.campaign.start_year) >= self.year:
                        gone.append(row.pk)
                    else:
                        row.to_year = self.year - 1
                        shortened.append(row)
            if kept:
                kept.to_year = None
                shortened.append(kept)
            elif code != NO_GROUP:
                first = self.year if self.year > self.campaign.start_year else None
                new.append(Enrolment(group=self.groups[code], from_year=first, **{self.column: subject.pk}))
            changed[subject.pk] = (old, code)
        Enrolment.objects.filter(pk__in=gone).delete()
        Enrolment.objects.bulk_update(shortened, ["to_year"], batch_size=500)
        Enrolment.objects.bulk_create(new, batch_size=500)
        return changed


def _column(subjects: list[Subject]) -> str:
    return "person_id" if subjects and isinstance(subjects[0], Person) else "unit_id"


def _enrolments(subjects: list[Subject], campaign: Campaign | None = None) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(**{f"{_column(subjects)}__in": [subject.pk for subject in subjects]})
    rows = rows.filter(group__campaign=campaign) if campaign else rows
    return rows.select_related("group__campaign").order_by("group__order", "pk")


def _group(row: ParticipantGroup) -> Group:
    return Group(row.code, row.title, row.short_title, row.kind == GroupKind.INDIVIDUAL)
