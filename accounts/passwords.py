"""How long a password has to be."""

from django.conf import settings
from django.core.exceptions import ValidationError

from .services import factors


class LengthValidator:
    """A password alone is longer than one beside a second factor (law.md 6.2).

    Somebody who may work only with a second factor is judged as if they had it: nothing is open to them before.
    """

    def validate(self, password: str, user=None) -> None:
        """Raise ValidationError with the length that is missing."""
        least = self.length_for(user)
        if len(password) < least:
            raise ValidationError(f"Mật khẩu phải có ít nhất {least} ký tự.", code="password_too_short")

    def length_for(self, user) -> int:
        """How many characters this person's password needs; the longer number for somebody not yet known."""
        known = user is not None and user.pk is not None
        if known and (factors.is_required_of(user) or factors.has_factor(user)):
            return settings.PASSWORD_LENGTH_WITH_FACTOR
        return settings.PASSWORD_LENGTH

    def get_help_text(self) -> str:
        return (
            f"Ít nhất {settings.PASSWORD_LENGTH} ký tự; {settings.PASSWORD_LENGTH_WITH_FACTOR} ký tự nếu tài khoản có "
            "lớp xác thực thứ hai."
        )
