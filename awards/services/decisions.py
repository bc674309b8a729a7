"""The chairman's decision (quyết định khen thưởng): prepared by the office, signed by the chairman, then published."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from campaigns.figures import MissingFigure, figure
from campaigns.models import AwardForm, AwardRule
from core import audit
from core.clock import database_now
from core.models import AuditEvent
from core.verdict import require
from core.workflow import InvalidTransition

from .. import eligibility, money, numbers, printed, progress_letters
from ..enums import DecisionStatus
from ..models import AwardDecision, AwardRound, DecisionLine, Nomination
from ..permissions.decision import may_prepare, may_publish, may_submit
from ..workflow.decision import DECISION_WORKFLOW
from ..workflow.nomination import NOMINATION_WORKFLOW
from . import signing

WHAT = "quyết định"


def clean_number(text: str) -> str:
    """The number as it is printed: "5/QĐ-UBND" becomes "05/QĐ-UBND". Raises ValueError with the sentence to show."""
    return numbers.clean(text, numbers.DECISION, what=WHAT)


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
    # As whoever refuses a nomination or signs does: none gets into a draft that is being refused or signed.
    signing.one_at_a_time(award_round.campaign_id)
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

    Every line's nomination becomes DECIDED in the same transaction; each unit gets one letter. Raises
    InvalidTransition with the sentence to show.
    """
    signing.one_at_a_time(decision.round.campaign_id)
    number = signing.number_of(number, numbers.DECISION, what=WHAT)
    signing.check_day(signed_on, at=at)
    signing.check_decision_number(number, year=signed_on.year)
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
        line.amount, line.base_wage = reward.amount, reward.base_wage
        line.money_hundredths, line.money_confirmed = reward.hundredths, reward.confirmed
        line.printed = printed.at_signing(line.nomination)
    facts = ["amount", "base_wage", "money_hundredths", "money_confirmed", "printed"]
    DecisionLine.objects.bulk_update([line for line, _ in sums], facts)
    progress_letters.moved([line.nomination for line, _ in sums], event=f"decided:{decision.pk}", at=at)
    return event


def amounts(decision: AwardDecision, *, on: date) -> list[tuple[DecisionLine, money.Money | None]]:
    """Each line with its money when the decision is of `on` (an estimate before signing). A constant few queries.

    Of a signed decision the sums are those it was signed with. Raises MissingFigure before the first known base wage.
    """
    lines = list(
        decision.lines.select_related(
            "nomination__form",
            "nomination__unit",
            "nomination__person__unit",
            "nomination__movement",
            "nomination__round__campaign",
            "nomination__initiative",
        )
    )
    if decision.status == DecisionStatus.SIGNED:
        return [(line, _frozen(line)) for line in lines]
    count = reckoner(decision.round.campaign, on=on)
    return [(line, count(line.nomination)) for line in lines]


def _frozen(line: DecisionLine) -> money.Money:
    return money.Money(line.amount, line.money_confirmed, line.base_wage or 0, line.money_hundredths or 0)


def reckoner(campaign, *, on: date) -> Callable[..., money.Money | None]:
    """How much a nomination of the movement is worth by wage and rules of the ward day `on`; asks the database thrice.

    The answer takes a nomination, and a form where another one was given. Raises MissingFigure before the first known
    base wage.
    """
    rules = list(AwardRule.objects.filter(campaign=campaign))
    wage = int(figure("base_wage", on=on, campaign=campaign))
    rounding = int(figure("money_rounding", on=on, campaign=campaign))

    def count(row: Nomination, form: AwardForm | None = None) -> money.Money | None:
        rule = eligibility.rule_for(
            form or row.form, subject_kind=row.subject_kind, level=row.movement.level, on=on, rules=rules
        )
        return money.reward(rule, base_wage=wage, rounding=rounding)

    return count


@transaction.atomic
def set_public(decision: AwardDecision, *, public: bool, by, at: datetime | None = None) -> bool:
    """Release a signed decision to the honours page (công khai), or take it down; return whether anything changed.

    Who approved publishing and when stays with the row, also after it was taken down again.
    """
    require(may_publish(by, decision))
    fields = {"is_public": public}
    if public:
        fields |= {"published_by": by, "published_at": at or database_now()}
    rows = AwardDecision.objects.filter(pk=decision.pk, status=DecisionStatus.SIGNED, is_public=not public)
    changed = rows.update(**fields) == 1
    if changed:
        for name, value in fields.items():
            setattr(decision, name, value)
        audit.record("publish_decision" if public else "unpublish_decision", decision, by=by)
    return changed
