"""What people do with nominations (đề nghị khen thưởng). Status moves only through the step table."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts.models import Person, Unit
from campaigns.enums import SubjectKind
from campaigns.figures import figure
from campaigns.models import AwardForm, AwardRule
from core import audit, phrases
from core.clock import database_now, ward_date
from core.models import AuditEvent
from core.verdict import require
from core.workflow import InvalidTransition
from submissions.enums import BoardStatus, SubmissionStatus
from submissions.models import Initiative, RankingLine, Submission

from .. import citations, dossier, eligibility, offers, progress_letters
from .. import phrases_units as words
from ..enums import NominationOrigin, NominationStatus, ProposalKind, ProposalStatus, RoundKind
from ..models import (
    AwardRound,
    BallotBox,
    CouncilMeeting,
    DecisionLine,
    DossierPaper,
    Nomination,
    Proposal,
    ProposalLine,
)
from ..permissions.nomination import may_edit, may_nominate, may_refuse
from ..workflow.nomination import NOMINATION_WORKFLOW
from . import files as award_files
from . import signing


def households_on(campaign, *, on: date) -> bool:
    """Whether the ward takes nominations of households (law.md section 10: off unless set)."""
    return bool(figure("households", on=on, campaign=campaign))


def grounds(award_round: AwardRound, *, subject_kind: str, on: date) -> list[eligibility.Ground]:
    """Every form of the movement with the ground it would rest on and what the matrix says, in the plan's order.

    Five queries, whatever the number of forms. The round's own ground comes first, then the nearer launcher.
    """
    campaign = award_round.campaign
    movements = sorted(
        campaign.linkedmovement_set.all(), key=lambda row: (row.pk != award_round.movement_id, -row.order)
    )
    facts = {
        "subject_kind": subject_kind,
        "stage": award_round.kind,
        "on": on,
        "rules": list(AwardRule.objects.in_force(on).filter(campaign=campaign, subject_kind=subject_kind)),
        "households": households_on(campaign, on=on),
    }
    return [eligibility.best_ground(form, movements, **facts) for form in campaign.awardform_set.order_by("order")]


def require_ground(form: AwardForm, award_round: AwardRound, *, subject_kind: str, on: date) -> eligibility.Ground:
    """The ground the form would rest on; raises InvalidTransition with the article when the matrix blocks it."""
    offered = grounds(award_round, subject_kind=subject_kind, on=on)
    ground = next((ground for ground in offered if ground.form.pk == form.pk), None)
    if ground is None:
        raise InvalidTransition("Hình thức này không thuộc phong trào của đợt khen thưởng.")
    if not ground.eligibility:
        raise InvalidTransition(ground.eligibility.blocks[0])
    return ground


def require_initiative(subject: Unit | Person, award_round: AwardRound, initiative: Initiative | None) -> None:
    """A round on the spot rewards an initiative, and any that is named is the subject's own; else InvalidTransition."""
    if initiative is None:
        if award_round.kind == RoundKind.ON_THE_SPOT:
            raise InvalidTransition(words.ON_THE_SPOT_NEEDS_INITIATIVE)
    elif not offers.initiatives_of(subject, award_round.campaign).filter(pk=initiative.pk).exists():
        raise InvalidTransition(words.FOREIGN_INITIATIVE.format(subject=subject))


@transaction.atomic
def nominate_from_ranking(
    line: RankingLine,
    *,
    form: AwardForm,
    award_round: AwardRound,
    by,
    initiative: Initiative | None = None,
    at: datetime | None = None,
) -> Nomination:
    """Draw up a nomination from a locked board (lập đề nghị khen thưởng): the unit or person of that line.

    Raises InvalidTransition when the board is not locked, the matrix blocks the form, or it was drawn up before.
    """
    if line.board.status != BoardStatus.LOCKED:
        raise InvalidTransition("Bảng điểm chưa chốt, chưa lập được đề nghị khen thưởng.")
    return nominate(
        line.submission.subject,
        form=form,
        award_round=award_round,
        report=line.submission,
        initiative=initiative,
        origin=NominationOrigin.RANKING,
        by=by,
        at=at,
    )


