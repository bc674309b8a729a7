"""One's own calendar address, and the calendar behind it (lịch riêng)."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from core import guessing
from core.clock import database_now
from core.onetime import once

from .. import calendar_feed as feeds
from ..models import CalendarFeed
from ..services.calendars import renew_calendar

LIMIT = "calendar_feed"
FILE = "lich-thi-dua.ics"


@require_GET
def calendar(request):
    """The address, how to add it on a phone, the file."""
    feed = CalendarFeed.objects.filter(user=request.user).first()
    path = feeds.path_of(feed) if feed else ""
    context = {"feed": feed, "path": path, "address": settings.SITE_URL + path, "file": FILE}
    return render(request, "accounts/calendar.html", context)


@require_POST
@once
def calendar_renew(request):
    """Lập địa chỉ, lập địa chỉ mới."""
    had_one = CalendarFeed.objects.filter(user=request.user).exists()
    renew_calendar(by=request.user)
    messages.success(request, "Đã lập địa chỉ mới. Địa chỉ cũ không còn mở được." if had_one else "Đã lập địa chỉ.")
    return redirect("accounts:calendar")


@login_not_required
@never_cache
@require_safe
def feed(request, token):
    """The calendar behind an address; whoever tries many wrong ones waits. Reads only, and no line in the log: a phone
    asks some times a day.
    """
    if guessing.is_blocked(request, LIMIT):
        return HttpResponse("Thử quá nhiều lần. Chờ một phút.", status=429, content_type="text/plain; charset=utf-8")
    if (owner := feeds.owner_of(token)) is None:
        guessing.may_try_again(request, LIMIT)
        raise Http404
    answer = HttpResponse(feeds.written(owner, now=database_now()), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
