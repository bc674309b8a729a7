"""When whoever keeps the accounts gives an account another address."""

from types import SimpleNamespace

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from core.outbox import notify

from .models import User

SUBJECT = "Địa chỉ đăng nhập của tài khoản đã thay đổi"
TEXT = (
    "Tài khoản {name} trên cổng thi đua nay đăng nhập bằng {new}; mật khẩu cũ không dùng được nữa. "
    "Nếu đồng chí không biết việc này, báo ngay cho Phòng Văn hóa – Xã hội."
)


def give_new_address(user: User, *, old: str) -> list[str]:
    """End what the former owner could do with the account (đổi địa chỉ đăng nhập); `user` is saved by the caller.

    Returns the kinds of the second factors taken away. The password goes, and every session with it; the owner of the
    new address sets one by “Quên mật khẩu”. The former address no longer receives sign-in links, but is told: nobody
    takes an account over in silence.
    """
    user.set_unusable_password()
    EmailAddress.objects.filter(user=user).delete()
    # A passkey opens the account without any password, and a code of the former owner's telephone confirms it.
    factors = Authenticator.objects.filter(user=user)
    kinds = list(factors.order_by("pk").values_list("type", flat=True))
    factors.delete()
    notify(
        recipient=SimpleNamespace(pk=user.pk, email=old),
        dedupe_key=f"address:{user.pk}:{old}:{user.password[-20:]}",
        kind="address-changed",
        subject=SUBJECT,
        text=TEXT.format(name=user.full_name, new=user.email),
    )
    return kinds
