"""What somebody types from a paper to check it, and what the check page says of an award (ux 15).

A certificate carries twelve signs of an alphabet without O, I, 0 and 1; a receipt carries its code and a keyed mark.
One field takes both.
"""

import re
from dataclasses import dataclass
from datetime import date

from core.text import nfc
from submissions import receipts

from . import paper, printed
from .enums import DecisionStatus
from .models import DecisionLine
from .models.decisions import CODE_ALPHABET, CODE_LENGTH

_BETWEEN = re.compile(r"[\s.\-–—_/]+")


@dataclass(frozen=True, slots=True)
class Typed:
    """`code` of a certificate, or "" where it can be none; `receipt` the address of a receipt's page when it is one.

    `misread`: it holds a sign no code has, so it was read wrong from the paper.
    """

    code: str = ""
    receipt: str = ""
    is_receipt_without_mark: bool = False
    misread: bool = False


def read(text: str) -> Typed:
    """What was typed or carried by a square, whatever blanks, hyphens and case."""
    text = nfc(text).strip()[:80]
    code, mark = receipts.read_token(text.replace(" ", "-"))
    if code and mark:
        return Typed(receipt=receipts.token_of(code, mark))
    if code:
        return Typed(is_receipt_without_mark=True)
    plain = _BETWEEN.sub("", text).upper()
    if len(plain) == CODE_LENGTH and all(sign in CODE_ALPHABET for sign in plain):
        return Typed(code=plain)
    return Typed(misread=len(plain) == CODE_LENGTH and any(sign in "O0I1" for sign in plain))


@dataclass(frozen=True, slots=True)
class Award:
    """An award as the page repeats it. Of a revoked one only what says so: number and days, no name, no reason."""

    number: str
    signed_on: date
    revoked_on: date | None
    revocation_number: str
    form: str = ""
    recipient: str = ""
    post: str = ""
    merit: str = ""
    office: str = ""


def find(code: str) -> Award | None:
    """The award with this code, once its decision is signed; whether it is shown among the honours does not matter."""
    rows = DecisionLine.objects.filter(verify_code=code, decision__status=DecisionStatus.SIGNED)
    line = rows.select_related(
        "decision__round__campaign", "nomination__form", "nomination__unit", "nomination__person__unit",
        "nomination__round__campaign",
    ).first()  # fmt: skip
    if line is None:
        return None
    decision = line.decision
    facts = (decision.number, decision.signed_on, line.revoked_on, line.revocation_number)
    if line.revoked_on:
        return Award(*facts)
    award = printed.of(line)
    place = paper.within_a_line(decision.round.campaign.place)
    office = f"{office_of(decision.signer_title)} Ủy ban nhân dân {place}"
    return Award(*facts, award.form, award.who.full, award.who.post_and_unit, award.merit, office)


def office_of(signer_title: str) -> str:
    """Who signed, as a sentence says it: "Phó Chủ tịch" of the lines "KT. CHỦ TỊCH" and "PHÓ CHỦ TỊCH"."""
    lines = [line.strip().lower().replace("chủ tịch", "Chủ tịch") for line in signer_title.split("\n") if line.strip()]
    if not lines:
        return "Chủ tịch"
    return f"{lines[-1][:1].upper()}{lines[-1][1:]}"
