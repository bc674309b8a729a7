"""Officers' accounts from a file: no column makes more than an officer, nobody else's account is touched."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.enums import ImportKind, ImportStatus, Role, RowVerdict
from accounts.importing import applying, services
from accounts.models import Membership, User
from core.models import AuditEvent
from tests import factories

from .files import OFFICER_HEADINGS, bring_in, listed, preview, sheet, told

pytestmark = pytest.mark.django_db
OFFICERS = ImportKind.OFFICERS


@pytest.fixture
def unit(db):
    return factories.make_unit("Trường Tiểu học", code="TH01")


def officers(*rows: dict) -> bytes:
    return listed(OFFICER_HEADINGS, rows)


def officer_row(email: str, name: str = "Nguyễn Thị Hoa", unit: str = "TH01", **more) -> dict:
    return {"Thư điện tử": email, "Họ và tên": name, "Mã đơn vị": unit, **more}


@pytest.mark.plan("R10")
def test_a_new_account_is_an_officer_without_password_and_without_mail(admin, unit, mailoutbox):
    run = bring_in(officers(officer_row("Hoa@HaiPhong.gov.vn")), by=admin, kind=OFFICERS)
    user = User.objects.get(email="hoa@haiphong.gov.vn")
    grant = user.memberships.get()
    assert (run.status, grant.role, grant.unit, grant.granted_by) == (
        ImportStatus.APPLIED, Role.UNIT_OFFICER, unit, admin,
    )  # fmt: skip
    assert (user.has_usable_password(), user.is_staff, user.is_superuser, mailoutbox) == (False, False, False, [])
    assert user.search_text.startswith("nguyen thi hoa")


def test_privileged_columns_give_nothing(admin, unit):
    headings = [*OFFICER_HEADINGS, "Vai trò", "is_staff", "is_superuser", "role", "Mật khẩu"]
    row = ["a@b.vn", "Nguyễn A", "", "", "TH01", "Quản trị hệ thống", "1", "1", "ADMIN", "bi-mat-123"]
    run = bring_in(sheet(headings, row), by=admin, kind=OFFICERS)
    user = User.objects.get(email="a@b.vn")
    assert (user.is_staff, user.is_superuser, user.roles, user.has_usable_password()) == (
        False, False, {Role.UNIT_OFFICER}, False,
    )  # fmt: skip
    assert run.notices == [
        "Bỏ qua cột “Vai trò”, “is_staff”, “is_superuser”, “role”, “Mật khẩu”: tệp không cấp được vai trò hay quyền. "
        "Nhập từ tệp chỉ tạo cán bộ đầu mối; vai trò khác giao ở trang Tài khoản."
    ]


def test_one_person_may_be_officer_of_two_units(admin, unit):
    other = factories.make_unit("Trạm Y tế", code="YT")
    content = officers(officer_row("a@b.vn"), officer_row("A@b.vn", unit="YT"))
    bring_in(content, by=admin, kind=OFFICERS)
    assert User.objects.get(email="a@b.vn").unit_ids == {unit.pk, other.pk}
    assert services.counts_of(preview(content, by=admin, kind=OFFICERS))[RowVerdict.SAME] == 2


def test_a_known_account_gets_the_grant_and_the_name_and_keeps_its_address(admin, unit):
    user = factories.make_user(email="a@b.vn", full_name="Tên cũ")
    run = preview(officers(officer_row("A@B.vn", "Tên mới")), by=admin, kind=OFFICERS)
    line = run.rows.get()
    assert (line.verdict, line.old["user__full_name"], line.values["user__full_name"]) == (
        RowVerdict.NEW, "Tên cũ", "Tên mới",
    )  # fmt: skip
    services.discard(run, by=admin)
    bring_in(officers(officer_row("A@B.vn", "Tên mới")), by=admin, kind=OFFICERS)
    user = User.objects.get(pk=user.pk)
    assert (user.email, user.full_name, user.roles) == ("a@b.vn", "Tên mới", {Role.UNIT_OFFICER})


def test_whoever_writes_sees_which_rows_give_the_role_to_an_account_that_is_there(admin, client_of, unit):
    factories.make_user(email="a@b.vn", full_name="Tên cũ")
    factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit("Trạm Y tế"), email="b@b.vn", full_name="Lê Bình")
    content = officers(officer_row("a@b.vn", "Tên mới"), officer_row("b@b.vn", "Lê Bình"), officer_row("c@b.vn"))
    run = preview(content, by=admin, kind=OFFICERS)
    assert list(run.rows.values_list("note", flat=True)) == [
        "Tài khoản đã có: Tên cũ, chưa có vai trò", "Tài khoản đã có: Lê Bình, Trạm Y tế", "",
    ]  # fmt: skip
    page = client_of(admin).get(reverse("accounts:import_run", args=[run.pk]), {"ket-qua": "moi"}).text
    assert page.count("Tài khoản đã có: ") == 2
    applying.apply(run, skip_wrong=False, by=admin)
    applying.write(run.pk)
    assert AuditEvent.objects.get(action="import_applied").data["existing_accounts"] == 2


def test_an_account_with_another_role_gets_its_name_at_most(admin, unit):
    chair = factories.make_user(Role.COUNCIL_CHAIR, email="chair@b.vn", title="Chủ tịch")
    run = preview(officers(officer_row("chair@b.vn", "Tên mới", **{"Chức danh": "Bảo vệ"})), by=admin, kind=OFFICERS)
    assert told(run) == [
        "Dòng 2, cột Mã đơn vị: tài khoản đang giữ vai trò “Chủ tịch Hội đồng”; tệp chỉ sửa được họ tên. "
        "Giao thêm vai trò ở trang Tài khoản.",
        "Dòng 2, cột Chức danh: tài khoản đang giữ vai trò “Chủ tịch Hội đồng”; cột này không sửa bằng tệp.",
    ]
    Membership.objects.create(user=chair, role=Role.UNIT_OFFICER, unit=unit)
    bring_in(
        sheet(["Thư điện tử", "Họ và tên", "Mã đơn vị"], ["chair@b.vn", "Tên mới", "TH01"]), by=admin, kind=OFFICERS
    )
    chair = User.objects.get(pk=chair.pk)
    assert (chair.full_name, chair.title, len(chair.memberships.all())) == ("Tên mới", "Chủ tịch", 2)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"is_active": False}, "Dòng 2, cột Thư điện tử: tài khoản này đã đóng; mở lại ở trang Tài khoản rồi nhập."),
        ({"is_superuser": True}, "Dòng 2, cột Thư điện tử: đây là tài khoản kỹ thuật; không sửa bằng tệp."),
        (
            {"is_staff": True},
            "Dòng 2, cột Mã đơn vị: tài khoản đang giữ vai trò “Quản trị hệ thống”; tệp chỉ sửa được họ tên. "
            "Giao thêm vai trò ở trang Tài khoản.",
        ),
    ],
)
def test_closed_and_technical_accounts_are_not_touched(admin, unit, fields, sentence):
    factories.make_user(email="a@b.vn", full_name="Tên cũ", **fields)
    run = preview(officers(officer_row("a@b.vn", "Tên cũ")), by=admin, kind=OFFICERS)
    assert told(run) == [sentence]


def test_wrong_rows_are_named(admin, unit):
    factories.make_unit(code="CU", active_to=date(2026, 1, 31))
    run = preview(
        officers(
            officer_row("khong-phai-thu"), officer_row("a@b.vn", unit="ZZ"), officer_row("c@b.vn", unit="CU"),
            officer_row("d@b.vn", "Tên một"), officer_row("D@b.vn", "Tên một"), officer_row("", ""),
        ),
        by=admin, kind=OFFICERS,
    )  # fmt: skip
    assert told(run) == [
        "Dòng 2, cột Thư điện tử: “khong-phai-thu” không phải địa chỉ thư điện tử; ví dụ ten@haiphong.gov.vn.",
        "Dòng 3, cột Mã đơn vị: không có đơn vị mã “ZZ”.",
        "Dòng 4, cột Mã đơn vị: đơn vị mã “CU” đã ngừng hoạt động.",
        "Dòng 6, cột Thư điện tử: trùng với dòng 5.",
        "Dòng 7, cột Thư điện tử: không được để trống.",
        "Dòng 7, cột Họ và tên: không được để trống.",
    ]


def test_two_rows_of_one_account_must_agree(admin, unit):
    factories.make_unit(code="YT")
    run = preview(
        officers(officer_row("a@b.vn", "Một"), officer_row("a@b.vn", "Hai", unit="YT")), by=admin, kind=OFFICERS
    )
    assert told(run) == ["Dòng 3, cột Họ và tên: khác với dòng 2 của cùng địa chỉ thư."]
