"""Published criteria that do not add up, and versions with a gap, are named."""

from decimal import Decimal

import pytest

from campaigns.models import CriteriaStep
from tests import factories
from tests.invariants import found, spoil

pytestmark = pytest.mark.django_db
CODES = ("CRT-01", "CRT-02")


@pytest.fixture
def published(group):
    return group.criteria_sets.get()


def test_a_set_as_it_is_published_is_in_order_and_a_draft_may_be_anything(group, period, published):
    factories.make_criteria_set(group, period, points=(1,), version=2, status="DRAFT", published_at=None)
    assert found(*CODES) == []


def test_a_base_that_does_not_add_up_is_found(published):
    item = published.items.first()
    spoil(item, max_points=item.max_points - Decimal("0.01"))
    words = "phần cơ bản không cộng lại thành 100 điểm"
    assert found(*CODES) == [("CRT-01", f"bộ tiêu chí số {published.pk}: {words}")]


def test_steps_above_the_maximum_are_found(published):
    item = published.items.first()
    spoil(item, kind="STEPS", measure="%")
    step = CriteriaStep.objects.create(item=item, at_least=50, points=item.max_points)
    assert found(*CODES) == []
    spoil(step, points=item.max_points + 1)
    words = "1 tiêu chí có điểm, bậc hoặc tên không hợp lệ"
    assert found(*CODES) == [("CRT-01", f"bộ tiêu chí số {published.pk}: {words}")]


def test_versions_with_a_gap_and_an_old_draft_are_found(group, period, published):
    second = factories.make_criteria_set(group, period, version=2)
    assert found(*CODES) == []
    spoil(second, version=3)
    words = "số bản của nhóm và năm này không liền nhau từ 1"
    assert found(*CODES) == [("CRT-02", f"bộ tiêu chí số {second.pk}: {words}")]
    spoil(second, version=2)
    spoil(published, status="DRAFT")
    words = "bản thảo cũ hơn một bản đã ban hành"
    assert found(*CODES) == [("CRT-02", f"bộ tiêu chí số {second.pk}: {words}")]
