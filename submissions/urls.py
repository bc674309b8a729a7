"""Addresses of the submissions app."""

from django.urls import path

from .views import handing_in

app_name = "submissions"
urlpatterns = [
    # The unit's officer.
    path("bao-cao/<int:pk>/kiem-tra/", handing_in.check, name="check"),
    path("bao-cao/<int:pk>/nop/", handing_in.submit, name="submit"),
    path("bao-cao/<int:pk>/rut/", handing_in.withdraw, name="withdraw"),
    path("bao-cao/<int:pk>/bien-nhan/", handing_in.receipt, name="receipt"),
    path("bao-cao/<int:pk>/ban-in/", handing_in.preview, name="preview"),
]
