"""Two people at the same moment: one letter a round, one signature, one number, one answer, one revocation."""

from datetime import date
from functools import partial

import pytest

from accounts.enums import Role
from awards.enums import NominationStatus as S
from awards.enums import ProposalKind as K
from awards.enums import ProposalStatus as P
from awards.models import DecisionLine, Nomination, Proposal, ProposalLine
from awards.services import answers, nominations, proposals, revoking
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories
from tests.awards import after
from tests.awards.after import AT, DAY, PAPER
from tests.awards.test_ballot_races import at_once
from tests.factories import nomination_at, ward

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def award_round(db):
    period = factories.make_period()
    factories.make_base_wage(period.campaign)
    return factories.make_award_round(period.campaign)


def refusals(results: list) -> list:
    """The honest refusals; anything else that went wrong fails the test."""
    wrong = [
        row for row in results if isinstance(row, Exception) and not isinstance(row, InvalidTransition | Forbidden)
    ]
    assert wrong == []
    return [row for row in results if isinstance(row, Exception)]


def test_letters_prepared_at_once_hold_each_nomination_once(award_round):
    for _ in range(3):
        nomination_at(S.ENDORSED, award_round=award_round, form=after.city_form(award_round))
    officers = [factories.make_user(Role.REVIEWER) for _ in range(3)]
    results = at_once(*[partial(proposals.prepare, award_round, kind=K.TO_CITY, by=by, at=AT) for by in officers])
    assert len(refusals(results)) == 2
    assert (Proposal.objects.count(), ProposalLine.objects.count()) == (1, 3)


def test_signed_twice_at_once_is_signed_once_and_sent_twice_sent_once(award_round):
    made = after.letter(award_round)
    proposals.submit(made, by=made.created_by)
    signers = [factories.make_user(Role.CHAIRMAN) for _ in range(3)]
    copies = [Proposal.objects.select_related("round__campaign").get() for _ in signers]
    results = at_once(
        *[
            partial(proposals.sign, copy, number=f"{place}/TTr-UBND", by=signer, **PAPER)
            for place, (copy, signer) in enumerate(zip(copies, signers, strict=True), start=11)
        ]
    )
    assert len(refusals(results)) == 2
    copies = [Proposal.objects.select_related("round__campaign").get() for _ in signers]
    results = at_once(*[partial(proposals.send, copy, sent_on=DAY, by=made.created_by, at=AT) for copy in copies])
    assert len(refusals(results)) == 2
    assert AuditEvent.objects.filter(action="forward").count() == 1


def test_signing_a_letter_and_refusing_at_once_never_proposes_the_refused(award_round):
    made = after.letter(award_round, subjects=(factories.make_unit(), factories.make_unit()))
    proposals.submit(made, by=made.created_by)
    chairman, row = factories.make_user(Role.CHAIRMAN), Nomination.objects.first()
    results = at_once(
        partial(proposals.sign, made, number="12/TTr-UBND", by=chairman, **PAPER),
        partial(nominations.refuse, row, reason="Đang có đơn thư", by=chairman),
    )
    row.refresh_from_db()
    in_signed = ProposalLine.objects.filter(nomination=row, proposal__status=P.SIGNED).exists()
    assert (row.status == S.REFUSED) != in_signed
    assert len(refusals(results)) == (1 if in_signed else 0)


def test_two_answers_at_once_are_one(award_round):
    line = after.sent_line(award_round)
    office = factories.make_user(Role.REVIEWER)
    copies = [ProposalLine.objects.select_related("proposal", "nomination__form").get(pk=line.pk) for _ in range(2)]
    results = at_once(
        partial(answers.record, copies[0], answer="REFUSED", note="Hết chỉ tiêu", by=office, at=AT),
        partial(
            answers.record, copies[1], answer="GRANTED", decision_number="1/QĐ", decided_on=DAY, decided_by="Thành phố",
            by=office, at=AT,
        ),
    )  # fmt: skip
    assert len(refusals(results)) == 1
    kept = ProposalLine.objects.select_related("nomination").get()
    assert (kept.answer, kept.nomination.status) in [("REFUSED", S.NOT_GRANTED), ("GRANTED", S.GRANTED)]


def test_revoked_twice_at_once_is_revoked_once(award_round):
    line = after.award(award_round)
    chairman = factories.make_user(Role.CHAIRMAN)
    why = {"revoked_on": date(2027, 1, 12), "reason": "Khai không đúng", "at": ward(2027, 1, 12, 9), "by": chairman}
    copies = [DecisionLine.objects.select_related("decision__round", "nomination").get(pk=line.pk) for _ in range(3)]
    results = at_once(
        *[partial(revoking.revoke, copy, number=f"{n}/QĐ-UBND", **why) for n, copy in enumerate(copies, 3)]
    )
    assert len(refusals(results)) == 2
    assert AuditEvent.objects.filter(action="revoke_award").count() == 1
