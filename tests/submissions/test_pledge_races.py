"""Many officers pledging at once on real connections: one row, one winner a version, nothing overwritten unseen."""

from datetime import timedelta

import pytest

from accounts.enums import Role
from accounts.models import User
from campaigns.models import ContentArea
from core.models import AuditEvent
from core.verdict import Forbidden
from submissions import phrases, pledging
from submissions.models import KeyFigure, Pledge, PledgeContent, PledgeTarget
from submissions.pledging import Line, Target
from submissions.services import drafting, pledges
from tests import factories
from tests.factories import ward
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
AT = ward(2026, 3, 2, 9)


@pytest.fixture
def send(period, unit):
    officers = [factories.make_user(Role.UNIT_OFFICER, unit=unit) for _ in range(4)]
    areas = list(ContentArea.objects.filter(campaign=period.campaign).order_by("order"))

    def by(number: int, seen: int = 0):
        def press():
            user = User.objects.get(pk=officers[number % 4].pk)
            lines = [Line(area.pk, True, f"Bản {number}", (Target(f"Số {number}", "1"),)) for area in areas]
            return pledges.send(period=period, subject=unit, lines=lines, seen=seen, by=user, at=AT)

        return press

    return by


def test_ten_first_pledges_make_one(send):
    results = at_once((pledges.PledgeConflict,), *(send(number) for number in range(10)))
    winners = [result for result in results if isinstance(result, Pledge)]
    assert (len(winners), len(results)) == (1, 10)
    assert Pledge.objects.get().version == 1
    assert len(set(PledgeContent.objects.values_list("aim", flat=True))) == 1
    assert (PledgeContent.objects.count(), PledgeTarget.objects.count()) == (5, 5)
    assert AuditEvent.objects.filter(action="send_pledge").count() == 1


def test_of_ten_changes_to_one_version_one_wins_whole(send):
    send(99)()
    results = at_once((pledges.PledgeConflict,), *(send(number, seen=1) for number in range(10)))
    won = [number for number, result in enumerate(results) if isinstance(result, Pledge)]
    assert len(won) == 1
    stored = pledging.lines_of(pledging.pledge_of(Pledge.objects.get().unit, Pledge.objects.get().period))
    assert {line.aim for line in stored} == {f"Bản {won[0]}"}
    assert {row.name for line in stored for row in line.targets} == {f"Số {won[0]}"}
    assert Pledge.objects.get().version == 2


@pytest.mark.parametrize("_", range(5))
def test_a_report_begun_in_the_same_moment_rests_on_what_was_sent(send, period, unit, officer, _):
    """The last second of the season and the first of reporting: the pledge is in the report, or it was refused."""
    period.opens_at = AT + timedelta(microseconds=1)
    period.save()

    def begin():
        return drafting.start(period=period, subject=unit, by=User.objects.get(pk=officer.pk), at=period.opens_at)

    pledge, report = at_once((Forbidden,), send(1), begin)
    assert report.contents.count() == 5
    if isinstance(pledge, Pledge):
        assert KeyFigure.objects.filter(pledge_target__content__pledge=pledge).count() == 5
    else:
        assert (str(pledge), Pledge.objects.count()) == (phrases.PLEDGE_IN_REPORT.format(year=2026), 0)
