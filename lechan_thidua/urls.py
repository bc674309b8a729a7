"""Every address of the portal; each app brings its own list."""

from allauth.account.decorators import reauthentication_required, secure_admin_login
from allauth.account.models import EmailAddress
from allauth.account.views import password_set
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import admin
from django.shortcuts import redirect
from django.urls import include, path, re_path

from accounts.views.addresses import confirm_address, own_address
from accounts.views.recovery_codes import recovery_codes_file
from accounts.views.sessions import own_sessions
from core.health import healthz

# The admin has no door of its own: people sign in, and change their password, where everybody does.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.password_change = lambda request: redirect("account_change_password")
# Factors, sessions and addresses change through the services that log it, never as rows.
admin.site.unregister(filter(admin.site.is_registered, [Authenticator, UserSession, EmailAddress]))
# A first password would answer every later question of the door: whoever sets one has just come in.
first_password = reauthentication_required(
    app="allauth.account",
    enabled=lambda request: request.user.is_authenticated and not request.user.has_usable_password(),
)(password_set)

urlpatterns = [
    path("healthz/", healthz, name="healthz"),
    path("quan-tri/", admin.site.urls),
    # By the names the package gives them; the addresses here come first.
    path("tai-khoan/email/", own_address, name="account_email"),
    re_path(r"^tai-khoan/confirm-email/(?P<key>[-:\w]+)/$", confirm_address, name="account_confirm_email"),
    path("tai-khoan/password/set/", first_password, name="account_set_password"),
    path("tai-khoan/", include("allauth.account.urls")),
    # By the names the package gives them; the addresses here come first.
    path("tai-khoan/xac-thuc/recovery-codes/download/", recovery_codes_file, name="mfa_download_recovery_codes"),
    path("tai-khoan/xac-thuc/", include("allauth.mfa.urls")),
    # By the name the package gives it; its own list asks the database once for every session.
    path("tai-khoan/phien/", own_sessions, name="usersessions_list"),
    path("", include("accounts.urls")),
    path("", include("campaigns.urls")),
    path("", include("submissions.urls")),
    path("", include("awards.urls")),
    path("", include("reports.urls")),
]
if settings.OIDC_SERVER_URL:
    urlpatterns.append(path("tai-khoan/cong-dinh-danh/", include("accounts.outside.urls")))
if settings.DEMO:
    urlpatterns.append(path("thu-mau/", include("core.demo_urls")))

handler400 = "core.views.bad_request"
handler403 = "core.views.permission_denied"
handler404 = "core.views.page_not_found"
handler500 = "core.views.server_error"
