"""Addresses of the office's list: what is done with several reports at once, and the filters kept."""

from django.urls import path

from .views import queue_acts, saved_views

urlpatterns = [
    path("tham-dinh/giao/", queue_acts.assign, name="assign"),
    path("tham-dinh/don-doc/", queue_acts.urge, name="urge"),
    path("tham-dinh/xuat-excel/", queue_acts.export, name="queue_export"),
    path("tham-dinh/minh-chung/", queue_acts.evidence, name="queue_evidence"),
    path("tham-dinh/bo-loc/", saved_views.save, name="view_save"),
    path("tham-dinh/bo-loc/<int:pk>/bo/", saved_views.remove, name="view_remove"),
]
