"""What the rule of a criterion gives for the numbers a hand-in carries, and where a mark owes a reason (ux 7).

The numbers are those of the snapshot that is judged, never what the unit may be writing since. A mark that follows the
rule needs no word; one that leaves it is the reviewer's own and says why (law.md 10).
"""

from dataclasses import dataclass
from decimal import Decimal

from campaigns.enums import MarkingKind
from core.formats import format_points

from . import phrases
from .marks import reason_owed
from .models import Score, Snapshot, SubmissionItem
from .points import NUMBERS_ASKED, points_by_rule
from .rule_words import with_measure


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rule of one criterion gives: `points` (None where a number is missing) and how, in `words`."""

    points: Decimal | None
    words: str


@dataclass(frozen=True, slots=True)
class Handed:
    """The numbers of one criterion as they were handed in; None where none was given."""

    self_score: Decimal | None = None
    amount: Decimal | None = None
    target: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The dated settings about reasons: `share` in percent of the self-score, `least` letters a reason has."""

    share: int
    least: int


NOTHING = Handed()


def handed_of(snapshot: Snapshot) -> dict[int, Handed]:
    """The numbers of the hand-in by pk of item."""
    names = ("self_score", "amount", "target")
    return {row["id"]: Handed(*(_number(row.get(name)) for name in names)) for row in snapshot.data.get("items", [])}


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _of(item: SubmissionItem, handed: Handed) -> Ruled:
    asked = item.criteria_item
    points = points_by_rule(asked, amount=handed.amount, target=handed.target)
    if points is None:
        return Ruled(None, phrases.RULE_LACKS_NUMBERS)
    source = with_measure(handed.amount, asked.measure)
    if asked.kind == MarkingKind.RATIO:
        source = f"{format_points(handed.amount)}/{with_measure(handed.target, asked.measure)}"
    return Ruled(points, phrases.BY_RULE.format(points=format_points(points), source=source))


def ruled_of(items: list[SubmissionItem], handed: dict[int, Handed]) -> dict[int, Ruled]:
    """By pk of item, what its rule gives for the numbers handed in; those marked by judgement are left out.

    No query but the steps of `criteria_item`, when they are not prefetched.
    """
    asked = [item for item in items if NUMBERS_ASKED[item.criteria_item.kind]]
    return {item.pk: _of(item, handed.get(item.pk, NOTHING)) for item in asked}


def points_of(ruled: dict[int, Ruled], pk: int) -> Decimal | None:
    """What the rule of item `pk` gives; None without a rule or without its numbers."""
    return ruled[pk].points if pk in ruled else None


def why_owed(points: Decimal | None, self_score: Decimal | None, ruled: Ruled | None, share: int) -> str:
    """What makes a reason necessary for a mark ("thấp hơn cách tính 2 điểm"), or "" when nothing does.

    A mark that leaves its rule by anything, and one that leaves the self-score by `share` percent of it.
    """
    if points is None:
        return ""
    if ruled and ruled.points is not None and points != ruled.points:
        gap = format_points(abs(points - ruled.points))
        return f"{'thấp' if points < ruled.points else 'cao'} hơn cách tính {gap} điểm"
    return reason_owed(points, self_score, share).removesuffix(phrases.REASON_WANTED)


def fault_of(score: Score | None, order: int, self_score: Decimal | None, ruled: Ruled | None, figures: Figures) -> str:
    """What the mark of a criterion still lacks, as a sentence, or ""; zero is a mark, an empty field is none."""
    if score is None or score.points is None:
        return f"Tiêu chí {order}: chưa chấm."
    why = why_owed(score.points, self_score, ruled, figures.share)
    if not why or len(score.note) >= figures.least:
        return ""
    return f"Tiêu chí {order}: {why}, " + phrases.REASON_OF_LENGTH.format(least=figures.least)
