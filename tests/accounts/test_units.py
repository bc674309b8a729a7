"""Units: added, changed, removed; what is fixed, what is refused, and that nothing is overwritten unseen."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts import groups
from accounts.enums import ApprovalKind, Role
from accounts.models import Unit
from accounts.permissions import UNIT_FACTS
from accounts.services import units
from accounts.services.records import EditedElsewhere, stamp, values_of
from campaigns.models import Enrolment
from core.models import AuditEvent
from core.text import code_key
from core.verdict import Forbidden
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


@pytest.fixture
def admin(db):
    return factories.make_user(Role.ADMIN)


def seen(unit: Unit, allowed=UNIT_FACTS) -> str:
    return stamp(values_of(unit, allowed, units.group_code(unit, on=DAY)))


@pytest.mark.plan("R10")
def test_add_unit_with_group_writes_one_line(admin, group):
    unit = units.add_unit(
        values={"code": " PKT ", "name": "Phòng Kinh tế", "group": group.code}, by=admin, on=date(2026, 6, 1)
    )
    assert (unit.code, unit.code_key, unit.search_text) == ("PKT", "pkt", "phong kinh te  pkt")
    assert groups.groups_of([unit], on=DAY)[unit.pk].code == group.code
    event = AuditEvent.objects.get()
    assert (event.action, event.object_id, event.actor_name) == ("add_unit", str(unit.pk), str(admin))
    assert event.changes["name"] == ["", "Phòng Kinh tế"]
    assert event.changes["group"] == ["", group.short_title]


@pytest.mark.parametrize("code", ["dv-01", "DV-01 ", " Dv-01"])
def test_add_unit_refuses_a_code_that_reads_the_same(admin, code):
    factories.make_unit("Phòng Kinh tế", code="DV-01")
    with pytest.raises(ValidationError) as caught:
        units.add_unit(values={"code": code, "name": "Khác"}, by=admin, on=DAY)
    assert caught.value.message_dict == {"code": ["Mã này đã có: Phòng Kinh tế."]}
    assert Unit.objects.count() == 1
    assert not AuditEvent.objects.exists()


@given(code=st.text(min_size=1, max_size=12), case=st.sampled_from([str.upper, str.lower, str.swapcase]))
def test_two_units_never_share_a_code_key(code, case):
    with transaction.atomic():
        first = Unit.objects.create(code=code.replace("\x00", "") or "x", name="Một")
        other = f"  {case(first.code)} "
        if code_key(other) == first.code_key:
            with pytest.raises(IntegrityError), transaction.atomic():
                Unit.objects.create(code=other[:30], name="Hai")
        keys = list(Unit.objects.values_list("code_key", flat=True))
        assert len(keys) == len(set(keys))
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "  ", "name": "A"}, "code"),
        ({"code": "=1+1", "name": "A"}, "code"),
        ({"code": "A1", "name": ""}, "name"),
        ({"code": "A1", "name": "A", "email": "khong-phai-thu"}, "email"),
        ({"code": "A1", "name": "A", "group": "khong-co"}, "group"),
    ],
)
def test_add_unit_names_the_wrong_field(admin, group, values, field):
    with pytest.raises(ValidationError) as caught:
        units.add_unit(values=values, by=admin, on=DAY)
    assert list(caught.value.message_dict) == [field]
    assert not Unit.objects.filter(name="A").exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_nobody_else_adds_units(role):
    with pytest.raises(Forbidden):
        units.add_unit(values={"code": "A1", "name": "A"}, by=factories.make_user(role), on=DAY)


def test_edit_unit_logs_before_and_after_once(admin):
    unit = factories.make_unit("Tên cũ", phone="1")
    changed = units.edit_unit(unit, values={"name": "Tên mới", "phone": "1"}, seen=seen(unit), by=admin, on=DAY)
    assert changed
    event = AuditEvent.objects.get()
    assert (event.action, event.changes) == ("edit_unit", {"name": ["Tên cũ", "Tên mới"]})


def test_how_the_head_approves_is_the_keepers_to_say_and_one_line(admin, client_of):
    unit = factories.make_unit()
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    with pytest.raises(Forbidden, match="cách duyệt báo cáo"):
        units.edit_unit(unit, values={"approval": ApprovalKind.TICK}, seen=None, by=officer, on=DAY)
    assert units.edit_unit(unit, values={"approval": ApprovalKind.SECOND_PERSON}, seen=None, by=admin, on=DAY)
    event = AuditEvent.objects.get(action="edit_unit")
    assert event.changes == {"approval": ["Cán bộ đánh dấu thủ trưởng đã duyệt", "Thủ trưởng tự đọc và nộp"]}
    # A form that does not speak of it leaves it as it is.
    unit.refresh_from_db()
    data = {"code": unit.code, "name": "Tên mới", "seen": seen(unit)}
    client_of(admin).post(reverse("accounts:unit_edit", args=[unit.pk]), data)
    unit.refresh_from_db()
    assert (unit.name, unit.approval) == ("Tên mới", ApprovalKind.SECOND_PERSON)


def test_edit_unit_without_change_writes_nothing(admin):
    unit = factories.make_unit("Tên")
    assert not units.edit_unit(unit, values={"name": " Tên "}, seen=seen(unit), by=admin, on=DAY)
    assert not AuditEvent.objects.exists()


def test_edit_over_somebody_elses_change_is_refused_and_told(admin):
    unit = factories.make_unit("Tên", phone="1")
    mark = seen(unit)
    other = factories.make_user(Role.ADMIN, full_name="Trần Thị Mai")
    units.edit_unit(unit, values={"phone": "2"}, seen=mark, by=other, on=DAY)
    with pytest.raises(EditedElsewhere) as caught:
        units.edit_unit(unit, values={"phone": "3", "name": "Tên"}, seen=mark, by=admin, on=DAY)
    clash = caught.value
    assert [(one.label, one.theirs) for one in clash.differences] == [("điện thoại", "2")]
    assert clash.who == "Trần Thị Mai"
    unit.refresh_from_db()
    assert unit.phone == "2"
    assert units.edit_unit(unit, values={"phone": "3"}, seen=clash.seen, by=admin, on=DAY)


def test_fields_left_alone_keep_what_others_wrote_meanwhile(admin, group):
    unit = factories.make_unit("Tên", phone="1")
    mark = seen(unit)
    groups.enrol({unit: group.code}, on=DAY)
    units.edit_unit(unit, values={"phone": "2"}, seen=mark, by=admin, on=DAY)
    values = {"name": "Tên khác", "phone": "1", "group": ""}
    assert units.edit_unit(unit, values=values, seen=mark, by=admin, on=DAY)
    unit.refresh_from_db()
    assert (unit.name, unit.phone) == ("Tên khác", "2")
    assert groups.groups_of([unit], on=DAY)[unit.pk].code == group.code


def test_keeping_ones_own_text_overwrites_only_what_was_shown(admin):
    unit = factories.make_unit(phone="1", contact_name="")
    mark = seen(unit)
    units.edit_unit(unit, values={"phone": "2", "contact_name": "Chị Lan"}, seen=mark, by=admin, on=DAY)
    mine = {"phone": "3", "contact_name": ""}
    with pytest.raises(EditedElsewhere) as caught:
        units.edit_unit(unit, values=mine, seen=mark, by=admin, on=DAY)
    units.edit_unit(unit, values=mine, seen=caught.value.seen, by=admin, on=DAY)
    unit.refresh_from_db()
    assert (unit.phone, unit.contact_name) == ("3", "Chị Lan")


def test_code_is_fixed_once_somebody_signs_in_by_it(admin):
    unit = factories.make_unit(code="A1")
    units.edit_unit(unit, values={"code": "A2"}, seen=None, by=admin, on=DAY)
    factories.make_user(Role.UNIT_OFFICER, unit=unit)
    with pytest.raises(ValidationError) as caught:
        units.edit_unit(unit, values={"code": "A3"}, seen=None, by=admin, on=DAY)
    assert list(caught.value.message_dict) == ["code"]
    unit.refresh_from_db()
    assert unit.code == "A2"


def test_parent_makes_no_circle_and_must_go_on(admin):
    top, middle, low = (factories.make_unit(name) for name in ("Trên", "Giữa", "Dưới"))
    units.edit_unit(middle, values={"parent": top}, seen=None, by=admin, on=DAY)
    units.edit_unit(low, values={"parent": middle}, seen=None, by=admin, on=DAY)
    for parent in (low, top):
        with pytest.raises(ValidationError) as caught:
            units.edit_unit(top, values={"parent": parent}, seen=None, by=admin, on=DAY)
        assert list(caught.value.message_dict) == ["parent"]
    ended = factories.make_unit(active_to=date(2026, 1, 1))
    with pytest.raises(ValidationError):
        units.edit_unit(low, values={"parent": ended}, seen=None, by=admin, on=DAY)


def test_officer_changes_the_contact_of_the_own_unit_and_nothing_else():
    unit, other = factories.make_unit("Của mình"), factories.make_unit()
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    assert units.edit_unit(unit, values={"contact_name": "Chị Lan", "phone": "0225"}, seen=None, by=officer, on=DAY)
    for values in ({"name": "Khác"}, {"code": "X"}, {"group": ""}, {"parent": other}, {"active_from": DAY}):
        with pytest.raises(Forbidden):
            units.edit_unit(unit, values=values, seen=None, by=officer, on=DAY)
    with pytest.raises(Forbidden):
        units.edit_unit(other, values={"phone": "1"}, seen=None, by=officer, on=DAY)
    unit.refresh_from_db()
    assert (unit.name, unit.phone) == ("Của mình", "0225")


def test_officer_of_an_ended_unit_changes_nothing():
    unit = factories.make_unit(active_to=date(2099, 1, 1))
    officer = factories.make_user(Role.UNIT_OFFICER, unit=unit)
    with pytest.raises(Forbidden):
        units.edit_unit(unit, values={"phone": "1"}, seen=None, by=officer, on=DAY)


def test_unit_nothing_points_at_can_be_removed(admin, group):
    unit = factories.make_unit("Nhập nhầm")
    factories.enrol(group, unit)
    units.remove_unit(unit, by=admin)
    assert not Unit.objects.filter(name="Nhập nhầm").exists()
    assert not Enrolment.objects.exists()
    event = AuditEvent.objects.get()
    assert (event.action, event.object_label, event.changes["name"]) == ("remove_unit", "Nhập nhầm", ["Nhập nhầm", ""])


@pytest.mark.parametrize("what", ["report", "award", "officer", "person", "child", "merged"])
def test_unit_something_points_at_stays(admin, period, group, what):
    unit = factories.make_unit()
    match what:
        case "report":
            factories.make_accepted_report(unit, period, group)
        case "award":
            factories.nomination_at("DRAFT", subject=unit)
        case "officer":
            factories.make_user(Role.UNIT_OFFICER, unit=unit)
        case "person":
            factories.make_person(unit=unit)
        case "child":
            factories.make_unit(parent=unit)
        case "merged":
            factories.make_unit(merged_into=unit, active_to=DAY)
    with pytest.raises(Forbidden, match="ngừng hoạt động thay vì xóa"):
        units.remove_unit(unit, by=admin)
    assert Unit.objects.filter(pk=unit.pk).exists()


def test_group_of_a_reported_year_changes_from_the_next(admin, period, group):
    unit = factories.make_unit()
    other = factories.make_group(period.campaign, code="khac", short_title="Nhóm khác")
    factories.enrol(group, unit)
    factories.make_accepted_report(unit, period, group)
    with pytest.raises(ValidationError, match="từ năm 2027"):
        units.edit_unit(unit, values={"group": "khac"}, seen=None, by=admin, on=DAY)
    assert units.edit_unit(unit, values={"group": "khac"}, seen=None, group_year=2027, by=admin, on=DAY)
    assert AuditEvent.objects.get().changes == {"group": [group.short_title, "Nhóm khác (từ năm 2027)"]}
    # Saving something else this year leaves the planned change alone.
    units.edit_unit(unit, values={"group": group.code, "phone": "1"}, seen=None, by=admin, on=DAY)
    assert groups.groups_of([unit], on=DAY)[unit.pk].code == group.code
    assert groups.groups_of([unit], on=date(2027, 1, 1))[unit.pk].code == other.code
