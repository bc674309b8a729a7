"""Addresses of the campaigns app."""

from django.urls import path

from . import views

app_name = "campaigns"
urlpatterns = [
    path("phong-trao/", views.about, name="about"),
    path("thiet-lap/", views.settings_page, name="settings"),
]
