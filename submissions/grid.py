"""The grid a reviewer marks in: criteria in blocks, what a rule gives, marks, sums with caps (bảng chấm, ux 7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from campaigns.enums import CriterionPart
from campaigns.models import CriteriaSet
from core.formats import format_points

from . import phrases, rules
from .models import Review, Score, Snapshot, SubmissionItem
from .points import total_hundredths
from .rule_words import rule_words
from .rules import Figures, Ruled

POINTS, NOTE = "diem", "nhan-xet"


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of the grid. `typed` and `typed_note` are what the field shows; `owed` why a note is required.

    `ruled` is what its rule gives, None for judgement; `how` says how the rule counts.
    """

    item: SubmissionItem
    self_score: Decimal | None
    ruled: Ruled | None
    how: str
    score: Score | None
    typed: str | None
    typed_note: str
    owed: str
    lacks_words: bool
    error: str
    marks: list[Score | None]

    @property
    def order(self) -> int:
        """The number people call it by."""
        return self.item.criteria_item.order

    @property
    def title(self) -> str:
        """Its own name, else the plan's."""
        return self.item.criteria_item.short_title

    @property
    def most(self) -> Decimal:
        """The highest mark it takes."""
        return self.item.criteria_item.max_points

    @property
    def part(self) -> str:
        """Base, bonus or minus."""
        return self.item.criteria_item.part

    @property
    def guidance(self) -> str:
        """What the office told its reviewers."""
        return self.item.criteria_item.reviewer_guidance

    @property
    def apart(self) -> Decimal:
        """By how many points the shown reviewers differ here; 0 where they agree or only one has marked."""
        given = [mark.points for mark in self.marks if mark and mark.points is not None]
        return max(given) - min(given) if given else Decimal(0)

    @property
    def version(self) -> int:
        """The mark the page shows, 0 for none."""
        return self.score.pk if self.score else 0


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: sub-criteria of one criterion of the plan, the bonus, the minus.

    A criterion marked as a whole stands alone, without a title. `note` says what the block counts at most.
    """

    title: str
    note: str
    lines: list[Line]


def lines_of(
    items: list[SubmissionItem], latest: Snapshot, own: Review | None, shown: list[Review], *, figures: Figures,
    typed: dict[str, str] | None = None, errors: dict[int, str] | None = None,
) -> list[Line]:  # fmt: skip
    """The grid line by line: own marks to edit, and the marks of the reviews in `shown`; one query.

    Self-scores and numbers are those of the hand-in `latest`. `typed` wins after an error.
    """
    reviews = {review.pk: review for review in (*shown, *([own] if own else []))}
    scores = {(s.review_id, s.item_id): s for s in Score.objects.filter(review__in=reviews, is_latest=True)}
    for score in scores.values():
        score.review = reviews[score.review_id]
    handed = rules.handed_of(latest)
    ruled = rules.ruled_of(items, handed)
    lines = []
    for item in items:
        score = scores.get((own.pk, item.pk)) if own else None
        self_score = handed.get(item.pk, rules.NOTHING).self_score
        note = score.note if score else ""
        lines.append(
            Line(
                item=item,
                self_score=self_score,
                ruled=ruled.get(item.pk),
                how=rule_words(item.criteria_item),
                score=score,
                typed=typed.get(f"{POINTS}-{item.pk}") if typed is not None else None,
                typed_note=typed.get(f"{NOTE}-{item.pk}", "") if typed is not None else note,
                owed=(owed := rules.why_owed(score and score.points, self_score, ruled.get(item.pk), figures.share)),
                lacks_words=bool(owed) and len(note) < figures.least,
                error=(errors or {}).get(item.pk, ""),
                marks=[scores.get((review.pk, item.pk)) for review in shown],
            )
        )
    return lines


def in_order(items: Iterable[SubmissionItem]) -> list[SubmissionItem]:
    """As grid and text show them: the base first, sub-criteria with their criterion, then bonus, then minus."""
    rows = sorted(items, key=lambda item: item.criteria_item.order)
    first: dict[int | None, int] = {}
    for item in rows:
        first.setdefault(item.criteria_item.criterion_id, item.criteria_item.order)
    parts = list(CriterionPart.values)

    def place(item: SubmissionItem) -> tuple[int, int, int]:
        asked = item.criteria_item
        with_criterion = first[asked.criterion_id] if asked.part == CriterionPart.BASE else 0
        return parts.index(asked.part), with_criterion, asked.order

    return sorted(rows, key=place)


def blocks_of(lines: list[Line], criteria_set: CriteriaSet) -> list[Block]:
    """The lines in blocks, as the page shows them."""
    blocks: dict[object, list[Line]] = {}
    for line in lines:
        asked = line.item.criteria_item
        own = asked.criterion_id if asked.part == CriterionPart.BASE else asked.part
        blocks.setdefault(own, []).append(line)
    return [_block(part, own, criteria_set) for part, own in blocks.items()]


def _block(part: object, lines: list[Line], criteria_set: CriteriaSet) -> Block:
    if part == CriterionPart.BONUS:
        note = phrases.BONUS_AT_MOST.format(cap=format_points(criteria_set.bonus_cap))
        return Block(CriterionPart.BONUS.label, note, lines)
    if part == CriterionPart.MINUS:
        note = phrases.MINUS_AT_MOST.format(cap=format_points(criteria_set.minus_cap))
        return Block(CriterionPart.MINUS.label, note, lines)
    if len(lines) == 1 and not lines[0].item.criteria_item.title:
        return Block("", "", lines)
    most = sum((line.most for line in lines), Decimal(0))
    return Block(lines[0].item.criteria_item.criterion.short_title, f"tối đa {format_points(most)} điểm", lines)


def total(lines: list[Line], points: Iterable[Decimal | None], criteria_set: CriteriaSet) -> Decimal:
    """What the points, one for each line, add up to with the caps; missing ones are left out."""
    pairs = [(line.part, value) for line, value in zip(lines, points, strict=True) if value is not None]
    return Decimal(total_hundredths(criteria_set, pairs)) / 100
