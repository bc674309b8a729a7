"""What holds for whoever is signed in: sessions end, and some roles work only with a second factor."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core import kept_text
from core import views as pages

from .services import factors, visits

SESSION_OVER = "Hết phiên làm việc. Đăng nhập lại để làm tiếp; nội dung đã lưu vẫn còn."
# What somebody needs to get a second factor, and to leave.
ENROLMENT = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_reauthenticate",
        "account_set_password",
        "account_logout",
        "accounts:link_ask",
        "accounts:link_open",
        "accounts:link_sent",
        "accounts:theme",
        "accounts:keep_alive",
        "healthz",
    }
)


@receiver(user_logged_in)
def begin_visit(sender, request, user, **kwargs) -> None:
    """The clock of a session starts at sign-in."""
    if request is not None:
        visits.begin(request.session)


# The pages on which a vote is given leave no time behind, not even of the visit (reliability 1.3).
WITHOUT_A_TRACE = frozenset({"awards:ballot", "awards:ballot_review", "awards:ballot_cast", "awards:ballot_done"})


class SignInMiddleware(LoginRequiredMiddleware):
    """Everybody signs in first. Text sent after the session had ended is shown again, not thrown away at the door."""

    def handle_no_permission(self, request, view_func):
        kept = kept_text.posted(request)
        return super().handle_no_permission(request, view_func) if kept is None else pages.session_over(request, kept)


class VisitMiddleware:
    """End a session after half an hour without a press and after half a day in any case (reliability threat 13).

    Pieces of a page that ask again by themselves (`/partial/`) are no press.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and visits.seconds_left(request.session) <= 0:
            logout(request)
            messages.info(request, SESSION_OVER)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        is_press = "/partial/" not in request.path and request.resolver_match.view_name not in WITHOUT_A_TRACE
        if request.user.is_authenticated and is_press:
            visits.note_activity(request)


class SecondFactorMiddleware:
    """Nothing of the portal before a second factor is set up, where the role asks for one (reliability threat 12)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or not factors.must_enrol(request.user):
            return None
        request.must_enrol = True
        if request.resolver_match.view_name in ENROLMENT:
            return None
        url = reverse("mfa_index")
        if getattr(request, "htmx", False):
            return HttpResponse(headers={"HX-Redirect": url})
        return HttpResponseRedirect(url)
