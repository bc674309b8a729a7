"""What a round costs: the ward pays its Giấy khen, the city the rest; estimate beside what is due."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.enums import Role
from awards import round_money
from awards.services import answers, decisions, revoking
from campaigns.models import DatedSetting
from tests import factories
from tests.awards import after
from tests.factories import nomination_at, ward

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 28)


@pytest.fixture
def award_round(period):
    factories.make_base_wage(period.campaign)
    return factories.make_award_round(period.campaign)


def test_the_wards_fund_pays_giay_khen_only(award_round):
    nomination_at("READY", award_round=award_round)
    nomination_at("DRAFT", award_round=award_round)
    nomination_at("NOT_ENDORSED", award_round=award_round)
    after.letter(award_round)
    money = round_money.of(award_round, on=TODAY)
    assert [(source.is_ward, source.count, source.estimate) for source in money.sources] == [
        (True, 1, 1_520_000), (False, 1, 1_520_000),
    ]  # fmt: skip
    assert (money.base_wage, money.sources[0].confirmed) == (2_530_000, False)


def test_what_is_due_keeps_the_wage_of_its_day_and_leaves_out_what_was_revoked(award_round):
    made = after.signed_decision(award_round, subjects=(factories.make_unit(), factories.make_unit()))
    factories.make_base_wage(award_round.campaign, 3_000_000, date(2027, 1, 1))
    later = round_money.of(award_round, on=date(2027, 1, 15)).sources[0]
    assert (later.estimate, later.due, later.due_count) == (3_600_000, 3_040_000, 2)
    line = made.lines.select_related("decision__round", "nomination").first()
    revoking.revoke(
        line, number="3/QĐ-UBND", revoked_on=date(2027, 1, 12), reason="Khai không đúng", at=ward(2027, 1, 12, 9),
        by=factories.make_user(Role.CHAIRMAN),
    )  # fmt: skip
    assert round_money.of(award_round, on=date(2027, 1, 15)).sources[0].due == 1_520_000


def test_signing_freezes_what_the_sum_was_worked_out_from(award_round):
    line = after.award(award_round)
    assert (line.amount, line.base_wage, line.money_hundredths, line.money_confirmed) == (
        1_520_000, 2_530_000, 60, False,
    )  # fmt: skip
    line.nomination.form.rules.update(money_hundredths=100, confirmed=True)
    ((_, money),) = decisions.amounts(line.decision, on=TODAY)
    assert (money.amount, money.confirmed) == (1_520_000, False)


def test_another_form_given_by_the_city_counts_as_that_form(award_round):
    line = after.sent_line(award_round)
    other = after.city_form(award_round, "khac", legal_name="Bằng khen khác")
    answers.record(
        line, answer="OTHER", other_form=other, decision_number="1/QĐ", decided_on=date(2027, 1, 5),
        decided_by="Thành phố", by=factories.make_user(Role.REVIEWER), at=ward(2027, 1, 6),
    )  # fmt: skip
    assert [row.form for row in round_money.of(award_round, on=TODAY).sources[0].forms] == [other]


def test_without_a_wage_there_is_no_estimate_and_the_page_says_so(award_round, client_of, reviewer):
    nomination_at("READY", award_round=award_round)
    DatedSetting.objects.all().delete()
    page = client_of(reviewer).get(reverse("awards:round_money", args=[award_round.pk])).content.decode()
    assert "Chưa có thiết lập “Lương cơ sở”" in page and "chưa có mức" in page and "dự kiến chi" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_in_a_constant_number_of_queries(count, award_round, client_of, reviewer, django_assert_num_queries):
    after.signed_decision(award_round, subjects=tuple(factories.make_unit() for _ in range(count)))
    after.letter(award_round, subjects=tuple(factories.make_unit() for _ in range(count)))
    client = client_of(reviewer)
    with django_assert_num_queries(11):
        page = client.get(reverse("awards:round_money", args=[award_round.pk])).content.decode()
    assert "Quỹ thi đua, khen thưởng của phường" in page and "Thành phố chi, ghi để biết" in page
    assert "Hệ số chưa xác nhận" in page
    assert len(page.encode()) < 60_000
