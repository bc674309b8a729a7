"""How people get in: nobody registers, an e-mail address or a unit's code opens what the password fits."""

import logging
import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from core import audit

from .services import cipher, door_letters, door_log, factors, sign_in

logger = logging.getLogger(__name__)

SHARED_PASSWORD = "Nhiều tài khoản của đơn vị có chung mật khẩu này. Đăng nhập bằng thư điện tử."
WRONG = "Mã hoặc mật khẩu chưa đúng. Thử tắt bộ gõ tiếng Việt và phím Caps Lock khi gõ mật khẩu."
WAIT = "Đã thử 5 lần. Chờ 10 phút, hoặc nhận liên kết qua thư điện tử."


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in of the portal: closed registration, our own counting of guesses, links on one fixed site address."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": WRONG,
        "too_many_login_attempts": WAIT,
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def get_reset_password_from_key_url(self, key):
        return settings.SITE_URL + reverse(
            "account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"}
        ).replace("UID-KEY", key)

    def get_email_confirmation_url(self, request, emailconfirmation):
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def send_mail(self, template_prefix, email, context) -> None:
        """A mail server that is away gives the page that was asked for, not an error that tells known from unknown."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            logger.exception("a letter of the door (%s) could not be sent", template_prefix)

    def send_notification_mail(self, template_prefix, user, context=None, email=None) -> None:
        """Through the outbox: a mail server that is away must not undo what was changed."""
        address = self.get_client_ip(self.request)
        door_letters.tell(user, template_prefix, address=address, email=email or "", **(context or {}))

    def authenticate(self, request, **credentials):
        """The account behind what was typed (allauth calls it `email`), or None; see services.sign_in."""
        try:
            return sign_in.authenticate(request, credentials.get("email", ""), credentials.get("password", ""))
        except sign_in.TooManyAttempts:
            door_log.blocked(request, credentials.get("email", ""))
            raise self.validation_error("too_many_login_attempts") from None
        except sign_in.SharedPassword:
            raise ValidationError(SHARED_PASSWORD, code="shared_password") from None

    def reauthenticate(self, user, password: str) -> bool:
        try:
            return sign_in.confirm(context.request, user, password)
        except sign_in.TooManyAttempts:
            raise self.validation_error("too_many_login_attempts") from None

    def get_reauthentication_methods(self, user) -> list[dict]:
        """A second factor is confirmed by a factor alone; without password and factor a fresh mailed link is left."""
        if not user.is_authenticated:
            return []
        ways = super().get_reauthentication_methods(user)
        if factors.has_factor(user):
            return [way for way in ways if way["id"] != "reauthenticate"]
        return ways or [{"id": "mailed_link", "description": "", "url": reverse("accounts:link_ask")}]

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Raises ReauthenticationRequired when there is nothing to ask for and the sign-in itself is too long ago:
        allauth would take such an account for one that was just asked.
        """
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        request = context.request
        if get_reauthentication_flows(request.user):
            return True
        records = get_authentication_records(request, request.user)
        if not records or time.time() - records[-1]["at"] > app_settings.REAUTHENTICATION_TIMEOUT:
            raise ReauthenticationRequired
        return False


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: secrets encrypted at rest, names a person recognises."""

    def encrypt(self, text: str) -> str:
        return cipher.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return cipher.decrypt(encrypted_text)

    def generate_authenticator_name(self, user, type) -> str:
        return f"Khóa {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.SITE_NAME}


class UserSessionsAdapter(DefaultUserSessionsAdapter):
    """Ending one's own sessions elsewhere is one row of the log."""

    def end_sessions(self, sessions) -> None:
        if sessions:
            super().end_sessions(sessions)
            audit.record("end_sessions", sessions[0].user, by=context.request.user, count=len(sessions))
