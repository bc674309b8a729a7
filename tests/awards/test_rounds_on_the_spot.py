"""Rounds the office opens itself (plan IV.3), and letters about rounds."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.enums import Role
from awards.enums import RoundKind
from awards.models import AwardRound
from awards.services import rounds
from campaigns.enums import Stage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


@pytest.fixture
def office():
    return factories.make_user(Role.REVIEWER)


@pytest.fixture
def campaign():
    return factories.make_campaign()


@pytest.fixture
def form(campaign):
    return factories.make_award_form(campaign, stages=list(Stage))


@pytest.mark.plan("D12")
def test_a_round_on_the_spot_may_be_held_any_number_of_times_a_year(campaign, form, office):
    made = [rounds.open_on_the_spot(campaign, occasion="Sáng kiến hay.", on=DAY, by=office) for _ in range(3)]
    assert [row.number for row in made] == [1, 2, 3]
    assert made[2].title == "Khen thưởng kịp thời, lần 3 năm 2026"


def test_rounds_of_the_plan_are_held_once(campaign, form, office):
    factories.make_period(campaign, year=2026)
    rounds.open_on_the_spot(campaign, occasion="Sáng kiến hay.", on=DAY, by=office)
    first, again = (rounds.ensure_round(campaign, kind=RoundKind.YEARLY, year=2026) for _ in range(2))
    assert first == again
    assert RoundKind.ON_THE_SPOT not in {row.kind for row in rounds.planned(campaign)}


def test_a_round_on_the_spot_says_what_for(campaign, form, office):
    with pytest.raises(InvalidTransition, match="Ghi việc được khen"):
        rounds.open_on_the_spot(campaign, occasion=" ", on=DAY, by=office)
    assert not AwardRound.objects.exists()


def test_without_a_form_for_it_no_round_is_opened(campaign, office):
    factories.make_award_form(campaign, stages=[Stage.YEARLY])
    with pytest.raises(InvalidTransition, match="Chưa có hình thức"):
        rounds.open_on_the_spot(campaign, occasion="Sáng kiến hay.", on=DAY, by=office)


def test_only_who_draws_up_nominations_opens_rounds(campaign, form):
    with pytest.raises(Forbidden):
        rounds.open_on_the_spot(campaign, occasion="Sáng kiến.", on=DAY, by=factories.make_user(Role.COUNCIL_MEMBER))


def test_a_quota_warns_when_more_are_proposed(client, campaign, form, office):
    from tests.awards.council import make_nominations

    row = factories.make_award_round(campaign)
    make_nominations(3, by=office, form=form)
    rounds.add_guidance(row, document="Công văn số 12/SNV", by=office, form=form, quota=2)
    rounds.add_guidance(row, document="Công văn số 13/SNV", by=office, quota=3)
    client.force_login(office)
    html = client.get(reverse("awards:round", args=[row.pk])).content.decode()
    assert "Đã đề nghị 3/2" in html
    assert "Đã đề nghị 3/3" in html
    assert html.count("vượt số lượng") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_rounds_costs_the_same_however_many(
    client, campaign, form, office, count, django_assert_num_queries
):
    factories.make_period(campaign, year=2026)
    for _ in range(count):
        rounds.open_on_the_spot(campaign, occasion="Sáng kiến hay.", on=DAY, by=office)
    client.force_login(office)
    client.get(reverse("awards:round_list"))
    with django_assert_num_queries(10):
        client.get(reverse("awards:round_list"))
