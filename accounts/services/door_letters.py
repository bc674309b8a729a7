"""Telling people by mail that something about their way in has changed: nobody takes an account over in silence."""

from datetime import datetime
from secrets import token_hex
from types import SimpleNamespace

from django.urls import reverse
from django.utils import timezone

from core.formats import format_moment
from core.outbox import notify

from ..models import User

KIND = "door-changed"
SUBJECT = "Thay đổi về cách đăng nhập của tài khoản"
TEXT = (
    "Kính gửi ông/bà {name}. {what} Việc này làm lúc {moment}, từ địa chỉ mạng {address}. Nếu không phải ông/bà làm, "
    "đổi mật khẩu ngay và báo Phòng Văn hóa – Xã hội. Xem các phiên đang đăng nhập tại:"
)
# By the names allauth gives to its own letters, of which none leaves.
CHANGES = {
    "account/email/password_changed": "Mật khẩu của tài khoản đã được đổi.",
    "account/email/password_set": "Tài khoản đã có mật khẩu.",
    "account/email/password_reset": "Mật khẩu của tài khoản đã được đặt lại bằng liên kết gửi qua thư.",
    "account/email/email_changed": "Thư điện tử của tài khoản đã đổi từ {from_email} sang {to_email}.",
    "account/email/email_confirm": "Địa chỉ thư điện tử của tài khoản đã được xác nhận.",
    "account/email/email_deleted": "Địa chỉ {deleted_email} đã được bỏ khỏi tài khoản.",
    "mfa/email/totp_activated": "Đã bật ứng dụng tạo mã làm lớp xác thực thứ hai.",
    "mfa/email/totp_deactivated": "Đã thôi dùng ứng dụng tạo mã.",
    "mfa/email/recovery_codes_generated": "Đã lập bộ mã dự phòng mới; các mã cũ hết giá trị.",
    "mfa/email/webauthn_added": "Đã thêm một khóa truy cập.",
    "mfa/email/webauthn_removed": "Đã xóa một khóa truy cập.",
}


def tell(user: User, change: str, *, address: str, email: str = "", at: datetime | None = None, **facts: str) -> None:
    """Queue the letter about one of CHANGES (báo thay đổi cách đăng nhập).

    `address` is the network address it came from; `email` the former address when the address itself changed.
    """
    text = TEXT.format(
        name=user,
        what=CHANGES[change].format(**facts),
        moment=format_moment(at or timezone.now()),
        address=address,
    )
    notify(
        recipient=SimpleNamespace(pk=user.pk, email=email or user.email),
        dedupe_key=f"{KIND}:{token_hex(12)}",
        kind=KIND,
        subject=SUBJECT,
        text=text,
        link=reverse("usersessions_list"),
    )
