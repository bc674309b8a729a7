"""Sign-in with an outside identity provider: it opens an account that exists, it never makes or changes one."""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.shortcuts import redirect


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An outside identity provider may only sign in an account that already exists (decision 8)."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def pre_social_login(self, request, sociallogin):
        if not sociallogin.is_existing:
            messages.error(request, "Chưa có tài khoản cho danh tính này. Liên hệ Phòng Văn hóa – Xã hội.")
            raise ImmediateHttpResponse(redirect("account_login"))
