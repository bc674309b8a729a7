"""Letters of proposal (tờ trình): to the ward's chairman after a meeting, to the city for the higher forms."""

from datetime import date, datetime

from django.db import transaction

from campaigns.enums import AwardLevel
from campaigns.figures import figure
from core import audit, phrases
from core.clock import database_now, ward_date
from core.models import AuditEvent
from core.verdict import require
from core.workflow import InvalidTransition

from .. import progress_letters
from ..enums import NominationStatus, ProposalKind, ProposalStatus
from ..models import AwardRound, Nomination, Proposal, ProposalLine
from ..permissions.proposal import may_edit, may_prepare, may_submit
from ..workflow.proposal import PROPOSAL_WORKFLOW
from . import nominations, signing

WHAT = "tờ trình"
UNSIGNED = (ProposalStatus.DRAFT, ProposalStatus.RETURNED)
EMPTY = "Dự thảo không còn ai trong danh sách."
SYMBOLS = {ProposalKind.TO_CITY: "letter_number_city", ProposalKind.TO_CHAIRMAN: "letter_number_office"}
_KIND_ORDER = ("COLLECTIVE", "INDIVIDUAL", "HOUSEHOLD")


def waiting(award_round: AwardRound, *, kind: str):
    """What the council endorsed and no letter of this kind holds yet; to the city only what others decide."""
    return waiting_anywhere(kind).filter(round=award_round)


def waiting_anywhere(kind: str):
    """The same in every round."""
    rows = Nomination.objects.filter(status=NominationStatus.ENDORSED)
    rows = rows.exclude(pk__in=ProposalLine.objects.filter(proposal__kind=kind).values("nomination"))
    return rows.exclude(form__level=AwardLevel.WARD) if kind == ProposalKind.TO_CITY else rows


@transaction.atomic
def prepare(award_round: AwardRound, *, kind: str, by, at: datetime | None = None) -> Proposal:
    """Draft the letter on what the council endorsed in this round (lập tờ trình): one a round and recipient.

    An unsigned draft takes the new ones in, otherwise a new letter begins. Titles before forms, highest first, then
    collectives, persons and households in Vietnamese order. Raises InvalidTransition when nobody waits.
    """
    require(may_prepare(by))
    # As whoever refuses a nomination does: none gets into a letter that is being refused.
    signing.one_at_a_time(award_round.campaign_id)
    found = list(waiting(award_round, kind=kind))
    if not found:
        raise InvalidTransition("Không còn đề nghị nào được Hội đồng nhất trí mà chưa có tờ trình.")
    drafts = award_round.proposals.filter(kind=kind, status__in=UNSIGNED)
    proposal = drafts.first() or Proposal.objects.create(
        kind=kind, round=award_round, created_by=by,
        addressee=addressee(award_round, kind, on=ward_date(at or database_now())),
    )  # fmt: skip
    ProposalLine.objects.bulk_create(ProposalLine(proposal=proposal, nomination=row) for row in found)
    _put_in_order(proposal)
    audit.record("prepare_proposal", proposal, by=by, new=proposal.status, nominations=[row.pk for row in found])
    return proposal


def addressee(award_round: AwardRound, kind: str, *, on: date) -> str:
    """Whom the letter is to (kính gửi)."""
    if kind == ProposalKind.TO_CITY:
        return figure("letter_addressee", on=on, campaign=award_round.campaign)
    place = award_round.campaign.place
    return f"Chủ tịch Ủy ban nhân dân {place[:1].lower()}{place[1:]}"


def _put_in_order(proposal: Proposal) -> None:
    lines = list(proposal.lines.select_related("nomination__form", "nomination__unit", "nomination__person"))
    lines.sort(key=_place)
    for order, line in enumerate(lines, start=1):
        line.order = order
    ProposalLine.objects.bulk_update(lines, ["order"])


def _place(line: ProposalLine) -> tuple:
    row = line.nomination
    return (row.form.order, _KIND_ORDER.index(row.subject_kind), row.subject.sort_key)


