"""Three beats at the same moment, on real connections (reliability F20)."""

from functools import partial

import pytest

from accounts.enums import Role
from core.models import OutboxMessage
from submissions import reminders
from submissions.models import Extension, ReminderRun
from tests import factories
from tests.factories import ward
from tests.races import at_once

pytestmark = [pytest.mark.plan("D9"), pytest.mark.django_db(transaction=True)]


def test_three_beats_at_once_write_one_letter_to_each(period, group, officer, reviewer):
    later = factories.make_unit("Trường Mầm non Sao Mai")
    factories.enrol(group, later)
    given_time = factories.make_user(Role.UNIT_OFFICER, unit=later)
    Extension.objects.create(
        period=period, unit=later, closes_at=ward(2026, 12, 19), reason="Mưa bão.", granted_by=reviewer,
        granted_at=ward(2026, 12, 11),
    )  # fmt: skip

    # Three days overdue for the one, three days ahead of the last day for the other.
    for hour in (7, 8):
        beat = partial(reminders.send_due_reminders, now=ward(2026, 12, 15, hour))
        at_once((), beat, beat, beat)

    # One of the period, one of the extension.
    assert ReminderRun.objects.count() == 2
    assert sorted(OutboxMessage.objects.values_list("email", flat=True)) == sorted([officer.email, given_time.email])
