"""Addresses of the accounts app."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("bat-dau/", views.start, name="start"),
    path("ca-nhan/", views.profile, name="profile"),
    path("giao-dien/", views.choose_theme, name="theme"),
]
