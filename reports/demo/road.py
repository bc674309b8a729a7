"""Reports at every station, walked there by the real services."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from accounts.models import Person, Unit, User
from campaigns.enums import CriterionPart
from core.clock import ward_date
from core.formats import format_points
from submissions import sections
from submissions.enums import InitiativeKind
from submissions.models import KeyFigure, Review, Submission, SubmissionContent
from submissions.points import NUMBERS_ASKED
from submissions.services import approvals, drafting, evidence, handing_in, returning, reviewing, rows, scoring
from submissions.services.evidence import Place
from submissions.writable import FieldKey

from . import criteria, files, texts
from .bodies import FIRMS, OFFICIALS
from .people import Ward
from .years import Stage

DRAFT, FILLED, SUBMITTED, HALF_SCORED, RETURNED, RESUBMITTED, ACCEPTED = (
    "draft", "filled", "submitted", "half-scored", "returned", "resubmitted", "accepted",
)  # fmt: skip
# What the units' reports have come to, over and over; about the shares of a movement two weeks before its deadline.
_CYCLE = (
    ACCEPTED,
    SUBMITTED,
    ACCEPTED,
    HALF_SCORED,
    DRAFT,
    ACCEPTED,
    SUBMITTED,
    RETURNED,
    FILLED,
    ACCEPTED,
    RESUBMITTED,
)
# Of 30 and 25 points these are the 27 and 20,5 of the drawings.
_HALF_SHARES = (Decimal("0.82"), Decimal("0.9"))
# Demo accounts whose report stands at a fixed place; the enterprise has not begun, the office's own body neither.
_FIXED = {"KTHTDT": DRAFT, "MTTQ": RETURNED, "DN01": None, "VHXH": None}


@dataclass(slots=True)
class Writer:
    """One report being written: its officer and the moments of its life, in order."""

    ward: Ward
    stage: Stage
    subject: Unit | Person
    rng: Random

    @property
    def officer(self) -> User:
        """Who writes: the officer of the unit, for a person that of their unit."""
        unit = self.subject if isinstance(self.subject, Unit) else self.subject.unit
        return self.ward.officers[unit.pk]

    @property
    def head(self) -> User | None:
        """Who hands in what the officer has written, where the unit wants a second person."""
        return self.ward.heads.get(self.subject.pk) if isinstance(self.subject, Unit) else None

    @property
    def name(self) -> str:
        """How the subject is called in papers."""
        return str(self.subject)


def plan(ward: Ward, *, scored: bool) -> list[tuple[Unit | Person, str]]:
    """Who reports, and how far: the two fixed reports first, then people, then units in turn."""
    fixed = [(ward.units[code], state) for code, state in _FIXED.items() if state and code in ward.units]
    officials = [person for person in ward.people if person.enrolments.filter(group__code=OFFICIALS).exists()]
    people = [(person, ACCEPTED) for person in officials]
    enrolled = [unit for unit in ward.units.values() if unit.code not in _FIXED and unit.enrolments.exists()]
    others = [*enrolled, *(person for person in ward.people if person not in officials)]
    firms = {unit.pk for unit in enrolled if unit.enrolments.filter(group__code=FIRMS).exists()}
    rest = [
        (subject, ACCEPTED if scored else _state(place, subject, among_firms=subject.pk in firms))
        for place, subject in enumerate(others)
    ]
    # Here and there a unit has not begun, as in life.
    return [*fixed, *people, *(entry for place, entry in enumerate(rest) if scored or place % 12 != 10)]


def _state(place: int, subject: Unit | Person, *, among_firms: bool) -> str:
    """Where the report in this place of the list stands.

    The board of the enterprises waits for the demo enterprise alone: one visitor can walk the whole road to its award.
    """
    state = _CYCLE[place % len(_CYCLE)]
    held_up = state in (SUBMITTED, HALF_SCORED, RETURNED, RESUBMITTED)
    return ACCEPTED if held_up and among_firms and isinstance(subject, Unit) else state


def write(writer: Writer, state: str) -> Submission:
    """Bring the report of the writer's subject to `state`."""
    stage, rng = writer.stage, writer.rng
    begun = stage.moment(rng.uniform(0.02, 0.3), rng)
    report = drafting.start(period=stage.period, subject=writer.subject, by=writer.officer, at=begun)
    if state == DRAFT:
        _fill(writer, report, at=stage.after(begun, rng.uniform(0.6, 0.95), rng), half=True)
        return report
    filled_at = stage.after(begun, rng.uniform(0.3, 0.45), rng)
    _fill(writer, report, at=filled_at)
    if state == FILLED and writer.head:
        _ask_head(writer, report, filled_at)
    if state != FILLED:
        _hand_in(writer, report, state, begun)
    return report


