"""Two people of the office at the same moment: one draft, one publishing, nothing written into what is published."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.enums import Role
from campaigns.designer import checks, items, sets
from campaigns.designer.values import Values
from campaigns.enums import CriteriaStatus
from campaigns.models import CriteriaSet
from core.models import AuditEvent
from core.workflow import InvalidTransition
from tests import factories
from tests.races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.plan("R5")]
REFUSED = (InvalidTransition, sets.NotReady, sets.EditedElsewhere)


@pytest.fixture
def two():
    """Two people of the office."""
    return [factories.make_user(Role.REVIEWER) for _ in range(2)]


@pytest.fixture
def source():
    now = timezone.now()
    times = {"opens_at": now - timedelta(days=9), "closes_at": now + timedelta(days=9)}
    period = factories.make_period(year=2026, locks_at=now + timedelta(days=19), **times)
    return factories.make_criteria_set(factories.make_group(period.campaign), period)


def draft_of(source, by):
    return sets.begin(group=source.group, period=source.period, source=source, by=by)[0]


def refused(results) -> int:
    return sum(isinstance(result, REFUSED) for result in results)


def test_one_of_two_drafts_begun_at_once_is_made(source, two):
    results = at_once(REFUSED, *[lambda by=by: draft_of(source, by) for by in two])
    assert refused(results) == 1
    assert CriteriaSet.objects.filter(status=CriteriaStatus.DRAFT).count() == 1
    assert AuditEvent.objects.filter(action="begin_criteria").count() == 1


def test_one_of_two_who_publish_at_once_does(source, two):
    draft = draft_of(source, two[0])
    results = at_once(REFUSED, *[lambda by=by: sets.publish(draft, by=by) for by in two])
    assert refused(results) == 1
    assert AuditEvent.objects.filter(action="publish_criteria").count() == 1


def test_what_is_published_is_100_whoever_saves_at_the_same_moment(source, two):
    """The save comes first, and publishing is refused; or it comes later, and is refused itself."""
    draft = draft_of(source, two[0])
    item = checks.load_items(draft)[0]
    before = Values.of(item)
    bigger = Values(criterion_id=before.criterion_id, max_points=Decimal(40))
    results = at_once(
        REFUSED,
        lambda: sets.publish(draft, by=two[0]),
        lambda: items.save_item(item, values=bigger, seen=before.stamp, by=two[1]),
    )
    draft.refresh_from_db()
    total = checks.base_total(checks.load_items(draft))
    assert refused(results) == 1
    assert (draft.status, total) in ((CriteriaStatus.PUBLISHED, Decimal(100)), (CriteriaStatus.DRAFT, Decimal(110)))


def test_a_draft_thrown_away_while_it_is_published_is_one_or_the_other(source, two):
    draft = draft_of(source, two[0])
    results = at_once(REFUSED, lambda: sets.publish(draft, by=two[0]), lambda: sets.discard(draft, by=two[1]))
    assert refused(results) == 1
    left = list(CriteriaSet.objects.exclude(pk=source.pk).values_list("status", flat=True))
    assert left in ([], [CriteriaStatus.PUBLISHED])
