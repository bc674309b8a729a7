"""The look each person chose (Giao diện: Sáng, Tối, Theo máy), kept in a cookie so that no page flashes."""

from django.http import HttpRequest, HttpResponse

COOKIE = "giao-dien"
COOKIE_AGE = 2 * 365 * 24 * 3600
DEFAULT = "theo-may"
# Cookie value: (label in the account menu, value of data-bs-theme).
CHOICES = {
    "sang": ("Sáng", "light"),
    "toi": ("Tối", "dark"),
    "theo-may": ("Theo máy", "auto"),
}


def chosen(request: HttpRequest) -> str:
    """The cookie's value, or the default when it is missing or unknown."""
    value = request.COOKIES.get(COOKIE, DEFAULT)
    return value if value in CHOICES else DEFAULT


def attribute(request: HttpRequest) -> str:
    """What to write into `data-bs-theme`: light, dark or auto (the stylesheet asks the machine)."""
    return CHOICES[chosen(request)][1]


def remember(response: HttpResponse, value: str, *, secure: bool) -> None:
    """Keep the choice for two years. Unknown values are ignored."""
    if value in CHOICES:
        response.set_cookie(COOKIE, value, max_age=COOKIE_AGE, secure=secure, httponly=True, samesite="Lax")
