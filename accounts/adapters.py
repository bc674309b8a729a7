"""How people get in: nobody registers, an outside identity only opens an account that exists."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in of the portal: closed registration, addresses in mails from one fixed site address."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def get_reset_password_from_key_url(self, key):
        from django.urls import reverse

        return settings.SITE_URL + reverse(
            "account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"}
        ).replace("UID-KEY", key)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An outside identity provider may only sign in an account that already exists (decision 8)."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def pre_social_login(self, request, sociallogin):
        if not sociallogin.is_existing:
            messages.error(request, "Chưa có tài khoản cho danh tính này. Liên hệ Phòng Văn hóa – Xã hội.")
            raise ImmediateHttpResponse(redirect("account_login"))
