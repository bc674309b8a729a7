"""What every page needs: the look, the way, the contact. What costs a query is lazy, for the fragments."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core import theme

from . import acting, demo, navigation
from .services import visits


def portal(request: HttpRequest) -> dict:
    """Variables of the base templates; see templates/base.html for where each is used."""
    nav = navigation.navigation(request)
    return {
        "site_name": settings.SITE_NAME,
        "office_name": settings.OFFICE_NAME,
        "office_phone": settings.OFFICE_PHONE,
        "office_zalo": settings.OFFICE_ZALO,
        "is_demo": settings.DEMO,
        "in_zalo": "zalo" in request.headers.get("User-Agent", "").lower(),
        "nav": nav,
        # Pages that both the office and others open extend this instead of naming a frame.
        "shell": "base_office.html" if nav.has_rail else "base.html",
        "footer_links": SimpleLazyObject(lambda: navigation.footer_links(request)),
        "acting": SimpleLazyObject(lambda: acting.standing(request)),
        "session_left": visits.seconds_left(getattr(request, "session", {})) if request.user.is_authenticated else 0,
        "session_idle": settings.SESSION_IDLE_SECONDS,
        "session_warning": settings.SESSION_WARNING_SECONDS,
        "theme": theme.attribute(request),
        "theme_chosen": theme.chosen(request),
        "theme_choices": theme.CHOICES,
        "demo_accounts": SimpleLazyObject(demo.accounts),
        "demo_password": demo.PASSWORD if settings.DEMO else "",
    }
