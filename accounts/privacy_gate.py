"""Nobody works in the portal before the notice on personal data was read and accepted."""

from urllib.parse import urlencode, urlsplit

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from .middleware import ENROLMENT
from .services import notices

# What must work before: the notice itself, and what comes before it, everything about who one is.
OPEN = ENROLMENT | {"accounts:notice"}
OPEN_PREFIXES = ("mfa_",)


@receiver(user_logged_in)
def remember_acceptance(sender, request, user, **kwargs) -> None:
    """Note in the new session that the notice was accepted before, so that no page has to ask."""
    if request is not None and notices.has_accepted(user):
        request.session[notices.SESSION_KEY] = notices.VERSION


def is_settled(request) -> bool:
    """Whether whoever is signed in has accepted the notice of today; reads the database only while it is open."""
    return request.session.get(notices.SESSION_KEY) == notices.VERSION or notices.has_accepted(request.user)


def _page_asked_for(request) -> str:
    """Where to go afterwards: the page itself, or the page whose form was sent."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    page = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return ""
    parts = urlsplit(page)
    return parts.path + (f"?{parts.query}" if parts.query else "")


class NoticeMiddleware:
    """Send a signed-in person to the notice until it is accepted; stands after sign-in and second factor.

    Pages open to visitors stay open: what everybody may read needs no consent to reading it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        name = request.resolver_match.view_name
        if name in OPEN or name.startswith(OPEN_PREFIXES) or is_settled(request):
            return None
        back = _page_asked_for(request)
        url = reverse("accounts:notice") + (f"?{urlencode({'next': back})}" if back else "")
        if getattr(request, "htmx", False):
            return HttpResponse(headers={"HX-Redirect": url})
        return HttpResponseRedirect(url)
