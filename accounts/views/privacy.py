"""Personal data: the notice everybody accepts once, and the public page that shows it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods

from core.onetime import once

from ..services import notices


def _context() -> dict:
    return {"version": notices.VERSION, "issued_on": notices.ISSUED_ON, "text": notices.template_of(notices.VERSION)}


def _next(request, asked: str) -> str:
    fits = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if fits else reverse("accounts:start")


@require_http_methods(["GET", "POST"])
@once
def notice(request):
    """The notice with its one button; afterwards the page first asked for opens."""
    if request.method == "POST":
        notices.accept(by=request.user)
        request.session[notices.SESSION_KEY] = notices.VERSION
        return HttpResponseRedirect(_next(request, request.POST.get("next", "")))
    context = {**_context(), "next": request.GET.get("next", ""), "accepted": notices.has_accepted(request.user)}
    return render(request, "accounts/notice.html", context)


@login_not_required
@require_GET
def privacy(request):
    """“Bảo vệ dữ liệu cá nhân”: the notice for everybody to read."""
    return render(request, "accounts/privacy.html", _context())
