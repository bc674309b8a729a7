"""The second factor of an account (lớp xác thực thứ hai): who needs one, and what happens when it is lost."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from core import audit
from core.outbox import notify
from core.text import nfc
from core.verdict import require

from ..enums import Role
from ..models import User
from ..permissions import may_reset_factors
from . import sessions
from .grants import ask_again, wait_again, waiting_words

NO_REASON = "Chưa ghi đã xác minh người này bằng cách nào."
NOTHING = "Tài khoản này không có lớp xác thực thứ hai để xóa."
SUBJECT = "Đã xóa lớp xác thực thứ hai của tài khoản"
TEXT = (
    "Kính gửi {name}. Theo đề nghị của đồng chí, {keeper} đã xóa ứng dụng tạo mã, khóa truy cập và mã dự phòng của tài "
    "khoản này; các phiên đang mở đã kết thúc. Đăng nhập lại và thiết lập lớp xác thực mới tại đường dẫn dưới đây. Nếu "
    "đồng chí không đề nghị, báo ngay cho Phòng Văn hóa – Xã hội."
)
# Recovery codes are of no use alone: they stand in for one of these.
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_factor(user: User) -> bool:
    """True when the account asks for more than a password."""
    return Authenticator.objects.filter(user=user, type__in=KINDS).exists()


def is_required_of(user: User) -> bool:
    """True when a role of today needs a second factor (SECOND_FACTOR_ROLES); staff count as administrators."""
    needed = frozenset(settings.SECOND_FACTOR_ROLES)
    if not needed:
        return False
    held = user.roles | ({Role.ADMIN} if user.is_staff or user.is_superuser else set())
    return bool(needed & held)


def must_enrol(user: User) -> bool:
    """True while the account needs a second factor and has none: nothing of the portal is open to it."""
    return is_required_of(user) and not has_factor(user)


@transaction.atomic
def reset_factors(user: User, *, by: User, reason: str) -> int:
    """Take away every factor of somebody who lost theirs (đặt lại lớp xác thực thứ hai); returns how many.

    `reason` says how the person's identity was checked and goes into the log. Ends the person's sessions and tells them
    by mail; roles a second person agreed to wait for one again. Raises InvalidTransition when that would leave the ward
    without an administrator, Forbidden for oneself and for whoever does not keep the accounts, ValidationError without
    a reason or when there is nothing to take away.
    """
    require(may_reset_factors(by, user))
    reason = nfc(reason).strip()
    if not reason:
        raise ValidationError(NO_REASON)
    factors = list(Authenticator.objects.select_for_update().filter(user=user).order_by("pk"))
    if not factors:
        raise ValidationError(NOTHING)
    kinds = [factor.type for factor in factors]
    Authenticator.objects.filter(pk__in=[factor.pk for factor in factors]).delete()
    sessions.end_sessions(user)
    waiting = wait_again(user, by=by)
    said = {"changes": waiting_words(waiting)} if waiting else {}
    event = audit.record("reset_factors", user, by=by, factors=kinds, identity_check=reason[:500], **said)
    ask_again(waiting, event=event.pk)
    notify(
        recipient=user,
        dedupe_key=f"factors-reset:{event.pk}",
        kind="factors-reset",
        subject=SUBJECT,
        text=TEXT.format(name=user, keeper=by),
        link=reverse("mfa_index"),
    )
    return len(kinds)
