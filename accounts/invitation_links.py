"""Personal links of invitations: made when the letter leaves, read when somebody opens one (liên kết lời mời).

A link is `<invitation>.<nonce>.<seal>.<signature>`. It is never stored: whoever reads the table or a backup cannot
make one without the server's key. The seal ties it to the address and password of the moment of sending: a new
address or a password set in any other way ends it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from core.text import whole_number

from .models import Invitation, User


class LinkState(TextChoices):
    """What a link is worth; the label tells whoever holds it what to do."""

    GOOD = "GOOD", ""
    FORGED = "FORGED", "Liên kết không đúng hoặc bị cắt mất một phần. Mở lại từ thư, hoặc chép cả dòng địa chỉ."
    CLOSED = "CLOSED", "Tài khoản này đã đóng. Cần dùng lại, liên hệ Phòng Văn hóa – Xã hội."
    USED = "USED", "Liên kết này đã được dùng. Đăng nhập, hoặc bấm “Nhận liên kết đăng nhập qua thư điện tử”."
    REPLACED = "REPLACED", "Liên kết này đã được thay bằng liên kết trong thư gửi sau. Mở thư mời mới nhất."
    EXPIRED = (
        "EXPIRED",
        "Liên kết này đã hết hạn. Bấm “Nhận liên kết đăng nhập qua thư điện tử”, hoặc nhờ Phòng Văn hóa – Xã hội gửi "
        "lại lời mời.",
    )
    OVERTAKEN = (
        "OVERTAKEN",
        "Tài khoản đã đổi mật khẩu hoặc địa chỉ thư sau khi thư này gửi đi. Đăng nhập, hoặc bấm “Nhận liên kết đăng "
        "nhập qua thư điện tử”.",
    )


@dataclass(frozen=True, slots=True)
class Link:
    """A link as read: the invitation it speaks of (None when forged) and what it is worth now."""

    state: LinkState
    invitation: Invitation | None = None


def _signer() -> Signer:
    return Signer(salt="accounts.invitation", sep=".")


def _seal(user: User) -> str:
    facts = f"{user.email}\n{user.password}"
    return salted_hmac("accounts.invitation.seal", facts, algorithm="sha256").hexdigest()[:16]


def token_of(invitation: Invitation) -> str:
    """The secret part of the newest link of an invitation."""
    return _signer().sign(f"{invitation.pk}.{invitation.nonce}.{_seal(invitation.user)}")


def path_of(invitation: Invitation) -> str:
    """The path of the newest link, the same each time until the invitation is sent anew."""
    return reverse("accounts:invitation", kwargs={"token": token_of(invitation)})


def read(token: str, *, now: datetime, lock: bool = False) -> Link:
    """What `token` is worth at `now`; a token we did not sign says nothing about anybody.

    `lock` holds invitation and account until the end of the transaction, so that the answer stays true.
    """
    try:
        pk, nonce, seal = _signer().unsign(token).split(".")
    except (BadSignature, ValueError):
        return Link(LinkState.FORGED)
    rows = Invitation.objects.select_related("user").filter(pk=whole_number(pk))
    invitation = (rows.select_for_update() if lock else rows).first()
    if invitation is None:
        return Link(LinkState.FORGED)
    if not invitation.user.is_active:
        return Link(LinkState.CLOSED, invitation)
    if invitation.used_at:
        return Link(LinkState.USED, invitation)
    if nonce != invitation.nonce:
        return Link(LinkState.REPLACED, invitation)
    if invitation.expires_at <= now:
        return Link(LinkState.EXPIRED, invitation)
    if not constant_time_compare(seal, _seal(invitation.user)):
        return Link(LinkState.OVERTAKEN, invitation)
    return Link(LinkState.GOOD, invitation)
