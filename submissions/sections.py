"""The sections of a report: which there are, how far each is, what is missing (ux 2 to 4).

Contents and criteria come from the plan and the report's own criteria set, never from code. `sections_of` asks a
constant number of queries, `sections_of_many` the same number for any number of reports.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q

from campaigns.enums import GroupKind, SectionKind

from . import phrases
from .enums import SectionState
from .models import Initiative, Submission, SubmissionContent, SubmissionItem
from .writable import FieldKey

REPORTER, INITIATIVES, SELF_SCORE, PROPOSALS = "don-vi", "sang-kien", "tu-cham", "kien-nghi"
CONTENT_PREFIX = "noi-dung-"
# Under this many characters the check page suggests to say more; it never blocks.
SHORT_TEXT = 50
# Whom the plan lets choose among the contents (VI.4), and persons, who report on what they did.
CHOOSING = (GroupKind.MASS_ORGANISATION, GroupKind.INDIVIDUAL)

_PRESENT = Count("evidence", filter=Q(evidence__removed_at=None), distinct=True)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something missing or worth a second look: the section's key, the control it is about, the sentence."""

    section: str
    control: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """One section as lists show it.

    `why` is the short line under its title; `gaps` block handing in, `advice` does not.
    """

    key: str
    kind: SectionKind
    number: int
    title: str
    state: SectionState
    why: str = ""
    gaps: tuple[Remark, ...] = ()
    advice: tuple[Remark, ...] = ()

    @property
    def is_done(self) -> bool:
        """True when everything required is filled."""
        return self.state == SectionState.DONE

    @property
    def short(self) -> str:
        """The title up to its first comma or addition: what a button has room for."""
        return self.title.split(",")[0].split(" theo ")[0]

    @property
    def name(self) -> str:
        """Number and title: what links and buttons call it."""
        return f"{self.number}. {self.title}"


@dataclass(frozen=True, slots=True)
class Sections:
    """All sections of one report in order, with the sums every page shows."""

    rows: tuple[Section, ...]
    self_total: Decimal = Decimal(0)
    max_total: Decimal = Decimal(0)
    scored: int = 0
    criteria: int = 0
    files: int = 0
    edited_at: datetime | None = None
    edited_key: str = ""

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def total(self) -> int:
        """How many sections there are."""
        return len(self.rows)

    @property
    def done(self) -> int:
        """How many are filled."""
        return sum(section.is_done for section in self.rows)

    @property
    def half(self) -> int:
        """How many are begun."""
        return sum(section.state == SectionState.PART for section in self.rows)

    @property
    def unfinished(self) -> list[Section]:
        """Sections that still miss something."""
        return [section for section in self.rows if not section.is_done]

    @property
    def is_complete(self) -> bool:
        """True when the report can be handed in."""
        return not self.unfinished

    @property
    def gaps(self) -> list[Remark]:
        """Everything that blocks handing in, in reading order."""
        return [gap for section in self.rows for gap in section.gaps]

    @property
    def advice(self) -> list[Remark]:
        """What is worth a second look."""
        return [remark for section in self.rows for remark in section.advice]

    def get(self, key: str) -> Section | None:
        """The section with this key."""
        return next((section for section in self.rows if section.key == key), None)

    def after(self, key: str) -> Section | None:
        """The section that follows, None after the last."""
        keys = [section.key for section in self.rows]
        place = keys.index(key) + 1
        return self.rows[place] if place < len(keys) else None

    def to_continue(self) -> Section | None:
        """Where work goes on: the unfinished section touched last, else the first unfinished one."""
        last = self.get(self.edited_key)
        if last and not last.is_done:
            return last
        begun = [section for section in self.unfinished if section.state == SectionState.PART]
        return (begun or self.unfinished or [None])[0]


@dataclass(slots=True)
class _Facts:
    contents: list[SubmissionContent] = field(default_factory=list)
    items: list[SubmissionItem] = field(default_factory=list)
    initiatives: list[Initiative] = field(default_factory=list)


def content_key(content_area) -> str:
    """Key of the section of one content."""
    return f"{CONTENT_PREFIX}{content_area.code}"


def chooses_contents(submission: Submission) -> bool:
    """True when the report's group takes on the contents that fit it instead of all."""
    return submission.group.kind in CHOOSING


