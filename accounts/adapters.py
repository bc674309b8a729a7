"""How people get in: nobody registers, an outside identity only opens an account that exists."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in of the portal: closed registration, addresses in mails from one fixed site address."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def get_reset_password_from_key_url(self, key):
        from django.urls import reverse

        return settings.SITE_URL + reverse(
            "account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"}
        ).replace("UID-KEY", key)
