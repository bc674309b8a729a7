"""What the page of one nomination shows, gathered with a constant number of queries (ux 10)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.verdict import Verdict, denied
from submissions import marks
from submissions.models import Initiative, RankingLine, SubmissionItem
from submissions.totals import total_of

from . import counting, dossier, history
from .eligibility import Eligibility
from .enums import NominationStatus, PollStatus
from .models import BallotBox, CouncilMeeting, DecisionLine, Nomination
from .permissions.nomination import may_edit, may_manage
from .services.nominations import households_on
from .workflow.nomination import NOMINATION_WORKFLOW


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion of a scored report: maximum, self-score, and each reviewer's mark in order of their slot."""

    item: SubmissionItem
    marks: tuple


@dataclass(frozen=True, slots=True)
class YearResult:
    """A locked result of one year with its breakdown."""

    line: RankingLine
    total: Fraction
    criteria: tuple[CriterionLine, ...]
    reviewers: tuple[int, ...]
    first_total: Fraction

    @property
    def was_corrected(self) -> bool:
        """Has a later version of the board changed the total."""
        return self.total != self.first_total


@dataclass(frozen=True, slots=True)
class Record:
    """Everything on the page besides the nomination itself."""

    judged: Eligibility
    parts: list[dossier.Part]
    warnings: list[str]
    results: list[YearResult]
    initiatives: list[Initiative]
    earlier: list[DecisionLine]
    history: list[history.Entry]
    meeting: CouncilMeeting | None
    verdict_words: str
    decision_line: DecisionLine | None
    may_edit: Verdict
    ready: Verdict
    back: Verdict
    forward: Verdict
    refuse: Verdict

    @property
    def missing(self) -> list[dossier.Part]:
        """Parts that hold the nomination back."""
        return [part for part in self.parts if part.required and not part.complete]


def of(nomination: Nomination, user, *, on: date) -> Record:
    """The record as `user` sees it on the ward day `on`."""
    judged = dossier.judge(nomination, on=on, households=households_on(nomination.round.campaign, on=on))
    parts = dossier.checklist(nomination, judged)
    box = (
        BallotBox.objects.filter(nomination=nomination)
        .exclude(poll__status=PollStatus.CANCELLED)
        .select_related("poll__meeting")
        .order_by("-pk")
        .first()
    )
    return Record(
        judged=judged,
        parts=parts,
        warnings=[*judged.warnings, *dossier.duplicates(nomination)],
        results=_results(nomination),
        initiatives=list(dossier.initiatives(nomination)),
        earlier=list(dossier.earlier_awards(nomination)),
        history=history.of(nomination),
        meeting=box.poll.meeting if box else None,
        verdict_words=_verdict_words(box),
        decision_line=DecisionLine.objects.filter(nomination=nomination).select_related("decision").first(),
        may_edit=may_edit(user, nomination),
        ready=_ready(nomination, user, parts),
        back=NOMINATION_WORKFLOW.may("back_to_draft", user, nomination),
        forward=NOMINATION_WORKFLOW.may("forward", user, nomination),
        refuse=NOMINATION_WORKFLOW.may("refuse", user, nomination),
    )


def _ready(nomination: Nomination, user, parts: list[dossier.Part]) -> Verdict:
    """May it be laid before the council now; the reason names what is missing."""
    if nomination.status != NominationStatus.DRAFT:
        return NOMINATION_WORKFLOW.may("mark_ready", user, nomination)
    missing = [part.missing for part in parts if part.required and not part.complete]
    if (right := may_manage(user, nomination)) and missing:
        return denied(f"Còn thiếu: {'; '.join(missing)}.")
    return right


def _verdict_words(box: BallotBox | None) -> str:
    """What the council found, only once it is published; before that nobody learns a partial result."""
    if box is None or box.poll.status != PollStatus.PUBLISHED or box.yes is None:
        return ""
    return counting.verdict_words(box.yes, box.base, box.threshold_percent, box.strict)


def _results(nomination: Nomination) -> list[YearResult]:
    lines = list(dossier.ranking_lines(nomination))
    reports = [line.submission_id for line in lines]
    items = SubmissionItem.objects.filter(submission__in=reports).select_related("criteria_item__criterion")
    items = list(items.order_by("submission", "criteria_item__order"))
    found: dict[tuple[int, int], object] = {}
    slots: dict[int, set[int]] = {}
    for score in marks.counted_scores().filter(item__in=[item.pk for item in items]).select_related("review"):
        found[score.item_id, score.review.slot] = score.points
        slots.setdefault(score.review.submission_id, set()).add(score.review.slot)
    results = []
    for line in lines:
        order = tuple(sorted(slots.get(line.submission_id, ())))
        criteria = tuple(
            CriterionLine(item, tuple(found.get((item.pk, slot)) for slot in order))
            for item in items
            if item.submission_id == line.submission_id
        )
        total = total_of(line.total_numerator, line.total_denominator)
        first = total_of(line.first_numerator, line.first_denominator)
        results.append(YearResult(line, total, criteria, order, first))
    return results
