"""The sections of a report: which there are, how far each is, what is missing (ux 2 to 4).

Sections, their order and titles, contents, questions and criteria come from the plan, the report's year and its own
criteria set, never from code. `sections_of` asks a constant number of queries, `sections_of_many` the same number for
any number of reports.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Left

from campaigns.enums import GroupKind, SectionKind
from campaigns.models import ReportingPeriod, ReportSection
from campaigns.report_form import sections_of_periods

from .criteria_cards import is_optional, own_sums
from .enums import SectionState
from .models import Initiative, Submission, SubmissionAnswer, SubmissionContent, SubmissionItem
from .section_kinds import Facts, Heading, section_of
from .section_lists import Remark, Section, Sections
from .writable import FieldKey

__all__ = ["Heading", "Remark", "Section", "SectionState", "Sections"]

# What the standard form calls its sections: for the demo ward and for reports handed in before forms were rows.
REPORTER, INITIATIVES, SELF_SCORE, PROPOSALS = "don-vi", "sang-kien", "tu-cham", "kien-nghi"
CONTENT_PREFIX = "noi-dung-"
# Whom the plan lets choose among the contents (VI.4), and persons, who report on what they did.
CHOOSING = (GroupKind.MASS_ORGANISATION, GroupKind.INDIVIDUAL)

# Where the kinds of rows, and the report's own columns, are written; the rest of the columns stand with the reporter.
_KINDS = {
    "content": SectionKind.CONTENT,
    "figure": SectionKind.CONTENT,
    "item": SectionKind.SELF_SCORE,
    "initiative": SectionKind.INITIATIVES,
    "no_initiatives": SectionKind.INITIATIVES,
    **dict.fromkeys(("difficulties", "proposals", "award_suggestion", "nothing_to_add"), SectionKind.PROPOSALS),
}
# Characters of a text that tell whether anything is written, and whether it is more than a few words.
_BEGINNING = 200
_PRESENT = Count("evidence", filter=Q(evidence__removed_at=None), distinct=True)


def content_key(content_area) -> str:
    """Key of the section of one content in the standard form."""
    return f"{CONTENT_PREFIX}{content_area.code}"


def chooses_contents(submission: Submission) -> bool:
    """True when the report's group takes on the contents that fit it instead of all."""
    return submission.group.kind in CHOOSING


def outline(
    rows: Iterable[ReportSection],
    contents: Iterable[SubmissionContent],
    answers: Iterable[SubmissionAnswer],
    *,
    person: bool,
) -> list[Heading]:
    """The sections of one report in order, with its contents and answers put into them.

    The kind CONTENT opens into one section per content. A section made of questions only is left out of a report that
    was asked none of them.
    """
    by_section: dict[int, list[SubmissionAnswer]] = defaultdict(list)
    for answer in answers:
        by_section[answer.question.section_id].append(answer)
    contents, headings = list(contents), []
    for row in rows:
        if row.kind == SectionKind.CONTENT:
            headings += [
                Heading(f"{row.code}-{each.content_area.code}", row.kind, each.content_area.short_title, row, each)
                for each in contents
            ]
        elif row.kind != SectionKind.QUESTIONS or by_section[row.pk]:
            title = (person and row.person_title) or row.title
            headings.append(Heading(row.code, row.kind, title, row, answers=tuple(by_section[row.pk])))
    return headings


def sections_of(submission: Submission) -> Sections:
    """The sections of one report (các mục của báo cáo); five queries when `group` and `period` are loaded."""
    return sections_of_many([submission])[submission.pk]


