"""The demo ward, made by the real services, breaks no rule."""

from pathlib import Path

import pytest

from campaigns.models import Campaign
from campaigns.plan_file import read_plan
from campaigns.services import load_plan
from core import seals
from reports.demo import seeding
from submissions.models import Submission
from tests import factories
from tests.invariants import found

PLAN = Path(__file__).parents[2] / "campaigns/plans/le-chan-2026-2030.toml"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "moment", [factories.ward(2026, 11, 23, 9), factories.ward(2027, 1, 20, 9)], ids=["open", "after"]
)
def test_the_demo_ward_breaks_no_rule(moment):
    load_plan(read_plan(PLAN))
    seeding.run(Campaign.objects.get(), now=moment, units=12, reports=10, scored=True, seed=7)
    seals.seal()
    assert Submission.objects.exists()
    assert found(deep=True, at=moment) == []
