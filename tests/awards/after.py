"""What comes after the vote, brought to a state by the real steps, for the tests of letters, answers and copies."""

from datetime import date

from accounts.enums import Role
from awards.enums import NominationStatus as S
from awards.enums import ProposalKind
from awards.models import AwardDecision, DecisionLine, Proposal, ProposalLine
from awards.services import decisions, proposals
from campaigns.enums import AwardLevel
from tests import factories
from tests.factories import nomination_at, ward

AT = ward(2026, 12, 28, 10)
DAY = date(2026, 12, 28)
PAPER = {"signed_on": DAY, "signer_name": "Chủ tịch phường", "signer_title": "CHỦ TỊCH", "at": AT}


def city_form(award_round, code="bk-thanh-pho", **fields):
    """A form the city decides."""
    if found := award_round.campaign.awardform_set.filter(code=code).first():
        return found
    name = {"legal_name": "Bằng khen của Chủ tịch Ủy ban nhân dân thành phố"}
    return factories.make_award_form(award_round.campaign, code=code, level=AwardLevel.CITY, **{**name, **fields})


def letter(award_round, *, subjects=(None,), kind=ProposalKind.TO_CITY, office=None) -> Proposal:
    """A draft to the city about endorsed nominations of the subjects."""
    office = office or factories.make_user(Role.REVIEWER)
    form = city_form(award_round)
    for subject in subjects:
        nomination_at(S.ENDORSED, award_round=award_round, subject=subject, form=form)
    return proposals.prepare(award_round, kind=kind, by=office, at=AT)


def signed_letter(award_round, *, number="12/TTr-UBND", **kwargs) -> Proposal:
    """The same, signed by the chairman on 28/12/2026."""
    made = letter(award_round, **kwargs)
    proposals.submit(made, by=made.created_by)
    proposals.sign(made, number=number, by=factories.make_user(Role.CHAIRMAN), **PAPER)
    return made


def sent_line(award_round, **kwargs) -> ProposalLine:
    """The only line of a letter that went off on the day it was signed."""
    made = signed_letter(award_round, **kwargs)
    proposals.send(made, sent_on=DAY, by=made.created_by, at=AT)
    return made.lines.select_related("proposal__round__campaign", "nomination__form").get()


def signed_decision(award_round, *, subjects=(None,), number="12/QĐ-UBND") -> AwardDecision:
    """A signed decision about endorsed nominations of the subjects."""
    office = factories.make_user(Role.REVIEWER)
    for subject in subjects:
        nomination_at(S.ENDORSED, award_round=award_round, subject=subject)
    made = decisions.prepare(award_round, by=office)
    decisions.submit(made, by=office)
    decisions.sign(made, number=number, by=factories.make_user(Role.CHAIRMAN), **PAPER)
    return made


def award(award_round, **kwargs) -> DecisionLine:
    """The only line of a signed decision."""
    return signed_decision(award_round, **kwargs).lines.select_related("decision__round", "nomination").get()
