"""Taking an import back: the old rows return, added ones go, and what people did since is never lost."""

import pytest
from django.utils import timezone

from accounts import groups
from accounts.enums import ImportKind, ImportStatus, Role
from accounts.importing import undoing
from accounts.importing.undoing import CannotUndo
from accounts.models import ImportRun, Membership, Person, Unit, User
from accounts.services import invitations
from campaigns.enums import GroupKind
from core.clock import ward_date
from core.models import AuditEvent
from core.workflow import InvalidTransition
from tests import factories

from .files import bring_in, unit_row, units
from .test_officers import officer_row, officers
from .test_people import people, person_row

pytestmark = pytest.mark.django_db
S = ImportStatus


def today():
    """The ward's day of the test."""
    return ward_date(timezone.now())


def state() -> list:
    """Every unit as it stands."""
    rows = Unit.objects.order_by("code_key").values_list("code", "name", "parent__code", "phone", "search_text")
    return list(rows)


@pytest.mark.plan("R10")
def test_the_old_rows_return_and_added_ones_go(admin, group, unit):
    top = factories.make_unit("Trên", code="T")
    factories.make_unit("Tên cũ", code="A", parent=top, phone="0225")
    before, grouped = state(), groups.groups_of([unit], on=today())
    run = bring_in(
        units(
            unit_row("N1", **{"Nhóm đối tượng": group.code}),
            unit_row("N2", **{"Mã đơn vị cấp trên": "N1"}),
            unit_row("A", "Tên mới", **{"Mã đơn vị cấp trên": "N2"}),
            {**unit_row(unit.code, unit.name), "Nhóm đối tượng": ""},
        ),
        by=admin,
    )
    assert (run.status, len(state())) == (S.APPLIED, len(before) + 2)
    assert groups.groups_of([unit], on=today()) == {}
    assert undoing.undo(run, by=admin) == 4
    assert (state(), groups.groups_of([unit], on=today())) == (before, grouped)
    assert list(AuditEvent.objects.filter(action="import_undone").values_list("actor_id", flat=True)) == [admin.pk]
    assert ImportRun.objects.get().status == S.UNDONE


def test_the_second_person_is_told(admin):
    run = bring_in(units(unit_row("A")), by=admin)
    theirs = ImportRun.objects.get()
    undoing.undo(run, by=admin)
    with pytest.raises(InvalidTransition, match="Người khác vừa xử lý"):
        undoing.undo(theirs, by=factories.make_user(Role.ADMIN))


def test_an_edited_row_stops_it_and_is_named(admin):
    run = bring_in(units(unit_row("A", "Từ tệp"), unit_row("B")), by=admin)
    edited = Unit.objects.get(code="A")
    edited.phone = "0225"
    edited.save()
    with pytest.raises(CannotUndo) as told:
        undoing.undo(run, by=admin)
    assert str(told.value) == "Không hoàn tác được: dòng 2 (A, Từ tệp) đã được sửa sau khi nhập."
    assert (Unit.objects.count(), ImportRun.objects.get().status) == (2, S.APPLIED)


def test_rows_in_use_stop_it_and_say_by_what(admin):
    run = bring_in(units(unit_row("A"), unit_row("B"), unit_row("C")), by=admin)
    one, two, _ = Unit.objects.order_by("code")
    factories.make_user(Role.UNIT_OFFICER, unit=one)
    factories.make_person(unit=two)
    with pytest.raises(CannotUndo) as told:
        undoing.undo(run, by=admin)
    assert str(told.value) == (
        "Không hoàn tác được: dòng 2 (A, Đơn vị A) đang có vai trò; dòng 3 (B, Đơn vị B) đang có cá nhân."
    )


def test_a_unit_with_a_report_stays(admin, group, period):
    run = bring_in(units(unit_row("A", **{"Nhóm đối tượng": group.code})), by=admin)
    factories.make_accepted_report(Unit.objects.get(code="A"), period, group)
    with pytest.raises(CannotUndo, match="dòng 2 .A, Đơn vị A. đang có báo cáo, khen thưởng."):
        undoing.undo(run, by=admin)


def test_people_go_with_their_group(admin, period):
    group = factories.make_group(period.campaign, GroupKind.INDIVIDUAL)
    run = bring_in(people(person_row("1", **{"Nhóm đối tượng": group.code})), by=admin, kind=ImportKind.PEOPLE)
    undoing.undo(run, by=admin)
    assert Person.objects.count() == 0


def test_officers_accounts_go_grants_go_and_names_return(admin):
    factories.make_unit(code="TH01")
    known = factories.make_user(email="a@b.vn", full_name="Tên cũ")
    run = bring_in(
        officers(officer_row("a@b.vn", "Tên mới"), officer_row("moi@b.vn")), by=admin, kind=ImportKind.OFFICERS
    )
    undoing.undo(run, by=admin)
    known.refresh_from_db()
    assert (known.full_name, Membership.objects.filter(role=Role.UNIT_OFFICER).count()) == ("Tên cũ", 0)
    assert not User.objects.filter(email="moi@b.vn").exists()


def test_an_invited_officer_stays(admin):
    factories.make_unit(code="TH01")
    run = bring_in(officers(officer_row("moi@b.vn", "Mai")), by=admin, kind=ImportKind.OFFICERS)
    invitations.invite(User.objects.get(email="moi@b.vn"), by=admin)
    with pytest.raises(CannotUndo, match="dòng 2 .moi@b.vn, TH01, Mai. đang có lời mời."):
        undoing.undo(run, by=admin)
    assert User.objects.filter(email="moi@b.vn").exists()


def test_an_officer_who_set_a_password_stays(admin):
    factories.make_unit(code="TH01")
    run = bring_in(officers(officer_row("moi@b.vn", "Mai")), by=admin, kind=ImportKind.OFFICERS)
    user = User.objects.get(email="moi@b.vn")
    user.set_password("mat-khau-moi-2026")
    user.save()
    with pytest.raises(CannotUndo, match="người đã đăng nhập hoặc đặt mật khẩu"):
        undoing.undo(run, by=admin)


def test_many_reasons_are_counted(admin):
    run = bring_in(units(*[unit_row(f"A{n}") for n in range(8)]), by=admin)
    Unit.objects.update(phone="1")
    with pytest.raises(CannotUndo, match="; và 3 dòng khác."):
        undoing.undo(run, by=admin)
