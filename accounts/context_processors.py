"""What every page needs: the look, the way, the contact. What costs a query is lazy, for the fragments."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core import theme

from . import demo, navigation


def _units(request: HttpRequest) -> list:
    user = request.user
    return (
        list({grant.unit_id: grant.unit for grant in user.grants if grant.unit_id}.values())
        if user.is_authenticated
        else []
    )


def portal(request: HttpRequest) -> dict:
    """Variables of the base templates; see templates/base.html for where each is used."""
    nav = navigation.navigation(request)
    return {
        "site_name": settings.SITE_NAME,
        "office_name": settings.OFFICE_NAME,
        "office_phone": settings.OFFICE_PHONE,
        "is_demo": settings.DEMO,
        "in_zalo": "zalo" in request.headers.get("User-Agent", "").lower(),
        "nav": nav,
        # Pages that both the office and others open extend this instead of naming a frame.
        "shell": "base_office.html" if nav.has_rail else "base.html",
        "footer_links": SimpleLazyObject(lambda: navigation.footer_links(request)),
        "my_units": SimpleLazyObject(lambda: _units(request)),
        "theme": theme.attribute(request),
        "theme_chosen": theme.chosen(request),
        "theme_choices": theme.CHOICES,
        "demo_accounts": SimpleLazyObject(demo.accounts),
        "demo_password": demo.PASSWORD if settings.DEMO else "",
    }