def _save(report: Submission, kind: str, pk: int, column: str, text: str, *, by: User, at: datetime) -> None:
    drafting.save_field(submission_id=report.pk, key=FieldKey(kind, pk, column), text=text, seen=None, by=by, at=at)


def _fill(writer: Writer, report: Submission, *, at: datetime, half: bool = False) -> None:
    """Write the report; `half` stops where the officer's home page shows six of nine sections."""
    rng, by, kind = writer.rng, writer.officer, report.group.kind
    who = {"by": by, "at": at}
    _save(report, "report", report.pk, "situation", texts.fill(rng.choice(texts.SITUATIONS), rng), **who)
    taken = report.contents.filter(taken_on=True)
    contents = list(taken.select_related("content_area").order_by("content_area__order"))
    for number, content in enumerate(contents):
        order = content.content_area.order
        unfinished = half and content is contents[-1]
        if not unfinished:
            _save(report, "content", content.pk, "results", texts.result(order, kind, rng), **who)
        _figures(content, texts.figures(order, rng), by=by, at=at)
        if unfinished or rng.random() < 0.4:
            _attach(writer, report, Place("content", content.pk), number, at=at)
    for _ in range(2 if half else rng.randint(0, 2)):
        _initiative(writer, report, contents, **who)
    if not report.initiatives.exists():
        _save(report, "report", report.pk, "no_initiatives", "1", **who)
    items = list(report.items.select_related("criteria_item").order_by("criteria_item__order"))
    for number, item in enumerate(items[: len(items) // 2] if half else items, start=len(contents)):
        asked, order = item.criteria_item, item.criteria_item.order
        if asked.part != CriterionPart.BASE:
            _save(report, "item", item.pk, "self_score", "0", **who)
            continue
        _save(report, "item", item.pk, "result", texts.criterion(order, kind, rng), **who)
        if given := criteria.numbers(asked, rng):
            # The score follows from the numbers.
            for column, text in given.items():
                _save(report, "item", item.pk, column, text, **who)
        else:
            score = _half_points(asked.max_points * _HALF_SHARES[number % 2]) if half else _mark(asked.max_points, rng)
            _save(report, "item", item.pk, "self_score", format_points(score), **who)
        if order == 1 or rng.random() < 0.5:
            _attach(writer, report, Place("item", item.pk), number, at=at)
        if order == 1:
            address, title = texts.LINK
            evidence.attach_link(submission_id=report.pk, place=Place("item", item.pk), url=address, title=title, **who)
    for answer in report.answers.select_related("question"):
        if text := "" if half else texts.ANSWERS.get(answer.question.code, ""):
            _save(report, "answer", answer.pk, "text", text, **who)
    if not half:
        _save(report, "report", report.pk, "difficulties", rng.choice(texts.DIFFICULTIES), **who)
        _save(report, "report", report.pk, "proposals", texts.fill(rng.choice(texts.PROPOSALS), rng), **who)
        _save(report, "report", report.pk, "award_suggestion", rng.choice(texts.SUGGESTIONS), **who)


def _figures(content: SubmissionContent, lines: list[dict[str, str]], *, by: User, at: datetime) -> None:
    """The figures of a content; a line that came from the pledge gets its result beside the target.

    Lines of figures have no rule of their own; written at once they spare two thirds of all saves.
    """
    pledged = {figure.name: figure for figure in content.figures.all()}
    for line in lines:
        if figure := pledged.get(line["name"]):
            results = {"last_year": line["last_year"], "this_year": line["this_year"]}
            KeyFigure.objects.filter(pk=figure.pk).update(**results, edited_at=at, edited_by=by)
    new = [line for line in lines if line["name"] not in pledged]
    KeyFigure.objects.bulk_create(
        KeyFigure(content=content, order=place, edited_at=at, edited_by=by, **line)
        for place, line in enumerate(new, start=len(pledged) + 1)
    )


def _mark(most: Decimal, rng: Random) -> Decimal:
    """A self-score in half points, between three quarters and all of the maximum."""
    return most - _half_points(Decimal(rng.randint(0, int(most))) / 4)


def _half_points(points: Decimal) -> Decimal:
    return points // Decimal("0.5") * Decimal("0.5")


def _initiative(writer: Writer, report: Submission, contents: list, *, by: User, at: datetime) -> None:
    rng = writer.rng
    row = rows.add_initiative(submission_id=report.pk, by=by, at=at)
    title, effect = texts.initiative(rng)
    author = writer.name if report.person_id else f"Tập thể {writer.name}"
    area = str(rng.choice(contents).content_area_id)
    values = {"title": title, "effect": effect, "author": author[:150], "scope": "Trong đơn vị", "content_area": area}
    if decision := texts.RECOGNITIONS.get(title):
        values |= {"kind": InitiativeKind.RECOGNISED, "recognition": decision}
    for column, value in values.items():
        _save(report, "initiative", row.pk, column, value, by=by, at=at)


def _attach(writer: Writer, report: Submission, place: Place, number: int, *, at: datetime) -> None:
    file = files.evidence(number, report.period.year)
    evidence.attach(submission_id=report.pk, place=place, file=file, by=writer.officer, at=at)


def _hand_in(writer: Writer, report: Submission, state: str, begun: datetime) -> None:
    stage, rng = writer.stage, writer.rng
    at = stage.after(begun, rng.uniform(0.45, 0.98 if state == SUBMITTED else 0.75), rng)
    _submit(writer, report, at)
    if state == SUBMITTED:
        return
    first, second = writer.ward.accounts["van-hoa"], writer.ward.accounts["van-hoa-2"]
    at = stage.after(at, rng.uniform(0.75, 0.85), rng)
    if state in (RETURNED, RESUBMITTED):
        _return(writer, report, first, at)
        if state == RESUBMITTED:
            _answer(writer, report, stage.after(at, 0.93, rng))
        return
    for reviewer in (first, second):
        review = reviewing.start_review(report, by=reviewer, at=at)
        done = state == ACCEPTED or reviewer == first
        _score(review, rng, at=at, most=None if done else 1)
        if done:
            scoring.complete_review(review, by=reviewer, at=at)
    if state == ACCEPTED:
        reviewing.accept(report, by=first, at=stage.after(at, 0.95, rng))


def _submit(writer: Writer, report: Submission, at: datetime) -> None:
    late = "Đơn vị thay cán bộ đầu mối, bàn giao chậm."
    report.refresh_from_db()
    if writer.head:
        _ask_head(writer, report, at)
    handing_in.submit(report, by=writer.head or writer.officer, late_reason=late, at=at)


def _ask_head(writer: Writer, report: Submission, at: datetime) -> None:
    report.refresh_from_db()
    approvals.send_for_approval(report, by=writer.officer, note="Kính trình thủ trưởng duyệt.", at=at)


def _return(writer: Writer, report: Submission, reviewer: User, at: datetime) -> None:
    reviewing.start_review(report, by=reviewer, at=at)
    taken = report.contents.filter(taken_on=True)
    content = taken.select_related("content_area").order_by("content_area__order").last()
    key = sections.content_key(content.content_area)
    notes = {key: "Gửi thêm số liệu điện năng trước và sau khi thay đèn."}
    file = report.items.order_by("criteria_item__order").first().evidence.first()
    asked = {file.pk: "Tệp này thiếu trang ký, đóng dấu. Gửi lại bản đủ trang."}
    due_on = ward_date(at) + timedelta(days=7)
    returning.return_for_changes(report, by=reviewer, notes=notes, files=asked, due_on=due_on, at=at)


def _answer(writer: Writer, report: Submission, at: datetime) -> None:
    content = report.contents.filter(taken_on=True).order_by("content_area__order").last()
    more = f"{content.results}\n- Điện năng giảm từ 41.200 xuống 29.800 kWh mỗi năm."
    _save(report, "content", content.pk, "results", more, by=writer.officer, at=at)
    item = report.items.order_by("criteria_item__order").first()
    _attach(writer, report, Place("item", item.pk), files.KINDS - 1, at=at)
    for note in report.returns.get().notes.select_related("request"):
        returning.tick(note, by=writer.officer, done=True, at=at)
    _submit(writer, report, at)


def _score(review: Review, rng: Random, *, at: datetime, most: int | None) -> None:
    """Marks a little under the self-score, with the reason where one is owed; what a rule gives is taken as it is."""
    items = review.submission.items.select_related("criteria_item").order_by("criteria_item__order")
    for item in items[:most]:
        # Two reviewers stay close enough together that nobody has to settle between them.
        less = 0 if NUMBERS_ASKED[item.criteria_item.kind] else Decimal(rng.randint(0, 2)) / 2
        points = max(item.self_score - less, Decimal(0))
        note = "" if points == item.self_score else "Minh chứng chưa đủ cho phần tự chấm."
        scoring.save_score(review, item, by=review.reviewer, points=points, note=note, at=at)
