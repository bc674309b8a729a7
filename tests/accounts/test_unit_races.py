"""Two administrators at the same moment, on real connections and threads: one wins, the other is told."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from accounts.enums import Role
from accounts.models import Membership, Person, Unit
from accounts.permissions import UNIT_FACTS
from accounts.services import endings, people, units
from accounts.services.records import EditedElsewhere, stamp, values_of
from campaigns.models import Enrolment
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = (Forbidden, InvalidTransition, ValidationError, EditedElsewhere)
DAY = date(2026, 6, 1)
together = partial(at_once, REFUSED)


def refusals(results) -> list:
    return [result for result in results if isinstance(result, REFUSED)]


def lines(action: str) -> int:
    return AuditEvent.objects.filter(action=action).count()


@pytest.fixture
def pair(db):
    return [factories.make_user(Role.ADMIN) for _ in range(2)]


@pytest.fixture
def unit(db):
    return factories.make_unit("Phòng", phone="0")


def test_one_code_is_given_once(pair):
    results = together(
        *(lambda by=by: units.add_unit(values={"code": "A1", "name": "A"}, by=by, on=DAY) for by in pair)
    )
    assert len(refusals(results)) == 1
    assert (Unit.objects.count(), lines("add_unit")) == (1, 1)


def test_two_forms_of_one_unit_do_not_overwrite_each_other(pair, unit):
    seen = stamp(values_of(unit, UNIT_FACTS, ""))
    results = together(
        lambda: units.edit_unit(unit, values={"phone": "1"}, seen=seen, by=pair[0], on=DAY),
        lambda: units.edit_unit(unit, values={"phone": "2"}, seen=seen, by=pair[1], on=DAY),
    )
    (refused,) = refusals(results)
    unit.refresh_from_db()
    assert isinstance(refused, EditedElsewhere)
    assert [one.theirs for one in refused.differences] == [unit.phone]
    assert lines("edit_unit") == 1


def test_a_group_is_entered_once(pair, unit, group):
    together(
        *(lambda by=by: units.edit_unit(unit, values={"group": group.code}, seen=None, by=by, on=DAY) for by in pair)
    )
    assert (Enrolment.objects.count(), lines("edit_unit")) == (1, 1)


def test_ending_and_merging_at_once_happens_once(pair, unit):
    into = factories.make_unit()
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    given = {"last_day": DAY, "reason": "Sắp xếp lại"}
    results = together(
        lambda: endings.end_unit(unit, **given, end_people=True, by=pair[0]),
        lambda: endings.merge_unit(unit, into=into, **given, move_people=True, move_officers=True, by=pair[1]),
    )
    assert len(refusals(results)) == 1
    assert lines("end_unit") + lines("merge_unit") == 1
    assert lines("end_grant") == 1
    assert Membership.objects.filter(user=officer).exclude(unit=into).get().ends_on is not None


def test_two_units_merged_into_each_other_leave_one(pair, unit):
    other = factories.make_unit()
    given = {"last_day": DAY, "reason": "Sắp xếp lại", "move_people": True, "move_officers": False}
    results = together(
        lambda: endings.merge_unit(unit, into=other, **given, by=pair[0]),
        lambda: endings.merge_unit(other, into=unit, **given, by=pair[1]),
    )
    assert len(refusals(results)) == 1
    assert Unit.objects.filter(active_to=None).count() == 1


def test_two_rows_of_one_human_merged_both_ways_leave_one(pair):
    one, two = factories.make_person(), factories.make_person()
    results = together(
        lambda: people.merge_person(one, into=two, by=pair[0]), lambda: people.merge_person(two, into=one, by=pair[1])
    )
    assert len(refusals(results)) == 1
    assert Person.objects.filter(merged_into=None).count() == 1
