"""One-time keys of changing forms: the second press shows the result of the first (reliability F14)."""

import secrets
from datetime import datetime, timedelta
from functools import wraps

from django.contrib import messages
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from . import phrases
from .models import FormKey

FIELD = "_khoa"
# Longer than any form stays open in a browser.
KEPT = timedelta(days=7)


def new_key() -> str:
    """A key no form had before."""
    return secrets.token_urlsafe(24)


def _page_of_the_form(request) -> str:
    """Where the form stood: the first press is still being worked on, so there is no result to show yet."""
    page = request.META.get("HTTP_REFERER", "")
    return page if url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}) else "/"


def once(view):
    """Decorator of a POST view: one key, one effect.

    The first press runs the view and keeps the address it redirects to; a later press with the same key is sent there.
    A press that did not succeed (no redirect) gives its key back, so that the corrected form can be sent. A POST
    without a key runs as usual: the key is a courtesy to people, the database constraints are the lock.
    """

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        key = "".join(filter(str.isprintable, request.POST.get(FIELD, "")))[:64]
        if request.method != "POST" or not key:
            return view(request, *args, **kwargs)
        try:
            with transaction.atomic():
                row = FormKey.objects.create(key=key, user_id=request.user.pk)
        except IntegrityError:
            first = FormKey.objects.filter(key=key, user_id=request.user.pk).first()
            messages.info(request, phrases.ALREADY_SENT)
            return HttpResponseRedirect((first and first.location) or _page_of_the_form(request))
        try:
            response = view(request, *args, **kwargs)
        except BaseException:
            row.delete()
            raise
        location = response.headers.get("Location") or response.headers.get("HX-Redirect")
        if location:
            FormKey.objects.filter(pk=row.pk).update(location=location[:500])
        else:
            row.delete()
        return response

    return wrapper


def forget_old(*, now: datetime | None = None) -> int:
    """Remove keys nobody will press again and sessions that have ended; returns how many keys (dọn khóa đã dùng)."""
    now = now or timezone.now()
    call_command("clearsessions")
    return FormKey.objects.filter(used_at__lt=now - KEPT).delete()[0]
