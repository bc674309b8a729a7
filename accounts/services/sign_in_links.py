"""The mailed way in: a link that works once, for whoever does not remember a password (liên kết đăng nhập)."""

from datetime import datetime, timedelta
from secrets import token_hex

from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode

from core.addresses import arrived
from core.models import OutboxMessage
from core.outbox import notify

from ..models import User
from . import sign_in

KIND = "sign-in-link"
SALT = "accounts.sign-in-link"
VALID = timedelta(minutes=15)
# Mail may wait for a slow server; a letter that comes an hour later only confuses.
LATEST = timedelta(hours=1)
SUBJECT = "Liên kết đăng nhập Cổng thi đua phường Lê Chân"
TEXT = (
    "Kính gửi ông/bà {name}. Mở đường dẫn dưới đây rồi bấm “Đăng nhập”. Đường dẫn dùng được một lần, trong {minutes} "
    "phút. Nếu ông/bà không xin liên kết này, bỏ qua thư: không ai vào được nếu không mở thư."
)


def _state(user: User) -> str:
    """What changes with every sign-in, new password and new address: an older link then no longer fits."""
    parts = (user.email, user.password, user.last_login.isoformat() if user.last_login else "")
    return salted_hmac(SALT, "\n".join(parts), algorithm="sha256").hexdigest()[:24]


@transaction.atomic
def send_links(typed: str, *, at: datetime | None = None, next_url: str = "") -> int:
    """Queue a letter to every open account behind what was typed (gửi liên kết đăng nhập); returns how many.

    The link itself is made when the letter leaves and is stored nowhere. `next_url` is a checked path of this site.
    """
    users = [user for user in sign_in.accounts_for(typed) if user.is_active]
    for user in users:
        notify(
            recipient=user,
            dedupe_key=f"{KIND}:{token_hex(12)}",
            kind=KIND,
            subject=SUBJECT,
            text=TEXT.format(name=user, minutes=int(VALID.total_seconds() // 60)),
            context={"next": next_url},
            at=at or timezone.now(),
        )
    return len(users)


def guard(message: OutboxMessage, now: datetime) -> str:
    """Why the letter no longer has to leave: it waited too long, or the account closed meanwhile."""
    if now - message.created_at > LATEST:
        return "Liên kết đăng nhập đã quá hạn trước khi thư đi được."
    if not User.objects.filter(pk=message.recipient_id, is_active=True, email=message.email).exists():
        return "Tài khoản đã đóng hoặc đổi địa chỉ."
    return ""


def make_link(message: OutboxMessage) -> str:
    """The path of the letter's link. Its time runs from the moment the letter leaves."""
    user = User.objects.get(pk=message.recipient_id)
    token = signing.dumps({"user": user.pk, "letter": message.pk, "state": _state(user)}, salt=SALT)
    path = reverse("accounts:link_open", args=[token])
    return path + (f"?{urlencode({'next': message.context['next']})}" if message.context.get("next") else "")


def _read(token: str) -> tuple[User, str] | None:
    """The open account a link leads to and the key under which its use is noted; None when it fits nothing."""
    try:
        data = signing.loads(token, salt=SALT, max_age=VALID)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=data["user"], is_active=True).first()
    return (user, f"{KIND}:{data['letter']}") if user and data["state"] == _state(user) else None


def owner_of(token: str) -> User | None:
    """The account a link opens; None when it is forged, too old, used, or overtaken by another sign-in."""
    found = _read(token)
    return found[0] if found and not cache.get(found[1]) else None


def take(token: str) -> User | None:
    """Use the link up and return its account; None when it no longer works. Of two presses at once one wins."""
    found = _read(token)
    if not found or not cache.add(found[1], "used", timeout=2 * VALID.total_seconds()):
        return None
    arrived(found[0].email)
    return found[0]
