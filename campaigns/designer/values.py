"""What is said of one item of a set, apart from its row: the form, the copy and the Excel file all speak of this."""

import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from decimal import Decimal
from hashlib import sha256

from core.formats import format_points
from core.text import nfc

from .. import phrases
from ..enums import CriterionPart, MarkingKind
from ..models import CriteriaItem, CriteriaSet

MOST_POINTS = Decimal(100)
MOST_STEPS = 12
TITLE_LIMIT, MEASURE_LIMIT, GUIDANCE_LIMIT = 160, 60, 4000
# Which fields only some kinds of marking use.
OF_KINDS = {
    "measure": (MarkingKind.STEPS, MarkingKind.RATIO, MarkingKind.COUNT),
    "unit_points": (MarkingKind.COUNT,),
    "steps": (MarkingKind.STEPS,),
}
_UNUSED = {"measure": "", "unit_points": None, "steps": ()}
_PLAIN = re.compile(r"(\d{1,13})(?:[.,](\d{1,2}))?", re.ASCII)
_GROUPED = re.compile(r"(\d{1,3}(?:\.\d{3}){1,4})(?:,(\d{1,2}))?", re.ASCII)

Step = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Values:
    """One item: points exact to two places, steps as (from how much on, points) from the lowest up."""

    part: str = CriterionPart.BASE
    criterion_id: int | None = None
    title: str = ""
    max_points: Decimal | None = None
    kind: str = MarkingKind.JUDGEMENT
    measure: str = ""
    unit_points: Decimal | None = None
    steps: tuple[Step, ...] = ()
    evidence_required: bool = True
    guidance: str = ""
    reviewer_guidance: str = ""

    @classmethod
    def of(cls, item: CriteriaItem) -> "Values":
        """What the row says; its steps must be loaded for a constant number of queries."""
        own = {name: getattr(item, name) for name in cls.__slots__ if name != "steps"}
        steps = sorted((step.at_least, step.points) for step in item.steps.all())
        return cls(**own, steps=tuple(steps))

    @property
    def columns(self) -> dict:
        """The columns of the item's row, without its steps."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "steps"}

    @property
    def stamp(self) -> str:
        """Short fingerprint of everything said: what a form tells it has seen."""
        return sha256(repr([shown(value) for value in astuple(self)]).encode()).hexdigest()[:16]

    def fitted(self) -> "Values":
        """The same without what its kind of marking does not use, and with its texts as they are stored."""
        unused = {name: _UNUSED[name] for name, kinds in OF_KINDS.items() if self.kind not in kinds}
        texts = {name: " ".join(nfc(getattr(self, name)).split()) for name in ("title", "measure")}
        texts |= {name: tidy(getattr(self, name)) for name in ("guidance", "reviewer_guidance")}
        return replace(self, **texts | {"steps": tuple(sorted(self.steps))} | unused)

    def faults(self, criteria_set: CriteriaSet) -> dict[str, str]:
        """What is wrong with it alone, by field, as sentences; empty when nothing is."""
        found: dict[str, str] = {}
        if self.max_points is None:
            found["max_points"] = phrases.POINTS_NEEDED
        elif not 0 < self.max_points <= MOST_POINTS:
            found["max_points"] = phrases.POINTS_RANGE
        elif self.part == CriterionPart.BONUS and self.max_points > criteria_set.bonus_cap:
            found["max_points"] = phrases.ABOVE_BONUS.format(cap=format_points(criteria_set.bonus_cap))
        elif self.part == CriterionPart.MINUS and self.max_points > criteria_set.minus_cap:
            found["max_points"] = phrases.ABOVE_MINUS.format(cap=format_points(criteria_set.minus_cap))
        if self.criterion_id is None and not self.title:
            found["title"] = phrases.TITLE_NEEDED
        return found | self._kind_faults()

    def _kind_faults(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if self.kind in OF_KINDS["measure"] and not self.measure:
            found["measure"] = phrases.MEASURE_NEEDED
        if self.kind == MarkingKind.COUNT:
            if not self.unit_points or self.unit_points < 0:
                found["unit_points"] = phrases.UNIT_POINTS_NEEDED
            elif self.max_points is not None and self.unit_points > self.max_points:
                found["unit_points"] = phrases.UNIT_POINTS_OVER
        if self.kind == MarkingKind.STEPS and (fault := self._step_fault()):
            found["steps"] = fault
        return found

    def _step_fault(self) -> str:
        """Steps rise in both columns and none gives more than the maximum."""
        if not self.steps:
            return phrases.STEPS_NEEDED
        if len(self.steps) > MOST_STEPS:
            return phrases.STEPS_MOST.format(most=MOST_STEPS)
        lower: Step | None = None
        for at_least, points in sorted(self.steps):
            words = {"at_least": format_points(at_least), "points": format_points(points)}
            if lower and at_least == lower[0]:
                return phrases.STEP_TWICE.format(**words)
            if self.max_points is not None and points > self.max_points:
                return phrases.STEP_OVER.format(**words, most=format_points(self.max_points))
            if lower and points <= lower[1]:
                return phrases.STEP_ORDER.format(**words)
            lower = (at_least, points)
        return ""


def tidy(text: str) -> str:
    """Running text as it is stored: NFC, line feeds only, no surrounding or doubled blanks."""
    lines = nfc(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def shown(value) -> str:
    """A value as a fingerprint takes it: 20 and 20.0 are one."""
    if isinstance(value, Decimal):
        return format_points(value)
    return repr([shown(each) for each in value]) if isinstance(value, tuple) else str(value)


def parse_amount(text: str) -> Decimal:
    """A number a report gives: 85, 12,5, 1.250 or 5.000.000; raises ValueError with the sentence to show."""
    text = nfc(text).strip()
    if found := _GROUPED.fullmatch(text):
        return Decimal(f"{found[1].replace('.', '')}.{found[2] or 0}")
    if found := _PLAIN.fullmatch(text):
        return Decimal(f"{found[1]}.{found[2] or 0}")
    raise ValueError(phrases.AMOUNT.format(text=text))


def steps_words(steps: Iterable[Step]) -> str:
    """The steps on one line, as a cell of Excel has them: 70 = 5; 90 = 10."""
    return "; ".join(f"{format_points(at_least)} = {format_points(points)}" for at_least, points in sorted(steps))


def parse_steps(text: str) -> tuple[Step, ...]:
    """Read what `steps_words` writes; raises ValueError with the sentence to show."""
    steps = []
    for part in filter(None, (piece.strip() for piece in re.split(r"[;\n]", text))):
        at_least, sign, points = part.partition("=")
        try:
            if not sign:
                raise ValueError
            steps.append((parse_amount(at_least), parse_amount(points)))
        except ValueError:
            raise ValueError(phrases.STEP_WRITING.format(text=part)) from None
    return tuple(steps)
