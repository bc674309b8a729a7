"""What every signature on paper is asked, whatever the paper: its number, its day, that nobody has the number yet."""

from datetime import date, datetime

from campaigns.models import Campaign
from core.clock import database_now, ward_date
from core.workflow import InvalidTransition

from .. import numbers
from ..models import AwardDecision, DecisionLine, Proposal


def one_at_a_time(campaign_id: int) -> None:
    """One signature at a time in a movement: two papers never get one number, two signers never sign one paper."""
    Campaign.objects.select_for_update().get(pk=campaign_id)


def number_of(text: str, symbol: str, *, what: str) -> str:
    """The number as it is printed. Raises InvalidTransition with the sentence to show."""
    try:
        return numbers.clean(text, symbol, what=what)
    except ValueError as exc:
        raise InvalidTransition(str(exc)) from None


def check_day(day: date, *, at: datetime | None, what: str = "Ngày ký") -> None:
    """Nothing is signed or sent on a day to come (ward time). Raises InvalidTransition."""
    if day > ward_date(at or database_now()):
        raise InvalidTransition(f"{what} không thể sau hôm nay.")


def check_decision_number(number: str, *, year: int) -> None:
    """A number is given once a year, to one decision, be it of award or of revocation. Raises InvalidTransition."""
    awarded = AwardDecision.objects.filter(number=number, signed_on__year=year)
    if awarded.exists() or DecisionLine.objects.filter(revocation_number=number, revoked_on__year=year).exists():
        raise InvalidTransition(f"Năm {year} đã có quyết định số {number}.")


def check_letter_number(number: str, *, year: int) -> None:
    """A number is given once a year to one letter. Raises InvalidTransition."""
    if Proposal.objects.filter(number=number, signed_on__year=year).exists():
        raise InvalidTransition(f"Năm {year} đã có tờ trình số {number}.")


def check_revocation_number(number: str, *, year: int, on: date) -> None:
    """One decision may revoke several awards, on one day; it is no decision of award. Raises InvalidTransition."""
    if AwardDecision.objects.filter(number=number, signed_on__year=year).exists():
        raise InvalidTransition(f"Năm {year} số {number} là quyết định khen thưởng.")
    others = DecisionLine.objects.filter(revocation_number=number, revoked_on__year=year).exclude(revoked_on=on)
    if others.exists():
        raise InvalidTransition(f"Năm {year} quyết định số {number} đã ghi ngày khác.")
