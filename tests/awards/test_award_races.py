"""Two people at the same moment: one nomination, one signature, one number, one draft.

Real threads with real connections: on PostgreSQL the row locks are at work, on SQLite the IMMEDIATE transactions.
"""

from datetime import date
from functools import partial

import pytest

from accounts.enums import Role
from awards.enums import DecisionStatus as D
from awards.enums import NominationStatus as S
from awards.models import AwardDecision, AwardRound, DecisionLine, Nomination
from awards.services import decisions, nominations, rounds
from core.models import AuditEvent
from core.workflow import InvalidTransition
from tests import factories
from tests.awards.test_ballot_races import at_once
from tests.factories import nomination_at, ward

pytestmark = pytest.mark.django_db(transaction=True)
PAPER = {
    "signed_on": date(2026, 12, 28), "signer_name": "Chủ tịch", "signer_title": "CHỦ TỊCH",
    "at": ward(2026, 12, 28, 10),
}  # fmt: skip


@pytest.fixture
def award_round(db):
    period = factories.make_period()
    factories.make_base_wage(period.campaign)
    return factories.make_award_round(period.campaign)


def to_sign(award_round) -> AwardDecision:
    nomination_at(S.ENDORSED, award_round=award_round)
    office = factories.make_user(Role.REVIEWER)
    decision = decisions.prepare(award_round, by=office)
    decisions.submit(decision, by=office)
    return decision


def refusals(results: list) -> list:
    """The honest refusals; anything else that went wrong fails the test."""
    wrong = [row for row in results if isinstance(row, Exception) and not isinstance(row, InvalidTransition)]
    assert wrong == []
    return [row for row in results if isinstance(row, Exception)]


def test_two_signers_at_once_make_one_signature(award_round):
    decision = to_sign(award_round)
    signers = [factories.make_user(Role.CHAIRMAN) for _ in range(4)]
    copies = [AwardDecision.objects.select_related("round__campaign").get(pk=decision.pk) for _ in signers]
    results = at_once(
        *[
            partial(decisions.sign, copy, by=signer, number=f"{place}/QĐ-UBND", **PAPER)
            for place, (copy, signer) in enumerate(zip(copies, signers, strict=True), start=11)
        ]
    )
    assert len(refusals(results)) == 3
    signed = AwardDecision.objects.get()
    assert signed.status == D.SIGNED
    assert [event.data["number"] for event in AuditEvent.objects.filter(action="sign")] == [signed.number]
    assert AuditEvent.objects.filter(action="decide").count() == 1
    assert DecisionLine.objects.get().amount == 1_520_000


def test_one_number_for_two_decisions_at_once_goes_to_one(award_round):
    found = [to_sign(award_round), to_sign(award_round)]
    chairman = factories.make_user(Role.CHAIRMAN)
    results = at_once(*[partial(decisions.sign, row, by=chairman, number="12/QĐ-UBND", **PAPER) for row in found])
    assert [str(row) for row in refusals(results)] == ["Năm 2026 đã có quyết định số 12/QĐ-UBND."]
    assert AwardDecision.objects.filter(number="12/QĐ-UBND").count() == 1


def test_two_officers_nominating_the_same_unit_make_one_nomination(award_round):
    form = factories.make_award_form(award_round.campaign)
    unit, officers = factories.make_unit(), [factories.make_user(Role.REVIEWER) for _ in range(4)]
    results = at_once(
        *[partial(nominations.nominate, unit, form=form, award_round=award_round, by=by) for by in officers]
    )
    assert len(refusals(results)) == 3
    assert Nomination.objects.count() == 1
    assert AuditEvent.objects.filter(action="nominate").count() == 1


def test_two_drafts_prepared_at_once_hold_each_nomination_once(award_round):
    for _ in range(3):
        nomination_at(S.ENDORSED, award_round=award_round)
    officers = [factories.make_user(Role.REVIEWER) for _ in range(3)]
    results = at_once(*[partial(decisions.prepare, award_round, by=by) for by in officers])
    assert len(refusals(results)) == 2
    assert AwardDecision.objects.count() == 1
    assert DecisionLine.objects.count() == 3


def test_signing_and_refusing_at_once_never_reward_the_refused(award_round):
    decision = to_sign(award_round)
    row = Nomination.objects.get()
    chairman = factories.make_user(Role.CHAIRMAN)
    results = at_once(
        partial(decisions.sign, decision, by=chairman, number="12/QĐ-UBND", **PAPER),
        partial(nominations.refuse, row, reason="Đang có đơn thư", by=chairman),
    )
    assert len(refusals(results)) == 1
    row.refresh_from_db()
    decision.refresh_from_db()
    rewarded = DecisionLine.objects.filter(nomination=row, decision__status=D.SIGNED).exists()
    assert (row.status, decision.status, rewarded) in [(S.DECIDED, D.SIGNED, True), (S.REFUSED, D.TO_SIGN, False)]


def test_a_round_asked_for_at_once_is_made_once(db):
    period = factories.make_period()
    ask = partial(rounds.ensure_round, period.campaign, kind="YEARLY", year=2026)
    assert refusals(at_once(ask, ask, ask)) == []
    assert AwardRound.objects.count() == 1
