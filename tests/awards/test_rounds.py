"""Rounds follow from the plan's years and phases."""

import pytest

from awards.enums import RoundKind as R
from awards.models import AwardRound
from awards.services.rounds import ensure_rounds
from campaigns.enums import LauncherLevel, ReviewKind
from campaigns.models import LinkedMovement, Phase
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.plan("D5")
@pytest.mark.plan("D8")
def test_ensure_rounds_makes_one_a_year_and_one_per_review_and_twice_equals_once():
    campaign = factories.make_campaign()
    period = factories.make_period(campaign)
    Phase.objects.create(
        campaign=campaign, code="gd2", order=2, title="Giai đoạn 2", start_year=2028, end_year=2030,
        review_kind=ReviewKind.FINAL, review_year=2030,
    )  # fmt: skip
    city = LinkedMovement.objects.create(
        campaign=campaign, code="thanh-pho", order=2, title="Của thành phố", level=LauncherLevel.CITY
    )
    ward = campaign.linkedmovement_set.get(level=LauncherLevel.WARD)
    rounds = ensure_rounds(campaign)
    assert [(row.kind, row.year, row.movement, row.period) for row in rounds] == [
        (R.YEARLY, 2026, ward, period), (R.INTERIM, 2027, city, None), (R.FINAL, 2030, city, None),
    ]  # fmt: skip
    assert ensure_rounds(campaign) == rounds
    assert AwardRound.objects.count() == 3


def test_ensure_rounds_of_a_movement_without_ground_makes_none():
    campaign = factories.make_campaign()
    factories.make_period(campaign)
    campaign.linkedmovement_set.all().delete()
    assert ensure_rounds(campaign) == []
