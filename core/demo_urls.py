"""Addresses that exist in demo mode only."""

from django.urls import path

from . import demo_views

app_name = "demo"
urlpatterns = [
    path("", demo_views.mails, name="mails"),
    path("<int:pk>/", demo_views.mail, name="mail"),
    path("<int:pk>/html/", demo_views.mail_html, name="mail_html"),
    path("<int:pk>/tep/<int:number>/", demo_views.mail_file, name="mail_file"),
]
