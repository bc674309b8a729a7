"""Roles given, confirmed and taken back: who may, when they count, and that they count at the very next request."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Permission as P
from accounts.enums import Role
from accounts.models import Membership, User
from accounts.roles import CONFIRMED_ROLES, CONFIRMING_ROLES, ROLE_PERMISSIONS, UNIT_ROLES
from accounts.services import grants
from core.clock import ward_date
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories

pytestmark = pytest.mark.django_db
GRANTS = ("grant_role", "confirm_grant", "refuse_grant", "end_grant")
EVERY_PERMISSION = frozenset(P)
# Which permissions a role gives, written down a second time on purpose (plan R1-R10).
WRITES = {P.SUBMISSION_WRITE}
MEMBER = {P.MEETING_ATTEND, P.NOMINATION_READ, P.SUBMISSION_READ_ALL}
GIVEN = {
    Role.UNIT_OFFICER: WRITES,
    Role.UNIT_HEAD: WRITES,
    Role.INDIVIDUAL: WRITES,
    Role.REVIEWER: {
        P.SUBMISSION_READ_ALL, P.SUBMISSION_REVIEW, P.RANKING_READ, P.RANKING_LOCK, P.REMINDER_SEND, P.OVERVIEW_READ,
        P.EXPORT, P.NOMINATION_MANAGE, P.NOMINATION_READ, P.DECISION_PREPARE, P.SETTINGS_EDIT, P.GRANT_CONFIRM,
        P.WORK_HAND_OVER, P.EXTENSION_GRANT,
    },
    Role.COUNCIL_MEMBER: MEMBER,
    Role.COUNCIL_SECRETARY: MEMBER | {
        P.MEETING_MANAGE, P.NOMINATION_MANAGE, P.DECISION_PREPARE, P.RANKING_READ, P.OVERVIEW_READ, P.EXPORT,
        P.GRANT_CONFIRM,
    },
    Role.COUNCIL_CHAIR: MEMBER | {P.POLL_CANCEL, P.OVERVIEW_READ, P.RANKING_READ},
    Role.CHAIRMAN: {P.OVERVIEW_READ, P.RANKING_READ, P.NOMINATION_READ, P.SUBMISSION_READ_ALL, P.DECISION_SIGN},
    Role.FINANCE: {P.BUDGET_EDIT, P.OVERVIEW_READ},
    Role.MEDIA: {P.EXEMPLAR_EDIT},
    Role.ADMIN: {
        P.ACCOUNT_MANAGE, P.AUDIT_READ, P.SETTINGS_EDIT, P.OVERVIEW_READ, P.EXPORT, P.GRANT_CONFIRM, P.WORK_HAND_OVER,
    },
}  # fmt: skip
START = {
    Role.UNIT_OFFICER: "submissions:home", Role.UNIT_HEAD: "submissions:home", Role.INDIVIDUAL: "submissions:home",
    Role.REVIEWER: "reports:overview", Role.COUNCIL_MEMBER: "awards:my_meetings",
    Role.COUNCIL_SECRETARY: "awards:my_meetings", Role.COUNCIL_CHAIR: "awards:my_meetings",
    Role.CHAIRMAN: "awards:to_sign", Role.FINANCE: "reports:overview", Role.MEDIA: "accounts:profile",
    Role.ADMIN: "reports:overview",
}  # fmt: skip


@pytest.fixture
def keeper():
    return factories.make_user(Role.ADMIN)


@pytest.fixture
def today():
    return ward_date(timezone.now())


def fresh(user: User) -> User:
    """The account as the next request reads it."""
    return User.objects.get(pk=user.pk)


def logged() -> list[str]:
    return list(AuditEvent.objects.filter(action__in=GRANTS).order_by("pk").values_list("action", flat=True))


@pytest.mark.plan("R1")
@pytest.mark.plan("R2")
@pytest.mark.plan("R3")
@pytest.mark.plan("R4")
@pytest.mark.plan("R5")
@pytest.mark.plan("R6")
@pytest.mark.plan("R7")
@pytest.mark.plan("R8")
@pytest.mark.plan("R9")
@pytest.mark.plan("R10")
@pytest.mark.parametrize("role", Role.values)
def test_each_role_gives_its_permissions_and_its_first_page(client_of, period, role):
    user = factories.make_user(Role(role))
    assert (user.permission_names, ROLE_PERMISSIONS[role]) == (GIVEN[role], GIVEN[role])
    assert GIVEN[role] <= EVERY_PERMISSION
    client = client_of(user)
    first = client.get(reverse("accounts:start"))
    assert first["Location"] == reverse(START[role])
    assert client.get(first["Location"]).status_code == 200


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("doer", [None, *Role.values])
def test_only_an_administrator_gives_roles(doer, role):
    """The whole table: who gives which role to whom. Nobody but an administrator, and nobody to themselves."""
    by = factories.make_user(*([Role(doer)] if doer else []))
    other, unit = factories.make_user(), factories.make_unit()
    if doer == Role.ADMIN:
        grants.grant_role(other, role=role, unit=unit, by=by)
        assert list(other.memberships.values_list("role", flat=True)) == [role]
    else:
        with pytest.raises(Forbidden):
            grants.grant_role(other, role=role, unit=unit, by=by)
        assert not other.memberships.exists()
    before = by.memberships.count()
    with pytest.raises(Forbidden):
        grants.grant_role(by, role=role, unit=unit, by=by)
    assert by.memberships.count() == before


def test_a_role_counts_at_the_very_next_request_and_not_after_its_end(client_of, keeper, period):
    unit, user = factories.make_unit(), factories.make_user()
    client = client_of(user)
    assert client.get(reverse("submissions:home")).status_code == 403
    grant = grants.grant_role(user, role=Role.UNIT_OFFICER, unit=unit, by=keeper)
    assert client.get(reverse("submissions:home")).status_code == 200
    grants.end_grant(grant, by=keeper)
    assert client.get(reverse("submissions:home")).status_code == 403
    assert logged() == ["grant_role", "end_grant"]


def test_dates_decide_from_the_first_to_the_last_day(keeper, today):
    user, unit = factories.make_user(), factories.make_unit()
    first, last = today + timedelta(days=3), today + timedelta(days=9)
    grants.grant_role(user, role=Role.UNIT_OFFICER, unit=unit, starts_on=first, ends_on=last, by=keeper)
    held = [Membership.objects.active(today + timedelta(days=n)).filter(user=user).exists() for n in (2, 3, 9, 10)]
    assert held == [False, True, True, False]


def test_one_person_holds_several_roles(keeper):
    user, units = factories.make_user(), [factories.make_unit() for _ in range(2)]
    for unit in units:
        grants.grant_role(user, role=Role.UNIT_OFFICER, unit=unit, by=keeper)
    grants.grant_role(user, role=Role.FINANCE, by=keeper)
    assert fresh(user).reporting_unit_ids == {unit.pk for unit in units}
    assert fresh(user).permission_names == GIVEN[Role.UNIT_OFFICER] | GIVEN[Role.FINANCE]


@pytest.mark.parametrize(
    ("what", "field"),
    [
        ({"role": Role.UNIT_OFFICER}, "unit"),
        ({"role": Role.UNIT_HEAD}, "unit"),
        ({"role": Role.FINANCE, "starts_on": -1}, "starts_on"),
        ({"role": Role.FINANCE, "starts_on": 5, "ends_on": 4}, "ends_on"),
        ({"role": Role.UNIT_OFFICER, "unit": "ended"}, "unit"),
        ({"role": Role.MEDIA}, "role"),
        ({"role": Role.MEDIA, "starts_on": 10}, "role"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(keeper, today, what, field):
    user = factories.make_user(Role.MEDIA)
    ended = factories.make_unit(active_to=today - timedelta(days=1))
    days = {name: today + timedelta(days=value) for name, value in what.items() if isinstance(value, int)}
    unit = {"unit": ended} if what.get("unit") else {}
    with pytest.raises(ValidationError) as refusal:
        grants.grant_role(user, **{**what, **days, **unit}, by=keeper)
    assert list(refusal.value.message_dict) == [field]
    assert (user.memberships.count(), logged()) == (1, [])


def test_a_closed_account_gets_no_role(keeper):
    with pytest.raises(Forbidden, match="đang đóng"):
        grants.grant_role(factories.make_user(is_active=False), role=Role.FINANCE, by=keeper)


def test_a_role_given_today_can_be_taken_back_today_at_once(keeper, today):
    user = factories.make_user()
    grant = grants.grant_role(user, role=Role.FINANCE, by=keeper)
    grants.end_grant(grant, by=keeper)
    assert (grant.starts_on, grant.ends_on, fresh(user).roles) == (today, today, frozenset())
    with pytest.raises(InvalidTransition, match="đã kết thúc"):
        grants.end_grant(Membership.objects.get(pk=grant.pk), by=keeper)
    # And given again the same day.
    grants.grant_role(user, role=Role.FINANCE, by=keeper)
    assert fresh(user).roles == {Role.FINANCE}


def test_a_role_to_come_can_be_taken_back_before_it_begins(keeper, today):
    user = factories.make_user()
    grant = grants.grant_role(user, role=Role.FINANCE, starts_on=today + timedelta(days=5), by=keeper)
    grants.end_grant(grant, by=keeper)
    days = [today + timedelta(days=n) for n in range(10)]
    assert not any(Membership.objects.active(day).filter(user=user).exists() for day in days)


def test_an_end_never_makes_a_role_longer(keeper, today):
    user = factories.make_user()
    grant = grants.grant_role(user, role=Role.FINANCE, ends_on=today + timedelta(days=5), by=keeper)
    with pytest.raises(ValidationError, match="không được muộn hơn"):
        grants.end_grant(grant, on=today + timedelta(days=6), by=keeper)
    grants.end_grant(grant, on=today + timedelta(days=2), by=keeper)
    assert Membership.objects.get(pk=grant.pk).ends_on == today + timedelta(days=2)


def test_two_who_end_the_same_role_make_one_end(keeper):
    grant = grants.grant_role(factories.make_user(), role=Role.FINANCE, by=keeper)
    stale = Membership.objects.get(pk=grant.pk)
    grants.end_grant(grant, by=keeper)
    with pytest.raises(InvalidTransition):
        grants.end_grant(stale, by=keeper)
    assert logged() == ["grant_role", "end_grant"]


# --- the second person -----------------------------------------------------------------------------------------------


def test_which_roles_wait_and_who_confirms():
    assert frozenset(Role) - UNIT_ROLES - {Role.INDIVIDUAL, Role.FINANCE, Role.MEDIA} == CONFIRMED_ROLES
    assert {Role.ADMIN, Role.REVIEWER, Role.COUNCIL_SECRETARY} == CONFIRMING_ROLES


@pytest.mark.parametrize("role", sorted(CONFIRMED_ROLES))
def test_a_role_that_votes_signs_or_keeps_accounts_waits_for_a_second_person(client_of, keeper, role):
    """Also for an account made a minute ago: an administrator alone seats nobody at the council's table."""
    second = factories.make_user(Role.REVIEWER)
    user = factories.make_user()
    grant = grants.grant_role(user, role=role, by=keeper)
    assert (grant.awaits_confirmation, fresh(user).permission_names) == (True, frozenset())
    assert client_of(user).get(reverse("awards:my_meetings")).status_code == 403
    letter = OutboxMessage.objects.get(kind="grant-confirm")
    assert (letter.recipient_id, letter.link) == (second.pk, reverse("accounts:grant_inbox"))
    grants.confirm_grant(grant, by=second)
    assert fresh(user).roles == {role}
    assert logged() == ["grant_role", "confirm_grant"]


