"""What an invitation says, and what is asked once more as it leaves (thư mời)."""

from datetime import datetime, timedelta

from django.conf import settings

from core.clock import last_day, start_of, ward_date
from core.formats import format_weekday_date
from core.models import OutboxMessage
from core.outbox import notify

from . import invitation_links
from .models import Invitation, User

KIND = "invitation"
SUBJECT = "Mời vào {site}"
SUBJECT_AGAIN = "Nhắc lại: mời vào {site}"
TEXT = (
    "Kính gửi ông/bà {name}. Phường mời ông/bà vào {site}{roles}. Đường dẫn dưới đây của riêng ông/bà, dùng được một "
    "lần, đến hết {last_day}. Không chuyển tiếp thư này cho người khác. Lần sau đăng nhập bằng địa chỉ thư này và mật "
    "khẩu vừa đặt. Đặt mật khẩu tại:"
)

GONE = "lời mời không còn"
SENT_ANEW = "đã có thư mời gửi sau"
ALREADY_IN = "người được mời đã vào cổng"
CLOSED = "tài khoản đã đóng"
MOVED = "địa chỉ của tài khoản đã đổi, cần gửi lại"
TOO_LATE = "đã quá hạn của liên kết"


def end_of_validity(at: datetime) -> datetime:
    """When a link sent at `at` stops working: midnight after INVITATION_DAYS whole ward days."""
    return start_of(ward_date(at) + timedelta(days=settings.INVITATION_DAYS + 1))


def _roles(user: User, at: datetime) -> str:
    grants = user.memberships.active(ward_date(at)).select_related("unit").order_by("pk")
    named = [f"{grant.get_role_display()}{f', {grant.unit}' if grant.unit else ''}" for grant in grants]
    return f" với vai trò {'; '.join(named)}" if named else ""


def preview(user: User, *, at: datetime) -> dict[str, str]:
    """Subject and text a letter to `user` would have at `at`, up to the link."""
    return {"subject": SUBJECT.format(site=settings.SITE_NAME), "text": _text(user, end_of_validity(at), at)}


def _text(user: User, expires_at: datetime, at: datetime) -> str:
    return TEXT.format(
        name=user.full_name,
        site=settings.SITE_NAME,
        roles=_roles(user, at),
        last_day=format_weekday_date(last_day(expires_at)),
    )


def write(invitation: Invitation, *, at: datetime, again: bool = False) -> OutboxMessage:
    """Queue the letter of the invitation's present nonce; its link is made when it leaves."""
    user = invitation.user
    return notify(
        recipient=user,
        dedupe_key=f"{KIND}:{invitation.pk}:{invitation.times_sent}",
        kind=KIND,
        subject=(SUBJECT_AGAIN if again else SUBJECT).format(site=settings.SITE_NAME),
        text=_text(user, invitation.expires_at, at),
        context={"invitation": invitation.pk},
        at=at,
    )


def _of(message: OutboxMessage) -> Invitation | None:
    rows = Invitation.objects.select_related("user")
    return rows.filter(pk=message.context.get("invitation")).first()


def still_wanted(message: OutboxMessage, now: datetime) -> str:
    """Asked as the letter leaves: why it must not, or nothing. Only the newest letter of an open invitation leaves."""
    invitation = _of(message)
    if invitation is None:
        return GONE
    user = invitation.user
    reasons = (
        (invitation.message_id != message.pk, SENT_ANEW),
        (invitation.used_at is not None, ALREADY_IN),
        (not user.is_active, CLOSED),
        (user.email != message.email, MOVED),
        (invitation.expires_at <= now, TOO_LATE),
    )
    return next((reason for applies, reason in reasons if applies), "")


def link(message: OutboxMessage) -> str:
    """The personal path of the letter, made as it leaves."""
    invitation = _of(message)
    return invitation_links.path_of(invitation) if invitation else ""
