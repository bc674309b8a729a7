"""Where the request in hand comes from; asked only by the log, and only when it writes a row."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


@contextmanager
def visiting(request: HttpRequest):
    """For the time of one request the log knows where it came from."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


def address() -> str:
    """The visitor's network address behind the trusted proxies; empty outside a request or when it is not known."""
    from allauth.account.adapter import get_adapter

    request = _request.get()
    if request is None:
        return ""
    try:
        return get_adapter(request).get_client_ip(request)[:45]
    except PermissionDenied:
        return ""
