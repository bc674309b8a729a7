"""A set made out of another: the same group's in full, another group's as far as it makes sense."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from .. import phrases
from ..enums import CriterionPart
from ..models import CriteriaItem, CriteriaSet, CriteriaStep, Criterion, ParticipantGroup, ReportingPeriod
from .checks import load_items
from .values import MOST_POINTS, Values


def copy_set(source: CriteriaSet, *, period: ReportingPeriod, version: int = 1, **fields) -> CriteriaSet:
    """The same group's set as a new one, with everything in it (chép bộ tiêu chí); `fields` are further columns."""
    new = _like(source, source.group, period, version, fields)
    write_items(new, [Values.of(item) for item in load_items(source)])
    return new


def copy_from_group(
    source: CriteriaSet, *, group: ParticipantGroup, criteria: list[Criterion], period: ReportingPeriod, version: int
) -> tuple[CriteriaSet, list[str]]:
    """A draft for another group and the sentences on what was left out.

    Bonus and minus items come whole. The base rests on the plan's wording, which differs: where both groups have
    equally many criteria, points and kind of marking go over place by place, without guidance and sub-criteria;
    otherwise the 100 points are shared out evenly.
    """
    new = _like(source, group, period, version, {})
    items = load_items(source)
    base, left = _base(items, criteria)
    # What hung on the other group's criterion goes on under its own name.
    others = [
        replace(Values.of(item), criterion_id=None, title=item.short_title)
        for item in items
        if item.part != CriterionPart.BASE
    ]
    write_items(new, [*base, *others])
    return new, left


def start_empty(*, group, criteria: list[Criterion], period: ReportingPeriod, version: int) -> CriteriaSet:
    """A draft with the plan's criteria and 100 points shared out evenly: an item without points cannot be kept."""
    new = CriteriaSet.objects.create(group=group, period=period, version=version)
    write_items(new, evenly(criteria))
    return new


def evenly(criteria: list[Criterion]) -> list[Values]:
    """One item per criterion, whole points, the first ones one more where 100 does not divide."""
    whole, rest = divmod(int(MOST_POINTS), len(criteria)) if criteria else (0, 0)
    return [
        Values(criterion_id=criterion.pk, max_points=Decimal(whole + (place < rest)))
        for place, criterion in enumerate(criteria)
    ]


def write_items(criteria_set: CriteriaSet, values: Iterable[Values]) -> list[CriteriaItem]:
    """Rows for what `values` say, in their order, numbered from 1."""
    rows = []
    for order, each in enumerate(values, start=1):
        item = CriteriaItem.objects.create(criteria_set=criteria_set, order=order, **each.columns)
        write_steps(item, each)
        rows.append(item)
    return rows


def write_steps(item: CriteriaItem, values: Values) -> None:
    """The steps of one item, which has none."""
    CriteriaStep.objects.bulk_create(
        CriteriaStep(item=item, at_least=at_least, points=points) for at_least, points in values.steps
    )


def _like(source: CriteriaSet, group, period, version: int, fields: dict) -> CriteriaSet:
    frame = {name: getattr(source, name) for name in ("scorers", "bonus_cap", "minus_cap")}
    return CriteriaSet.objects.create(group=group, period=period, version=version, **frame | fields)


def _base(items: list[CriteriaItem], criteria: list[Criterion]) -> tuple[list[Values], list[str]]:
    theirs: dict[int, list[CriteriaItem]] = defaultdict(list)
    for item in items:
        if item.part == CriterionPart.BASE:
            theirs[item.criterion_id].append(item)
    if len(theirs) != len(criteria):
        counts = {"theirs": len(theirs), "ours": len(criteria)}
        return evenly(criteria), [phrases.LEFT_COUNT.format(**counts), phrases.SPLIT_EVENLY]
    base, left = [], []
    for criterion, parts in zip(criteria, theirs.values(), strict=True):
        points = sum((item.max_points for item in parts), Decimal(0))
        if len(parts) == 1:
            values = Values.of(parts[0])
            base.append(replace(values, criterion_id=criterion.pk, title="", guidance="", reviewer_guidance=""))
            continue
        base.append(Values(criterion_id=criterion.pk, max_points=points))
        names = ", ".join(item.short_title for item in parts)
        left.append(phrases.LEFT_PARTS.format(title=parts[0].criterion.short_title, names=names))
    written = (item for parts in theirs.values() for item in parts)
    if any(item.guidance or item.reviewer_guidance for item in written):
        left.append(phrases.LEFT_GUIDANCE)
    return base, left
