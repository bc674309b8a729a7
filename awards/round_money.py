"""What a round of awards costs (kinh phí khen thưởng): estimate beside what is due, by form and by who pays.

The ward's fund pays its own Giấy khen only; what the levels above decide is paid by the city and told for information
(law.md 1.5, 3). An estimate takes the base wage known today, an amount due that of the day of the decision.
"""

from dataclasses import dataclass, field
from datetime import date

from campaigns.enums import AwardLevel
from campaigns.figures import MissingFigure
from campaigns.models import AwardForm

from .enums import CityAnswer, DecisionStatus, NominationStatus
from .models import AwardRound, DecisionLine, Nomination, ProposalLine
from .services.decisions import reckoner

# What will not be paid, and what nobody has proposed to the council yet.
_LEFT_OUT = (
    NominationStatus.DRAFT,
    NominationStatus.RETURNED,
    NominationStatus.WITHDRAWN,
    NominationStatus.NOT_ENDORSED,
    NominationStatus.NOT_GRANTED,
    NominationStatus.REFUSED,
)


@dataclass(slots=True)
class FormMoney:
    """One form: how many subjects, their estimate, and for how many an amount is due.

    `unknown` subjects have no multiplier; `confirmed` is false where a multiplier is not ("chưa xác nhận").
    """

    form: AwardForm
    count: int = 0
    estimate: int = 0
    unknown: int = 0
    due: int = 0
    due_count: int = 0
    confirmed: bool = True


@dataclass(slots=True)
class Source:
    """Who pays, with the sums over the forms; the ward's own money or for information only."""

    title: str
    is_ward: bool
    forms: list[FormMoney] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(row.count for row in self.forms)

    @property
    def estimate(self) -> int:
        return sum(row.estimate for row in self.forms)

    @property
    def due(self) -> int:
        return sum(row.due for row in self.forms)

    @property
    def due_count(self) -> int:
        return sum(row.due_count for row in self.forms)

    @property
    def confirmed(self) -> bool:
        return all(row.confirmed for row in self.forms)


@dataclass(frozen=True, slots=True)
class RoundMoney:
    """The page: sources with something in them, the wage it rests on, or why there is no estimate."""

    sources: tuple[Source, ...]
    base_wage: int
    missing: str


def of(award_round: AwardRound, *, on: date) -> RoundMoney:
    """Sums of a round on the ward day `on`. A constant few queries."""
    rows = list(
        Nomination.objects.filter(round=award_round)
        .exclude(status__in=_LEFT_OUT)
        .select_related("form", "movement")
        .order_by("form__order", "pk")
    )
    lines = {
        line.nomination_id: line
        for line in DecisionLine.objects.filter(
            nomination__round=award_round, decision__status=DecisionStatus.SIGNED, revoked_on=None
        )
    }
    revoked = set(
        DecisionLine.objects.filter(nomination__round=award_round, revoked_on__isnull=False).values_list(
            "nomination", flat=True
        )
    )
    given = {
        line.nomination_id: line.other_form
        for line in ProposalLine.objects.filter(nomination__round=award_round, answer=CityAnswer.OTHER).select_related(
            "other_form"
        )
    }
    count, missing, wage = None, "", 0
    try:
        count = reckoner(award_round.campaign, on=on)
    except MissingFigure as exc:
        missing = str(exc)
    found: dict[int, FormMoney] = {}
    for row in rows:
        if row.pk in revoked:
            continue
        form = given.get(row.pk, row.form)
        money = count(row, form) if count else None
        wage = money.base_wage if money else wage
        _add(found.setdefault(form.pk, FormMoney(form)), money, lines.get(row.pk))
    ward = [one for one in found.values() if one.form.level == AwardLevel.WARD]
    above = [one for one in found.values() if one.form.level != AwardLevel.WARD]
    sources = (
        Source("Quỹ thi đua, khen thưởng của phường", True, ward),
        Source("Thành phố chi, ghi để biết", False, above),
    )
    return RoundMoney(tuple(source for source in sources if source.forms), wage, missing)


def _add(total: FormMoney, money, line: DecisionLine | None) -> None:
    total.count += 1
    if line is not None:
        total.due += line.amount
        total.due_count += 1
        total.confirmed = total.confirmed and line.money_confirmed
    if money is None:
        total.unknown += 1
    else:
        total.estimate += money.amount
        total.confirmed = total.confirmed and money.confirmed