@pytest.mark.parametrize("role", sorted(set(Role) - CONFIRMED_ROLES))
def test_the_other_roles_count_at_once(keeper, role):
    factories.make_user(Role.REVIEWER)
    grant = grants.grant_role(factories.make_user(), role=role, unit=factories.make_unit(), by=keeper)
    assert not grant.awaits_confirmation


@pytest.mark.parametrize("doer", [None, *Role.values])
def test_who_may_confirm(doer, keeper):
    factories.make_user(Role.REVIEWER)
    user = factories.make_user()
    by = factories.make_user(*([Role(doer)] if doer else []))
    grant = grants.grant_role(user, role=Role.COUNCIL_MEMBER, by=keeper)
    if doer in CONFIRMING_ROLES:
        grants.confirm_grant(grant, by=by)
    else:
        with pytest.raises(Forbidden):
            grants.confirm_grant(grant, by=by)
    assert (fresh(user).roles == {Role.COUNCIL_MEMBER}) is (doer in CONFIRMING_ROLES)


def test_neither_who_gave_nor_who_receives_confirms(keeper):
    receiver = factories.make_user(Role.REVIEWER)
    factories.make_user(Role.ADMIN)
    grant = grants.grant_role(receiver, role=Role.CHAIRMAN, by=keeper)
    for person in (keeper, receiver):
        with pytest.raises(Forbidden):
            grants.confirm_grant(grant, by=person)
    assert fresh(receiver).roles == {Role.REVIEWER}


