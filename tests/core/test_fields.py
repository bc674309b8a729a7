"""Points are exact in and out of every database; text is stored in NFC."""

import unicodedata
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Sum

from campaigns.models import CriteriaItem
from tests import factories

pytestmark = pytest.mark.django_db


def items_with(points):
    period = factories.make_period()
    return factories.make_criteria_set(factories.make_group(period.campaign), period, points=points).items


def test_points_come_back_as_the_same_decimal():
    assert [item.max_points for item in items_with(["33.33", "66.67"]).all()] == [Decimal("33.33"), Decimal("66.67")]


def test_sum_of_points_is_exact():
    items = items_with(["0.1"] * 3 + ["0.2"] * 5)
    assert items.aggregate(total=Sum("max_points"))["total"] == Decimal("1.3")


def test_points_compare_in_the_database():
    items = items_with(["20.5", "20.51"])
    assert items.filter(max_points__gt=Decimal("20.5")).count() == 1


@pytest.mark.parametrize("value", ["20.555", "abc"])
def test_points_refuse_what_they_cannot_keep(value):
    with pytest.raises(ValidationError):
        CriteriaItem._meta.get_field("max_points").get_prep_value(value)


def test_text_is_stored_composed():
    unit = factories.make_unit(unicodedata.normalize("NFD", "Hội Cựu chiến binh"))
    unit.refresh_from_db()
    assert unit.name == "Hội Cựu chiến binh"
    assert unit.search_text.startswith("hoi cuu chien binh")
