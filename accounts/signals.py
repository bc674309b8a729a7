"""The door's own events become rows of the log: one each, never with a password, code or key in it."""

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import receiver

from core import audit

from .services import door_log, visits

# Recovery codes come and go with the factor they stand in for; only making new ones is a deed of its own.
_ALONG = Authenticator.Type.RECOVERY_CODES


@receiver(account.user_logged_in)
def signed_in(sender, request, user, **kwargs) -> None:
    """Heard once, when the last step of the sign-in is done. The roles are read now: the row names them."""
    _ = user.grants
    audit.record("sign_in", user, by=user, way=door_log.way_of(request, user))


@receiver(user_login_failed)
def not_signed_in(sender, credentials, request=None, **kwargs) -> None:
    """A wrong name or password."""
    door_log.failed(request, str(credentials.get("email") or credentials.get("username") or ""))


@receiver(user_logged_out)
def signed_out(sender, request, user, **kwargs) -> None:
    """By one's own press, or because the session had lasted its time."""
    if user is not None and user.is_authenticated:
        session = getattr(request, "session", None)
        over = session is not None and visits.seconds_left(session) <= 0
        audit.record("session_expired" if over else "sign_out", user, by=user)


@receiver(account.password_set)
def password_set(sender, user, **kwargs) -> None:
    """The first password of an account."""
    audit.record("password_set", user, by=user)


@receiver(account.password_changed)
def password_changed(sender, user, **kwargs) -> None:
    """Another password, by somebody who knew the old one."""
    audit.record("password_changed", user, by=user)


@receiver(account.password_reset)
def password_reset(sender, user, **kwargs) -> None:
    """Another password, by a mailed link."""
    audit.record("password_reset", user, by=user)


@receiver(account.email_added)
def email_added(sender, user, email_address, **kwargs) -> None:
    """A further address of the account."""
    audit.record("email_added", user, by=user, email=email_address.email)


@receiver(account.email_removed)
def email_removed(sender, user, email_address, **kwargs) -> None:
    """An address the account no longer has."""
    audit.record("email_removed", user, by=user, email=email_address.email)


@receiver(account.email_changed)
def email_changed(sender, user, from_email_address, to_email_address, **kwargs) -> None:
    """Another main address."""
    old = from_email_address.email if from_email_address else ""
    audit.record("email_changed", user, by=user, changes={"email": [old, to_email_address.email]})


@receiver(account.email_confirmed)
def email_confirmed(sender, email_address, **kwargs) -> None:
    """Somebody showed that they read mail at this address."""
    audit.record("email_confirmed", email_address.user, by=email_address.user, email=email_address.email)


@receiver(mfa.authenticator_added)
def factor_added(sender, request, user, authenticator, **kwargs) -> None:
    """A second factor set up. Its code was proven a moment ago: the recovery codes open without another one."""
    record_authentication(request, user, method="mfa", type=authenticator.type, reauthenticated=True)
    if authenticator.type != _ALONG:
        audit.record("factor_added", user, by=user, factor=door_log.WAYS[authenticator.type])


@receiver(mfa.authenticator_removed)
def factor_removed(sender, user, authenticator, **kwargs) -> None:
    """A second factor taken away by its owner."""
    if authenticator.type != _ALONG:
        audit.record("factor_removed", user, by=user, factor=door_log.WAYS[authenticator.type])


@receiver(mfa.authenticator_reset)
def factor_renewed(sender, user, authenticator, **kwargs) -> None:
    """New recovery codes; the former ones end."""
    audit.record("factor_renewed", user, by=user, factor=door_log.WAYS[authenticator.type])


@receiver(mfa.authentication_failed)
def second_factor_failed(sender, user, authenticator, **kwargs) -> None:
    """The password was right, the second factor was not."""
    audit.record("second_factor_failed", user, by=audit.VISITOR, factor=door_log.WAYS[authenticator.type])
