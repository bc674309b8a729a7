"""A file of one set in: read, previewed with every fault by row and column, and only then written into a draft.

Nothing is stored between preview and writing: what was read travels in the page, signed, and is read once more.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import BinaryIO

from django.core import signing
from django.db import transaction

from accounts.importing.cells import Cell, Kind
from accounts.importing.phrases import BECAME_DAY
from accounts.importing.reading import check_upload, read
from accounts.importing.table import Unreadable
from core import audit
from core.formats import format_number, parse_points
from core.verdict import require
from core.workflow import InvalidTransition

from .. import phrases
from ..enums import CriterionPart, MarkingKind
from ..models import CriteriaSet, Criterion
from ..permissions import may_design
from . import sheets
from .checks import base_total, criteria_of, load_items, total_words
from .differences import Change, between, frame_changes
from .items import MOST_ITEMS, replace_items
from .sets import MOST_SCORERS, hold
from .sheets import CODE, EVIDENCE, FRAME_ROWS, GUIDE, KIND, MEASURE, PART, POINTS, REVIEWERS, STEPS, TITLE, UNIT
from .values import GUIDANCE_LIMIT, MEASURE_LIMIT, TITLE_LIMIT, Values, parse_steps, tidy

SALT = "campaigns.designer.bringing_in"
# How long a preview may lie open.
KEPT_SECONDS = 24 * 60 * 60
LIMITS = {TITLE: TITLE_LIMIT, MEASURE: MEASURE_LIMIT, GUIDE: GUIDANCE_LIMIT, REVIEWERS: GUIDANCE_LIMIT}
_COLUMN_OF = {
    "title": TITLE, "max_points": POINTS, "measure": MEASURE, "unit_points": UNIT, "steps": STEPS, "part": PART,
}  # fmt: skip
_ONLY_FOR = {"measure": MEASURE, "unit_points": UNIT, "steps": STEPS}
_PARTS = {part.label.casefold(): part for part in CriterionPart}
_KINDS = {kind.label.casefold(): kind for kind in MarkingKind}
_YES = {"có": True, "không": False}
_FRAME = {label.casefold(): label for label in FRAME_ROWS}


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault of the file: row of the sheet, column, sentence."""

    row: int
    column: str
    text: str


@dataclass(slots=True)
class Preview:
    """What a file would make of the draft. `payload` is what writing takes; empty while something is wrong."""

    file_name: str
    wrong: list[Wrong] = field(default_factory=list)
    values: list[Values] = field(default_factory=list)
    frame: dict = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    frame_lines: list[tuple[str, str, str]] = field(default_factory=list)
    total: str = ""
    payload: str = ""

    @property
    def is_same(self) -> bool:
        """True when writing would change nothing."""
        return not self.changes and not self.frame_lines


Lines = list[tuple[int, dict[str, list]]]


def preview(criteria_set: CriteriaSet, file: BinaryIO, name: str, *, by) -> Preview:
    """Read a file and say what writing it would do (xem trước); nothing is written.

    Raises Unreadable when the file as a whole is not taken, InvalidTransition when the set is no draft.
    """
    require(may_design(by))
    file.seek(0, 2)
    if check_upload(name, file.tell()) != ".xlsx":
        raise Unreadable(phrases.NOT_XLSX)
    sheet = read(file, name, headings={head: needed for head, _, _, needed in sheets.COLUMNS})
    if len(sheet.lines) > MOST_ITEMS + len(FRAME_ROWS):
        raise Unreadable(phrases.TOO_MANY_LINES.format(most=MOST_ITEMS))
    lines = [
        (line.number, {head: [_text(cell), _fault(cell)] for head, cell in line.cells.items()}) for line in sheet.lines
    ]
    with transaction.atomic():
        draft = hold(criteria_set)
        found = _compared(draft, lines, name)
    if not found.wrong:
        sealed = {"set": draft.pk, "by": by.pk, "seen": whole_stamp(draft), "name": name, "lines": lines}
        found.payload = signing.dumps(sealed, salt=SALT, compress=True)
    return found


