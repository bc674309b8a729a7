"""Figures by day: the row that counts, the default where there is none, never a guessed amount of money."""

from datetime import date
from pathlib import Path

import pytest

from campaigns.figures import KEYS, MissingFigure, figure, setting
from campaigns.models import Campaign, DatedSetting
from campaigns.plan_file import read_plan
from campaigns.services import load_plan
from tests import factories

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parents[2] / "campaigns/plans/le-chan-2026-2030.toml"


@pytest.fixture
def campaign():
    load_plan(read_plan(FILE))
    return Campaign.objects.get()


@pytest.mark.parametrize(
    ("on", "amount"),
    [
        (date(2024, 7, 1), 2_340_000),
        (date(2026, 6, 30), 2_340_000),
        (date(2026, 7, 1), 2_530_000),
        (date(2030, 12, 31), 2_530_000),
    ],
)
def test_base_wage_is_that_of_the_day(campaign, on, amount):
    assert figure("base_wage", on=on, campaign=campaign) == amount


def test_base_wage_before_the_first_known_one_is_not_guessed(campaign):
    with pytest.raises(MissingFigure, match="“Lương cơ sở” áp dụng ngày 30/06/2024"):
        figure("base_wage", on=date(2024, 6, 30), campaign=campaign)


def test_every_key_has_a_row_equal_to_its_default(campaign):
    on = date(2026, 12, 11)
    values = {key: figure(key, on=on, campaign=campaign) for key in KEYS}
    # The code names no city; the plan does.
    city = "Chủ tịch Ủy ban nhân dân thành phố Hải Phòng (qua Sở Nội vụ)"
    own = {"base_wage": 2_530_000, "letter_addressee": city}
    assert values == {key: known.default for key, known in KEYS.items()} | own
    assert all(setting(key, on=on, campaign=campaign).source for key in KEYS)


def test_a_movement_without_rows_gets_the_defaults():
    campaign = factories.make_campaign()
    assert figure("quorum_review", on=date(2026, 12, 11), campaign=campaign) == [4, 5]
    assert figure("households", on=date(2026, 12, 11), campaign=campaign) is False


def test_a_later_row_of_the_office_takes_over_from_its_day(campaign):
    DatedSetting.objects.create(
        campaign=campaign, code="han-2027", key="return_days", label="Hạn", value=10, valid_from=date(2027, 1, 1)
    )
    assert figure("return_days", on=date(2026, 12, 31), campaign=campaign) == 7
    assert figure("return_days", on=date(2027, 1, 1), campaign=campaign) == 10


def test_other_movements_do_not_answer_for_this_one(campaign):
    other = factories.make_campaign(start_year=2027)
    DatedSetting.objects.create(campaign=other, code="han", key="return_days", label="Hạn", value=3)
    assert figure("return_days", on=date(2027, 1, 1), campaign=campaign) == 7
    assert figure("return_days", on=date(2027, 1, 1)) == 3


def test_an_unknown_key_is_a_programming_error():
    with pytest.raises(KeyError):
        figure("thoi-tiet", on=date(2026, 1, 1))


@pytest.mark.parametrize("key", [key for key, known in KEYS.items() if known.default is not None])
def test_defaults_are_values_their_own_check_accepts(key):
    assert KEYS[key].fault(KEYS[key].default) == ""


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("base_wage", 2_340_000.0), ("base_wage", True), ("base_wage", 0), ("quorum_review", [4]),
        ("quorum_review", [0, 5]), ("reminder_days", []), ("reminder_days", [7, 7]), ("households", 0),
        ("signer_chairman", " "), ("threshold_title", 101),
    ],
)  # fmt: skip
def test_wrong_values_are_refused(key, value):
    assert KEYS[key].fault(value) != ""
