"""How far a section of each kind is and what it misses: one function per kind the code knows."""

from dataclasses import dataclass, field

from campaigns.enums import CriterionPart, SectionKind
from campaigns.models import ReportSection

from . import phrases
from .criteria_cards import is_optional, missing_numbers
from .enums import InitiativeKind, SectionState
from .models import Initiative, Submission, SubmissionAnswer, SubmissionContent, SubmissionItem
from .section_lists import Remark, Section
from .writable import FieldKey

# Under this many characters the check page suggests to say more; it never blocks.
SHORT_TEXT = 50


@dataclass(slots=True)
class Facts:
    """The rows of one report; contents and items carry `files`, how many lie with them."""

    contents: list[SubmissionContent] = field(default_factory=list)
    items: list[SubmissionItem] = field(default_factory=list)
    initiatives: list[Initiative] = field(default_factory=list)
    answers: list[SubmissionAnswer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Heading:
    """A section as the form names it, before anything is said about how far it is."""

    key: str
    kind: SectionKind
    title: str
    source: ReportSection
    content: SubmissionContent | None = None
    answers: tuple[SubmissionAnswer, ...] = ()


@dataclass(slots=True)
class Found:
    """What is said about one section."""

    gaps: list[Remark] = field(default_factory=list)
    advice: list[Remark] = field(default_factory=list)
    touched: list = field(default_factory=list)
    why: str = ""


def section_of(heading: Heading, number: int, submission: Submission, facts: Facts) -> Section:
    """The section of this heading with its state; asks nothing of the database."""
    judge = {
        SectionKind.REPORTER: _reporter,
        SectionKind.CONTENT: _content,
        SectionKind.INITIATIVES: _initiatives,
        SectionKind.SELF_SCORE: _self_score,
        SectionKind.PROPOSALS: _proposals,
        SectionKind.QUESTIONS: lambda *_: Found(),
    }[heading.kind]
    found = judge(heading, submission, facts)
    for answer in heading.answers:
        found.touched.append(answer.text.strip())
        if answer.question.is_required and not answer.text.strip():
            control = str(FieldKey("answer", answer.pk, "text"))
            found.gaps.append(Remark(heading.key, control, phrases.GAP_ANSWER.format(label=answer.question.label)))
    state = SectionState.DONE
    if found.gaps:
        begun = any(value not in (None, "", False, 0) for value in found.touched)
        state = SectionState.PART if begun else SectionState.EMPTY
    return Section(
        key=heading.key,
        kind=heading.kind,
        number=number,
        title=heading.title,
        state=state,
        why=found.why,
        gaps=tuple(found.gaps),
        advice=tuple(found.advice),
        guidance=heading.source.guidance,
        source=heading.source.pk,
        content=heading.content.pk if heading.content else None,
    )


def _reporter(heading: Heading, submission: Submission, facts: Facts) -> Found:
    def key(column: str) -> str:
        return str(FieldKey("report", submission.pk, column))

    found = Found(touched=[submission.reporter_name, submission.reporter_phone, submission.situation])
    if not submission.reporter_name:
        found.gaps.append(Remark(heading.key, key("reporter_name"), phrases.GAP_REPORTER_NAME))
    if not submission.reporter_phone:
        found.gaps.append(Remark(heading.key, key("reporter_phone"), phrases.GAP_REPORTER_PHONE))
    found.why = "; ".join(gap.text.rstrip(".") for gap in found.gaps)
    return found


def _content(heading: Heading, submission: Submission, facts: Facts) -> Found:
    content = heading.content
    order, control = content.content_area.order, str(FieldKey("content", content.pk, "results"))
    found = Found()
    if not content.taken_on:
        # One content at least: a report about none of them says nothing of the movement.
        if not any(each.taken_on for each in facts.contents):
            control = str(FieldKey("content", content.pk, "taken_on"))
            found.gaps.append(Remark(heading.key, control, phrases.GAP_NO_CONTENT))
        found.why = phrases.NOT_TAKEN_PERSON if submission.person_id else phrases.NOT_TAKEN
        return found
    found.touched = [content.results.strip(), content.files, content.edited_at]
    if not content.results.strip():
        found.gaps.append(Remark(heading.key, control, phrases.GAP_RESULTS.format(order=order)))
        found.why = phrases.WHY_NO_RESULTS if any(found.touched) else ""
    elif len(content.results.strip()) < SHORT_TEXT:
        found.advice.append(Remark(heading.key, control, phrases.ADVICE_SHORT_RESULTS.format(order=order)))
    if not content.files:
        control = f"tep-content-{content.pk}"
        found.advice.append(Remark(heading.key, control, phrases.ADVICE_CONTENT_FILES.format(order=order)))
    return found


def _initiatives(heading: Heading, submission: Submission, facts: Facts) -> Found:
    rows = facts.initiatives
    found = Found(touched=[len(rows)], why=f"{len(rows)} sáng kiến" if rows else "")
    for place, row in enumerate(rows, start=1):
        for column, words in phrases.GAP_INITIATIVE.items():
            if column == "recognition" and row.kind != InitiativeKind.RECOGNISED:
                continue
            if not getattr(row, column).strip():
                control = str(FieldKey("initiative", row.pk, column))
                found.gaps.append(Remark(heading.key, control, words.format(place=place)))
    if not rows and submission.no_initiatives:
        found.why = phrases.NO_INITIATIVES
    elif not rows:
        control = str(FieldKey("report", submission.pk, "no_initiatives"))
        found.gaps.append(Remark(heading.key, control, phrases.GAP_INITIATIVES))
    return found


def _self_score(heading: Heading, submission: Submission, facts: Facts) -> Found:
    found = Found()
    for item in facts.items:
        place, key = item.criteria_item.order, heading.key
        result, score = (str(FieldKey("item", item.pk, column)) for column in ("result", "self_score"))
        if is_optional(item.criteria_item):
            found.advice += _advice_on_bonus(key, item)
            continue
        if not item.result.strip():
            found.gaps.append(Remark(key, result, phrases.GAP_RESULT.format(place=place)))
        elif len(item.result.strip()) < SHORT_TEXT:
            found.advice.append(Remark(key, result, phrases.ADVICE_SHORT_RESULT.format(place=place)))
        for name in missing_numbers(item):
            control = str(FieldKey("item", item.pk, name))
            found.gaps.append(Remark(key, control, phrases.GAP_NUMBER[name].format(place=place)))
        if item.self_score is None:
            found.gaps.append(Remark(key, score, phrases.GAP_SCORE.format(place=place)))
        elif not item.files and item.self_score == item.criteria_item.max_points:
            found.advice.append(Remark(key, score, phrases.ADVICE_FULL_MARKS.format(place=place)))
        elif not item.files and item.criteria_item.evidence_required:
            found.advice.append(Remark(key, f"tep-item-{item.pk}", phrases.ADVICE_FILES.format(place=place)))
    asked = [item for item in facts.items if not is_optional(item.criteria_item)]
    scored = sum(item.self_score is not None for item in asked)
    numbers = (number for item in facts.items for number in (item.self_score, item.amount, item.target))
    found.touched = [number is not None for number in numbers] + [item.result.strip() for item in facts.items]
    found.why = f"Đã chấm {scored} trên {len(asked)} tiêu chí" if found.gaps else ""
    return found


def _advice_on_bonus(key: str, item: SubmissionItem) -> list[Remark]:
    """Points somebody adds to their own report are looked at twice; what they take away from it is believed."""
    if item.criteria_item.part != CriterionPart.BONUS or not item.self_score:
        return []
    place, found = item.criteria_item.order, []
    if not item.result.strip():
        control = str(FieldKey("item", item.pk, "result"))
        found.append(Remark(key, control, phrases.ADVICE_BONUS_RESULT.format(place=place)))
    if not item.files:
        found.append(Remark(key, f"tep-item-{item.pk}", phrases.ADVICE_BONUS_FILES.format(place=place)))
    return found


def _proposals(heading: Heading, submission: Submission, facts: Facts) -> Found:
    found = Found(touched=[submission.award_suggestion.strip()])
    if not (submission.difficulties.strip() or submission.proposals.strip() or submission.nothing_to_add):
        control = str(FieldKey("report", submission.pk, "difficulties"))
        found.gaps.append(Remark(heading.key, control, phrases.GAP_PROPOSALS))
        found.why = phrases.AWARD_OPTIONAL
    return found
