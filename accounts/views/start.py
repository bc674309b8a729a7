"""Where a signed-in person lands, and the look of their pages."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from core import theme

from ..enums import Permission
from ..navigation import url_if_any

# The first of these that the person may use is their first page.
START_PAGES = (
    (Permission.DECISION_SIGN, "awards:to_sign"),
    (Permission.SUBMISSION_REVIEW, "reports:overview"),
    (Permission.MEETING_ATTEND, "awards:my_meetings"),
    (Permission.OVERVIEW_READ, "reports:overview"),
    (Permission.SUBMISSION_WRITE, "submissions:home"),
)


@require_GET
def start(request):
    """Send each person to the page their work begins with; without a role, to their account page which says so."""
    for permission, url_name in START_PAGES:
        if permission in request.user.permission_names and (url := url_if_any(url_name)):
            return redirect(url)
    return redirect("accounts:profile")


@login_not_required
@require_POST
def choose_theme(request):
    """Keep the chosen look in a cookie and go back to the page it was chosen on."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    theme.remember(response, request.POST.get("giao-dien", ""), secure=settings.SESSION_COOKIE_SECURE)
    return response
