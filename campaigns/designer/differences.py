"""What changed between two versions of a set, in the words of the page and of the Excel file."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.formats import format_points

from ..enums import CriterionPart, MarkingKind
from ..models import CriteriaSet
from .values import Values, steps_words


@dataclass(frozen=True, slots=True)
class Change:
    """One item that is new, gone or different; `lines` are (what, before, after)."""

    kind: str
    name: str
    lines: tuple[tuple[str, str, str], ...] = ()


ADDED, REMOVED, CHANGED = "Thêm", "Bỏ", "Sửa"
# Facts of the whole set beside its items.
FRAME = (
    ("Số người chấm", lambda one: str(one.scorers)),
    ("Trần điểm thưởng", lambda one: format_points(one.bonus_cap)),
    ("Trần điểm trừ", lambda one: format_points(one.minus_cap)),
)


def facts_of(values: Values) -> dict[str, str]:
    """What is said of an item as texts by column heading."""
    return {
        "Phần điểm": CriterionPart(values.part).label,
        "Tên tiêu chí thành phần": values.title,
        "Điểm tối đa": "" if values.max_points is None else format_points(values.max_points),
        "Cách chấm": MarkingKind(values.kind).label,
        "Đơn vị tính": values.measure,
        "Điểm mỗi đơn vị": "" if values.unit_points is None else format_points(values.unit_points),
        "Bậc điểm": steps_words(values.steps),
        "Cần minh chứng": "Có" if values.evidence_required else "Không",
        "Hướng dẫn đơn vị": values.guidance,
        "Hướng dẫn người thẩm định": values.reviewer_guidance,
    }


def frame_changes(old: CriteriaSet, new: CriteriaSet) -> list[tuple[str, str, str]]:
    """Facts of the whole set that differ, as (what, before, after)."""
    pairs = [(label, told(old), told(new)) for label, told in FRAME]
    return [(label, before, after) for label, before, after in pairs if before != after]


def between(old: Iterable[Values], new: Iterable[Values], names: dict[int, str]) -> list[Change]:
    """The items that differ, in the new order, then those that are gone; `names` are the plan's by criterion pk.

    Items are the same when part, criterion and title are; where a criterion has one item on both sides, that is it.
    """
    left, found = list(old), []
    rows = list(new)
    pairs = [(each, _take(left, lambda one, each=each: _key(one) == _key(each))) for each in rows]
    for each, former in pairs:
        if former is None:
            same = [one for one in rows if _place(one) == _place(each)]
            alone = len(same) == 1 and sum(_place(one) == _place(each) for one in left) == 1
            former = _take(left, lambda one, each=each: _place(one) == _place(each)) if alone else None
        if former is None:
            found.append(Change(ADDED, name_of(each, names)))
        elif lines := _lines(former, each):
            found.append(Change(CHANGED, name_of(each, names), lines))
    return found + [Change(REMOVED, name_of(one, names)) for one in left]


def name_of(values: Values, names: dict[int, str]) -> str:
    """Its own name, else the plan's; bonus and minus say so."""
    name = values.title or names.get(values.criterion_id, "")
    return name if values.part == CriterionPart.BASE else f"{CriterionPart(values.part).label}: {name}"


def _take(rows: list[Values], matches) -> Values | None:
    found = next((row for row in rows if matches(row)), None)
    if found is not None:
        rows.remove(found)
    return found


def _place(values: Values) -> tuple:
    # Bonus and minus items stand by themselves: only their name tells which is which.
    return (values.part, values.criterion_id or values.title.casefold())


def _key(values: Values) -> tuple:
    return (values.part, values.criterion_id, values.title.casefold())


def _lines(old: Values, new: Values) -> tuple[tuple[str, str, str], ...]:
    before, after = facts_of(old), facts_of(new)
    return tuple((label, before[label], after[label]) for label in before if before[label] != after[label])
