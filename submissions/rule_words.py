"""How a criterion's points follow from numbers (cách tính điểm): one wording, for who writes and who judges."""

from decimal import Decimal

from campaigns.enums import MarkingKind
from campaigns.models import CriteriaItem
from core.formats import format_points

from . import phrases


def with_measure(number: Decimal | None, measure: str) -> str:
    """A number with what it counts: “12 sáng kiến”, “95%”; "" for none."""
    if number is None:
        return ""
    blank = "" if measure == "%" else " "
    return f"{format_points(number)}{blank}{measure}".rstrip()


def rule_words(item: CriteriaItem) -> str:
    """How its points come about, "" for one marked by judgement. Reads `steps`; prefetch them for a list."""
    most = format_points(item.max_points)
    if item.kind == MarkingKind.RATIO:
        return phrases.BY_RATIO.format(most=most)
    if item.kind == MarkingKind.COUNT:
        points = format_points(item.unit_points)
        return phrases.BY_COUNT.format(measure=item.measure or "đơn vị", points=points, most=most)
    if item.kind != MarkingKind.STEPS:
        return ""
    steps = sorted(item.steps.all(), key=lambda step: -step.at_least)
    words = [
        phrases.BY_STEPS.format(at_least=with_measure(step.at_least, item.measure), points=format_points(step.points))
        for step in steps
    ]
    if steps and steps[-1].at_least:
        words.append(phrases.BY_STEPS_BELOW.format(at_least=with_measure(steps[-1].at_least, item.measure)))
    return "; ".join(words)


def counted_words(points: Decimal | None, score: Decimal | None) -> str:
    """What stands beside the self-score `score` of a criterion whose rule gives `points`."""
    if points is None:
        return phrases.SCORE_FOLLOWS
    words = phrases.COUNTED_BY_RULE.format(points=format_points(points))
    return words if score in (None, points) else f"{words} {phrases.SCORE_DIFFERS}"
