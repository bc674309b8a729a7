"""Addresses between units and the office: suggestions, the unit's own awards, filling a dossier."""

from django.urls import path

from .views import dossiers, mine, suggesting, suggestions

urlpatterns = [
    path("khen-thuong/", mine.mine, name="mine"),
    path("khen-thuong/de-nghi/", suggesting.suggest, name="suggest"),
    path("khen-thuong/<int:pk>/", mine.my_nomination, name="my_nomination"),
    path("khen-thuong/<int:pk>/gui-lai/", mine.my_nomination_send, name="my_nomination_send"),
    path("de-nghi/cua-don-vi/", suggestions.suggestion_list, name="suggestion_list"),
    path("de-nghi/cua-don-vi/<int:pk>/", suggestions.suggestion, name="suggestion"),
    path("de-nghi/cua-don-vi/<int:pk>/rut/", suggestions.suggestion_withdraw, name="suggestion_withdraw"),
    path("de-nghi/cua-don-vi/<int:pk>/lap-ho-so/", suggestions.suggestion_take, name="suggestion_take"),
    path("de-nghi/cua-don-vi/<int:pk>/khong-lap/", suggestions.suggestion_decline, name="suggestion_decline"),
    path("de-nghi/<int:pk>/xac-nhan/<int:part>/", dossiers.part_confirm, name="part_confirm"),
    path("de-nghi/<int:pk>/xac-nhan/<int:part>/bo/", dossiers.part_unconfirm, name="part_unconfirm"),
    path("de-nghi/<int:pk>/giay-to/", dossiers.papers_add, name="papers_add"),
    path("de-nghi/giay-to/<int:pk>/", dossiers.paper_file, name="paper_file"),
    path("de-nghi/giay-to/<int:pk>/bo/", dossiers.paper_remove, name="paper_remove"),
    path("de-nghi/<int:pk>/tra-lai/", dossiers.nomination_return, name="nomination_return"),
    path("de-nghi/<int:pk>/rut/", dossiers.nomination_withdraw, name="nomination_withdraw"),
    path("de-nghi/<int:pk>/lap-tiep/", dossiers.nomination_go_on, name="nomination_go_on"),
    path("de-nghi/<int:pk>/lap-lai/", dossiers.nomination_again, name="nomination_again"),
    path("de-nghi/<int:pk>/ket-thuc/", dossiers.nomination_conclude, name="nomination_conclude"),
]
