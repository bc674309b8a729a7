"""The pages of last resort. They need neither the database nor a context processor, only the templates."""

import logging
import secrets
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from . import kept_text, phrases, theme
from .verdict import Forbidden

logger = logging.getLogger(__name__)


def _page(request: HttpRequest, status: int, template: str = "", **context) -> HttpResponse:
    body = render_to_string(
        template or f"{status}.html",
        {
            "theme": theme.attribute(request),
            "site_name": settings.SITE_NAME,
            "office_name": settings.OFFICE_NAME,
            "office_phone": settings.OFFICE_PHONE,
            **context,
        },
    )
    return HttpResponse(body, status=status, headers={"Cache-Control": "no-store"})


def bad_request(request, exception=None):
    """400, or 413 when the reason is that too much was sent."""
    if isinstance(exception, RequestDataTooBig):
        return too_big(request)
    return _page(request, 400)


def permission_denied(request, exception=None):
    """403 with the rule's reason when a rule said no."""
    reason = str(exception) if isinstance(exception, Forbidden) and str(exception) else phrases.NO_RIGHT
    response = _page(request, 403, reason=reason)
    response.refusal = reason
    return response


def csrf_failure(request, reason=""):
    """403 for a form whose token no longer fits: usually a page left open over night, or cookies switched off."""
    kept = kept_text.posted(request)
    if kept is None:
        return _page(request, 403, "403_csrf.html")
    return _page(request, 403, "403_csrf.html", kept=kept, csrf_token=get_token(request))


def session_over(request, kept):
    """403 for text that came after the session had ended: shown again, to be sent once more after signing in."""
    return _page(request, 403, "session_over.html", kept=kept, csrf_token=get_token(request))


def page_not_found(request, exception=None):
    """404, the same for what never was and for what this account must not know of."""
    return _page(request, 404)


def too_big(request):
    """413: more was sent than the portal takes at once."""
    return _page(request, 413)


def server_error(request):
    """500 with a short code that the visitor reads out and the log holds; 503 when the reason is the database.

    Django calls this while it handles the exception, wherever in view or middleware it was raised.
    """
    fault = sys.exc_info()[1]
    if isinstance(fault, OperationalError | InterfaceError):
        logger.error("database away: %s", fault)
        return service_unavailable(request)
    code = secrets.token_hex(2).upper()
    logger.error("error page shown with code %s for %s %s", code, request.method, request.path)
    return _page(request, 500, code=code)


def service_unavailable(request):
    """503: the database is away, or the portal is being updated."""
    response = _page(request, 503)
    response.headers["Retry-After"] = "30"
    return response
