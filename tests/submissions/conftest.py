"""A report open by the real clock, and a storage of the test's own."""

import pytest
from django.utils import timezone

from core.storage import PrivateStorage
from submissions.models import Evidence
from tests import factories


@pytest.fixture
def media(tmp_path, monkeypatch):
    """A folder of this test's own for what is stored."""
    folder = tmp_path / "kho"
    for column in ("file", "shared_copy"):
        monkeypatch.setattr(Evidence._meta.get_field(column), "storage", PrivateStorage(location=str(folder)))
    return folder


@pytest.fixture
def live(unit, officer):
    """A report whose period is open by the real clock, for requests."""
    now = timezone.now()
    period = factories.make_period(
        opens_at=now - timezone.timedelta(days=9), closes_at=now + timezone.timedelta(days=9),
        locks_at=now + timezone.timedelta(days=19),
    )  # fmt: skip
    return factories.submission_at(subject=unit, period=period, by=officer)


@pytest.fixture
def item(live):
    """The first criterion of the report."""
    return live.items.get(criteria_item__order=1)
