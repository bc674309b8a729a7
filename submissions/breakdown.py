"""How a total came about (điểm chi tiết): every criterion, every reviewer, every former mark."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from campaigns.enums import CriterionPart

from . import marks, totals
from .enums import ReviewKind
from .models import Review, Score, Submission, SubmissionItem
from .points import Sums, sums_of


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion or sub-criterion with the marks of the shown reviews in their order; None where there is none."""

    item: SubmissionItem
    scores: list[Score | None]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under one heading: a criterion of the plan with its sub-criteria, or bonus, or minus; "" else."""

    heading: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What the page shows of one report. `hidden` says that marks exist the reader may not see yet."""

    reviews: list[Review]
    hidden: bool
    blocks: list[Block]
    self_sums: Sums
    sums: list[Sums]
    total: Fraction | None
    settled: Review | None
    changed: list[Score]

    @property
    def columns(self) -> list[tuple[Review, Sums]]:
        """Each shown review with what its marks add up to."""
        return list(zip(self.reviews, self.sums, strict=True))

    @property
    def has_parts(self) -> bool:
        """Are there bonus or minus criteria beside the base."""
        return any(block.lines[0].item.criteria_item.part != CriterionPart.BASE for block in self.blocks)


def of(submission: Submission, user, *, on: date) -> Breakdown:
    """The breakdown as `user` may see it on the ward day `on`: another's open or blind marks are not in it."""
    reviews = list(
        marks.current_reviews(submission).select_related("reviewer", "snapshot").order_by("kind", "slot", "pk")
    )
    shown = marks.visible_reviews(user, reviews, submission.criteria_set.scorers)
    items = list(submission.items.select_related("criteria_item__criterion").order_by("criteria_item__order", "pk"))
    scores = list(
        Score.objects.filter(review__in=shown)
        .select_related("review__reviewer", "item__criteria_item__criterion")
        .order_by("item__criteria_item__order", "review", "pk")
    )
    latest = {(score.review_id, score.item_id): score for score in scores if score.is_latest}
    lines = [Line(item, [latest.get((review.pk, item.pk)) for review in shown]) for item in items]
    whole = len(shown) == len(reviews)
    gap = totals.widest_gap(submission.period, on=on)
    found = totals.with_totals(Submission.objects.filter(pk=submission.pk), gap=gap).get() if whole else None
    has_total = found is not None and found.numerator is not None
    return Breakdown(
        reviews=shown,
        hidden=not whole,
        blocks=list(_blocks(lines)),
        self_sums=_sums(submission, ((item, item.self_score) for item in items)),
        sums=[
            _sums(submission, ((line.item, score.points) for line in lines if (score := line.scores[place])))
            for place in range(len(shown))
        ],
        total=totals.total_of(found.numerator, found.denominator) if has_total else None,
        settled=next((review for review in shown if review.kind == ReviewKind.RECONCILE and review.completed_at), None),
        changed=_changed(scores),
    )


def _blocks(lines: list[Line]) -> Iterator[Block]:
    def key(line: Line) -> tuple:
        item = line.item.criteria_item
        return (item.part, item.criterion_id if item.part == CriterionPart.BASE else None)

    for (part, _), rows in groupby(lines, key=key):
        block = list(rows)
        item = block[0].item.criteria_item
        if part != CriterionPart.BASE:
            yield Block(item.get_part_display(), block)
        else:
            yield Block(item.criterion.short_title if item.title else "", block)


def _sums(submission: Submission, given: Iterator[tuple[SubmissionItem, Decimal | None]]) -> Sums:
    criteria_set = submission.criteria_set
    pairs = [(item.criteria_item.part, points) for item, points in given if points is not None]
    return sums_of(pairs, bonus_cap=criteria_set.bonus_cap, minus_cap=criteria_set.minus_cap)


def _changed(scores: list[Score]) -> list[Score]:
    """Every row of the marks that were entered more than once, the one that stands now last."""
    former = {(score.review_id, score.item_id) for score in scores if not score.is_latest}
    return [score for score in scores if (score.review_id, score.item_id) in former]
