"""The provider as allauth knows it, with every proof of OpenID Connect asked for: signature, audience, time, nonce.

allauth trusts the connection instead of the signature, sends no nonce and reads names from the profile; we hold the
token itself against the provider's published keys (OpenID Connect Core 1.0, section 3.1.3.7).
"""

import secrets
from functools import cached_property

import jwt
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialToken
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from requests import RequestException

# Only signatures with a key pair: a shared-secret algorithm would let the public key pass for the secret.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
REQUIRED_CLAIMS = ["iss", "sub", "aud", "exp", "iat"]
# How far the two clocks may differ, in seconds.
LEEWAY = 60
LONGEST_SUBJECT = 191


class ProviderAway(OAuth2Error):
    """The provider did not answer, or not in its own language."""


class TokenRefused(OAuth2Error):
    """The provider's answer does not prove who the person is."""


class Adapter(OpenIDConnectOAuth2Adapter):
    """Talks to the provider."""

    @cached_property
    def openid_config(self) -> dict:
        """The provider's own description; raises ProviderAway when it cannot be had."""
        return self._fetch(self.get_provider().server_url)

    def get_callback_url(self, request, app) -> str:
        """From the fixed site address: a forged Host must not choose where the code is sent."""
        return settings.SITE_URL + reverse("outside_callback")

    def get_access_token_data(self, request, app, client, pkce_code_verifier=None) -> dict:
        """The answer of the token address; raises ProviderAway for one that cannot be read."""
        try:
            return super().get_access_token_data(request, app, client, pkce_code_verifier)
        except (RequestException, KeyError, ValueError) as error:
            raise ProviderAway(type(error).__name__) from error

    def parse_token(self, data) -> SocialToken:
        """The access token alone: nothing is asked for later, so nothing else is kept."""
        return SocialToken(token=str(data["access_token"]))

    def complete_login(self, request, app, token, **kwargs):
        """The identity the signed token proves; the profile adds an address only to the same identity."""
        claims = self._claims(app, kwargs["response"].get("id_token") or "")
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            profile = self._fetch(self.profile_url, {"Authorization": f"Bearer {token.token}"})
            if profile.get("sub") != claims["sub"]:
                raise TokenRefused("profile of somebody else")
            claims = {**profile, **claims}
        return self.get_provider().sociallogin_from_response(request, claims)

    def _claims(self, app, id_token: str) -> dict:
        """What the token says once signature, issuer, audience and times hold; raises TokenRefused."""
        keys = self._fetch(self.openid_config["jwks_uri"])
        try:
            header = jwt.get_unverified_header(id_token)
            claims = jwt.decode(
                id_token,
                _key(keys, header),
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=LEEWAY,
                options={"require": REQUIRED_CLAIMS},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise TokenRefused(str(error)) from error
        if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
            raise TokenRefused("no usable subject")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != app.client_id:
            raise TokenRefused("token meant for another application")
        return claims

    def _fetch(self, url: str, headers: dict | None = None) -> dict:
        """A JSON object of the provider; raises ProviderAway."""
        try:
            with get_adapter().get_requests_session() as session:
                response = session.get(url, headers=headers)
                response.raise_for_status()
                answer = response.json()
        except RequestException as error:
            raise ProviderAway(str(error)) from error
        if not isinstance(answer, dict):
            raise ProviderAway("not a JSON object")
        return answer


def _key(keys: dict, header: dict):
    """The published key that the token names; the only one there is when it names none."""
    found = jwt.PyJWKSet.from_dict(keys).keys
    if "kid" in header:
        found = [key for key in found if key.key_id == header["kid"]]
    if len(found) != 1:
        raise TokenRefused("no such key")
    return found[0]


class Provider(OpenIDConnectProvider):
    """The one provider of the settings: it is used for signing in and for nothing else."""

    pkce_enabled_default = True
    oauth2_adapter_class = Adapter

    def get_login_url(self, request, **kwargs) -> str:
        url = reverse("outside_login")
        return f"{url}?{urlencode(kwargs)}" if kwargs else url

    def get_callback_url(self) -> str:
        return reverse("outside_callback")

    def get_redirect_from_request_kwargs(self, request) -> dict:
        """The address asks for nothing but the page to open afterwards: no linking, no scopes of a visitor's choice."""
        return {"process": AuthProcess.LOGIN, "next_url": get_next_redirect_url(request)}

    def redirect(self, request, process, next_url=None, data=None, **kwargs):
        """Send the browser there with a nonce that only this session knows."""
        nonce = secrets.token_urlsafe(16)
        return super().redirect(
            request, process, next_url, data, auth_params={**self.get_auth_params(), "nonce": nonce}, nonce=nonce
        )

    def extract_email_addresses(self, data) -> list:
        """Verified is what says so plainly; allauth would take the text "false" for yes."""
        addresses = super().extract_email_addresses(data)
        for address in addresses:
            address.verified = data.get("email_verified") is True or data.get("email_verified") == "true"
        return addresses
