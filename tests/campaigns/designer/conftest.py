"""A group of offices in 2026 whose plan has four criteria, and somebody of the office."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.enums import Role
from campaigns.models import CriteriaSet
from tests import factories


@pytest.fixture
def office(db):
    """Somebody of the Culture-Society office."""
    return factories.make_user(Role.REVIEWER)


@pytest.fixture
def year(db):
    """A reporting year whose books are open today, with the year before."""
    now = timezone.now()
    campaign = factories.make_campaign()
    times = {"opens_at": now - timedelta(days=9), "closes_at": now + timedelta(days=9)}
    return factories.make_period(campaign, year=2026, locks_at=now + timedelta(days=19), **times)


@pytest.fixture
def published(year) -> CriteriaSet:
    """The group's published set: 30, 25, 25, 20."""
    return factories.make_criteria_set(factories.make_group(year.campaign), year)


@pytest.fixture
def draft(published, office) -> CriteriaSet:
    """A draft that follows the published set."""
    from campaigns.designer import sets

    return sets.begin(group=published.group, period=published.period, source=published, by=office)[0]
