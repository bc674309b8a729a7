"""Addresses of what comes after the vote: letters, answers, revocation, signed copies, money, the public check."""

from django.urls import path

from .views import city_answers, proposals, revoking, round_money, signed_papers, verify

urlpatterns = [
    path("to-trinh/", proposals.proposal_list, name="proposal_list"),
    path("to-trinh/lap/<int:pk>/", proposals.proposal_prepare, name="proposal_prepare"),
    path("to-trinh/<int:pk>/", proposals.proposal, name="proposal"),
    path("to-trinh/<int:pk>/sua/", proposals.proposal_edit, name="proposal_edit"),
    path("to-trinh/<int:pk>/trinh-ky/", proposals.proposal_submit, name="proposal_submit"),
    path("to-trinh/<int:pk>/ky/", proposals.proposal_sign, name="proposal_sign"),
    path("to-trinh/<int:pk>/tra-lai/", proposals.proposal_return, name="proposal_return"),
    path("to-trinh/<int:pk>/gui/", proposals.proposal_send, name="proposal_send"),
    path("to-trinh/ket-qua/<int:pk>/", city_answers.city_answer, name="city_answer"),
    path("to-trinh/ket-qua/<int:pk>/bo/", city_answers.city_answer_back, name="city_answer_back"),
    path("to-trinh/ket-qua/<int:pk>/cong-khai/", city_answers.city_answer_publish, name="city_answer_publish"),
    path("quyet-dinh/thu-hoi/<int:pk>/", revoking.award_revoke, name="award_revoke"),
    path("ban-da-ky/<slug:kind>/<int:pk>/", signed_papers.signed_papers, name="signed_papers"),
    path("ban-da-ky/tep/<int:pk>/xem/", signed_papers.signed_paper_file, name="signed_paper_file"),
    path("ban-da-ky/tep/<int:pk>/bo/", signed_papers.signed_paper_remove, name="signed_paper_remove"),
    path("de-nghi/tien-thuong/<int:pk>/", round_money.round_money, name="round_money"),
    path("tra-cuu/", verify.verify, name="verify"),
]
