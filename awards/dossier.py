"""What a nomination's dossier holds and lacks (thành phần hồ sơ). Questions only, nothing is written here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Q, Subquery

from accounts.models import Person, Unit
from campaigns.enums import DossierPartKind, SubjectKind
from campaigns.models import AwardForm, AwardRule, DossierPart, Enrolment
from core.querysets import within
from core.text import fold_vi
from submissions.enums import BoardStatus, SubmissionStatus
from submissions.models import Initiative, RankingLine

from . import eligibility
from .enums import DecisionStatus, NominationStatus, RoundKind
from .models import AwardRound, DecisionLine, DossierCheck, DossierPaper, Nomination

SUMMARY_LINES = 5
# Letters that a line of the council's table holds; a longer line wraps and counts as more.
LINE_LENGTH = 120
LOCKED = BoardStatus.LOCKED
_DEAD = (
    NominationStatus.NOT_ENDORSED,
    NominationStatus.REFUSED,
    NominationStatus.WITHDRAWN,
    NominationStatus.NOT_GRANTED,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the checklist: đủ or thiếu. `required` parts hold the nomination back, the others are only shown.

    `row` is the part of the plan's list it comes from, with what confirms or fills it; the portal's own rows have none.
    """

    name: str
    complete: bool
    missing: str = ""
    required: bool = True
    row: DossierPart | None = None
    check: DossierCheck | None = None
    papers: tuple[DossierPaper, ...] = ()