@transaction.atomic
def edit(proposal: Proposal, *, addressee: str, grounds: str, by) -> bool:
    """Change whom a draft is to and how it opens (sửa dự thảo tờ trình); return whether anything changed.

    Raises Forbidden once it is laid before its signer, InvalidTransition without an addressee.
    """
    require(may_edit(by, proposal))
    addressee, grounds = addressee.strip(), grounds.strip()
    if not addressee:
        raise InvalidTransition("Ghi nơi kính gửi.")
    before = audit.snapshot(proposal)
    fields = {"addressee": addressee, "grounds": grounds}
    for name, value in fields.items():
        setattr(proposal, name, value)
    changes = audit.changes_of(proposal, before)
    if not changes:
        return False
    if Proposal.objects.filter(pk=proposal.pk, status__in=UNSIGNED).update(**fields) != 1:
        raise InvalidTransition(phrases.SOMEONE_WAS_FASTER)
    audit.record("edit_proposal", proposal, by=by, changes=changes)
    return True


@transaction.atomic
def submit(proposal: Proposal, *, by) -> AuditEvent:
    """Lay the draft before its signer (trình ký). An empty list is not laid before anybody."""
    require(may_submit(by, proposal))
    if not proposal.lines.exists():
        raise InvalidTransition(EMPTY)
    return PROPOSAL_WORKFLOW.apply("submit", proposal, by=by, fields={"return_note": ""})


@transaction.atomic
def return_with_note(proposal: Proposal, *, note: str, by) -> AuditEvent:
    """The signer gives the draft back with a remark (trả lại kèm ý kiến)."""
    if not note.strip():
        raise InvalidTransition("Ghi ý kiến trả lại.")
    return PROPOSAL_WORKFLOW.apply("return_with_note", proposal, by=by, fields={"return_note": note.strip()})


@transaction.atomic
def sign(
    proposal: Proposal,
    *,
    number: str,
    signed_on: date,
    signer_name: str,
    signer_title: str,
    by,
    at: datetime | None = None,
) -> AuditEvent:
    """Record the signature (đã ký): number and day as on paper. Raises InvalidTransition with the sentence to show."""
    signing.one_at_a_time(proposal.round.campaign_id)
    number = signing.number_of(number, symbol(proposal, on=signed_on), what=WHAT)
    signing.check_day(signed_on, at=at)
    signing.check_letter_number(number, year=signed_on.year)
    event = PROPOSAL_WORKFLOW.apply(
        "sign",
        proposal,
        by=by,
        fields={
            "number": number,
            "signed_on": signed_on,
            "signer_name": signer_name.strip(),
            "signer_title": signer_title,
            "signed_by": by,
        },
        number=number,
        signed_on=signed_on.isoformat(),
    )
    lines = list(proposal.lines.select_related("nomination__form", "nomination__unit", "nomination__person"))
    if not lines:
        raise InvalidTransition(EMPTY)
    for line in lines:
        if signed_on < line.nomination.accepted_on:
            raise InvalidTransition(f"Ngày ký trước ngày tiếp nhận hồ sơ của {line.nomination.subject_name}.")
    return event


def symbol(proposal: Proposal, *, on: date) -> str:
    """What follows the number of this letter on a ward day: "TTr-UBND"."""
    return figure(SYMBOLS[ProposalKind(proposal.kind)], on=on, campaign=proposal.round.campaign)


@transaction.atomic
def send(proposal: Proposal, *, sent_on: date, by, at: datetime | None = None) -> AuditEvent:
    """Record that the signed letter went off (đã gửi); to the city its nominations become FORWARDED with it.

    Raises InvalidTransition for a day to come or before the signature, and when a nomination was refused meanwhile.
    """
    signing.check_day(sent_on, at=at, what="Ngày gửi")
    if proposal.signed_on and sent_on < proposal.signed_on:
        raise InvalidTransition("Ngày gửi trước ngày ký.")
    event = PROPOSAL_WORKFLOW.apply("send", proposal, by=by, fields={"sent_on": sent_on}, sent_on=sent_on.isoformat())
    if proposal.kind == ProposalKind.TO_CITY:
        lines = list(proposal.lines.select_related("nomination__form", "nomination__unit", "nomination__person"))
        for line in lines:
            nominations.forward(line.nomination, letter=proposal, by=by)
        progress_letters.moved([line.nomination for line in lines], event=f"forwarded:{proposal.pk}", at=at)
    return event
