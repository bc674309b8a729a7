"""The page behind the personal link of an invitation (lời mời): whose account, one password, in."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from core.onetime import once

from .. import invitation_links as links
from ..forms.invitations import FirstPasswordForm
from ..services import invitations as service


def _dead(request, link: links.Link):
    """Why the link opens nothing and what to do instead; nothing about whose it was."""
    forged = link.state == links.LinkState.FORGED
    context = {
        "reason": link.state.label,
        "forged": forged,
        "closed": link.state == links.LinkState.CLOSED,
    }
    return render(request, "accounts/invitation_dead.html", context, status=404 if forged else 410)


def _form_page(request, link: links.Link, form: FirstPasswordForm, status: int = 200):
    user = link.invitation.user
    somebody_else = request.user.is_authenticated and request.user.pk != user.pk
    context = {"form": form, "name": user.full_name, "somebody_else": somebody_else}
    return render(request, "accounts/invitation.html", context, status=status)


@login_not_required
@never_cache
@require_safe
def invitation(request, token):
    """Say whose account the link opens and ask for its password; a look uses nothing up."""
    now = timezone.now()
    link = links.read(token, now=now)
    if link.state != links.LinkState.GOOD:
        return _dead(request, link)
    if request.method == "GET":
        service.note_opened(link.invitation, now=now)
    return _form_page(request, link, FirstPasswordForm(user=link.invitation.user, initial={"token": token}))


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2", "token")
@require_http_methods(["GET", "POST"])
@once
def invitation_accept(request):
    """Set the password and come in by the one way in, second factor included."""
    if request.method == "GET":
        # The address without its secret part, e.g. after going back: the link in the letter still holds.
        return redirect("account_login")
    now, token = timezone.now(), request.POST.get("token", "")
    link = links.read(token, now=now)
    if link.state == links.LinkState.GOOD:
        form = FirstPasswordForm(user=link.invitation.user, data=request.POST)
        if not form.is_valid():
            return _form_page(request, link, form, status=422)
    try:
        user = service.accept(token, password=request.POST.get("password1", ""), now=now)
    except service.DeadLink as exc:
        return _dead(request, exc.link)
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, user, method="invitation", email=user.email)
    return perform_login(request, user, email=user.email)