@transaction.atomic
def write(criteria_set: CriteriaSet, payload: str, *, by) -> int:
    """Write what was previewed into the draft (ghi) and return how many items it has now.

    All or nothing. Raises InvalidTransition when the draft was changed since, published or thrown away, or the preview
    is somebody else's, of another set, or too old.
    """
    require(may_design(by))
    draft = hold(criteria_set)
    try:
        sealed = signing.loads(payload, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        raise InvalidTransition(phrases.MOVED_ON) from None
    if (sealed["set"], sealed["by"], sealed["seen"]) != (draft.pk, by.pk, whole_stamp(draft)):
        raise InvalidTransition(phrases.MOVED_ON)
    found = _compared(draft, sealed["lines"], sealed["name"])
    if found.wrong:
        raise InvalidTransition(phrases.MOVED_ON)
    for name, value in found.frame.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(FRAME_ROWS.values()))
    replace_items(draft, found.values)
    audit.record("import_criteria", draft, by=by, file_name=sealed["name"], rows=len(found.values))
    return len(found.values)


def whole_stamp(draft: CriteriaSet) -> str:
    """Everything that stands in the draft, as one text."""
    frame = [str(getattr(draft, name)) for name in FRAME_ROWS.values()]
    return " ".join([*frame, *(Values.of(item).stamp for item in load_items(draft))])


def _text(cell: Cell) -> str:
    return cell.lines or cell.text


def _fault(cell: Cell) -> str:
    return BECAME_DAY if cell.kind is Kind.DAY else cell.fault


def _compared(draft: CriteriaSet, lines: Lines, name: str) -> Preview:
    criteria = criteria_of(draft.group)
    found = _Reading(draft, criteria, name).read(lines)
    if not found.wrong:
        items = load_items(draft)
        names = {row.pk: row.short_title for row in criteria}
        found.changes = between([Values.of(item) for item in items], found.values, names)
        after = CriteriaSet(**{each: getattr(draft, each) for each in FRAME_ROWS.values()} | found.frame)
        found.frame_lines = frame_changes(draft, after)
        found.total = total_words(base_total(found.values))
    return found


