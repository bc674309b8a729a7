"""The pages on which accounts are kept: list, one account, and each press on it (plan R10)."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Invitation, Membership, User
from accounts.services import accounts as service
from accounts.services import grants
from core.clock import ward_date
from core.models import AuditEvent, OutboxMessage
from core.workflow import InvalidTransition
from tests import factories
from tests.confirmed import confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R10")]
MORE_THAN_ASKED = {
    "is_superuser": "on", "is_staff": "on", "is_active": "on", "groups": "1", "user_permissions": "1",
    "password": "thidua-2026", "memberships-0-role": "ADMIN", "role": "ADMIN", "pk": "1", "id": "1",
}  # fmt: skip


@pytest.fixture
def keeper():
    return factories.make_user(Role.ADMIN, full_name="Nguyễn Văn Quản")


@pytest.fixture
def client(client_of, keeper):
    return confirmed(client_of(keeper))


def page(name: str, *args) -> str:
    return reverse(f"accounts:{name}", args=args)


def names(answer) -> list[str]:
    return [user.full_name for user in answer.context["page_obj"]]


def events(user, *, of: str = "") -> list[str]:
    rows = AuditEvent.objects.filter(object_type="accounts.user", object_id=str(user.pk))
    return list((rows.filter(action=of) if of else rows).order_by("pk").values_list("action", flat=True))


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


# --- the list --------------------------------------------------------------------------------------------------------


@pytest.fixture
def people(keeper):
    """Three accounts of one unit, one of them closed."""
    unit = factories.make_unit("Hội Liên hiệp Phụ nữ")
    factories.make_user(Role.UNIT_OFFICER, unit=unit, full_name="Trần Thị Đào", title="Cán bộ đầu mối")
    factories.make_user(Role.FINANCE, full_name="Lê Văn Bình")
    factories.make_user(full_name="Phạm Thị An", is_active=False)
    return unit


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Phạm Thị An", "Lê Văn Bình", "Trần Thị Đào", "Nguyễn Văn Quản"]),
        ({"q": "tran thi dao"}, ["Trần Thị Đào"]),
        ({"q": "CÁN BỘ  đầu"}, ["Trần Thị Đào"]),
        ({"vai_tro": "FINANCE"}, ["Lê Văn Bình"]),
        ({"trang_thai": "dong"}, ["Phạm Thị An"]),
        ({"trang_thai": "mo", "q": "thi"}, ["Trần Thị Đào"]),
        ({"vai_tro": "KHONG_CO"}, []),
        ({"don_vi": "999999"}, []),
        ({"q": "không có ai"}, []),
    ],
)
def test_the_list_is_filtered_by_what_the_address_says(client, people, query, found):
    assert names(client.get(page("account_list"), query)) == found


def test_the_list_is_filtered_by_unit(client, people):
    assert names(client.get(page("account_list"), {"don_vi": people.pk})) == ["Trần Thị Đào"]


def test_a_role_that_ended_is_not_found_by(client, people, keeper):
    finance = User.objects.get(full_name="Lê Văn Bình")
    grants.end_grant(finance.memberships.get(), by=keeper)
    assert names(client.get(page("account_list"), {"vai_tro": "FINANCE"})) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries(client, count, django_assert_num_queries):
    for _ in range(count):
        factories.make_user(Role.UNIT_OFFICER, Role.FINANCE)
    client.get(page("account_list"))
    with django_assert_num_queries(8):
        assert len(client.get(page("account_list")).context["page_obj"]) == count + 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_an_account_asks_the_same_number_of_queries(client, keeper, count, django_assert_num_queries):
    user = factories.make_user()
    for _ in range(count):
        grant = grants.grant_role(user, role=Role.UNIT_OFFICER, unit=factories.make_unit(), by=keeper)
        grants.end_grant(grant, by=keeper)
        grants.grant_role(user, role=Role.UNIT_OFFICER, unit=factories.make_unit(), by=keeper)
    client.get(page("account", user.pk))
    with django_assert_num_queries(10):
        assert len(client.get(page("account", user.pk)).context["lasting"]) == count


# --- one account -----------------------------------------------------------------------------------------------------


def test_a_new_account_has_no_password_no_role_and_nothing_that_was_not_asked(client):
    data = {"email": "Moi@Demo.example", "full_name": "Vũ Thị Mới", "title": "", "phone": "", **MORE_THAN_ASKED}
    answer = client.post(page("account_create"), data)
    user = User.objects.get(email="moi@demo.example")
    assert answer["Location"] == page("account", user.pk)
    assert (user.has_usable_password(), user.is_staff, user.is_superuser, user.roles) == (
        False,
        False,
        False,
        frozenset(),
    )
    assert events(user) == ["create_account"]


@pytest.mark.parametrize("address", ["co-roi@demo.example", "CO-ROI@demo.example"])
def test_an_address_has_one_account(client, address):
    factories.make_user(email="co-roi@demo.example")
    answer = client.post(page("account_create"), {"email": address, "full_name": "Người thứ hai"})
    assert (answer.status_code, answer.context["form"].errors["email"]) == (422, ["Địa chỉ này đã có tài khoản."])
    assert not AuditEvent.objects.filter(action="create_account").exists()


def test_two_presses_make_one_account(client):
    data = {"email": "mot-lan@demo.example", "full_name": "Một Lần", "_khoa": "khoa-cua-bieu-mau"}
    first, second = client.post(page("account_create"), data), client.post(page("account_create"), data)
    assert (first["Location"], User.objects.filter(email=data["email"]).count()) == (second["Location"], 1)


def test_facts_are_corrected_and_logged_with_before_and_after(client):
    user = factories.make_user(full_name="Tên Cũ", phone="0225 1")
    data = {"email": user.email, "full_name": "Tên Mới", "title": "Trưởng phòng", "phone": "0225 1"}
    assert client.post(page("account_edit", user.pk), data).status_code == 302
    row = AuditEvent.objects.get(action="edit_account")
    assert row.changes == {"full_name": ["Tên Cũ", "Tên Mới"], "title": ["", "Trưởng phòng"]}
    assert fresh(user).search_text.startswith("ten moi")
    client.post(page("account_edit", user.pk), data)
    assert events(user) == ["edit_account"]


def test_another_address_is_another_owner(client, client_of):
    """Password and sessions end, the former address is told and opens nothing any more; one row of the log."""
    user = factories.make_user(Role.FINANCE)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    theirs = client_of(user)
    data = {"email": "moi@demo.example", "full_name": user.full_name, "title": "", "phone": ""}
    assert client.post(page("account_edit", user.pk), data).status_code == 302
    assert (fresh(user).email, fresh(user).has_usable_password()) == ("moi@demo.example", False)
    assert theirs.get(page("profile")).status_code == 302
    assert "moi@demo.example" in OutboxMessage.objects.get(email=user.email).text
    assert events(user) == ["change_address"]
    mail.outbox.clear()
    theirs.logout()
    theirs.post(reverse("account_reset_password"), {"email": user.email})
    assert "/reset/key/" not in "".join(letter.body for letter in mail.outbox)


def test_the_page_for_entering_the_reference_data_is_opened_by_another(client, keeper):
    user = factories.make_user()
    data = {"email": user.email, "full_name": user.full_name, "is_staff": "on", "is_superuser": "on"}
    client.post(page("account_edit", user.pk), data)
    assert (fresh(user).is_staff, fresh(user).is_superuser) == (True, False)
    assert client.post(page("account_edit", keeper.pk), data).status_code == 403
    assert fresh(keeper).is_staff is False


def test_ones_own_account_is_shown_with_its_buttons_closed(client, keeper):
    text = client.get(page("account", keeper.pk)).content.decode()
    assert text.count("Nhờ một quản trị viên khác.") >= 2
    grant = keeper.memberships.get()
    for name, pk in (
        ("account_edit", keeper.pk), ("account_close", keeper.pk), ("account_factors", keeper.pk),
        ("grant_add", keeper.pk), ("grant_end", grant.pk),
    ):  # fmt: skip
        assert (name, client.post(page(name, pk), {"reason": "x", "role": "CHAIRMAN"}).status_code) == (name, 403)
    assert list(keeper.memberships.values_list("role", "ended_at")) == [(Role.ADMIN, None)]


def test_the_technical_account_is_not_the_keepers(client):
    """With its address changed, or its roles, a mailed link would open it."""
    root = User.objects.create_superuser("ky-thuat@demo.example", "hoa-phuong-2026", full_name="Kỹ thuật")
    data = {"email": "ke-gian@demo.example", "full_name": "Kỹ thuật", "role": "COUNCIL_MEMBER", "reason": "Xem thử."}
    for name in ("account_edit", "account_close", "grant_add", "account_factors"):
        assert (name, client.post(page(name, root.pk), data).status_code) == (name, 403)
    assert (fresh(root).email, fresh(root).is_active, root.memberships.count()) == ("ky-thuat@demo.example", True, 0)


def test_the_history_tells_what_happened_and_who_did_it(client, keeper):
    user = factories.make_user()
    grant = grants.grant_role(user, role=Role.FINANCE, by=keeper)
    grants.end_grant(grant, by=keeper)
    service.close_account(user, reason="Nghỉ hưu.", by=keeper)
    text = client.get(page("account", user.pk)).content.decode()
    for words in ("Giao vai trò", "Kết thúc vai trò", "Đóng tài khoản: Nghỉ hưu.", str(keeper)):
        assert words in text


def test_the_page_says_what_the_person_may_do_today(client, keeper):
    user = factories.make_user(Role.FINANCE)
    grants.grant_role(user, role=Role.MEDIA, starts_on=ward_date(timezone.now()) + timedelta(days=2), by=keeper)
    shown = client.get(page("account", user.pk)).context["permissions"]
    assert shown == ["Xem tổng quan phong trào", "Lập dự toán kinh phí phong trào"]
    service.close_account(user, reason="Nghỉ.", by=keeper)
    assert client.get(page("account", user.pk)).context["permissions"] == []


# --- closing ---------------------------------------------------------------------------------------------------------


def test_a_closed_account_is_out_at_the_very_next_request(client, client_of):
    user = factories.make_user(Role.FINANCE)
    theirs = client_of(user)
    assert theirs.get(page("profile")).status_code == 200
    assert client.post(page("account_close", user.pk), {"reason": "Chuyển công tác."}).status_code == 302
    assert theirs.get(page("profile")).status_code == 302
    assert theirs.post(reverse("account_login"), {"login": user.email, "password": factories.PASSWORD})[
        "Location"
    ] != page("start")
    row = AuditEvent.objects.get(action="close_account")
    assert row.data == {"reason": "Chuyển công tác."}
    assert Membership.objects.filter(user=user).exists()


def test_closing_needs_a_reason(client):
    user = factories.make_user()
    for reason in ("", "   "):
        assert client.post(page("account_close", user.pk), {"reason": reason}).status_code == 422
    assert fresh(user).is_active


def test_an_open_session_does_not_come_back_with_the_account(client):
    user, theirs = factories.make_user(Role.FINANCE), Client()
    theirs.post(reverse("account_login"), {"login": user.email, "password": factories.PASSWORD})
    assert theirs.get(page("profile")).status_code == 200
    client.post(page("account_close", user.pk), {"reason": "Nhầm."})
    theirs.get(page("profile"))
    client.post(page("account_reopen", user.pk))
    assert (fresh(user).is_active, fresh(user).roles) == (True, {Role.FINANCE})
    assert theirs.get(page("profile")).status_code == 302
    assert events(user)[-2:] == ["close_account", "reopen_account"]


def test_closing_and_opening_happen_once(keeper):
    user = factories.make_user()
    service.close_account(user, reason="Nghỉ.", by=keeper)
    with pytest.raises(InvalidTransition):
        service.close_account(user, reason="Nghỉ.", by=keeper)
    service.reopen_account(user, by=keeper)
    with pytest.raises(InvalidTransition):
        service.reopen_account(user, by=keeper)
    assert events(user) == ["close_account", "reopen_account"]


def test_the_last_administrator_is_not_closed(keeper):
    second = factories.make_user(Role.ADMIN)
    assert second.permission_names
    service.close_account(second, reason="Nghỉ.", by=keeper)
    with pytest.raises(InvalidTransition, match="cuối cùng"):
        service.close_account(keeper, reason="Cùng lúc.", by=User(pk=second.pk, is_active=True, email="x"))


# --- a lost second factor --------------------------------------------------------------------------------------------


def test_a_lost_factor_is_taken_away_by_a_second_administrator_who_says_how_the_person_was_known(client, client_of):
    user = factories.make_user(Role.ADMIN)
    TOTP.activate(user, generate_totp_secret())
    address = page("account_factors", user.pk)
    assert confirmed(client_of(user)).post(address, {"reason": "Tự tôi."}).status_code == 403
    assert client.post(address, {"reason": " "}).status_code == 422
    assert Authenticator.objects.filter(user=user).exists()
    assert client.post(address, {"reason": "Gặp tại phòng, đối chiếu thẻ công chức."}).status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()
    row = AuditEvent.objects.get(action="reset_factors")
    assert row.data["identity_check"] == "Gặp tại phòng, đối chiếu thẻ công chức."


def test_without_a_factor_there_is_nothing_to_take_away(client):
    user = factories.make_user()
    assert "Đặt lại lớp xác thực" not in client.get(page("account", user.pk)).content.decode()
    assert client.post(page("account_factors", user.pk), {"reason": "Gặp trực tiếp."}).status_code == 422


# --- who presses is asked again ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["account_edit", "account_factors", "grant_add"])
def test_a_form_that_changes_rights_asks_for_the_password_first(client_of, keeper, name):
    user, theirs = factories.make_user(), client_of(keeper)
    answer = theirs.get(page(name, user.pk))
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_reauthenticate"))
    data = {"role": "FINANCE", "email": "ke-gian@demo.example", "full_name": "Tên Khác", "reason": "Gặp trực tiếp."}
    assert theirs.post(page(name, user.pk), data)["Location"].startswith(reverse("account_reauthenticate"))
    assert (fresh(user).email, user.memberships.count(), events(user)) == (user.email, 0, [])


def test_whoever_has_no_right_is_refused_and_not_asked(client_of):
    user, theirs = factories.make_user(), client_of(factories.make_user(Role.FINANCE))
    assert [theirs.get(page(name, user.pk)).status_code for name in ("account_edit", "grant_add")] == [404, 404]


def test_what_was_pressed_is_done_once_the_password_is_given_again(client_of, keeper):
    user, theirs = factories.make_user(), client_of(factories.make_user(Role.REVIEWER))
    grant = grants.grant_role(user, role=Role.COUNCIL_MEMBER, by=keeper)
    asked = theirs.post(page("grant_confirm", grant.pk), {"_khoa": "khoa-mot-lan"})["Location"]
    assert fresh(user).roles == frozenset()
    data = {"password": factories.PASSWORD, "next": page("grant_confirm", grant.pk)}
    assert theirs.post(asked.split("?")[0], data)["Location"] == page("grant_inbox")
    assert fresh(user).roles == {Role.COUNCIL_MEMBER}


# --- roles on the page -----------------------------------------------------------------------------------------------


def test_a_role_is_given_with_its_days_and_ended_on_the_page(client):
    user, unit = factories.make_user(), factories.make_unit()
    last = ward_date(timezone.now()) + timedelta(days=90)
    data = {
        "role": "UNIT_OFFICER",
        "unit": unit.pk,
        "ends_on": last.strftime("%d/%m/%Y"),
        **{"awaits_confirmation": ""},
    }
    assert client.post(page("grant_add", user.pk), data).status_code == 302
    grant = user.memberships.get()
    assert (grant.role, grant.unit, grant.ends_on) == ("UNIT_OFFICER", unit, last)
    assert f"đến hết ngày {last:%d/%m/%Y}" in client.get(page("account", user.pk)).content.decode()
    assert client.post(page("grant_end", grant.pk), {"ends_on": ""}).status_code == 302
    assert fresh(user).roles == frozenset()


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({}, "role", "Trường này là bắt buộc."),
        ({"role": "UNIT_OFFICER"}, "unit", "Vai trò này gắn với một đơn vị. Chọn đơn vị."),
        ({"role": "FINANCE", "starts_on": "31/31/2026"}, "starts_on", "Ngày viết như 25/12/2026."),
        ({"role": "FINANCE", "starts_on": "01/01/2020"}, "starts_on", "Ngày đã qua. Chọn từ hôm nay trở đi."),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(client, data, field, words):
    user = factories.make_user()
    answer = client.post(page("grant_add", user.pk), data)
    assert (answer.status_code, answer.context["form"].errors[field]) == (422, [words])
    assert not user.memberships.exists()


@pytest.mark.parametrize("value", ["KHONG_CO", "TOAN_QUYEN"])
def test_a_role_nobody_offers_is_refused(client, value):
    user = factories.make_user()
    assert client.post(page("grant_add", user.pk), {"role": value}).status_code == 422
    assert not user.memberships.exists()


def test_a_seat_in_the_council_waits_on_the_page_for_the_second_person(client, client_of):
    office, user = factories.make_user(Role.REVIEWER), factories.make_user()
    assert "chờ" not in client.get(page("account_list")).content.decode()
    answer = client.post(page("grant_add", user.pk), {"role": "COUNCIL_MEMBER"}, follow=True).content.decode()
    assert "Vai trò có hiệu lực khi một người khác xác nhận." in answer
    assert "Chờ người thứ hai xác nhận" in answer
    assert "Chờ xác nhận (1)" in client.get(page("account_list")).content.decode()
    grant = user.memberships.get()
    assert client.post(page("grant_confirm", grant.pk)).status_code == 403
    assert "Chờ một người khác xác nhận." in client.get(page("grant_inbox")).content.decode()
    theirs = confirmed(client_of(office))
    assert theirs.post(page("grant_confirm", grant.pk))["Location"] == page("grant_inbox")
    assert fresh(user).roles == {Role.COUNCIL_MEMBER}
    assert "không còn chờ xác nhận" in theirs.post(page("grant_refuse", grant.pk), follow=True).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_what_waits_asks_the_same_number_of_queries(client, client_of, keeper, count, django_assert_num_queries):
    theirs = client_of(factories.make_user(Role.REVIEWER))
    for _ in range(count):
        grants.grant_role(factories.make_user(), role=Role.CHAIRMAN, by=keeper)
    theirs.get(page("grant_inbox"))
    with django_assert_num_queries(5):
        assert len(theirs.get(page("grant_inbox")).context["entries"]) == count


# --- invitation, own facts, the operator -----------------------------------------------------------------------------


def test_a_person_is_invited_once_from_the_page(client):
    user = factories.make_user()
    button = f'action="{page("account_invite", user.pk)}"'
    assert button in client.get(page("account", user.pk)).content.decode()
    for _ in range(2):
        assert client.post(page("account_invite", user.pk)).status_code == 302
    assert Invitation.objects.filter(user=user).count() == 1
    assert button not in client.get(page("account", user.pk)).content.decode()


def test_everybody_keeps_their_own_name_right_and_nothing_else(client_of):
    user = factories.make_user(email="toi@demo.example")
    data = {"full_name": "Tên Đúng", "title": "Chuyên viên", "phone": "0912", "email": "khac@demo.example"}
    answer = client_of(user).post(page("profile_edit"), data | MORE_THAN_ASKED)
    assert answer["Location"] == page("profile")
    user = fresh(user)
    assert (user.full_name, user.title, user.phone) == ("Tên Đúng", "Chuyên viên", "0912")
    assert (user.email, user.is_staff, user.is_superuser, user.roles) == ("toi@demo.example", False, False, frozenset())
    assert user.check_password(factories.PASSWORD)
    assert (events(user), user.search_text[:8]) == (["edit_account"], "ten dung")


def test_ones_name_stays(client_of):
    user = factories.make_user()
    answer = client_of(user).post(page("profile_edit"), {"full_name": " "})
    assert (answer.status_code, fresh(user).full_name) == (422, user.full_name)


def test_the_profile_shows_roles_of_today_later_and_before(client_of, keeper, unit):
    user, today = factories.make_user(Role.UNIT_OFFICER, unit=unit), ward_date(timezone.now())
    grants.grant_role(user, role=Role.MEDIA, starts_on=today + timedelta(days=3), by=keeper)
    grants.end_grant(grants.grant_role(user, role=Role.FINANCE, by=keeper), by=keeper)
    context = client_of(user).get(page("profile")).context
    shown = {key: [grant.role for grant in context[key]] for key in ("grants", "coming", "earlier")}
    assert shown == {"grants": ["UNIT_OFFICER"], "coming": ["MEDIA"], "earlier": ["FINANCE"]}
    assert context["hands_over"] is True


def test_the_operator_appoints_the_first_administrator(capsys):
    call_command("grant_admin", "Quan-Tri@Demo.example", name="Nguyễn Văn Trị")
    user = User.objects.get(email="quan-tri@demo.example")
    assert (user.roles, user.is_staff, user.has_usable_password()) == ({Role.ADMIN}, True, False)
    call_command("grant_admin", "quan-tri@demo.example")
    assert (user.memberships.count(), events(user)) == (1, ["create_account", "grant_role"])
    assert AuditEvent.objects.get(action="grant_role").actor_id is None


@pytest.mark.parametrize(("email", "name"), [("khong-phai-dia-chi", "Tên"), ("moi@demo.example", "")])
def test_the_operator_is_told_what_is_missing(email, name):
    with pytest.raises(CommandError):
        call_command("grant_admin", email, name=name)
    assert not User.objects.exists()
