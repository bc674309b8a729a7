"""Who stands behind what was typed at the door, and how often somebody may guess."""

from allauth.core.internal import ratelimit
from django.contrib.auth.hashers import make_password
from django.contrib.auth.signals import user_login_failed
from django.utils import timezone

from core.clock import ward_date
from core.text import code_key, nfc

from ..models import Membership, User
from ..roles import UNIT_ROLES

# More people than this never share one unit's code; a longer list would only make guessing dear for the server.
MOST_BEHIND_ONE_CODE = 10


class TooManyAttempts(Exception):
    """What was typed, or the address it came from, has to wait."""


class SharedPassword(Exception):
    """The password fits several accounts of the unit: only the e-mail address says which one is meant."""


def typed_key(typed: str) -> str:
    """What all spellings of one name share: an address in small letters, or a unit's code as codes are compared."""
    return nfc(typed).strip().lower() if "@" in typed else code_key(typed)


def accounts_for(typed: str) -> list[User]:
    """The account of an e-mail address, or the open accounts that speak for the unit of a code today."""
    key = typed_key(typed)
    if "@" in key:
        return list(User.objects.filter(email__iexact=key).order_by("pk")[:1])
    grants = Membership.objects.active(ward_date(timezone.now())).filter(role__in=UNIT_ROLES, unit__code_key=key)
    users = User.objects.filter(is_active=True, pk__in=grants.values("user"))
    return list(users.order_by("pk")[:MOST_BEHIND_ONE_CODE])


def _take(request, action: str, key: str | None = None):
    """Count one attempt; falsy when there is none left. The answer can be given back by `rollback`."""
    return ratelimit.consume(request, app="allauth.account", action=action, key=key)


def _account_key(user: User) -> str:
    return f"account:{user.pk}"


def authenticate(request, typed: str, password: str) -> User | None:
    """The account that `typed` and `password` open together, also a closed one; None when there is none.

    At most 5 wrong attempts in 10 minutes for what was typed and 10 for one account however it was named (reliability
    goal 18); right ones do not count, but for the other accounts of the unit, which the password did not fit. Known and
    unknown names cost a hash and read alike. Raises TooManyAttempts, or SharedPassword when two people of a unit chose
    the same password.
    """
    by_name = _take(request, "login_failed", f"typed:{typed_key(typed)}")
    if not by_name:
        raise TooManyAttempts
    by_address = _take(request, "login_address")
    if not by_address:
        by_name.rollback()
        raise TooManyAttempts
    # An account at its limit is passed over in silence: saying so would tell who stands behind a unit's code.
    tried = [
        (user, taken) for user in accounts_for(typed) if (taken := _take(request, "login_account", _account_key(user)))
    ]
    if not tried:
        make_password(password)
    found = [(user, taken) for user, taken in tried if user.check_password(password)]
    if len(found) == 1:
        # Only the account that was opened: a guess at a colleague behind the same code stays counted.
        ((user, by_account),) = found
        for taken in (by_name, by_address, by_account):
            taken.rollback()
        return user
    user_login_failed.send(sender=__name__, credentials={"email": typed_key(typed)}, request=request)
    if found:
        raise SharedPassword
    return None


def confirm(request, user: User, password: str) -> bool:
    """Whether somebody who is signed in knows the password; a wrong one counts, and is told, as one at the door.

    Raises TooManyAttempts when the account has to wait.
    """
    taken = _take(request, "login_account", _account_key(user))
    if not taken:
        raise TooManyAttempts
    if user.check_password(password):
        taken.rollback()
        return True
    user_login_failed.send(sender=__name__, credentials={"email": user.email}, request=request)
    return False