def test_a_chain_of_new_accounts_confirms_nothing(keeper):
    """A reviewer could confirm, so a reviewer waits too: two new accounts cannot lift each other up."""
    factories.make_user(Role.COUNCIL_SECRETARY)
    first, second = factories.make_user(), factories.make_user()
    grants.grant_role(first, role=Role.REVIEWER, by=keeper)
    seat = grants.grant_role(second, role=Role.CHAIRMAN, by=keeper)
    with pytest.raises(Forbidden):
        grants.confirm_grant(seat, by=fresh(first))


def test_closing_everybody_who_could_confirm_does_not_open_the_way(keeper):
    reviewer = factories.make_user(Role.REVIEWER)
    grants.end_grant(reviewer.memberships.get(), by=keeper)
    assert grants.grant_role(factories.make_user(), role=Role.CHAIRMAN, by=keeper).awaits_confirmation


def test_in_a_new_installation_there_is_nobody_to_ask(keeper):
    user = factories.make_user()
    assert not grants.grant_role(user, role=Role.ADMIN, by=keeper).awaits_confirmation
    assert fresh(user).roles == {Role.ADMIN}


def test_a_refused_role_never_counted(keeper):
    second, user = factories.make_user(Role.REVIEWER), factories.make_user()
    grant = grants.grant_role(user, role=Role.COUNCIL_MEMBER, by=keeper)
    grants.refuse_grant(grant, by=second)
    assert fresh(user).roles == frozenset()
    for answer in (grants.confirm_grant, grants.refuse_grant):
        with pytest.raises(InvalidTransition):
            answer(Membership.objects.get(pk=grant.pk), by=second)
    assert logged() == ["grant_role", "refuse_grant"]