class _Reading:
    """The rows of one file as items of the draft, each fault noted with its row and column."""

    def __init__(self, draft: CriteriaSet, criteria: list[Criterion], name: str):
        self.frame = CriteriaSet(**{each: getattr(draft, each) for each in FRAME_ROWS.values()})
        self.codes = {row.code.casefold(): row for row in criteria}
        self.found = Preview(name)
        self.rows: list[tuple[int, Values]] = []

    def read(self, lines: Lines) -> Preview:
        told: dict[str, int] = {}
        for number, cells in lines:
            label = _FRAME.get(cells[PART][0].casefold())
            if label is None:
                continue
            if label in told:
                self._wrong(number, PART, phrases.ROW_TWICE.format(row=told[label]))
            told[label] = number
            self._read_frame(number, label, cells)
        for number, cells in lines:
            if cells[PART][0].casefold() not in _FRAME:
                self._read_item(number, cells)
        self._between_rows()
        self.found.values = [values for _, values in self.rows]
        self.found.wrong.sort(key=lambda wrong: wrong.row)
        return self.found

    def _wrong(self, row: int, column: str, text: str) -> None:
        self.found.wrong.append(Wrong(row, column, text))

    def _clean(self, number: int, cells: dict) -> bool:
        """Note every cell that no column takes: formulas, errors, merged cells, days."""
        bad = [(head, fault) for head, (_, fault) in cells.items() if fault and head != sheets.PLAN]
        for head, fault in bad:
            self._wrong(number, head, fault)
        return not bad

    def _read_frame(self, number: int, label: str, cells: dict) -> None:
        if not self._clean(number, cells):
            return
        name, points = FRAME_ROWS[label], self._points(number, POINTS, cells)
        if name == "scorers":
            if points not in range(1, MOST_SCORERS + 1):
                return self._wrong(number, POINTS, _lower(phrases.SCORERS))
            points = int(points)
        elif points is None or not 0 <= points <= 100:
            return self._wrong(number, POINTS, _lower(phrases.CAP_RANGE))
        setattr(self.frame, name, points)
        self.found.frame[name] = points

    def _points(self, number: int, column: str, cells: dict) -> Decimal | None:
        text = cells[column][0]
        try:
            return parse_points(text) if text else None
        except ValueError as exc:
            self._wrong(number, column, _lower(str(exc)))
            return None

    def _read_item(self, number: int, cells: dict) -> None:
        before = len(self.found.wrong)
        if not self._clean(number, cells):
            return
        for head, limit in LIMITS.items():
            if (over := len(cells[head][0]) - limit) > 0:
                text = phrases.CELL_TOO_LONG.format(over=format_number(over), most=format_number(limit))
                self._wrong(number, head, text)
        part, kind = self._choice(number, PART, cells, _PARTS), self._choice(number, KIND, cells, _KINDS)
        evidence = self._evidence(number, cells)
        values = Values(
            part=part or CriterionPart.BASE, criterion_id=self._criterion(number, part, cells),
            title=cells[TITLE][0], max_points=self._points(number, POINTS, cells), kind=kind or MarkingKind.JUDGEMENT,
            measure=cells[MEASURE][0], unit_points=self._points(number, UNIT, cells),
            steps=self._steps(number, cells), evidence_required=evidence, guidance=tidy(cells[GUIDE][0]),
            reviewer_guidance=tidy(cells[REVIEWERS][0]),
        )  # fmt: skip
        if len(self.found.wrong) > before:
            return
        fitted = values.fitted()
        for name, column in _ONLY_FOR.items():
            if getattr(values, name) and not getattr(fitted, name):
                self._wrong(number, column, phrases.NOT_OF_KIND.format(kind=MarkingKind(values.kind).label))
        for name, sentence in fitted.faults(self.frame).items():
            self._wrong(number, _COLUMN_OF[name], _lower(sentence))
        self.rows.append((number, fitted))

    def _choice(self, number: int, column: str, cells: dict, known: dict):
        text = cells[column][0]
        if (found := known.get(text.casefold())) is None:
            words = phrases.UNKNOWN_PART if column == PART else phrases.UNKNOWN_KIND
            self._wrong(number, column, words.format(text=text, known="; ".join(each.label for each in known.values())))
        return found

    def _evidence(self, number: int, cells: dict) -> bool:
        text = cells[EVIDENCE][0]
        if text.casefold() not in _YES:
            self._wrong(number, EVIDENCE, phrases.NOT_YES_NO.format(text=text))
        return _YES.get(text.casefold(), True)

    def _steps(self, number: int, cells: dict) -> tuple:
        try:
            return parse_steps(cells[STEPS][0])
        except ValueError as exc:
            self._wrong(number, STEPS, _lower(str(exc)))
            return ()

    def _criterion(self, number: int, part, cells: dict) -> int | None:
        text = cells[CODE][0]
        if part is None:
            return None
        if part != CriterionPart.BASE:
            if text:
                self._wrong(number, CODE, phrases.CODE_NOT_HERE)
            return None
        row = self.codes.get(text.casefold())
        if row is None:
            known = ", ".join(each.code for each in self.codes.values())
            self._wrong(number, CODE, phrases.UNKNOWN_CRITERION.format(text=text, known=known) if text else
                        phrases.CODE_NEEDED)  # fmt: skip
        return row and row.pk

    def _between_rows(self) -> None:
        """Names that tell the rows of one criterion or part apart."""
        first: dict[tuple, int] = {}
        places: dict[tuple, int] = {}
        for _, values in self.rows:
            place = (values.part, values.criterion_id)
            places[place] = places.get(place, 0) + 1
        for number, values in self.rows:
            key = (values.part, values.criterion_id, values.title.casefold())
            if not values.title and places[key[:2]] > 1:
                self._wrong(number, TITLE, _lower(phrases.TITLE_OF_SEVERAL))
            elif key in first:
                self._wrong(number, TITLE, phrases.ROW_TWICE.format(row=first[key]))
            first.setdefault(key, number)
        missing = {row.pk for row in self.codes.values()} - {values.criterion_id for _, values in self.rows}
        if missing and not self.found.wrong:
            titles = [row.short_title for row in self.codes.values() if row.pk in missing]
            last = max((number for number, _ in self.rows), default=1)
            for title in titles:
                self._wrong(last, CODE, _lower(phrases.UNPOINTED.format(title=title)))


def _lower(sentence: str) -> str:
    """A sentence after “Dòng 4, cột Điểm tối đa:”."""
    return f"{sentence[:1].lower()}{sentence[1:]}"
