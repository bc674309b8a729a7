"""Several at the same moment on real connections: an administrator stays, one successor, one role (reliability F14)."""

import pytest

from accounts.enums import Role
from accounts.models import Membership, User
from accounts.services import accounts, grants
from accounts.services.handing_over import Newcomer, hand_over
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories
from tests.submissions.test_officer_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(user: User) -> User:
    """The account as a request of its own reads it."""
    return User.objects.get(pk=user.pk)


def administrators() -> int:
    return sum(Role.ADMIN in user.roles and user.is_active for user in User.objects.all())


@pytest.mark.parametrize("lap", range(4))
def test_administrators_who_end_each_other_leave_one(lap):
    pair = [factories.make_user(Role.ADMIN) for _ in range(2)]

    def press(number):
        by, other = fresh(pair[number]), fresh(pair[1 - number])
        if lap % 2:
            return accounts.close_account(other, reason="Cùng lúc.", by=by)
        return grants.end_grant(other.memberships.get(), by=by)

    answers = at_once(2, press)
    assert administrators() == 1
    assert sum(isinstance(answer, InvalidTransition | Forbidden) for answer in answers.values()) == 1


def test_ten_who_hand_the_same_work_over_make_one_successor(unit, officer):
    def press(number):
        grant = Membership.objects.get(user=officer)
        to = Newcomer(f"Người nhận {number}", f"nhan-{number}@demo.example")
        return hand_over(grant, to=to, by=fresh(officer))

    answers = at_once(10, press)
    won = [answer for answer in answers.values() if isinstance(answer, Membership)]
    lost = [answer for answer in answers.values() if not isinstance(answer, Membership)]
    assert len(won) == 1
    assert all(isinstance(answer, InvalidTransition | Forbidden) for answer in lost), lost
    assert list(User.objects.filter(email__startswith="nhan-")) == [won[0].user]
    assert AuditEvent.objects.filter(action="hand_over").count() == 1


def test_ten_who_give_the_same_role_give_it_once():
    keepers = [factories.make_user(Role.ADMIN) for _ in range(5)]
    user, unit = factories.make_user(), factories.make_unit()

    def press(number):
        by = fresh(keepers[number % 5])
        return grants.grant_role(fresh(user), role=Role.UNIT_OFFICER, unit=unit, by=by)

    at_once(10, press)
    assert user.memberships.count() == 1
    assert AuditEvent.objects.filter(action="grant_role").count() == 1


@pytest.mark.parametrize("lap", range(3))
def test_administrators_who_change_each_others_address_leave_one(lap):
    """Each would put the other's role back to waiting; neither waits for the other's rows for ever."""
    pair = [factories.make_user(Role.ADMIN) for _ in range(2)]
    factories.make_user(Role.COUNCIL_SECRETARY)

    def press(number):
        by, other = fresh(pair[number]), fresh(pair[1 - number])
        facts = {"full_name": other.full_name, "title": "", "phone": "", "is_staff": False}
        return accounts.edit_account(other, **facts, email=f"moi-{number}@demo.example", by=by)

    answers = at_once(2, press)
    assert administrators() == 1
    assert sum(isinstance(answer, InvalidTransition | Forbidden) for answer in answers.values()) == 1, answers