def test_a_confirmed_role_is_not_refused_afterwards(keeper):
    second, user = factories.make_user(Role.REVIEWER), factories.make_user()
    grant = grants.grant_role(user, role=Role.COUNCIL_MEMBER, by=keeper)
    grants.confirm_grant(grant, by=second)
    with pytest.raises(InvalidTransition):
        grants.refuse_grant(grant, by=second)
    assert fresh(user).roles == {Role.COUNCIL_MEMBER}


# --- ending ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("doer", [None, *Role.values])
def test_only_an_administrator_ends_roles(doer):
    by = factories.make_user(*([Role(doer)] if doer else []))
    grant = factories.make_user(Role.FINANCE).memberships.get()
    if doer == Role.ADMIN:
        grants.end_grant(grant, by=by)
    else:
        with pytest.raises(Forbidden):
            grants.end_grant(grant, by=by)
    assert (Membership.objects.get(pk=grant.pk).ended_at is not None) is (doer == Role.ADMIN)


def test_nobody_ends_their_own_role(keeper):
    factories.make_user(Role.ADMIN)
    with pytest.raises(Forbidden):
        grants.end_grant(keeper.memberships.get(), by=keeper)


def test_the_last_administrator_stays(keeper):
    """Two who end each other's role in the same moment: the second finds that only one is left."""
    second = factories.make_user(Role.ADMIN)
    assert second.permission_names
    grants.end_grant(second.memberships.get(), by=keeper)
    with pytest.raises(InvalidTransition, match="cuối cùng"):
        grants.end_grant(keeper.memberships.get(), by=second)
    assert fresh(keeper).roles == {Role.ADMIN}


def test_a_closed_administrator_does_not_count_as_another(keeper):
    second = factories.make_user(Role.ADMIN)
    assert second.permission_names
    factories.make_user(Role.ADMIN, is_active=False)
    grants.end_grant(second.memberships.get(), by=keeper)
    with pytest.raises(InvalidTransition, match="cuối cùng"):
        grants.end_grant(keeper.memberships.get(), by=second)


def test_the_technical_account_is_not_the_keepers_to_change(keeper):
    root = User.objects.create_superuser("ky-thuat@demo.example", "hoa-phuong-2026", full_name="Kỹ thuật")
    with pytest.raises(Forbidden):
        grants.grant_role(root, role=Role.COUNCIL_MEMBER, by=keeper)
