"""The chairman's decision (quyết định khen thưởng): prepared by the office, signed by the chairman, then published."""

import re
from datetime import date, datetime

from django.db import transaction

from campaigns.figures import MissingFigure, figure
from campaigns.models import AwardRule, Campaign
from core import audit
from core.clock import database_now, ward_date
from core.models import AuditEvent
from core.verdict import require
from core.workflow import InvalidTransition

from .. import eligibility, money
from ..enums import DecisionStatus
from ..models import AwardDecision, AwardRound, DecisionLine, Nomination
from ..permissions.decision import may_prepare, may_publish, may_submit
from ..workflow.decision import DECISION_WORKFLOW
from ..workflow.nomination import NOMINATION_WORKFLOW

# Numbers under 10 carry a zero; "/" and "-" stand without spaces (law.md 4.2).
_NUMBER = re.compile(r"0*([1-9]\d{0,4})/QĐ-UBND")
NUMBER_FORMAT = "Số quyết định ghi như 12/QĐ-UBND."


def clean_number(text: str) -> str:
    """The number as it is printed: "5/QĐ-UBND" becomes "05/QĐ-UBND". Raises ValueError with the sentence to show."""
    match = _NUMBER.fullmatch("".join(text.split()).upper())
    if match is None:
        raise ValueError(NUMBER_FORMAT)
    return f"{int(match[1]):02d}/QĐ-UBND"


def endorsed(award_round: AwardRound):
    """The ward's own forms the council is for and that no draft holds yet."""
    return Nomination.objects.to_decide().filter(round=award_round)


@transaction.atomic
def prepare(award_round: AwardRound, *, by) -> AwardDecision:
    """Draft the decision on everything the council endorsed in this round (dự thảo quyết định).

    An unsigned draft of the round takes the new ones in, otherwise a new one begins. Collectives first, then persons,
    then households, each in Vietnamese order (law.md 4.3). Raises InvalidTransition when there is nothing to decide.
    """
    require(may_prepare(by))
    AwardRound.objects.select_for_update().get(pk=award_round.pk)
    found = list(endorsed(award_round).select_related("unit", "person"))
    if not found:
        raise InvalidTransition("Chưa có đề nghị nào được Hội đồng nhất trí trong đợt này.")
    drafts = award_round.decisions.filter(status__in=[DecisionStatus.DRAFT, DecisionStatus.RETURNED])
    decision = drafts.first() or AwardDecision.objects.create(round=award_round, created_by=by)
    for nomination in found:
        DecisionLine.objects.create(decision=decision, nomination=nomination)
    _put_in_order(decision)
    audit.record("prepare_decision", decision, by=by, new=decision.status, nominations=[row.pk for row in found])
    return decision


_KIND_ORDER = ("COLLECTIVE", "INDIVIDUAL", "HOUSEHOLD")


def _put_in_order(decision: AwardDecision) -> None:
    lines = list(decision.lines.select_related("nomination__unit", "nomination__person"))
    lines.sort(key=lambda line: (_KIND_ORDER.index(line.nomination.subject_kind), line.nomination.subject.sort_key))
    for order, line in enumerate(lines, start=1):
        line.order = order
    DecisionLine.objects.bulk_update(lines, ["order"])


@transaction.atomic
def submit(decision: AwardDecision, *, by) -> AuditEvent:
    """Lay the draft before the chairman (trình ký). An empty list is not laid before anybody."""
    require(may_submit(by, decision))
    if not decision.lines.exists():
        raise InvalidTransition("Dự thảo không còn ai trong danh sách.")
    return DECISION_WORKFLOW.apply("submit", decision, by=by, fields={"return_note": ""})


@transaction.atomic
def return_with_note(decision: AwardDecision, *, note: str, by) -> AuditEvent:
    """The chairman gives the draft back with his remark (trả lại kèm ý kiến)."""
    if not note.strip():
        raise InvalidTransition("Ghi ý kiến trả lại.")
    return DECISION_WORKFLOW.apply("return_with_note", decision, by=by, fields={"return_note": note.strip()})


