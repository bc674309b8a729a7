"""Two presses at the same moment, on real connections and threads: one link opens one account once."""

from functools import partial

import pytest

from accounts import invitation_links
from accounts.enums import Role
from accounts.invitation_links import LinkState
from accounts.models import Invitation, User
from accounts.services import invitations as service
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = (service.DeadLink, Forbidden, InvalidTransition)
together = partial(at_once, REFUSED)


@pytest.fixture
def admin():
    return factories.make_user(Role.ADMIN)


@pytest.fixture
def invitation(admin):
    return service.invite(factories.make_user(Role.UNIT_OFFICER), by=admin)


def test_of_ten_presses_on_one_link_one_wins(invitation):
    token = invitation_links.token_of(invitation)
    passwords = [f"hoa-phuong-do-{n}-2026" for n in range(10)]

    results = together(*[lambda p=p: service.accept(token, password=p) for p in passwords])

    won = [place for place, result in enumerate(results) if isinstance(result, User)]
    assert len(won) == 1
    user = User.objects.get(pk=invitation.user_id)
    assert [user.check_password(password) for password in passwords] == [place == won[0] for place in range(10)]
    assert {result.link.state for result in results if isinstance(result, service.DeadLink)} == {LinkState.USED}
    assert AuditEvent.objects.filter(action="use_invitation").count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_using_and_sending_again_at_once_leave_no_second_way_in(invitation, admin, attempt):
    token = invitation_links.token_of(invitation)

    used, resent = together(
        lambda: service.accept(token, password="hoa-phuong-do-2026"), lambda: service.resend(invitation, by=admin)
    )

    row = Invitation.objects.select_related("user").get()
    assert (row.used_at is not None) == isinstance(used, User)
    if isinstance(used, User):
        assert isinstance(resent, REFUSED)
    newest = invitation_links.token_of(row)
    good = [t for t in {token, newest} if invitation_links.read(t, now=row.invited_at).state == LinkState.GOOD]
    assert good == ([] if row.used_at else [newest])


def test_two_administrators_invite_the_same_person(admin):
    guest, other = factories.make_user(Role.UNIT_OFFICER), factories.make_user(Role.ADMIN)

    results = together(*[lambda by=by: service.invite(guest, by=by) for by in (admin, other)])

    assert len([result for result in results if isinstance(result, Invitation)]) == 1
    assert (Invitation.objects.count(), OutboxMessage.objects.count()) == (1, 1)
