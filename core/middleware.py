"""What every answer of the portal has in common."""

import logging

from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError

from . import views

logger = logging.getLogger(__name__)


class DatabaseAwayMiddleware:
    """While the database cannot be reached the visitor sees the 503 page in Vietnamese, not a crash."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, OperationalError | InterfaceError):
            logger.error("database away: %s", exception)
            return views.service_unavailable(request)
        return None


class PermissionsPolicyMiddleware:
    """No page needs a sensor; the camera is opened by the file field, not by script."""

    VALUE = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.VALUE)
        return response


class ReadableAddressMiddleware:
    """No address holds a NUL: SQLite would search for it, PostgreSQL refuse the whole query."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the query string")
        return self.get_response(request)


class NoStoreMiddleware:
    """Nothing a signed-in person saw stays in the cache of a shared computer (reliability threat 13)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response
