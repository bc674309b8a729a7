"""What a nomination's dossier holds and lacks (thành phần hồ sơ). Questions only, nothing is written here."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Q, Subquery

from campaigns.enums import SubjectKind
from campaigns.models import AwardRule
from core.text import fold_vi
from submissions.enums import BoardStatus, SubmissionStatus
from submissions.models import Initiative, RankingLine

from . import eligibility
from .enums import DecisionStatus, NominationStatus, RoundKind
from .models import DecisionLine, Nomination

SUMMARY_LINES = 5
# Letters that a line of the council's table holds; a longer line wraps and counts as more.
LINE_LENGTH = 120
LOCKED = BoardStatus.LOCKED
_DEAD = (NominationStatus.NOT_ENDORSED, NominationStatus.REFUSED)


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the checklist: đủ or thiếu. `required` parts hold the nomination back, the others are only shown."""

    name: str
    complete: bool
    missing: str = ""
    required: bool = True


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


def checklist(nomination: Nomination, judged: eligibility.Eligibility) -> list[Part]:
    """The parts of the dossier (law.md 1.6, 2.2) with what is missing, named as people would name it."""
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
        Part("Điểm thẩm định đã chốt", ranked, "điểm đã chốt (không bắt buộc)", required=False),
        Part("Tóm tắt cho Hội đồng", bool(nomination.summary.strip()), "tóm tắt cho Hội đồng"),
        Part(
            "Xác nhận không có vụ việc đang xem xét",
            nomination.no_open_case,
            "xác nhận không có vụ việc đang xem xét",
        ),
    ]


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
    if other.status == NominationStatus.DECIDED and other.form_id == nomination.form_id:
        return f"Đã được khen cùng hình thức cho thành tích này năm {year}."
    if other.status == NominationStatus.DECIDED:
        return f"Đã được tặng {other.form.legal_name} năm {year}; kiểm tra có cùng một thành tích không."
    return f"Đang được đề nghị {other.form.legal_name} ({other.round.title}); một thành tích chỉ một hình thức."


def earlier_awards(nomination: Nomination):
    """Signed awards of the same subject, newest first."""
    return (
        DecisionLine.objects.filter(decision__status=DecisionStatus.SIGNED)
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
