"""What the page of one nomination shows, gathered with a constant number of queries (ux 10)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.verdict import Verdict, denied
from submissions import marks
from submissions.models import Initiative, RankingLine, Remark, SubmissionItem
from submissions.totals import total_of

from . import counting, dossier, history
from .eligibility import Eligibility
from .enums import NominationStatus, PollStatus
from .models import BallotBox, CouncilMeeting, DecisionLine, DossierPaper, Nomination, Objection
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
    tied: int

    @property
    def was_corrected(self) -> bool:
        """Has a later version of the board changed the total."""
        return self.total != self.first_total


@dataclass(frozen=True, slots=True)
class Record:
    """Everything on the page besides the nomination itself."""

    judged: Eligibility
    parts: list[dossier.Part]
    other_papers: list[DossierPaper]
    warnings: list[str]
    results: list[YearResult]
    initiatives: list[Initiative]
    earlier: list[DecisionLine]
    remarks: list[Remark]
    objections: list[Objection]
    history: list[history.Entry]
    meeting: CouncilMeeting | None
    verdict_words: str
    decision_line: DecisionLine | None
    may_edit: Verdict
    ready: Verdict
    back: Verdict
    refuse: Verdict
    return_to_unit: Verdict
    go_on: Verdict
    withdraw: Verdict
    again: Verdict
    conclude: Verdict

    @property
    def has_moves(self) -> bool:
        """Whether there is anything the viewer may do; a closed door of the office is no business of the council."""
        moves = (self.may_edit, self.back, self.refuse, self.go_on, self.withdraw, self.again, self.conclude)
        return any(moves)

    @property
    def missing(self) -> list[dossier.Part]:
        """Parts that hold the nomination back."""
        return [part for part in self.parts if part.required and not part.complete]


def of(nomination: Nomination, user, *, on: date) -> Record:
    """The record as `user` sees it on the ward day `on`."""
    judged = dossier.judge(nomination, on=on, households=households_on(nomination.round.campaign, on=on))
    papers = dossier.kept_papers(nomination)
    parts = dossier.checklist(nomination, judged, on=on, papers=papers)
    objections = list(nomination.objections.order_by("pk"))
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
        other_papers=dossier.other_papers(papers, parts),
        warnings=[*judged.warnings, *dossier.duplicates(nomination), *_open_objections(objections)],
        results=_results(nomination),
        initiatives=list(dossier.initiatives(nomination)),
        earlier=list(dossier.earlier_awards(nomination)),
        remarks=_remarks(nomination),
        objections=[row for row in objections if row.settled_at],
        history=history.of(nomination),
        meeting=box.poll.meeting if box else None,
        verdict_words=_verdict_words(box),
        decision_line=DecisionLine.objects.filter(nomination=nomination).select_related("decision").first(),
        may_edit=may_edit(user, nomination),
        ready=_ready(nomination, user, parts),
        back=NOMINATION_WORKFLOW.may("back_to_draft", user, nomination),
        refuse=NOMINATION_WORKFLOW.may("refuse", user, nomination),
        return_to_unit=NOMINATION_WORKFLOW.may("return_to_unit", user, nomination),
        go_on=NOMINATION_WORKFLOW.may("go_on", user, nomination),
        withdraw=NOMINATION_WORKFLOW.may("withdraw_nomination", user, nomination),
        again=NOMINATION_WORKFLOW.may("draw_up_again", user, nomination),
        conclude=NOMINATION_WORKFLOW.may("conclude", user, nomination),
    )


def _remarks(nomination: Nomination) -> list[Remark]:
    """What council members said of the report the dossier rests on, by content."""
    remarks = Remark.objects.filter(submission_id=nomination.submission_id, withdrawn_at=None)
    return list(remarks.select_related("author", "content_area").order_by("content_area__order", "pk"))


def _open_objections(objections: list[Objection]) -> list[str]:
    """That somebody objected and nobody has looked into it; what was said is read by the office alone (law.md 2.6)."""
    waiting = sum(row.settled_at is None for row in objections)
    return [f"Còn {waiting} ý kiến phản ánh chưa kết luận."] if waiting else []


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
    return counting.verdict_words(box.yes, box.base, box.threshold_percent, box.strict, box.rule_confirmed)


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
    ties = dossier.ties(lines)
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
        results.append(YearResult(line, total, criteria, order, first, ties[line.pk]))
    return results
