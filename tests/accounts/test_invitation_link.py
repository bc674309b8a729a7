"""The page behind a personal link: a look uses nothing up, one press sets the password and comes in."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import invitation_links
from accounts.enums import Role
from accounts.invitation_links import LinkState
from accounts.models import Invitation
from accounts.services import invitations as service
from core.models import AuditEvent
from tests import factories

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "hoa-phuong-do-2026"
ACCEPT = "accounts:invitation_accept"


@pytest.fixture
def admin():
    return factories.make_user(Role.ADMIN)


@pytest.fixture
def guest():
    user = factories.make_user(Role.UNIT_OFFICER, full_name="Nguyễn Thị Lan")
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def invitation(guest, admin):
    return service.invite(guest, by=admin)


@pytest.fixture
def token(invitation):
    return invitation_links.token_of(invitation)


@pytest.fixture
def visitor():
    return Client()


def page(client, token, method="get"):
    return getattr(client, method)(reverse("accounts:invitation", args=[token]))


def accept(client, token, first=NEW_PASSWORD, second=NEW_PASSWORD, **fields):
    return client.post(reverse(ACCEPT), {"token": token, "password1": first, "password2": second, **fields})


def text(response) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", response.content.decode())).split())


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_the_page_names_the_person_and_nothing_more(visitor, token, guest):
    response = page(visitor, token)

    assert response.status_code == 200
    assert "Lời mời dành cho ông/bà Nguyễn Thị Lan" in text(response)
    assert guest.email not in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert f'action="{reverse(ACCEPT)}"' in response.content.decode()


def test_looking_marks_it_opened_once_and_uses_nothing_up(visitor, token):
    assert page(visitor, token, "head").status_code == 200
    assert Invitation.objects.get().opened_at is None

    page(visitor, token)
    first = Invitation.objects.get().opened_at
    for _ in range(5):
        assert page(Client(), token).status_code == 200
    row = Invitation.objects.get()
    assert (row.opened_at, row.used_at) == (first, None)
    assert Session.objects.count() == 0
    assert not AuditEvent.objects.exclude(action="invite").exists()


def test_one_press_sets_the_password_signs_in_and_ends_the_link(visitor, token, guest):
    page(visitor, token)
    response = accept(visitor, token)

    assert (response.status_code, response["Location"]) == (302, reverse("accounts:start"))
    assert visitor.session["_auth_user_id"] == str(guest.pk)
    guest.refresh_from_db()
    assert guest.check_password(NEW_PASSWORD)
    assert page(Client(), token).status_code == 410


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", ""),
        (NEW_PASSWORD, ""),
        (NEW_PASSWORD, "khac-2026-hoa"),
        ("123", "123"),
        ("12345678901234", "12345678901234"),
    ],
)
def test_a_password_the_door_refuses_leaves_the_link_as_it_is(visitor, token, guest, first, second):
    response = accept(visitor, token, first, second)

    assert response.status_code == 422
    assert response.context["form"].errors
    assert not signed_in(visitor)
    guest.refresh_from_db()
    assert not guest.has_usable_password()
    assert accept(visitor, token).status_code == 302


def _end(what, invitation, admin):
    if what == LinkState.USED:
        service.accept(invitation_links.token_of(invitation), password="mot-mat-khau-khac-9")
    elif what == LinkState.REPLACED:
        service.resend(invitation, by=admin)
    elif what == LinkState.EXPIRED:
        Invitation.objects.update(expires_at=timezone.now())
    elif what == LinkState.CLOSED:
        invitation.user.is_active = False
        invitation.user.save()
    elif what == LinkState.OVERTAKEN:
        invitation.user.set_password("dat-lai-qua-thu-2026")
        invitation.user.save()


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        (
            LinkState.USED,
            "Liên kết này đã được dùng. Đăng nhập, hoặc bấm “Nhận liên kết đăng nhập qua thư điện tử”.",
        ),
        (LinkState.REPLACED, "Mở thư mời mới nhất."),
        (LinkState.EXPIRED, "Liên kết này đã hết hạn. Bấm “Nhận liên kết đăng nhập qua thư điện tử”, hoặc nhờ"),
        (LinkState.CLOSED, "Tài khoản này đã đóng. Cần dùng lại, liên hệ Phòng Văn hóa – Xã hội."),
        (LinkState.OVERTAKEN, "Tài khoản đã đổi mật khẩu hoặc địa chỉ thư"),
    ],
)
def test_a_dead_link_says_what_to_do_and_about_nobody(visitor, invitation, token, admin, guest, what, sentence):
    _end(what, invitation, admin)
    guest.refresh_from_db()
    before = guest.password

    for response in (page(visitor, token), accept(visitor, token)):
        assert response.status_code == 410
        assert sentence in text(response)
        assert "Nguyễn Thị Lan" not in text(response)
        assert guest.email not in text(response)
    guest.refresh_from_db()
    assert (guest.password, signed_in(visitor)) == (before, False)


@pytest.mark.parametrize("forged", ["x", "1.abc.def.ghi", "..", "%00", "1" * 300, "../../quan-tri"])
def test_a_made_up_link_is_not_there(visitor, invitation, forged):
    assert accept(visitor, forged).status_code == 404
    answer = visitor.get(f"/moi/{forged}/")
    assert answer.status_code in {400, 404}
    assert Invitation.objects.get().opened_at is None


def test_a_second_factor_is_not_passed_by(visitor, token, guest, settings):
    """Who works only with a second factor sees nothing of the portal before it is set up."""
    settings.SECOND_FACTOR_ROLES = [Role.UNIT_OFFICER]

    response = visitor.get(accept(visitor, token)["Location"], follow=True)

    assert response.redirect_chain[-1][0].startswith("/tai-khoan/")
    assert response.status_code == 200


def test_whoever_was_signed_in_on_this_browser_is_signed_out(client_of, token, guest, admin):
    shared = client_of(admin)
    old_session = shared.session.session_key
    assert "đang đăng nhập tài khoản" in text(page(shared, token))

    accept(shared, token)

    assert shared.session["_auth_user_id"] == str(guest.pk)
    assert not Session.objects.filter(session_key=old_session).exists()


def test_the_form_itself_is_never_a_page(visitor):
    assert visitor.get(reverse(ACCEPT))["Location"] == reverse("account_login")


def test_a_double_press_leads_to_the_result_of_the_first(visitor, token):
    first = accept(visitor, token, _khoa="mot-khoa")

    again = Client()
    assert accept(again, token, _khoa="mot-khoa")["Location"] == first["Location"]
    assert not signed_in(again)


def test_a_forged_host_reaches_no_letter_and_no_page(visitor, token):
    assert (
        visitor.get(reverse("accounts:invitation", args=[token]), headers={"host": "evil.example"}).status_code == 400
    )


def test_no_field_but_the_password_is_taken(visitor, token, guest):
    accept(visitor, token, is_staff="1", is_superuser="1", email="ke-gian@evil.example", role="ADMIN")

    guest.refresh_from_db()
    assert (guest.is_staff, guest.is_superuser, "evil" in guest.email) == (False, False, False)
    assert {grant.role for grant in guest.memberships.all()} == {Role.UNIT_OFFICER}


def test_without_the_forms_own_proof_nothing_happens(token, guest):
    strict = Client(enforce_csrf_checks=True)

    assert accept(strict, token).status_code == 403
    guest.refresh_from_db()
    assert not guest.has_usable_password()


def test_the_link_works_to_the_last_moment_of_its_last_day(token, invitation):
    end = invitation.expires_at

    assert invitation_links.read(token, now=end - timedelta(microseconds=1)).state == LinkState.GOOD
    assert invitation_links.read(token, now=end).state == LinkState.EXPIRED


def test_coming_in_is_told_to_the_log_once_as_what_it_was(visitor, token, guest):
    accept(visitor, token)

    lines = AuditEvent.objects.exclude(action="invite").order_by("pk")
    assert [(line.action, line.data.get("way")) for line in lines] == [
        ("use_invitation", None), ("sign_in", "liên kết mời"),
    ]  # fmt: skip
