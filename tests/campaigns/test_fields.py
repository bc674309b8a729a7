"""Contents in the care of council members (plan VI.1): who assigns, whom, and which days."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from campaigns import fields
from campaigns.models import FieldAssignment
from core.formats import format_date
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R6")]
MARCH, MAY, JULY = date(2027, 3, 1), date(2027, 5, 31), date(2027, 7, 1)


@pytest.fixture
def area():
    return factories.make_content_areas(factories.make_campaign(), count=1)[0]


@pytest.fixture
def member(db):
    return factories.make_user(Role.COUNCIL_MEMBER)


@pytest.fixture
def secretary(db):
    return factories.make_user(Role.COUNCIL_SECRETARY)


def assign(area, user, by, from_on=MARCH, to_on=None):
    return fields.assign(user=user, content_area=area, from_on=from_on, to_on=to_on, by=by)


def test_both_days_are_in_care(area, member, secretary):
    assign(area, member, secretary, to_on=MAY)
    days = {date(2027, 2, 28): False, MARCH: True, MAY: True, date(2027, 6, 1): False}
    held = {day: fields.in_care_of(member, on=day, campaign=area.campaign).exists() for day in days}
    assert held == days


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COUNCIL_SECRETARY, Role.ADMIN])
def test_the_office_and_the_secretary_assign(area, member, role):
    assign(area, member, factories.make_user(role))
    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["assign_field"]


@pytest.mark.parametrize("role", [Role.COUNCIL_MEMBER, Role.COUNCIL_CHAIR, Role.UNIT_OFFICER])
def test_nobody_else_assigns_or_ends(area, member, secretary, role):
    by = factories.make_user(role, unit=factories.make_unit() if role == Role.UNIT_OFFICER else None)
    row = assign(area, member, secretary)
    with pytest.raises(Forbidden):
        assign(area, member, by, from_on=JULY)
    with pytest.raises(Forbidden):
        fields.end(row, by=by, on=MAY)


def test_only_members_and_days_that_do_not_meet(area, member, secretary):
    assign(area, member, secretary, to_on=MAY)
    bad = [
        (factories.make_user(Role.REVIEWER), MARCH, None), (member, JULY, MARCH), (member, MAY, None),
        (member, date(2027, 1, 1), MARCH), (member, date(2027, 1, 1), None),
    ]  # fmt: skip
    for user, from_on, to_on in bad:
        with pytest.raises(ValidationError):
            assign(area, user, secretary, from_on=from_on, to_on=to_on)
    assign(area, member, secretary, from_on=JULY)
    assert FieldAssignment.objects.count() == 2


def test_ending_keeps_the_day_and_is_done_once(area, member, secretary):
    row = assign(area, member, secretary)
    fields.end(row, by=secretary, on=MAY)
    row.refresh_from_db()
    assert row.to_on == MAY
    with pytest.raises(InvalidTransition):
        fields.end(row, by=secretary, on=MAY)


def test_what_had_not_begun_is_removed(area, member, secretary):
    fields.end(assign(area, member, secretary, from_on=JULY), by=secretary, on=MAY)
    assert not FieldAssignment.objects.exists()
    assert AuditEvent.objects.filter(action="end_field").count() == 1


def test_the_page_assigns_and_ends(client_of, area, member, secretary):
    client, page = client_of(secretary), reverse("campaigns:field_list")
    data = {"user": member.pk, "content_area": area.pk, "from_on": format_date(timezone.now().date()), "to_on": ""}
    assert client.post(page, data | {"from_on": "32/13/2026"}).status_code == 422
    assert client.post(page, data).status_code == 302
    assert client.post(page, data).status_code == 422
    assert str(member) in client.get(page).content.decode()
    row = FieldAssignment.objects.get()
    assert client.post(reverse("campaigns:field_end", args=[row.pk])).status_code == 302
    assert client_of(member).get(page).status_code == 403
