"""Addresses of the campaigns app."""

from django.urls import path

from .views import plan

app_name = "campaigns"
urlpatterns = [
    path("phong-trao/", plan.about, name="about"),
    path("thiet-lap/", plan.settings_page, name="settings"),
]
