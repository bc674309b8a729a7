"""Who may come in through the outside provider: the owner of an account that exists, and nobody else."""

from dataclasses import dataclass
from secrets import compare_digest

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthError
from django.shortcuts import render
from requests import RequestException

from core import audit

from ..models import User
from ..services import door_log
from . import phrases
from .provider import ProviderAway


@dataclass(frozen=True)
class Refusal:
    """Why a person was not let in: words for the log, a sentence for the page, the status of the answer."""

    reason: str
    sentence: str
    status: int = 403


AWAY = Refusal("cổng định danh chưa trả lời", phrases.AWAY, 503)
NOT_BELIEVED = Refusal("thông tin gửi về không kiểm tra được", phrases.NOT_BELIEVED, 401)
STALE = Refusal("lần đăng nhập không có ở đây", phrases.STALE, 401)
CANCELLED = Refusal("đã dừng", phrases.CANCELLED, 200)
UNVERIFIED = Refusal("địa chỉ chưa được xác nhận", phrases.UNVERIFIED)
UNKNOWN = Refusal("chưa có tài khoản", phrases.UNKNOWN)
CLOSED = Refusal("tài khoản đã khóa", phrases.CLOSED)
# A fault or a change of mind on the way: nobody was refused, and whoever calls the address must not fill the log.
ON_THE_WAY = (AWAY, STALE, CANCELLED)


def owner_of(email: str) -> User | None:
    """The one account whose address this is, however its letters are written; None when none or several have it."""
    found = list(User.objects.filter(email__iexact=email)[:2])
    return found[0] if len(found) == 1 else None


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Opens an account that exists (decision 8): never makes one, links one or changes a name or address."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def pre_social_login(self, request, sociallogin) -> None:
        """Point the sign-in at the account of the address the provider verified, or refuse it with a sentence.

        Only the address of this very sign-in counts: what an identity was once linked to does not.
        """
        name, nonce = sociallogin.provider.name, sociallogin.state.get("nonce") or ""
        if not nonce or not compare_digest(str(sociallogin.account.extra_data.get("nonce")).encode(), nonce.encode()):
            _refuse(request, NOT_BELIEVED, name)
        emails = [address.email for address in sociallogin.email_addresses if address.verified]
        if len(emails) != 1:
            _refuse(request, UNVERIFIED, name)
        user = owner_of(emails[0])
        if user is None:
            _refuse(request, UNKNOWN, name, email=emails[0])
        if not user.is_active:
            _refuse(request, CLOSED, name, email=emails[0], user=user)
        sociallogin.user = user

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None) -> None:
        """Say in one of our sentences what went wrong on the way."""
        if error == AuthError.CANCELLED:
            refusal = CANCELLED
        elif isinstance(exception, ProviderAway | RequestException):
            refusal = AWAY
        elif exception is not None:
            refusal = NOT_BELIEVED
        else:
            # Without an exception either the provider reported a fault, or our own state was not found.
            refusal = AWAY if (extra_context or {}).get("state") else STALE
        _refuse(request, refusal, provider.name)


def _refuse(request, refusal: Refusal, name: str, *, email: str = "", user: User | None = None) -> None:
    """Log who was turned away and answer with the page that says why."""
    if refusal not in ON_THE_WAY:
        audit.record(
            "sign_in_refused", user, by=audit.VISITOR, way=door_log.WAYS["socialaccount"], reason=refusal.reason
        )
    sentence = refusal.sentence.format(name=name, email=email)
    page = {"provider_name": name, "sentence": sentence, "cancelled": refusal is CANCELLED}
    raise ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html", page, status=refusal.status))
