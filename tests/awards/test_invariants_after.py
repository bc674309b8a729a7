"""Awards without a signed decision, lines without money facts, answers and revocations that do not fit are found."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from accounts.enums import Role
from awards.models import AwardDecision, Nomination
from awards.services import answers, revoking
from tests import factories
from tests.awards import after
from tests.factories import nomination_at, ward
from tests.invariants import found, spoil

pytestmark = pytest.mark.django_db
RULES = ("AWD-01", "AWD-02", "AWD-03", "AWD-04")


@pytest.fixture
def award_round(period):
    factories.make_base_wage(period.campaign)
    return factories.make_award_round(period.campaign)


def codes() -> list[str]:
    return [code for code, _ in found(*RULES)]


def test_the_whole_way_finds_nothing(award_round):
    after.award(award_round)
    line = after.sent_line(award_round, subjects=(factories.make_unit(),))
    assert codes() == []
    answers.record(
        line, answer="GRANTED", decision_number="345/QĐ-UBND", decided_on=date(2027, 2, 5), decided_by="Thành phố",
        by=factories.make_user(Role.REVIEWER), at=ward(2027, 2, 10),
    )  # fmt: skip
    assert codes() == []


def test_an_award_outside_a_signed_decision_is_found(award_round):
    spoil(nomination_at("ENDORSED", award_round=award_round), status="DECIDED")
    assert codes() == ["AWD-01"]


def test_a_line_whose_nomination_is_not_decided_is_found(award_round):
    spoil(after.award(award_round).nomination, status="ENDORSED")
    assert codes() == ["AWD-01"]


@pytest.mark.parametrize("values", [{"base_wage": None}, {"money_hundredths": None}, {"amount": 1_510_000}])
def test_a_signed_line_without_its_money_is_found(award_round, values):
    spoil(after.award(award_round), **values)
    assert codes() == ["AWD-02"]


@pytest.mark.parametrize("status", ["FORWARDED", "GRANTED", "NOT_GRANTED"])
def test_a_nomination_no_sent_letter_speaks_of_is_found(award_round, status):
    spoil(nomination_at("ENDORSED", award_round=award_round), status=status)
    assert codes() == ["AWD-03"]


def test_an_answer_to_a_letter_that_never_left_is_found(award_round):
    line = after.sent_line(award_round)
    answers.record(line, answer="REFUSED", note="Hết chỉ tiêu", by=factories.make_user(Role.REVIEWER), at=after.AT)
    spoil(line.proposal, status="SIGNED")
    assert codes() == ["AWD-03", "AWD-03"]


def test_a_revocation_before_the_award_is_found(award_round):
    line = after.award(award_round)
    revoking.revoke(
        line, number="3/QĐ-UBND", revoked_on=date(2027, 1, 12), reason="Khai không đúng", at=ward(2027, 1, 12, 9),
        by=factories.make_user(Role.CHAIRMAN),
    )  # fmt: skip
    assert codes() == []
    spoil(line, revoked_on=date(2026, 12, 1))
    assert codes() == ["AWD-04"]


def test_an_older_portal_gets_the_facts_of_its_awards_and_its_letters_back(award_round):
    migration = import_module("awards.migrations.0009_facts_of_former_awards")
    factories.make_base_wage(award_round.campaign, 2_340_000, date(2024, 7, 1))
    line = after.award(award_round)
    spoil(line, base_wage=None, money_hundredths=None)
    forwarded = nomination_at("ENDORSED", award_round=award_round, form=after.city_form(award_round))
    spoil(forwarded, status="FORWARDED")
    sent = after.sent_line(award_round, subjects=(factories.make_unit(),))
    assert codes() == ["AWD-02", "AWD-03"]
    migration.fill(apps, None)
    line.refresh_from_db()
    assert (line.base_wage, line.money_hundredths, line.money_confirmed) == (2_530_000, 60, False)
    assert Nomination.objects.get(pk=forwarded.pk).status == "ENDORSED"
    assert Nomination.objects.get(pk=sent.nomination_id).status == "FORWARDED"
    assert codes() == []
    assert AwardDecision.objects.get().status == "SIGNED"