def summary_lines(text: str) -> int:
    """How many lines the summary takes on the council's page, long lines counted as they wrap."""
    return sum(max(1, -(-len(line) // LINE_LENGTH)) for line in text.strip().splitlines())


def judge(nomination: Nomination, *, on: date, households: bool) -> eligibility.Eligibility:
    """What the matrix says about this nomination by the rules of `on`: the day of acceptance once there is one."""
    rules = AwardRule.objects.filter(form_id=nomination.form_id, subject_kind=nomination.subject_kind)
    return eligibility.check(
        nomination.form,
        subject_kind=nomination.subject_kind,
        stage=nomination.round.kind,
        movement=nomination.movement,
        on=nomination.accepted_on or on,
        rules=rules,
        households=households,
    )


def group_kinds_of(subject: Unit | Person, award_round: AwardRound) -> set[str]:
    """Kinds of the groups the subject itself takes part in, in the year of the round."""
    who = {"unit": subject} if isinstance(subject, Unit) else {"person": subject}
    taking_part = Enrolment.objects.filter(
        within(award_round.year, "from_year", "to_year"), group__campaign_id=award_round.campaign_id, **who
    )
    return set(taking_part.values_list("group__kind", flat=True))


def parts_asked(
    forms: Iterable[AwardForm], *, subject_kind: str, subject: Unit | Person, award_round: AwardRound, on: date
) -> list[DossierPart]:
    """The parts in force on the ward day `on` that any of the `forms` asks of the subject, in the plan's order.

    Two queries, whatever the number of forms.
    """
    rows = list(DossierPart.objects.in_force(on).filter(campaign_id=award_round.campaign_id).order_by("order"))
    groups = group_kinds_of(subject, award_round) if any(row.group_kinds for row in rows) else set()
    forms = list(forms)

    def fits(wanted: Iterable[str], given: set[str]) -> bool:
        return not wanted or bool(given.intersection(wanted))

    return [
        row
        for row in rows
        if fits(row.subject_kinds, {subject_kind})
        and fits(row.group_kinds, groups)
        and any(fits(row.levels, {form.level}) and fits(row.award_kinds, {form.kind}) for form in forms)
    ]


def papers_asked(forms: Iterable[AwardForm], **facts) -> list[DossierPart]:
    """Of `parts_asked` those a file fills."""
    return [row for row in parts_asked(forms, **facts) if row.kind == DossierPartKind.PAPER]


def parts_of(nomination: Nomination, *, on: date) -> list[DossierPart]:
    """The parts of this dossier by the rules of the day of acceptance, of `on` while there is none (law.md 1.1)."""
    return parts_asked(
        [nomination.form],
        subject_kind=nomination.subject_kind,
        subject=nomination.subject,
        award_round=nomination.round,
        on=nomination.accepted_on or on,
    )


def kept_papers(nomination: Nomination) -> list[DossierPaper]:
    """Papers of the dossier that nobody took out, oldest first."""
    return list(nomination.papers.kept())


def checklist(
    nomination: Nomination, judged: eligibility.Eligibility, *, on: date, papers: list[DossierPaper] | None = None
) -> list[Part]:
    """The parts of the dossier (law.md 1.6, 2.2) with what is missing, named as people would name it.

    The portal's own rows come first, then those of the plan's list in force on the day of acceptance. `papers` are the
    dossier's `kept_papers` where they are known already.
    """
    papers = kept_papers(nomination) if papers is None else papers
    report = nomination.submission
    ranked = (
        report is not None
        and RankingLine.objects.filter(submission=report, board__status=LOCKED, version=F("board__version")).exists()
    )
    # A report on a locked board was judged in full, whether or not somebody also pressed "Chấp nhận".
    accepted = ranked or (report is not None and report.status == SubmissionStatus.ACCEPTED)
    kind = SubjectKind(nomination.subject_kind).label.lower()
    return [
        Part(f"Đúng hình thức, dịp khen và phong trào cho {kind}", bool(judged), " ".join(judged.blocks)),
        Part("Báo cáo thành tích đã được chấp nhận", accepted, "báo cáo thành tích đã được chấp nhận"),
        Part("Điểm thẩm định đã chốt", ranked, "điểm đã chốt", required=False),
        Part("Tóm tắt cho Hội đồng", bool(nomination.summary.strip()), "tóm tắt cho Hội đồng"),
        Part("Thành tích ghi trên giấy", bool(nomination.citation.strip()), "thành tích ghi trên giấy", required=False),
        Part(
            "Xác nhận không có vụ việc đang xem xét",
            nomination.no_open_case,
            "xác nhận không có vụ việc đang xem xét",
        ),
        *_of_the_plan(nomination, parts_of(nomination, on=on), papers),
    ]


def _of_the_plan(nomination: Nomination, rows: list[DossierPart], papers: list[DossierPaper]) -> Iterable[Part]:
    checks = {check.part_id: check for check in nomination.checks.select_related("confirmed_by")}
    for row in rows:
        check, files = checks.get(row.pk), tuple(paper for paper in papers if paper.part_id == row.pk)
        if row.kind == DossierPartKind.STATEMENT:
            words = f"xác nhận {_as_named(row.title)}"
            yield Part(row.title, check is not None, words, row.required, row, check=check)
        else:
            yield Part(row.title, bool(files), _as_named(row.title), row.required, row, papers=files)


def _as_named(title: str) -> str:
    return title[:1].lower() + title[1:]


def other_papers(papers: list[DossierPaper], parts: list[Part]) -> list[DossierPaper]:
    """Of the dossier's papers those that fill no row of the checklist."""
    placed = {paper.pk for part in parts for paper in part.papers}
    return [paper for paper in papers if paper.pk not in placed]


def duplicates(nomination: Nomination) -> list[str]:
    """Other awards for what may be the same merit: a warning, the office judges (law.md 1.3, 2.2, trap 20).

    Two yearly rounds reward different years; a yearly one and a review that covers its year may overlap.
    """
    same = Q(unit_id=nomination.unit_id, person_id=nomination.person_id)
    if nomination.person_id:
        # What stands under another row of the same human was theirs too.
        same |= Q(person__merged_into=nomination.person_id)
    others = (
        Nomination.objects.filter(same)
        .filter(round__campaign_id=nomination.round.campaign_id)
        .exclude(pk=nomination.pk)
        .exclude(status__in=_DEAD)
        .exclude(decision_line__revoked_on__isnull=False)
        .select_related("form", "round")
        .order_by("round__year", "pk")
    )
    return [_duplicate_words(nomination, other) for other in others if _may_overlap(nomination.round, other.round)]


def _may_overlap(one, other) -> bool:
    if one.pk == other.pk:
        return True
    return RoundKind.YEARLY not in (one.kind, other.kind) or one.kind != other.kind


def _duplicate_words(nomination: Nomination, other: Nomination) -> str:
    year = other.round.year
    given = other.status in (NominationStatus.DECIDED, NominationStatus.GRANTED)
    if given and other.form_id == nomination.form_id:
        return f"Đã được khen cùng hình thức cho thành tích này năm {year}."
    if given:
        return f"Đã được tặng {other.form.legal_name} năm {year}; kiểm tra có cùng một thành tích không."
    return f"Đang được đề nghị {other.form.legal_name} ({other.round.title}); một thành tích chỉ một hình thức."


def earlier_awards(nomination: Nomination):
    """Signed awards of the same subject that were not revoked, newest first."""
    return (
        DecisionLine.objects.filter(decision__status=DecisionStatus.SIGNED, revoked_on=None)
        .filter(nomination__unit_id=nomination.unit_id, nomination__person_id=nomination.person_id)
        .exclude(nomination_id=nomination.pk)
        .select_related("decision", "nomination__form", "nomination__round")
        .order_by("-decision__signed_on", "-pk")
    )


def ranking_lines(nomination: Nomination):
    """Locked results of the subject, year by year, in the board's latest version.

    `first_numerator` and `first_denominator` are what its first version said.
    """
    first = RankingLine.objects.filter(board=OuterRef("board"), submission=OuterRef("submission")).order_by("version")
    return (
        RankingLine.objects.filter(board__status=LOCKED, version=F("board__version"))
        .filter(submission__unit_id=nomination.unit_id, submission__person_id=nomination.person_id)
        .filter(board__period__campaign_id=nomination.round.campaign_id)
        .annotate(
            first_numerator=Subquery(first.values("total_numerator")[:1]),
            first_denominator=Subquery(first.values("total_denominator")[:1]),
        )
        .select_related("board__period", "board__group", "submission")
        .order_by("board__period__year")
    )


def ties(lines: list[RankingLine]) -> dict[int, int]:
    """How many others stand at the same place of the same board, by the line's pk. One query for all lines."""
    near = Q(pk=None)
    for line in lines:
        near |= Q(board=line.board_id, version=line.version, rank=line.rank)
    places = list(RankingLine.objects.filter(near).values_list("board", "version", "rank")) if lines else []
    return {line.pk: places.count((line.board_id, line.version, line.rank)) - 1 for line in lines}


def initiatives(nomination: Nomination):
    """Initiatives of the subject's accepted reports in this movement (D12).

    For a person also those of their unit's reports that name them: units declare what their people made.
    """
    subject = Q(submission__unit_id=nomination.unit_id, submission__person_id=nomination.person_id)
    if nomination.person_id and nomination.person.unit_id:
        named = fold_vi(nomination.person.full_name)
        subject |= Q(submission__unit_id=nomination.person.unit_id, search_text__contains=named)
    return (
        Initiative.objects.filter(subject, submission__status=SubmissionStatus.ACCEPTED)
        .filter(submission__period__campaign_id=nomination.round.campaign_id)
        .select_related("submission__period")
        .order_by("submission__period__year", "pk")
    )
