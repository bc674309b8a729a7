"""Addresses of declared interests, remarks and the third person; part of the list in urls.py."""

from django.urls import path

from .views import interests, reading, reconciling

urlpatterns = [
    path("xung-dot-loi-ich/", interests.interests, name="interests"),
    path("xung-dot-loi-ich/khai-bao/", interests.interest_declare, name="interest_declare"),
    path("xung-dot-loi-ich/<int:pk>/ket-thuc/", interests.interest_end, name="interest_end"),
    path("tham-dinh/<int:pk>/thong-nhat/", reconciling.reconcile_start, name="reconcile_start"),
    # The ward's bodies read; members of the council speak to contents in their care.
    path("bao-cao-da-nop/<int:pk>/", reading.read, name="read"),
    path("bao-cao-da-nop/<int:pk>/y-kien/", reading.remark, name="remark"),
    path("y-kien/<int:pk>/rut-lai/", reading.remark_withdraw, name="remark_withdraw"),
]
