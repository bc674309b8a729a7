"""Addresses of the outside sign-in; they exist only where a provider is configured.

No sign-up, no linking, no page of linked identities: an outside identity is never kept.
"""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.login, name="outside_login"),
    path("ve/", views.callback, name="outside_callback"),
]