def sections_of_many(submissions: Iterable[Submission]) -> dict[int, Sections]:
    """Sections by report id for a page of reports loaded with `group` and `period`; five queries in all."""
    submissions = list(submissions)
    if not submissions:
        # Querysets about nothing ask nothing, but putting five of them together takes longer than most questions.
        return {}
    facts: dict[int, Facts] = defaultdict(Facts)
    ids = [submission.pk for submission in submissions]
    contents = SubmissionContent.objects.filter(submission__in=ids).select_related("content_area")
    contents = contents.defer("content_area__text").annotate(files=_PRESENT).order_by("content_area__order", "pk")
    for content in _begun(contents, "results"):
        facts[content.submission_id].contents.append(content)
    items = SubmissionItem.objects.filter(submission__in=ids).select_related("criteria_item__criteria_set")
    items = items.defer("criteria_item__guidance", "criteria_item__reviewer_guidance")
    for item in _begun(items.annotate(files=_PRESENT).order_by("criteria_item__order", "pk"), "result"):
        facts[item.submission_id].items.append(item)
    for initiative in _begun(Initiative.objects.filter(submission__in=ids).order_by("pk"), "effect"):
        facts[initiative.submission_id].initiatives.append(initiative)
    for answer in _begun(answers_of(ids), "text"):
        facts[answer.submission_id].answers.append(answer)
    forms = sections_of_periods({submission.period for submission in submissions})
    return {s.pk: _build(s, forms[s.period_id], facts[s.pk]) for s in submissions}


def _begun(rows: QuerySet, text: str):
    """The rows with the beginning of their long text in its place: no page loads what it does not show."""
    for row in rows.defer(text).annotate(beginning=Left(text, _BEGINNING)):
        setattr(row, text, row.beginning)
        yield row


def answers_of(submission_ids: Iterable[int]):
    """Answers of reports with their questions, in the order in which they are asked."""
    rows = SubmissionAnswer.objects.filter(submission__in=submission_ids).select_related("question")
    return rows.order_by("question__order", "pk")


def key_of_field(submission: Submission, key: FieldKey, row) -> str:
    """Key of the section in which a field of the report is written; `row` is the row it lives in."""
    if key.kind == "answer":
        return row.question.section.code
    content = {"content": row, "figure": getattr(row, "content", None)}.get(key.kind)
    kind = _KINDS.get(key.column if key.kind == "report" else key.kind, SectionKind.REPORTER)
    return key_of_kind(submission.period, kind, content)


def key_of_kind(period: ReportingPeriod, kind: SectionKind, content: SubmissionContent | None = None) -> str:
    """Key of the section of this kind in reports of the period, of one content where the kind has one per content."""
    code = next(row.code for row in sections_of_periods([period])[period.pk] if row.kind == kind)
    return f"{code}-{content.content_area.code}" if content else code


def key_of_place(submission_id: int, kind: str, pk: int) -> str:
    """Key of the section in which a criterion (`item`) or a content (`content`) of the report lies.

    Raises SubmissionContent.DoesNotExist for a content of another report.
    """
    period = ReportingPeriod.objects.get(submissions=submission_id)
    if kind != "content":
        return key_of_kind(period, SectionKind.SELF_SCORE)
    rows = SubmissionContent.objects.filter(submission=submission_id).select_related("content_area")
    return key_of_kind(period, SectionKind.CONTENT, rows.get(pk=pk))


def _build(submission: Submission, rows: list[ReportSection], facts: Facts) -> Sections:
    headings = outline(rows, facts.contents, facts.answers, person=submission.person_id is not None)
    asked = [item for item in facts.items if not is_optional(item.criteria_item)]
    edited_at, edited_key = _last_edit(submission, headings, facts)
    return Sections(
        rows=tuple(section_of(each, number, submission, facts) for number, each in enumerate(headings, start=1)),
        sums=own_sums(facts.items),
        max_total=sum((item.criteria_item.max_points for item in asked), Decimal(0)),
        scored=sum(item.self_score is not None for item in asked),
        criteria=len(asked),
        files=sum(row.files for row in [*facts.contents, *facts.items]),
        edited_at=edited_at,
        edited_key=edited_key,
    )


def _last_edit(submission: Submission, headings: list[Heading], facts: Facts) -> tuple[datetime | None, str]:
    """When the report was last written in, and in which section, as far as its rows tell."""
    edits = [(submission.edited_at, "")]
    for heading in headings:
        rows = list(heading.answers)
        if heading.content:
            rows.append(heading.content)
        elif heading.kind == SectionKind.SELF_SCORE:
            rows += facts.items
        elif heading.kind == SectionKind.INITIATIVES:
            rows += facts.initiatives
        edits += [(row.edited_at, heading.key) for row in rows]
    return max((edit for edit in edits if edit[0]), default=(None, ""))
