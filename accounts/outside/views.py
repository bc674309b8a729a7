"""The way to the outside provider and back."""

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from .provider import Adapter, Provider

PROVIDER = "openid_connect"


def _provider(request) -> Provider:
    """The one provider of the settings."""
    return get_adapter(request).get_provider(request, PROVIDER)


def _or_sentence(request, provider, work):
    """The answer of `work`; allauth reads the provider's description where it expects no fault."""
    try:
        return work()
    except OAuth2Error as error:
        return render_authentication_error(request, provider, exception=error)


@login_not_required
@never_cache
@require_POST
def login(request):
    """Send the browser to the provider (đăng nhập qua cổng định danh).

    By a page that leads on instead of a redirect: browsers hold the whole way of a posted form against our policy
    `form-action 'self'`, and we do not know which addresses the provider's own sign-in passes through.
    """
    provider = _provider(request)
    answer = _or_sentence(request, provider, lambda: provider.redirect_from_request(request))
    if not isinstance(answer, HttpResponseRedirect):
        return answer
    page = {"provider_name": provider.name, "redirect_to": answer.url}
    return render(request, "socialaccount/login_redirect.html", page)


@login_not_required
@never_cache
@require_GET
def callback(request):
    """Take the provider's answer and sign the person in, or say why not."""
    provider = _provider(request)
    view = OAuth2CallbackView.adapter_view(Adapter(request, provider.sub_id))
    return _or_sentence(request, provider, lambda: view(request))
