"""Addresses of the accounts app."""

from django.urls import path

from .views import invitation_link, invitations, privacy, start

app_name = "accounts"
urlpatterns = [
    path("bat-dau/", start.start, name="start"),
    path("ca-nhan/", start.profile, name="profile"),
    path("giao-dien/", start.choose_theme, name="theme"),
    # --- personal data
    path("thong-bao-du-lieu/", privacy.notice, name="notice"),
    path("bao-ve-du-lieu/", privacy.privacy, name="privacy"),
    # --- invitations
    path("moi/", invitation_link.invitation_accept, name="invitation_accept"),
    path("moi/<str:token>/", invitation_link.invitation, name="invitation"),
    path("loi-moi/", invitations.invitation_list, name="invitation_list"),
    path("loi-moi/gui/", invitations.invitation_send, name="invitation_send"),
    path("loi-moi/nhac/", invitations.invitation_remind, name="invitation_remind"),
    path("loi-moi/<int:pk>/gui-lai/", invitations.invitation_resend, name="invitation_resend"),
]
