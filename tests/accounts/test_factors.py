"""A lost second factor: who may take it away, what that ends, what it leaves behind."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.services import factors
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from tests import factories

pytestmark = pytest.mark.django_db
CHECKED = "Gặp trực tiếp tại phòng, đối chiếu thẻ công chức."


@pytest.fixture
def keeper():
    return factories.make_user(Role.ADMIN)


@pytest.fixture
def person():
    person = factories.make_user(Role.REVIEWER)
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    return person


def sign_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    UserSession.objects.create(user=person, session_key=client.session.session_key, ip="127.0.0.1", user_agent="thử")
    return client


def test_reset_takes_everything_and_ends_the_sessions(keeper, person):
    client, other = sign_in(person), sign_in(keeper)
    assert factors.reset_factors(person, by=keeper, reason=CHECKED) == 2
    assert not Authenticator.objects.filter(user=person).exists()
    assert client.get(reverse("accounts:profile"))["Location"].startswith(reverse("account_login"))
    assert UserSession.objects.filter(user=keeper).count() == 1
    assert "_auth_user_id" in other.session


def test_reset_is_one_row_of_the_log_with_how_the_identity_was_checked(keeper, person):
    before = AuditEvent.objects.count()
    factors.reset_factors(person, by=keeper, reason=CHECKED)
    assert AuditEvent.objects.count() == before + 1
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor_id, event.object_id) == ("reset_factors", keeper.pk, str(person.pk))
    assert event.data == {"factors": ["totp", "recovery_codes"], "identity_check": CHECKED}


def test_the_person_is_told_by_mail(keeper, person):
    factors.reset_factors(person, by=keeper, reason=CHECKED)
    letter = OutboxMessage.objects.get(kind="factors-reset")
    assert (letter.recipient_id, letter.email) == (person.pk, person.email)
    assert str(keeper) in letter.text


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_word_on_the_identity_nothing_happens(keeper, person, reason):
    with pytest.raises(ValidationError, match="xác minh"):
        factors.reset_factors(person, by=keeper, reason=reason)
    assert Authenticator.objects.filter(user=person).count() == 2


def test_an_account_without_factors_has_nothing_to_reset(keeper):
    with pytest.raises(ValidationError, match="không có lớp xác thực"):
        factors.reset_factors(factories.make_user(), by=keeper, reason=CHECKED)


def test_nobody_resets_their_own(keeper):
    TOTP.activate(keeper, generate_totp_secret())
    with pytest.raises(Forbidden, match="Không tự đặt lại"):
        factors.reset_factors(keeper, by=keeper, reason=CHECKED)
    assert factors.has_factor(keeper)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_only_who_keeps_the_accounts_resets(person, role):
    with pytest.raises(Forbidden):
        factors.reset_factors(person, by=factories.make_user(role), reason=CHECKED)
    assert factors.has_factor(person)


def test_recovery_codes_alone_are_no_factor():
    user = factories.make_user()
    RecoveryCodes.activate(user)
    assert not factors.has_factor(user)


@pytest.mark.parametrize(
    ("role", "fields", "required"),
    [
        (Role.REVIEWER, {}, True),
        (Role.ADMIN, {}, True),
        (Role.UNIT_OFFICER, {}, False),
        (Role.UNIT_OFFICER, {"is_staff": True}, True),
        (Role.UNIT_OFFICER, {"is_superuser": True}, True),
    ],
)
def test_who_needs_one_follows_role_and_staff_mark(settings, role, fields, required):
    settings.SECOND_FACTOR_ROLES = ["REVIEWER", "ADMIN"]
    assert factors.is_required_of(factories.make_user(role, **fields)) is required