def sections_of(submission: Submission) -> Sections:
    """The sections of one report (các mục của báo cáo); three queries when `group` is loaded."""
    return sections_of_many([submission])[submission.pk]


def sections_of_many(submissions: Iterable[Submission]) -> dict[int, Sections]:
    """Sections by report id for a page of reports loaded with `group`; three queries in all."""
    submissions = list(submissions)
    facts: dict[int, _Facts] = defaultdict(_Facts)
    ids = [submission.pk for submission in submissions]
    contents = SubmissionContent.objects.filter(submission__in=ids).select_related("content_area")
    for content in contents.annotate(files=_PRESENT).order_by("content_area__order", "pk"):
        facts[content.submission_id].contents.append(content)
    items = SubmissionItem.objects.filter(submission__in=ids).select_related("criteria_item__criterion")
    for item in items.annotate(files=_PRESENT).order_by("criteria_item__order", "pk"):
        facts[item.submission_id].items.append(item)
    for initiative in Initiative.objects.filter(submission__in=ids).order_by("pk"):
        facts[initiative.submission_id].initiatives.append(initiative)
    return {submission.pk: _build(submission, facts[submission.pk]) for submission in submissions}


def _build(submission: Submission, facts: _Facts) -> Sections:
    rows = [_reporter(submission)]
    taken = [content for content in facts.contents if content.taken_on]
    rows += [
        _content(submission, content, number, bool(taken)) for number, content in enumerate(facts.contents, start=2)
    ]
    number = len(rows) + 1
    rows.append(_initiatives(submission, facts.initiatives, number))
    rows.append(_self_score(facts.items, number + 1))
    rows.append(_proposals(submission, number + 2))
    scores = [item.self_score for item in facts.items if item.self_score is not None]
    edited_at, edited_key = _last_edit(submission, facts)
    return Sections(
        rows=tuple(rows),
        self_total=sum(scores, Decimal(0)),
        max_total=sum((item.criteria_item.max_points for item in facts.items), Decimal(0)),
        scored=len(scores),
        criteria=len(facts.items),
        files=sum(row.files for row in [*facts.contents, *facts.items]),
        edited_at=edited_at,
        edited_key=edited_key,
    )


def _last_edit(submission: Submission, facts: _Facts) -> tuple[datetime | None, str]:
    edits = [(content.edited_at, content_key(content.content_area)) for content in facts.contents]
    edits += [(item.edited_at, SELF_SCORE) for item in facts.items]
    edits += [(initiative.edited_at, INITIATIVES) for initiative in facts.initiatives]
    edits.append((submission.edited_at, ""))
    return max((edit for edit in edits if edit[0]), default=(None, ""))


def _state(gaps: list[Remark], *touched) -> SectionState:
    if not gaps:
        return SectionState.DONE
    return SectionState.PART if any(value not in (None, "", False, 0) for value in touched) else SectionState.EMPTY


def _reporter(submission: Submission) -> Section:
    def key(column: str) -> str:
        return str(FieldKey("report", submission.pk, column))

    gaps = []
    if not submission.reporter_name:
        gaps.append(Remark(REPORTER, key("reporter_name"), phrases.GAP_REPORTER_NAME))
    if not submission.reporter_phone:
        gaps.append(Remark(REPORTER, key("reporter_phone"), phrases.GAP_REPORTER_PHONE))
    person = submission.person_id is not None
    title = "Thông tin cá nhân, người báo cáo" if person else SectionKind.REPORTER.label
    why = "; ".join(gap.text.rstrip(".") for gap in gaps)
    touched = (submission.reporter_name, submission.reporter_phone, submission.situation)
    return Section(REPORTER, SectionKind.REPORTER, 1, title, _state(gaps, *touched), why, tuple(gaps))


