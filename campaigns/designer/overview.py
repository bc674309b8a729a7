"""Every group of one year with its sets: what the list of criteria shows, in a constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Prefetch

from ..enums import CriteriaStatus
from ..models import CriteriaItem, CriteriaSet, Criterion, ParticipantGroup, ReportingPeriod
from .checks import base_total, total_words


@dataclass(slots=True)
class Line:
    """One set in the list; `reports` is how many are written under it."""

    criteria_set: CriteriaSet
    total: str
    items: int
    reports: int


@dataclass(slots=True)
class GroupRow:
    """A group of the plan with its draft, the set in force and how many older versions there are."""

    group: ParticipantGroup
    draft: Line | None = None
    current: Line | None = None
    older: list[CriteriaSet] = field(default_factory=list)


def groups_of(period: ReportingPeriod) -> list[GroupRow]:
    """The groups that have criteria in the plan, in its order, with their sets of the year; four queries."""
    groups = list(ParticipantGroup.objects.filter(campaign=period.campaign_id).order_by("order", "pk"))
    pointed = set(Criterion.objects.filter(campaign=period.campaign_id).values_list("group_id", flat=True))
    parents = {group.parent_id for group in groups}
    items = Prefetch("items", CriteriaItem.objects.order_by("order"))
    sets = CriteriaSet.objects.filter(period=period).select_related("group", "period", "published_by")
    found: dict[int, list[CriteriaSet]] = defaultdict(list)
    for one in sets.annotate(reports=Count("submissions")).prefetch_related(items).order_by("-version"):
        found[one.group_id].append(one)
    rows = []
    for group in groups:
        has_criteria = group.pk in pointed or (group.parent_id in pointed and group.pk not in parents)
        if has_criteria or found[group.pk]:
            rows.append(_row(group, found[group.pk]))
    return rows


def _row(group: ParticipantGroup, sets: list[CriteriaSet]) -> GroupRow:
    published = [one for one in sets if one.status == CriteriaStatus.PUBLISHED]
    draft = next((one for one in sets if one.status == CriteriaStatus.DRAFT), None)
    lines = [_line(one) if one else None for one in (draft, published[0] if published else None)]
    return GroupRow(group, *lines, older=published[1:])


def _line(one: CriteriaSet) -> Line:
    items = list(one.items.all())
    return Line(one, total_words(base_total(items)), len(items), one.reports)


def sources_for(group: ParticipantGroup, period: ReportingPeriod) -> list[CriteriaSet]:
    """What a draft can be copied from: this year's set, the group's former years, then other groups of this year.

    The published set of the highest version of each; two queries.
    """
    published = CriteriaSet.objects.filter(status=CriteriaStatus.PUBLISHED, period__campaign=period.campaign_id)
    rows = published.select_related("group", "period").order_by("-version")
    newest: dict[tuple[int, int], CriteriaSet] = {}
    for one in rows:
        newest.setdefault((one.group_id, one.period_id), one)
    own = sorted((one for one in newest.values() if one.group_id == group.pk), key=lambda one: -one.period.year)
    own.sort(key=lambda one: one.period_id != period.pk)
    years = sorted({one.period.year for one in newest.values() if one.period.year <= period.year}, reverse=True)
    near = years[0] if years else period.year
    others = [one for one in newest.values() if one.group_id != group.pk and one.period.year == near]
    return own + sorted(others, key=lambda one: one.group.order)
