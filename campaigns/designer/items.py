"""The items of a draft: added, saved, moved, removed. A draft's text is no row of the log; publishing is."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from core.verdict import denied, require

from .. import phrases
from ..enums import CriterionPart
from ..models import CriteriaItem, CriteriaSet
from ..permissions import may_design
from .checks import criteria_of, load_items
from .copying import write_items, write_steps
from .sets import EditedElsewhere, hold
from .values import Values

MOST_ITEMS = 60
UP, DOWN = "up", "down"
_PARTS = list(CriterionPart.values)


@transaction.atomic
def add_item(criteria_set: CriteriaSet, *, values: Values, by) -> CriteriaItem:
    """One more item at the end of its criterion or part (thêm tiêu chí thành phần, điểm thưởng, điểm trừ).

    Raises ValidationError by field, InvalidTransition when the set is no draft any more.
    """
    require(may_design(by))
    draft = hold(criteria_set)
    items = load_items(draft)
    if len(items) >= MOST_ITEMS:
        raise ValidationError(phrases.ITEMS_MOST.format(most=MOST_ITEMS))
    values = _checked(draft, values, items)
    item = CriteriaItem.objects.create(criteria_set=draft, order=len(items) + 1, **values.columns)
    write_steps(item, values)
    renumber(draft)
    return item


@transaction.atomic
def save_item(item: CriteriaItem, *, values: Values, seen: str, by) -> None:
    """Save what is said of one item (lưu tiêu chí); its part and criterion stay.

    Raises ValidationError by field, EditedElsewhere when somebody else saved it meanwhile, InvalidTransition when the
    set is no draft any more or the item is gone.
    """
    require(may_design(by))
    draft = hold(item.criteria_set)
    items = load_items(draft)
    stored = _find(items, item)
    before = Values.of(stored)
    if before.stamp != seen:
        raise EditedElsewhere(before.stamp)
    values = _checked(draft, values, [row for row in items if row.pk != stored.pk])
    if (values.part, values.criterion_id) != (before.part, before.criterion_id):
        require(denied(phrases.SOMEONE_WAS_FASTER))
    CriteriaItem.objects.filter(pk=stored.pk).update(**values.columns)
    stored.steps.all().delete()
    write_steps(stored, values)


@transaction.atomic
def remove_item(item: CriteriaItem, *, by) -> None:
    """Take an item out of a draft (bỏ tiêu chí); a criterion of the plan keeps its last one. Raises Forbidden then."""
    require(may_design(by))
    draft = hold(item.criteria_set)
    items = load_items(draft)
    stored = _find(items, item)
    if stored.part == CriterionPart.BASE and sum(row.criterion_id == stored.criterion_id for row in items) == 1:
        require(denied(phrases.LAST_OF_CRITERION))
    stored.delete()
    renumber(draft)


@transaction.atomic
def move_item(item: CriteriaItem, *, direction: str, by) -> None:
    """Change places with the neighbour above or below in the same criterion or part (chuyển lên, xuống)."""
    require(may_design(by))
    draft = hold(item.criteria_set)
    items = load_items(draft)
    stored = _find(items, item)
    row = [each for each in items if (each.part, each.criterion_id) == (stored.part, stored.criterion_id)]
    place = row.index(stored)
    other = place - 1 if direction == UP else place + 1
    if 0 <= other < len(row):
        row[other].order, stored.order = stored.order, row[other].order
        CriteriaItem.objects.bulk_update([stored, row[other]], ["order"])


def replace_items(draft: CriteriaSet, values: Iterable[Values]) -> list[CriteriaItem]:
    """All items of a draft held by the caller, anew; sorted as `renumber` sorts."""
    draft.items.all().delete()
    rows = write_items(draft, values)
    renumber(draft)
    return rows


def renumber(draft: CriteriaSet) -> None:
    """Numbers from 1: the base in the plan's order, then bonus, then minus, each as it stood."""
    items = load_items(draft)
    items.sort(key=lambda item: (_PARTS.index(item.part), item.criterion.order if item.criterion else 0, item.order))
    changed = []
    for order, item in enumerate(items, start=1):
        if item.order != order:
            item.order = order
            changed.append(item)
    CriteriaItem.objects.bulk_update(changed, ["order"])


def _find(items: list[CriteriaItem], item: CriteriaItem) -> CriteriaItem:
    found = next((row for row in items if row.pk == item.pk), None)
    if found is None:
        raise CriteriaItem.DoesNotExist
    return found


def _checked(draft: CriteriaSet, values: Values, others: list[CriteriaItem]) -> Values:
    """The values as they are stored; raises ValidationError by field."""
    values = values.fitted()
    faults = values.faults(draft)
    if values.part == CriterionPart.BASE and values.criterion_id not in {row.pk for row in criteria_of(draft.group)}:
        faults["title"] = phrases.NO_CRITERIA
    beside = [row for row in others if (row.part, row.criterion_id) == (values.part, values.criterion_id)]
    if values.part == CriterionPart.BASE and beside and not values.title:
        faults["title"] = phrases.TITLE_OF_SEVERAL
    elif any(row.title.casefold() == values.title.casefold() for row in beside):
        faults["title"] = phrases.TITLE_TWICE
    if faults:
        raise ValidationError(faults)
    return values
