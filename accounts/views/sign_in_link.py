"""Signing in through the mailed link: asking for it, and the page it leads to."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from ..forms.sign_in import LinkForm
from ..services import door_log, sign_in, sign_in_links


def _next(request) -> str:
    """The page first asked for, if it is one of this site."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}) else ""


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    """Take a unit's code or an e-mail address and answer alike, whether anybody stands behind it or not.

    Somebody who is in, with neither password nor second factor, confirms by a link to the account's own address.
    """
    if request.user.is_authenticated:
        return _ask_again(request)
    # The button of the sign-in page sends its whole form here: an empty name is no mistake yet.
    asked = bool(request.POST.get("login", "").strip()) or ("password" not in request.POST and request.method == "POST")
    form = LinkForm(request.POST if asked else None)
    if asked and form.is_valid():
        typed = form.cleaned_data["login"]
        # Whoever asks too often reads the same page and gets no further letter.
        if ratelimit.consume(request, action="login_link", key=f"typed:{sign_in.typed_key(typed)}"):
            sign_in_links.send_links(typed, next_url=_next(request))
        return redirect("accounts:link_sent")
    return render(request, "account/link_ask.html", {"form": form, "next": _next(request)})


def _ask_again(request):
    user = request.user
    if get_reauthentication_flows(user):
        return redirect(settings.LOGIN_REDIRECT_URL)
    if request.method == "POST":
        if ratelimit.consume(request, action="login_link", key=f"typed:{sign_in.typed_key(user.email)}"):
            sign_in_links.send_links(user.email, next_url=_next(request))
        return redirect("accounts:link_sent")
    return render(request, "account/link_again.html", {"next": _next(request)})


@login_not_required
@require_GET
def sent(request):
    """Where to look for the letter."""
    return render(request, "account/link_sent.html", {"minutes": int(sign_in_links.VALID.total_seconds() // 60)})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request, token: str):
    """One button on GET, so that a program that looks into letters uses nothing up; signing in on POST."""
    if request.method != "POST":
        owner = sign_in_links.owner_of(token)
        other = request.user if request.user.is_authenticated and request.user != owner else None
        return render(request, "account/link_open.html", {"owner": owner, "other": other, "next": _next(request)})
    user = sign_in_links.take(token)
    if user is None:
        door_log.link_refused(request)
        return render(request, "account/link_open.html", {"owner": None}, status=410)
    record_authentication(request, user, method="mailed_link")
    return perform_login(request, user, email=user.email, redirect_url=_next(request) or None)
