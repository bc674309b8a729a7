"""Addresses of the accounts app."""

from django.urls import path

from .views import start

app_name = "accounts"
urlpatterns = [
    path("bat-dau/", start.start, name="start"),
    path("ca-nhan/", start.profile, name="profile"),
    path("giao-dien/", start.choose_theme, name="theme"),
]
