"""Addresses of published scores, requests about them and the years side by side; part of the list in urls.py."""

from django.urls import path

from .views import appeals, publishing, results, years

urlpatterns = [
    path("bao-cao/<int:pk>/ket-qua/", results.result, name="result"),
    path("bao-cao/<int:pk>/ket-qua/kien-nghi/", results.appeal, name="appeal"),
    path("qua-cac-nam/don-vi/<int:pk>/", years.years_unit, name="years_unit"),
    path("qua-cac-nam/ca-nhan/<int:pk>/", years.years_person, name="years_person"),
    path("qua-cac-nam/don-vi/<int:pk>/csv/", years.years_unit_csv, name="years_unit_csv"),
    path("qua-cac-nam/ca-nhan/<int:pk>/csv/", years.years_person_csv, name="years_person_csv"),
    # The Culture-Society office.
    path("qua-cac-nam/", years.years_group, name="years_group"),
    path("qua-cac-nam/csv/", years.years_group_csv, name="years_group_csv"),
    path("xep-hang/cong-bo/", publishing.publish, name="publish"),
    path("kien-nghi-diem/", appeals.appeal_inbox, name="appeal_inbox"),
    path("kien-nghi-diem/<int:pk>/", appeals.appeal_page, name="appeal_page"),
    path("kien-nghi-diem/<int:pk>/giu-nguyen/", appeals.appeal_refuse, name="appeal_refuse"),
    path("kien-nghi-diem/<int:pk>/chap-nhan/", appeals.appeal_grant, name="appeal_grant"),
    path("kien-nghi-diem/<int:pk>/nhan-cham-lai/", appeals.take_again, name="take_again"),
    path("kien-nghi-diem/<int:pk>/giao-lai/", appeals.hand_on_again, name="hand_on_again"),
    path("kien-nghi-diem/<int:pk>/cham-lai/", appeals.mark_again, name="mark_again"),
]