@transaction.atomic
def nominate(
    subject: Unit | Person,
    *,
    form: AwardForm,
    award_round: AwardRound,
    by,
    report: Submission | None = None,
    household: bool = False,
    initiative: Initiative | None = None,
    origin: str = NominationOrigin.OFFICE,
    at: datetime | None = None,
) -> Nomination:
    """Draw up a nomination of a unit, a person or a person's household (lập đề nghị khen thưởng).

    Without `report` the subject's latest accepted report up to the round's year is taken, when there is one. The ground
    is the linked movement that fits the form; `initiative` is what a round on the spot rewards. What is printed as the
    merit is proposed, and a woman stands first on a tie (law.md 1.3). Raises Forbidden, or InvalidTransition with the
    article that blocks it.
    """
    require(may_nominate(by))
    on = ward_date(at or database_now())
    if isinstance(subject, Unit):
        kind, who = SubjectKind.COLLECTIVE, {"unit": subject}
    else:
        kind, who = SubjectKind.HOUSEHOLD if household else SubjectKind.INDIVIDUAL, {"person": subject}
    movement = require_ground(form, award_round, subject_kind=kind, on=on).movement
    require_initiative(subject, award_round, initiative)
    report = report or _latest_report(award_round, **who)
    try:
        with transaction.atomic():
            nomination = Nomination.objects.create(
                round=award_round,
                form=form,
                subject_kind=kind,
                submission=report,
                movement=movement,
                initiative=initiative,
                origin=origin,
                citation=citations.proposed(award_round, movement, initiative),
                women_first=kind == SubjectKind.INDIVIDUAL and bool(subject.is_woman),
                created_by=by,
                **who,
            )
    except IntegrityError:
        raise InvalidTransition(f"Đã có đề nghị {form.legal_name} cho {subject} trong {award_round.title}.") from None
    audit.record("nominate", nomination, by=by, new=NominationStatus.DRAFT, form=form.code, movement=movement.code)
    return nomination


def _latest_report(award_round: AwardRound, **who) -> Submission | None:
    reports = Submission.objects.filter(
        status=SubmissionStatus.ACCEPTED,
        period__campaign_id=award_round.campaign_id,
        period__year__lte=award_round.year,
        **who,
    )
    return reports.order_by("-period__year").first()


@transaction.atomic
def edit(
    nomination: Nomination,
    *,
    summary: str,
    no_open_case: bool,
    was: str,
    by,
    citation: str | None = None,
    citation_was: str | None = None,
    women_first: bool | None = None,
) -> None:
    """Write the council's summary, the merit as printed and what the office declares (sửa hồ sơ đề nghị).

    `was` and `citation_was` are the texts the page was opened with: when somebody changed one since, InvalidTransition,
    nothing is lost. None leaves a field as it is.
    """
    require(may_edit(by, nomination))
    new = {"summary": summary.strip(), "no_open_case": no_open_case}
    new |= {} if citation is None else {"citation": citation.strip()}
    new |= {} if women_first is None else {"women_first": women_first}
    read = {"summary": was} | ({} if citation_was is None else {"citation": citation_was})
    rows = Nomination.objects.filter(pk=nomination.pk, status=NominationStatus.DRAFT, **read)
    if rows.update(**new) != 1:
        raise InvalidTransition(phrases.SOMEONE_WAS_FASTER)
    for name, value in new.items():
        setattr(nomination, name, value)
    audit.record("edit_nomination", nomination, by=by, no_open_case=no_open_case)


@transaction.atomic
def mark_ready(nomination: Nomination, *, by, at: datetime | None = None) -> list[str]:
    """Take the dossier in and lay it before the council (trình Hội đồng); return warnings the office should weigh.

    From this ward day on its rules are fixed (law.md 1.1). One letter to the unit. Raises
    InvalidTransition naming every part that is missing.
    """
    at = at or database_now()
    on = ward_date(at)
    judged = dossier.judge(nomination, on=on, households=households_on(nomination.round.campaign, on=on))
    lacking = [
        part.missing for part in dossier.checklist(nomination, judged, on=on) if part.required and not part.complete
    ]
    if lacking:
        raise InvalidTransition(f"Còn thiếu: {'; '.join(lacking)}.")
    warnings = [*judged.warnings, *dossier.duplicates(nomination)]
    NOMINATION_WORKFLOW.apply("mark_ready", nomination, by=by, fields={"accepted_on": on}, warnings=warnings)
    # Taken back and laid before the council again on one day, it is told once.
    progress_letters.moved([nomination], event=f"ready:{nomination.pk}:{on}", at=at)
    return warnings


@transaction.atomic
def back_to_draft(nomination: Nomination, *, by) -> AuditEvent:
    """Take a dossier back to work on it (đưa về đang lập); it is accepted anew, with the rules of that day."""
    return NOMINATION_WORKFLOW.apply("back_to_draft", nomination, by=by, fields={"accepted_on": None})


