"""Codes and passkeys, in our words; a code counts once."""

import logging
import time

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from cryptography.fernet import InvalidToken
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError

logger = logging.getLogger(__name__)

CODE = "Mã xác thực"
WRONG = "Mã chưa đúng hoặc đã dùng. Chờ mã mới rồi gõ lại; kiểm tra giờ của điện thoại."
UNREADABLE = "Chưa kiểm tra được mã. Gọi Phòng Văn hóa – Xã hội để quản trị viên xem lại cấu hình."
WAIT = "Đã thử 5 lần. Chờ 10 phút rồi gõ mã mới."
PERIOD = 30
NAME = "Tên khóa"


def _take_once(user, code: str) -> None:
    """Refuse a code that was already used, for as long as the clock would still accept it (replayed codes)."""
    digits = "".join(filter(str.isalnum, code)).lower()
    # Forwards and backwards by the tolerance, plus the period itself.
    lifetime = PERIOD * (2 * settings.MFA_TOTP_TOLERANCE + 2)
    if not cache.add(f"second-factor-code:{user.pk}:{digits}", int(time.time()), timeout=lifetime):
        raise ValidationError(WRONG, code="incorrect_code")


def _code_field() -> forms.CharField:
    """Six digits of the app or eight of a recovery code: the numeric keyboard, and the browser's own offer."""
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"})
    return forms.CharField(label=CODE, max_length=20, widget=widget)


class OwnWords:
    """Our label and sentences around allauth's check."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field()

    def clean_code(self) -> str:
        try:
            code = super().clean_code()
        except InvalidToken as fault:
            # The key of the table was changed and the former one is not named in MFA_KEY.
            logger.exception("the second factor of account %s cannot be read", self.user.pk)
            raise ValidationError(UNREADABLE, code="unreadable") from fault
        except ValidationError as refusal:
            raise ValidationError(WRONG if refusal.code == "incorrect_code" else WAIT, code=refusal.code) from refusal
        _take_once(self.user, code)
        return code


class CodeForm(OwnWords, AuthenticateForm):
    """The second step of signing in."""


class CodeAgainForm(OwnWords, ReauthenticateForm):
    """The same before something delicate is changed."""


class EnrolForm(OwnWords, ActivateTOTPForm):
    """The first code of a new app; it opens nothing a second time."""


class PasskeyForm(AddWebAuthnForm):
    """A new passkey and what it is called."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = NAME
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs["maxlength"] = 60
        self.fields["passwordless"].label = "Dùng khóa này thay cho mật khẩu khi đăng nhập"
        self.fields["passwordless"].help_text = ""
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label=NAME, max_length=60, initial=self.initial.get("name"))
