"""Addresses of the head's approval and of extensions; part of the list in urls.py."""

from django.urls import path

from .views import approving, extensions

urlpatterns = [
    path("bao-cao/<int:pk>/trinh/", approving.ask_approval, name="ask_approval"),
    path("bao-cao/<int:pk>/trinh/lay-lai/", approving.take_back, name="approval_take_back"),
    path("bao-cao/<int:pk>/trinh/tra-lai/", approving.give_back, name="approval_give_back"),
    # The Culture-Society office.
    path("gia-han/", extensions.extensions, name="extensions"),
    path("gia-han/don-vi/<int:pk>/", extensions.extend_unit, name="extend_unit"),
    path("gia-han/ca-nhan/<int:pk>/", extensions.extend_person, name="extend_person"),
]
