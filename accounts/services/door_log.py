"""What the log says of the door (nhật ký đăng nhập): who came in, who did not, and why. Never what was typed."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.utils.crypto import salted_hmac

from core import audit

from ..models import User
from . import sign_in

# So many different made-up names of one source have rows of their own in ten minutes; all further ones share one.
UNKNOWN_NAMES = 5

WAYS = {
    "password": "mật khẩu",
    "password_reset": "liên kết đặt lại mật khẩu",
    "mailed_link": "liên kết qua thư",
    "invitation": "liên kết mời",
    "code": "mã gửi qua thư",
    "socialaccount": "danh tính bên ngoài",
    "mfa": "xác thực bước hai",
    "totp": "ứng dụng tạo mã",
    "webauthn": "khóa truy cập",
    "recovery_codes": "mã dự phòng",
}


def way_of(request, user: User) -> str:
    """How the person proved who they are, in words: “mật khẩu, ứng dụng tạo mã”."""
    records = [row for row in get_authentication_records(request, user) if not row.get("reauthenticated")]
    names = [row.get("type") or row.get("method", "") for row in records]
    return ", ".join(dict.fromkeys(WAYS.get(name, WAYS["mfa"]) for name in names))


def failed(request, typed: str) -> None:
    """A wrong password. What was typed may itself be a password, so only an account it names is told.

    Guesses at one name are bounded by the limit of the door; made-up names, of which there is no end, here.
    """
    user = _named(typed)
    if user is not None or request is None or _among_the_first(request, typed) or once(request, "unknown"):
        audit.record("sign_in_failed", user, by=audit.VISITOR)


def _among_the_first(request, typed: str) -> bool:
    """Is this one of the first UNKNOWN_NAMES made-up names of its source; the cache keeps them keyed, not readable."""
    key = audit.window_key("names", _source(request))
    name = salted_hmac("accounts.door_log", typed).hexdigest()[:16]
    names = cache.get(key, [])
    if name in names:
        return True
    if len(names) >= UNKNOWN_NAMES:
        return False
    cache.set(key, [*names, name], timeout=audit.WINDOW_SECONDS)
    return True


def blocked(request, typed: str) -> None:
    """An attempt beyond the limit, which was not even looked at: one row per account and source in ten minutes."""
    user = _named(typed)
    if once(request, f"blocked:{user.pk if user else '-'}"):
        audit.record("sign_in_blocked", user, by=audit.VISITOR)


def link_refused(request) -> None:
    """A mailed link that no longer works; anybody can make such addresses up, so one row per source in ten minutes."""
    if once(request, "link"):
        audit.record("sign_in_link_failed", None, by=audit.VISITOR)


def once(request, what: str) -> bool:
    """True for the first of a kind from one source in the window."""
    return audit.first_of(what, _source(request))


def _source(request) -> str:
    try:
        return get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        return ""


def _named(typed: str) -> User | None:
    """The one account that was meant; a unit's code may mean several."""
    users = sign_in.accounts_for(typed) if typed else []
    return users[0] if len(users) == 1 else None
