"""What stands in the way of publishing a set, each as a sentence that says where and what."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from core.formats import format_points

from .. import phrases
from ..enums import CriterionPart
from ..models import CriteriaItem, CriteriaSet, Criterion, ParticipantGroup
from .values import MOST_POINTS, Values


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend; `item` is the pk of the item it is about, None for the set as a whole."""

    text: str
    item: int | None = None


def criteria_of(group: ParticipantGroup) -> list[Criterion]:
    """The plan's criteria a set of the group is built on: its own, or those of the group above where it has none."""
    rows = list(Criterion.objects.filter(group=group).order_by("order", "pk"))
    return rows or list(Criterion.objects.filter(group=group.parent_id).order_by("order", "pk"))


def load_items(criteria_set: CriteriaSet) -> list[CriteriaItem]:
    """The items in order with criterion and steps; two queries."""
    rows = criteria_set.items.select_related("criterion").prefetch_related("steps")
    return list(rows.order_by("order", "pk"))


def base_total(items: Iterable[CriteriaItem]) -> Decimal:
    """What the base items add up to, exact."""
    return sum((item.max_points for item in items if item.part == CriterionPart.BASE), Decimal(0))


def total_words(total: Decimal) -> str:
    """“Tổng 95/100, còn thiếu 5”: the sum of the base as the office reads it."""
    if total == MOST_POINTS:
        return phrases.TOTAL.format(total=format_points(total))
    words = phrases.SHORT if total < MOST_POINTS else phrases.OVER
    return words.format(total=format_points(total), gap=format_points(abs(MOST_POINTS - total)))


def in_use(criteria_set: CriteriaSet) -> bool:
    """Has a report been begun under it? Asked through the reverse relation: reports live in an app above this one."""
    return criteria_set.submissions.exists()


def former_in_use(criteria_set: CriteriaSet) -> bool:
    """Has a report been begun under an earlier version of the same group and year?"""
    earlier = CriteriaSet.objects.filter(group=criteria_set.group_id, period=criteria_set.period_id)
    return earlier.filter(version__lt=criteria_set.version, submissions__isnull=False).exists()


def twins(items: Iterable[CriteriaItem]) -> set[int]:
    """Items that nobody can tell apart: the same name in the same part, under the same criterion."""
    rows = list(items)
    names = Counter((item.part, item.criterion_id, item.title.casefold()) for item in rows)
    return {item.pk for item in rows if names[item.part, item.criterion_id, item.title.casefold()] > 1}


def unnamed_of_several(items: Iterable[CriteriaItem]) -> set[int]:
    """Base items without a name of their own although their criterion has others."""
    rows = [item for item in items if item.part == CriterionPart.BASE]
    count = Counter(item.criterion_id for item in rows)
    return {item.pk for item in rows if count[item.criterion_id] > 1 and not item.title}


def faults_of(
    criteria_set: CriteriaSet, items: list[CriteriaItem], criteria: Iterable[Criterion], *, note_needed: bool
) -> list[Fault]:
    """Everything to be mended before the set can be published; empty when it can (điều kiện ban hành).

    `items` with their steps, `criteria` of the group; `note_needed` when a report already uses a former version.
    """
    total, pointed = base_total(items), {item.criterion_id for item in items if item.part == CriterionPart.BASE}
    found = [] if total == MOST_POINTS else [Fault(f"{total_words(total)}.")]
    for criterion in criteria:
        if criterion.pk not in pointed:
            found.append(Fault(phrases.UNPOINTED.format(title=criterion.short_title)))
    same, unnamed = twins(items), unnamed_of_several(items)
    for item in items:
        sentences = list(Values.of(item).faults(criteria_set).values())
        if item.pk in unnamed:
            sentences.append(phrases.TITLE_OF_SEVERAL)
        elif item.pk in same:
            sentences.append(phrases.TITLE_TWICE)
        found += [Fault(f"{item.order}. {item.short_title}: {sentence}", item.pk) for sentence in sentences]
    if note_needed and not criteria_set.change_note.strip():
        found.append(Fault(phrases.NO_CHANGE_NOTE))
    return found
