"""What every answer of the portal has in common."""

from django.conf import settings
from django.core.exceptions import BadRequest

from . import audit, views, visitor


class PermissionsPolicyMiddleware:
    """No page needs a sensor; the camera is opened by the file field, not by script."""

    VALUE = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.VALUE)
        return response


class LogMiddleware:
    """Lets the log note where a request came from, and gives a refusal of a signed-in person its one row.

    The same refusal again within ten minutes has that row already (see `audit.refused`). Visitors who are not signed
    in are sent to the door, which keeps its own rows, as bounded: nobody outside can fill the log.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with visitor.visiting(request):
            response = self.get_response(request)
            user = getattr(request, "user", None)
            if response.status_code == 403 and user is not None and user.is_authenticated:
                audit.refused(request, getattr(response, "refusal", ""))
        return response


class ReadableAddressMiddleware:
    """No address holds a NUL: SQLite would search for it, PostgreSQL refuse the whole query."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the query string")
        return self.get_response(request)


class BodyLimitMiddleware:
    """413 before anything is read of what no form of the portal sends (reliability threat 8).

    Signed-in people send at most the files of one criterion at once, visitors only the small forms of the door. The
    cookie's presence decides, not its truth: asking the database first would be the work that is to be spared.
    """

    VISITOR = 1024 * 1024

    def __init__(self, get_response):
        self.get_response = get_response
        files = settings.EVIDENCE_MAX_BYTES * settings.EVIDENCE_MAX_FILES_PER_ITEM
        self.member = files + settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def __call__(self, request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = self.member if settings.SESSION_COOKIE_NAME in request.COOKIES else self.VISITOR
        if length.isdecimal() and int(length[:20]) > most:
            return views.too_big(request)
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
