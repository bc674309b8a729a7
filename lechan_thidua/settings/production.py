"""Settings of a ward's server: behind a proxy with TLS, on PostgreSQL and Redis, with real mail.

Starts only when everything it needs is set; each variable may also come from a file named by NAME_FILE.
"""

from django.core.exceptions import ImproperlyConfigured

from . import env

REQUIRED = {
    "SECRET_KEY": "khóa bí mật, ít nhất 50 ký tự",
    "ALLOWED_HOSTS": "tên miền của cổng",
    "SITE_URL": "địa chỉ của cổng, bắt đầu bằng https://",
    "DB": "đặt là postgres",
    "PGPASSWORD": "mật khẩu PostgreSQL",
    "REDIS_URL": "địa chỉ Redis có mật khẩu",
    "EMAIL_HOST": "máy chủ thư",
    "EMAIL_FROM": "địa chỉ người gửi",
}


def problems() -> list[str]:
    """What is missing or wrong in the environment, each by the name of its variable."""
    found = [f"{name} ({meaning})" for name, meaning in REQUIRED.items() if not env.text(name)]
    if found:
        return [f"thiếu {item}" for item in found]
    if env.flag("DEMO"):
        found.append("DEMO=1 không dùng được ở đây: chế độ dùng thử ai cũng đăng nhập được")
    if env.flag("DEBUG"):
        found.append("DEBUG=1 không dùng được ở đây: trang lỗi sẽ lộ dữ liệu")
    if env.text("DB") != "postgres":
        found.append("DB phải là postgres")
    if len(env.text("SECRET_KEY")) < 50:
        found.append("SECRET_KEY phải có ít nhất 50 ký tự")
    if not env.text("SITE_URL").startswith("https://"):
        found.append("SITE_URL phải bắt đầu bằng https://")
    if env.text("OIDC_SERVER_URL"):
        if not env.text("OIDC_SERVER_URL").startswith("https://"):
            found.append("OIDC_SERVER_URL phải bắt đầu bằng https://")
        secrets = ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
        found += [f"OIDC_SERVER_URL cần cả {name}" for name in secrets if not env.text(name)]
    if env.flag("EMAIL_USE_SSL") and env.flag("EMAIL_USE_TLS"):
        found.append(
            "EMAIL_USE_SSL và EMAIL_USE_TLS chỉ bật một: cổng 465 dùng EMAIL_USE_SSL, cổng 587 dùng EMAIL_USE_TLS"
        )
    if "*" in env.words("ALLOWED_HOSTS"):
        found.append("ALLOWED_HOSTS phải là tên miền cụ thể, không phải *")
    return found


if _problems := problems():
    raise ImproperlyConfigured("Không khởi động được (refusing to start): " + "; ".join(_problems) + ".")

from .base import *  # noqa: E402, F403 - the environment is judged before anything is built on it

DEBUG = False
DEMO = False

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
# The container's own health check comes without TLS, from the inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Preloading is a promise for the whole registered domain, which belongs to the city, not to a ward.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
# One proxy stands in front: rate limits count the visitor's address, not the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 1)
