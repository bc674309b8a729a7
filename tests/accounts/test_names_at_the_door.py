"""Whoever gives a person or an account a name, by whatever way, gives no link and no name of the log's own."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.enums import ImportKind, Role
from accounts.models import Membership, Person, Unit, User
from core import names
from core.models import AuditEvent
from tests import factories
from tests.accounts.importing.conftest import media  # noqa: F401 - uploaded lists go to a folder of the test
from tests.accounts.importing.files import HEADINGS, listed, preview, told

pytestmark = pytest.mark.django_db
LURE = "Tài khoản bị khóa, mở https://evil.example/mo ngay"


@pytest.fixture
def admin():
    return factories.make_user(Role.ADMIN)


@pytest.mark.parametrize("facts", [{"full_name": LURE}, {"full_name": "Hệ thống"}, {"title": LURE}])
def test_nobody_renames_themselves_so(client_of, facts):
    user = factories.make_user(full_name="Lê Thị Hoa")
    client_of(user).post(reverse("accounts:profile_edit"), {"full_name": "Lê Thị Hoa", "title": "", **facts})
    user.refresh_from_db()
    assert (user.full_name, user.title) == ("Lê Thị Hoa", "")


def test_nor_is_an_account_called_so(client_of, admin):
    data = {"email": "moi@demo.example", "full_name": LURE}
    page = client_of(admin).post(reverse("accounts:account_create"), data).content.decode()
    assert names.NAME in page and not User.objects.filter(email="moi@demo.example").exists()


def test_nor_a_newcomer_who_takes_work_over(client_of):
    officer = factories.make_user(Role.UNIT_OFFICER)
    page = reverse("accounts:hand_over", args=[Membership.objects.get(user=officer).pk])
    client_of(officer).post(page, {"full_name": LURE, "email": "moi@demo.example"})
    assert not User.objects.filter(email="moi@demo.example").exists()


@pytest.mark.parametrize("facts", [{"full_name": LURE}, {"full_name": "An", "position": LURE}])
def test_nor_a_person(client_of, admin, facts):
    assert client_of(admin).post(reverse("accounts:person_add"), facts).status_code == 422
    assert not Person.objects.exists()


@pytest.mark.parametrize("name", ["name", "short_name", "contact_name"])
def test_a_unit_has_no_link_in_its_names(client_of, admin, name):
    data = {"code": "MOI", "name": "Đơn vị mới", name: LURE}
    assert client_of(admin).post(reverse("accounts:unit_add"), data).status_code == 422
    assert not Unit.objects.exists()


@pytest.mark.parametrize(
    "kind, heading, row",
    [
        (ImportKind.PEOPLE, "Họ và tên", {"Mã cá nhân": "CN1", "Họ và tên": "An"}),
        (ImportKind.PEOPLE, "Chức vụ, nghề nghiệp", {"Mã cá nhân": "CN1", "Họ và tên": "An"}),
        (ImportKind.OFFICERS, "Họ và tên", {"Thư điện tử": "a@b.vn", "Họ và tên": "An", "Mã đơn vị": "DV"}),
        (ImportKind.OFFICERS, "Chức danh", {"Thư điện tử": "a@b.vn", "Họ và tên": "An", "Mã đơn vị": "DV"}),
        (ImportKind.UNITS, "Tên đơn vị", {"Mã đơn vị": "A1", "Tên đơn vị": "A"}),
        (ImportKind.UNITS, "Tên gọn", {"Mã đơn vị": "A1", "Tên đơn vị": "A"}),
    ],
)
def test_no_list_brings_one_in(admin, kind, heading, row):
    factories.make_unit(code="DV")
    assert not told(preview(listed(HEADINGS[kind], [row]), by=admin, kind=kind))
    (sentence,) = told(preview(listed(HEADINGS[kind], [{**row, heading: LURE}]), by=admin, kind=kind))
    assert "đường dẫn" in sentence


def test_nor_does_the_servers_own_command():
    with pytest.raises(CommandError, match="Họ tên"):
        call_command("grant_admin", "moi@demo.example", name=LURE)
    assert not User.objects.exists() and not AuditEvent.objects.exists()