def _content(submission: Submission, content: SubmissionContent, number: int, some_taken: bool) -> Section:
    area = content.content_area
    key, control = content_key(area), str(FieldKey("content", content.pk, "results"))
    if not content.taken_on:
        # One content at least: a report about none of them says nothing of the movement.
        gap = Remark(key, str(FieldKey("content", content.pk, "taken_on")), phrases.GAP_NO_CONTENT)
        gaps = [] if some_taken else [gap]
        why = phrases.NOT_TAKEN_PERSON if submission.person_id else phrases.NOT_TAKEN
        return Section(key, SectionKind.CONTENT, number, area.short_title, _state(gaps), why, tuple(gaps))
    gaps, advice = [], []
    if not content.results.strip():
        gaps.append(Remark(key, control, phrases.GAP_RESULTS.format(order=area.order)))
    elif len(content.results.strip()) < SHORT_TEXT:
        advice.append(Remark(key, control, phrases.ADVICE_SHORT_RESULTS.format(order=area.order)))
    if not content.files:
        advice.append(Remark(key, f"tep-content-{content.pk}", phrases.ADVICE_CONTENT_FILES.format(order=area.order)))
    state = _state(gaps, content.results.strip(), content.files, content.edited_at)
    why = phrases.WHY_NO_RESULTS if gaps and state == SectionState.PART else ""
    return Section(key, SectionKind.CONTENT, number, area.short_title, state, why, tuple(gaps), tuple(advice))


def _initiatives(submission: Submission, initiatives: list[Initiative], number: int) -> Section:
    gaps = []
    for place, initiative in enumerate(initiatives, start=1):
        for column, words in phrases.GAP_INITIATIVE.items():
            if not getattr(initiative, column).strip():
                control = str(FieldKey("initiative", initiative.pk, column))
                gaps.append(Remark(INITIATIVES, control, words.format(place=place)))
    if not initiatives and not submission.no_initiatives:
        control = str(FieldKey("report", submission.pk, "no_initiatives"))
        gaps.append(Remark(INITIATIVES, control, phrases.GAP_INITIATIVES))
    why = f"{len(initiatives)} sáng kiến" if initiatives else ""
    if not initiatives and submission.no_initiatives:
        why = phrases.NO_INITIATIVES
    state = _state(gaps, len(initiatives))
    return Section(INITIATIVES, SectionKind.INITIATIVES, number, SectionKind.INITIATIVES.label, state, why, tuple(gaps))


def _self_score(items: list[SubmissionItem], number: int) -> Section:
    gaps, advice = [], []
    for item in items:
        place = item.criteria_item.order
        if not item.result.strip():
            control = str(FieldKey("item", item.pk, "result"))
            gaps.append(Remark(SELF_SCORE, control, phrases.GAP_RESULT.format(place=place)))
        elif len(item.result.strip()) < SHORT_TEXT:
            control = str(FieldKey("item", item.pk, "result"))
            advice.append(Remark(SELF_SCORE, control, phrases.ADVICE_SHORT_RESULT.format(place=place)))
        score = str(FieldKey("item", item.pk, "self_score"))
        if item.self_score is None:
            gaps.append(Remark(SELF_SCORE, score, phrases.GAP_SCORE.format(place=place)))
        elif not item.files and item.self_score == item.criteria_item.max_points:
            advice.append(Remark(SELF_SCORE, score, phrases.ADVICE_FULL_MARKS.format(place=place)))
        elif not item.files and item.criteria_item.evidence_required:
            advice.append(Remark(SELF_SCORE, f"tep-item-{item.pk}", phrases.ADVICE_FILES.format(place=place)))
    scored = sum(item.self_score is not None for item in items)
    texts = [item.result.strip() for item in items]
    why = f"Đã chấm {scored} trên {len(items)} tiêu chí" if gaps else ""
    state = _state(gaps, scored, *texts)
    return Section(
        SELF_SCORE, SectionKind.SELF_SCORE, number, SectionKind.SELF_SCORE.label, state, why, tuple(gaps), tuple(advice)
    )


def _proposals(submission: Submission, number: int) -> Section:
    gaps = []
    if not (submission.difficulties.strip() or submission.proposals.strip() or submission.nothing_to_add):
        control = str(FieldKey("report", submission.pk, "difficulties"))
        gaps.append(Remark(PROPOSALS, control, phrases.GAP_PROPOSALS))
    state = _state(gaps, submission.award_suggestion.strip())
    return Section(
        PROPOSALS,
        SectionKind.PROPOSALS,
        number,
        SectionKind.PROPOSALS.label,
        state,
        phrases.AWARD_OPTIONAL if gaps else "",
        tuple(gaps),
    )
