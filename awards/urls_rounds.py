"""Addresses of award rounds, letters about them, and lists posted for objections."""

from django.urls import path

from .views import postings, rounds

urlpatterns = [
    path("dot-khen-thuong/", rounds.round_list, name="round_list"),
    path("dot-khen-thuong/lap/", rounds.round_make, name="round_make"),
    path("dot-khen-thuong/kip-thoi/", rounds.round_spot, name="round_spot"),
    path("dot-khen-thuong/<int:pk>/", rounds.award_round, name="round"),
    path("dot-khen-thuong/huong-dan/<int:pk>/bo/", rounds.guidance_remove, name="guidance_remove"),
    path("dot-khen-thuong/<int:pk>/cong-khai/", postings.posting_create, name="posting_create"),
    path("cong-khai/", postings.posted, name="posted"),
    path("cong-khai/<int:pk>/", postings.posting, name="posting"),
    path("cong-khai/<int:pk>/go/", postings.posting_take_down, name="posting_take_down"),
    path("cong-khai/<int:pk>/phan-anh/", postings.objection, name="objection"),
    path("cong-khai/phan-anh/<int:pk>/ket-luan/", postings.objection_settle, name="objection_settle"),
]