@transaction.atomic
def discard(nomination: Nomination, *, by) -> None:
    """Throw away a dossier that was drawn up by mistake (xóa bản đang lập); the log keeps that it existed.

    What a unit asked for is answered, never thrown away. Raises Forbidden outside the draft, InvalidTransition when
    somebody moved it first, a unit had a part in it, or a vote was held on it.
    """
    require(may_edit(by, nomination))
    papers = DossierPaper.objects.filter(nomination=nomination)
    if nomination.origin == NominationOrigin.UNIT or papers.exclude(from_unit=None).exists():
        raise InvalidTransition(words.DISCARD_OF_A_UNIT)
    audit.record("discard_nomination", nomination, by=by, old=NominationStatus.DRAFT)
    try:
        with transaction.atomic():
            award_files.drop(papers)
            deleted, _ = Nomination.objects.filter(pk=nomination.pk, status=NominationStatus.DRAFT).delete()
    except ProtectedError:
        raise InvalidTransition("Hồ sơ đã từng ra phiên họp, không xóa được.") from None
    if not deleted:
        raise InvalidTransition(phrases.SOMEONE_WAS_FASTER)


@transaction.atomic
def draw_up_again(nomination: Nomination, *, by) -> AuditEvent:
    """Work again on a nomination that was withdrawn (lập lại đề nghị đã rút); it is accepted anew."""
    fields = {"accepted_on": None, "withdrawal_reason": ""}
    return NOMINATION_WORKFLOW.apply("draw_up_again", nomination, by=by, fields=fields)


def put_on_agenda(nomination: Nomination, *, meeting: CouncilMeeting, by) -> AuditEvent:
    """Bring a ready nomination before the council (đưa vào phiên họp); from now on it cannot be edited.

    Raises InvalidTransition unless it is READY, Forbidden without the right to run meetings.
    """
    return NOMINATION_WORKFLOW.apply("put_on_agenda", nomination, by=by, meeting=meeting.pk)


def take_off_agenda(nomination: Nomination, *, meeting: CouncilMeeting, by) -> AuditEvent:
    """Take a nomination off an agenda before it was judged (rút khỏi phiên họp)."""
    return NOMINATION_WORKFLOW.apply("take_off_agenda", nomination, by=by, meeting=meeting.pk)


def endorse(nomination: Nomination, *, box: BallotBox, by) -> AuditEvent:
    """Record the published verdict that the council is for it (Hội đồng nhất trí): advice, nothing is awarded yet."""
    return NOMINATION_WORKFLOW.apply("endorse", nomination, by=by, **_counts(box))


def not_endorse(nomination: Nomination, *, box: BallotBox, by) -> AuditEvent:
    """Record the published verdict that the council is not for it (Hội đồng không nhất trí)."""
    return NOMINATION_WORKFLOW.apply("not_endorse", nomination, by=by, **_counts(box))


def _counts(box: BallotBox) -> dict[str, int]:
    """The published sums, the only thing about a vote the log may hold."""
    return {"box": box.pk, "yes": box.yes, "members": box.base}


@transaction.atomic
def forward(nomination: Nomination, *, letter: Proposal, by) -> AuditEvent:
    """Send the dossier of a higher form to the city (trình cấp trên); the ward's part ends here."""
    return NOMINATION_WORKFLOW.apply("forward", nomination, by=by, letter=letter.pk, number=letter.number)


@transaction.atomic
def refuse(nomination: Nomination, *, reason: str, by) -> AuditEvent:
    """The chairman decides against the council's advice (không khen thưởng); its lines leave unsigned drafts.

    Raises InvalidTransition without a reason, and once a letter to the city that names it is signed.
    """
    require(may_refuse(by, nomination))
    if not reason.strip():
        raise InvalidTransition("Ghi lý do không khen thưởng.")
    signing.one_at_a_time(nomination.round.campaign_id)
    lines = ProposalLine.objects.filter(nomination=nomination)
    if lines.filter(proposal__kind=ProposalKind.TO_CITY, proposal__status=ProposalStatus.SIGNED).exists():
        raise InvalidTransition("Tờ trình gửi thành phố có tên này đã ký.")
    event = NOMINATION_WORKFLOW.apply(
        "refuse", nomination, by=by, fields={"refusal_reason": reason.strip()}, reason=reason.strip()
    )
    DecisionLine.objects.filter(nomination=nomination).delete()
    lines.filter(proposal__signed_on=None).delete()
    progress_letters.moved([nomination], event=f"refused:{event.pk}")
    return event
