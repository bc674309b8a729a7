"""Another address for an account: whose it may be, and what is told of somebody else's (đổi thư điện tử)."""

from allauth.account.internal.flows import email_verification
from allauth.account.models import EmailAddress
from django.db import transaction

from core.addresses import arrived

from ..models import User

# The page tells the address asked for in this session, not the stored one: an address of somebody else is never
# stored, and must read as one that is.
WISH = "wished_address"


def is_taken(address: str, user: User) -> bool:
    """True when another account has the address, or has confirmed it."""
    others = User.objects.filter(email__iexact=address).exclude(pk=user.pk)
    confirmed = EmailAddress.objects.filter(email__iexact=address, verified=True).exclude(user=user)
    return others.exists() or confirmed.exists()


def note_wish(request, address: str) -> None:
    """Remember for the page which address was asked for."""
    request.session[WISH] = address


def forget_wish(request) -> None:
    """The wish is fulfilled or given up."""
    request.session.pop(WISH, None)


def wish_of(request) -> str:
    """The address asked for in this session and not yet in use; blank when there is none."""
    address = request.session.get(WISH, "")
    return "" if address == request.user.email.lower() else address


def tell_sent(request, address: str) -> None:
    """Say that a letter went out, as often as it would have been said of a letter that did."""
    if email_verification.handle_verification_email_rate_limit(request, address):
        email_verification.add_email_verification_sent_message(request, address, signup=False)


def pretend(request, user: User, address: str) -> EmailAddress:
    """Nothing is stored or mailed for another account's address; a wish of before ends as it would for a free one."""
    EmailAddress.objects.filter(user=user, verified=False).exclude(email__iexact=user.email).delete()
    tell_sent(request, address)
    return EmailAddress(user=user, email=address)


@transaction.atomic
def confirm(request, confirmation) -> bool:
    """Give the account the address its owner confirmed (xác nhận thư điện tử); False when it is another's by now.

    Raises IntegrityError, and leaves nothing, when another account gets the address at this moment.
    """
    row = confirmation.email_address
    if is_taken(row.email, row.user):
        return False
    # Held, so that of two presses one confirms.
    if not EmailAddress.objects.select_for_update().filter(pk=row.pk, verified=False).exists():
        return False
    arrived(row.email)
    return email_verification.verify_email_and_resume(request, confirmation)[0] is not None
