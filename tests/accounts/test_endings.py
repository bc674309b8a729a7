"""How units end, merge and come back: history stays, no open report is cut off unseen, every step is one line."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import groups
from accounts.enums import Role
from accounts.models import Membership, Unit, User
from accounts.services import endings
from core.clock import ward_date
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from submissions.enums import SubmissionStatus as S
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R10")]


@pytest.fixture
def today() -> date:
    return ward_date(timezone.now())


@pytest.fixture
def admin(db):
    return factories.make_user(Role.ADMIN)


@pytest.fixture
def end(admin, today):
    def call(unit: Unit, **given):
        return endings.end_unit(
            unit, **{"last_day": today, "reason": "Giải thể", "end_people": True, "by": admin, **given}
        )

    return call


@pytest.fixture
def merge(admin, today):
    def call(unit: Unit, into: Unit, **given):
        values = {"last_day": today, "reason": "Nghị quyết 12", "move_people": True, "move_officers": True, "by": admin}
        return endings.merge_unit(unit, into=into, **{**values, **given})

    return call


def actions() -> list[str]:
    return sorted(AuditEvent.objects.values_list("action", flat=True))


def test_end_unit_ends_grants_people_and_the_group(end, group, today):
    unit = factories.make_unit("Cũ")
    factories.enrol(group, unit)
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    person = factories.make_person(unit=unit)
    end(unit, last_day=today - timedelta(days=400))
    unit.refresh_from_db(), person.refresh_from_db()
    assert (unit.active_to, unit.ended_reason) == (today - timedelta(days=400), "Giải thể")
    assert person.active_to == unit.active_to
    assert not User.objects.get(pk=officer.pk).grants
    assert groups.groups_of([unit], on=today) == {}
    assert actions() == ["end_grant", "end_person", "end_unit"]


def test_end_in_the_future_leaves_the_officer_until_then(end, today):
    unit = factories.make_unit()
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    end(unit, last_day=today + timedelta(days=30))
    grant = officer.memberships.get()
    assert grant.ends_on == today + timedelta(days=30)
    assert User.objects.get(pk=officer.pk).unit_ids == {unit.pk}


def test_end_keeps_people_when_asked_and_other_roles_always(end):
    unit = factories.make_unit()
    person = factories.make_person(unit=unit)
    member = factories.make_user(Role.COUNCIL_MEMBER, unit=unit)
    end(unit, end_people=False)
    person.refresh_from_db()
    assert person.active_to is None
    assert User.objects.get(pk=member.pk).roles == {Role.COUNCIL_MEMBER}


def test_end_twice_is_refused(end):
    unit = factories.make_unit()
    end(unit)
    with pytest.raises(Forbidden, match="đã ngừng hoạt động"):
        end(unit)
    assert actions() == ["end_unit"]


def test_end_waits_for_units_below(end, today):
    unit = factories.make_unit()
    child = factories.make_unit(parent=unit)
    with pytest.raises(Forbidden, match="1 đơn vị cấp dưới"):
        end(unit)
    end(child)
    assert end(unit).active_to == today


def test_end_before_it_began_is_refused(end, today):
    unit = factories.make_unit(active_from=today)
    with pytest.raises(ValidationError) as caught:
        end(unit, last_day=today - timedelta(days=1))
    assert list(caught.value.message_dict) == ["last_day"]


@pytest.mark.parametrize("status", [S.SUBMITTED, S.UNDER_REVIEW, S.RETURNED])
def test_report_in_the_wards_hands_comes_first(end, status):
    report = factories.submission_at(status)
    with pytest.raises(InvalidTransition, match="Phường còn đang xử lý báo cáo năm 2026"):
        end(report.unit, drop_drafts=True)
    assert Unit.objects.get(pk=report.unit_id).active_to is None


def test_draft_is_left_only_knowingly_and_is_there_after_reopening(end, admin):
    report = factories.submission_at(S.DRAFT)
    with pytest.raises(ValidationError) as caught:
        end(report.unit)
    assert list(caught.value.message_dict) == ["drop_drafts"]
    end(report.unit, drop_drafts=True)
    endings.reopen_unit(report.unit, by=admin)
    report.refresh_from_db()
    assert (report.status, report.unit.active_to) == (S.DRAFT, None)


def test_draft_of_a_person_who_ends_with_the_unit_counts_too(end, period, group):
    unit = factories.make_unit()
    person = factories.make_person(unit=unit)
    factories.submission_at(S.DRAFT, subject=person, period=period)
    with pytest.raises(ValidationError):
        end(unit)
    end(unit, end_people=False)


def test_accepted_report_stays_with_the_unit(end, period, group):
    unit = factories.make_unit("Có hồ sơ")
    report = factories.make_accepted_report(unit, period, group)
    end(unit)
    report.refresh_from_db()
    assert report.unit == unit


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_nobody_else_ends_merges_or_reopens(role, end, merge, today):
    unit, other = factories.make_unit(), factories.make_unit()
    by = factories.make_user(role, unit=unit)
    with pytest.raises(Forbidden):
        end(unit, by=by)
    with pytest.raises(Forbidden):
        merge(unit, other, by=by)
    ended = factories.make_unit(active_to=today)
    with pytest.raises(Forbidden):
        endings.reopen_unit(ended, by=by)


def test_merge_moves_people_officers_and_units_below_and_keeps_reports(merge, period, group, today):
    old, new = factories.make_unit("Cũ"), factories.make_unit("Mới")
    report = factories.make_accepted_report(old, period, group)
    award = factories.nomination_at("DRAFT", subject=factories.make_unit())
    award.unit = old
    award.save()
    child, person = factories.make_unit(parent=old), factories.make_person(unit=old)
    officer = factories.make_user(Role.UNIT_OFFICER, unit=old)
    assert merge(old, new) == []
    for row in (old, child, person, report, award):
        row.refresh_from_db()
    assert (old.merged_into, old.active_to) == (new, today)
    assert (child.parent, person.unit) == (new, new)
    assert (report.unit, award.unit) == (old, old)
    old_grant, new_grant = officer.memberships.order_by("pk")
    assert (old_grant.ends_on, old_grant.successor) == (today, new_grant)
    assert (new_grant.unit, new_grant.role) == (new, Role.UNIT_OFFICER)
    assert actions()[-6:] == ["edit_person", "edit_unit", "end_grant", "grant_role", "merge_unit", "nominate"]


def test_merge_can_end_people_and_officers_instead(merge, today):
    old, new = factories.make_unit(), factories.make_unit()
    person, officer = factories.make_person(unit=old), factories.make_user(Role.UNIT_OFFICER, unit=old)
    merge(old, new, move_people=False, move_officers=False)
    person.refresh_from_db()
    assert (person.unit, person.active_to) == (old, today)
    assert officer.memberships.get().ends_on == today


def test_merge_names_whose_role_could_not_move(merge, admin):
    old, new = factories.make_unit(), factories.make_unit()
    Membership.objects.create(user=admin, role=Role.UNIT_OFFICER, unit=old)
    closed = factories.make_user(Role.UNIT_OFFICER, unit=old, is_active=False)
    both = factories.make_user(Role.UNIT_OFFICER, unit=old)
    Membership.objects.create(user=both, role=Role.UNIT_OFFICER, unit=new)
    left = merge(old, new)
    assert [grant.user for grant in left] == [admin, closed, both]
    assert not Membership.objects.filter(unit=old, ends_on=None).exists()
    assert not admin.memberships.filter(unit=new).exists()


def test_merge_into_itself_ended_or_ahead_of_time_is_refused(merge, today):
    unit, ended = factories.make_unit(), factories.make_unit(active_to=today)
    other = factories.make_unit()
    for into, given, field in (
        (unit, {}, "into"),
        (ended, {}, "into"),
        (other, {"last_day": today + timedelta(days=1)}, "last_day"),
    ):
        with pytest.raises(ValidationError) as caught:
            merge(unit, into, **given)
        assert list(caught.value.message_dict) == [field]
    unit.refresh_from_db()
    assert unit.merged_into is None


def test_merge_into_a_unit_below_turns_the_line_around(merge):
    top, old = factories.make_unit("Trên"), factories.make_unit("Cũ")
    Unit.objects.filter(pk=old.pk).update(parent=top)
    below = factories.make_unit("Dưới", parent=old)
    merge(old, below)
    below.refresh_from_db()
    assert below.parent == top


def test_reopen_gives_back_only_who_is_named(end, admin, group, today):
    unit = factories.make_unit()
    factories.enrol(group, unit)
    first, second = (factories.make_user(Role.UNIT_OFFICER, unit=unit) for _ in range(2))
    one, two = (factories.make_person(unit=unit) for _ in range(2))
    end(unit, last_day=today - timedelta(days=1))
    grants, people = endings.ended_with(Unit.objects.get(pk=unit.pk), by=admin)
    assert [grant.user for grant in grants] == [first, second]
    assert set(people) == {one, two}
    endings.reopen_unit(unit, grants=[grants[0].pk], people=[one.pk], by=admin)
    unit.refresh_from_db(), one.refresh_from_db(), two.refresh_from_db()
    assert (unit.active_to, unit.ended_reason) == (None, "")
    assert (one.active_to, two.active_to) == (None, today - timedelta(days=1))
    assert User.objects.get(pk=first.pk).unit_ids == {unit.pk}
    assert not User.objects.get(pk=second.pk).unit_ids
    assert groups.groups_of([unit], on=today)[unit.pk].code == group.code


def test_reopen_after_a_merger_leaves_what_moved(merge, admin):
    old, new = factories.make_unit(), factories.make_unit()
    person = factories.make_person(unit=old)
    merge(old, new)
    endings.reopen_unit(old, by=admin)
    old.refresh_from_db(), person.refresh_from_db()
    assert (old.merged_into, old.active_to, person.unit) == (None, None, new)
    with pytest.raises(Forbidden, match="đang hoạt động"):
        endings.reopen_unit(old, by=admin)


def test_nobody_gives_themselves_a_role_by_reopening(end, admin):
    unit = factories.make_unit()
    grant = Membership.objects.create(user=admin, role=Role.UNIT_OFFICER, unit=unit)
    end(unit)
    assert endings.ended_with(Unit.objects.get(pk=unit.pk), by=admin) == ([], [])
    endings.reopen_unit(unit, grants=[grant.pk], by=admin)
    assert admin.memberships.filter(unit=unit, ends_on=None).count() == 0
