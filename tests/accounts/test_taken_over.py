"""One administrator alone does not become somebody else: whoever changes an account's door asks a second person."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession

from accounts.enums import Permission, Role
from accounts.models import User
from accounts.services import accounts, factors, grants
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.plan("R10")]
NEW = "dia-chi-khac@demo.example"


@pytest.fixture
def keeper():
    return factories.make_user(Role.ADMIN)


@pytest.fixture
def third():
    return factories.make_user(Role.COUNCIL_SECRETARY)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def move(user: User, by: User, email: str = NEW) -> dict:
    facts = {"full_name": user.full_name, "title": user.title, "phone": user.phone, "is_staff": user.is_staff}
    return accounts.edit_account(user, **facts, email=email, by=by)


def reset(user: User, by: User) -> None:
    TOTP.activate(user, generate_totp_secret())
    factors.reset_factors(user, by=by, reason="Gặp trực tiếp.")


@pytest.mark.parametrize("change", [move, reset])
@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COUNCIL_MEMBER, Role.CHAIRMAN, Role.ADMIN])
def test_roles_wait_for_a_second_person_when_somebody_changed_the_door(keeper, third, role, change):
    user = factories.make_user(role, Role.FINANCE)
    change(user, keeper)
    assert fresh(user).roles == {Role.FINANCE}
    grant = user.memberships.get(role=role)
    assert (grant.awaits_confirmation, grant.granted_by) == (True, keeper)
    assert OutboxMessage.objects.filter(kind="grant-confirm", recipient_id=third.pk).count() == 1
    row = AuditEvent.objects.filter(object_type="accounts.user", object_id=str(user.pk)).get()
    assert row.changes["role"][1].endswith("; chờ người thứ hai xác nhận")
    for person in (keeper, user):
        with pytest.raises(Forbidden):
            grants.confirm_grant(grant, by=fresh(person))
    grants.confirm_grant(grant, by=third)
    assert fresh(user).roles == {role, Role.FINANCE}


@pytest.mark.parametrize("change", [move, reset])
def test_who_confirms_is_asked_anew_each_time(keeper, third, change):
    user = factories.make_user()
    grants.confirm_grant(grants.grant_role(user, role=Role.REVIEWER, by=keeper), by=third)
    change(fresh(user), keeper)
    assert OutboxMessage.objects.filter(kind="grant-confirm", recipient_id=third.pk).count() == 2


def test_a_role_that_still_waited_is_not_agreed_to_by_who_changed_the_address(keeper, third):
    user, other = factories.make_user(), factories.make_user(Role.ADMIN)
    grant = grants.grant_role(user, role=Role.CHAIRMAN, by=other)
    move(user, keeper)
    grant.refresh_from_db()
    with pytest.raises(Forbidden):
        grants.confirm_grant(grant, by=keeper)


def test_taking_one_confirmer_after_the_other_lifts_none_of_them(keeper, third):
    second = factories.make_user(Role.ADMIN)
    move(second, keeper)
    move(third, keeper, "dia-chi-thu-ba@demo.example")
    assert [fresh(user).roles for user in (second, third)] == [frozenset(), frozenset()]
    with pytest.raises(Forbidden):
        grants.confirm_grant(second.memberships.get(), by=fresh(third))


def test_where_nobody_else_ever_could_agree_roles_go_on(keeper):
    second = factories.make_user(Role.ADMIN)
    move(second, keeper)
    assert fresh(second).roles == {Role.ADMIN}


def test_the_last_administrator_does_not_wait(keeper, third):
    """Two administrators change each other's address at the same moment: the second to write is refused."""
    second = factories.make_user(Role.ADMIN)
    assert second.permission_names
    move(second, keeper)
    with pytest.raises(InvalidTransition, match="cuối cùng"):
        move(keeper, second, "cung-luc@demo.example")


def test_the_operators_word_lifts_a_waiting_administrator(keeper, third):
    second = factories.make_user(Role.ADMIN)
    move(second, keeper)
    grants.appoint_administrator(email=NEW)
    assert fresh(second).roles == {Role.ADMIN}


def test_other_facts_leave_the_roles_alone(keeper, third):
    user = factories.make_user(Role.REVIEWER)
    accounts.edit_account(user, full_name="Tên Mới", title="", phone="", email=user.email, is_staff=False, by=keeper)
    assert fresh(user).roles == {Role.REVIEWER}
    assert Permission.SUBMISSION_REVIEW in fresh(user).permission_names


def test_the_former_owners_factors_and_sessions_go_with_the_address(keeper):
    user = factories.make_user(Role.FINANCE)
    TOTP.activate(user, generate_totp_secret())
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "khóa", "credential": {}})
    UserSession.objects.create(user=user, session_key="phien-cu", ip="127.0.0.1", user_agent="thử")
    move(user, keeper)
    assert not Authenticator.objects.filter(user=user).exists()
    assert not UserSession.objects.filter(user=user).exists()
    data = AuditEvent.objects.get(action="change_address").data
    assert data["factors"] == ["totp", "webauthn"]
    assert "credential" not in str(data) and "secret" not in str(data)
