"""The certificate of a Giấy khen as it prints: text only, no layout (law.md 4.2, ux 15).

The number, day and signer are those of the signed decision; the code leads to the page that repeats the whole award.
"""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from core.formats import format_date, place_and_date

from . import printed
from .enums import DecisionStatus
from .models import DecisionLine

NOT_SIGNED = "Giấy khen chỉ in khi quyết định đã ký."
REVOKED = "Giấy khen này đã bị thu hồi, không in được."


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate. `code` is the line's own in groups of four, `address` the check page with it."""

    heading: str
    recipient: str
    post: str
    merit: str
    decision: str
    place_and_date: str
    signer_lines: tuple[str, ...]
    signer_name: str
    code: str
    address: str


def refusal(line: DecisionLine) -> str:
    """Why no certificate is printed for this line, empty when one is."""
    if line.decision.status != DecisionStatus.SIGNED:
        return NOT_SIGNED
    return REVOKED if line.revoked_on else ""


def check_url(line: DecisionLine) -> str:
    """The address of the check page with the line's code, as the square on the paper carries it."""
    return f"{settings.SITE_URL}{reverse('awards:verify')}?ma={line.verify_code}"


def of(line: DecisionLine) -> Certificate:
    """The certificate of a line of a signed decision; ValueError with the Vietnamese reason where there is none."""
    if reason := refusal(line):
        raise ValueError(reason)
    decision, award = line.decision, printed.of(line)
    place, code = decision.round.campaign.place, line.verify_code
    return Certificate(
        heading=f"CHỦ TỊCH ỦY BAN NHÂN DÂN {place.upper()}",
        recipient=award.who.full,
        post=award.who.post_and_unit,
        merit=award.merit,
        decision=f"Quyết định số {decision.number} ngày {format_date(decision.signed_on)}",
        place_and_date=place_and_date(place, decision.signed_on, year=decision.signed_on.year),
        signer_lines=tuple(part for part in decision.signer_title.split("\n") if part.strip()),
        signer_name=decision.signer_name,
        code="-".join(code[start : start + 4] for start in range(0, len(code), 4)),
        address=check_url(line),
    )