@transaction.atomic
def sign(
    decision: AwardDecision,
    *,
    number: str,
    signed_on: date,
    signer_name: str,
    signer_title: str,
    by,
    at: datetime | None = None,
) -> AuditEvent:
    """Record the chairman's signature (đã ký): number and day as on paper, money by the wage of that day, all at once.

    Every line's nomination becomes DECIDED in the same transaction. Raises InvalidTransition with the sentence to show.
    """
    # One signature at a time in a movement: two decisions never get one number, two signers never sign one decision.
    Campaign.objects.select_for_update().get(pk=decision.round.campaign_id)
    try:
        number = clean_number(number)
    except ValueError as exc:
        raise InvalidTransition(str(exc)) from None
    _check_day(signed_on, today=ward_date(at or database_now()))
    if AwardDecision.objects.filter(number=number, signed_on__year=signed_on.year).exists():
        raise InvalidTransition(f"Năm {signed_on.year} đã có quyết định số {number}.")
    try:
        sums = amounts(decision, on=signed_on)
    except MissingFigure as exc:
        raise InvalidTransition(str(exc)) from None
    event = DECISION_WORKFLOW.apply(
        "sign",
        decision,
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
    if not sums:
        raise InvalidTransition("Dự thảo không còn ai trong danh sách.")
    for line, reward in sums:
        if signed_on < line.nomination.accepted_on:
            raise InvalidTransition(f"Ngày ký trước ngày tiếp nhận hồ sơ của {line.nomination.subject_name}.")
        if reward is None:
            raise InvalidTransition(f"Chưa có hệ số tiền thưởng cho {line.nomination}.")
        NOMINATION_WORKFLOW.apply("decide", line.nomination, by=by, decision=decision.pk, number=number)
        line.amount = reward.amount
    DecisionLine.objects.bulk_update([line for line, _ in sums], ["amount"])
    return event


def _check_day(signed_on: date, *, today: date) -> None:
    if signed_on > today:
        raise InvalidTransition("Ngày ký không thể sau hôm nay.")


def amounts(decision: AwardDecision, *, on: date) -> list[tuple[DecisionLine, money.Money | None]]:
    """Each line with its money when the decision is of `on` (an estimate before signing). A constant few queries.

    Of a signed decision the sums are those it was signed with. Raises MissingFigure before the first known base wage.
    """
    campaign = decision.round.campaign
    lines = list(
        decision.lines.select_related(
            "nomination__form", "nomination__unit", "nomination__person__unit", "nomination__movement"
        )
    )
    rules = list(AwardRule.objects.filter(campaign=campaign))
    wage = int(figure("base_wage", on=on, campaign=campaign))
    rounding = int(figure("money_rounding", on=on, campaign=campaign))
    rewards = []
    for line in lines:
        row = line.nomination
        rule = eligibility.rule_for(
            row.form, subject_kind=row.subject_kind, level=row.movement.level, on=on, rules=rules
        )
        reward = money.reward(rule, base_wage=wage, rounding=rounding)
        if decision.status == DecisionStatus.SIGNED:
            reward = money.Money(line.amount, confirmed=rule is None or rule.confirmed)
        rewards.append((line, reward))
    return rewards


@transaction.atomic
def set_public(decision: AwardDecision, *, public: bool, by) -> bool:
    """Release a signed decision to the honours page (công khai), or take it down; return whether anything changed."""
    require(may_publish(by, decision))
    rows = AwardDecision.objects.filter(pk=decision.pk, status=DecisionStatus.SIGNED, is_public=not public)
    changed = rows.update(is_public=public) == 1
    if changed:
        decision.is_public = public
        audit.record("publish_decision" if public else "unpublish_decision", decision, by=by)
    return changed
