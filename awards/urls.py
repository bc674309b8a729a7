"""Addresses of the awards app."""

from django.urls import path

from . import urls_after, urls_meetings, urls_rounds, urls_units
from .views import ballot, decisions, fields, honours, meetings, nominating, nominations, paper_ballots, polls

app_name = "awards"
urlpatterns = [
    # Council meetings and the secret ballot
    path("hoi-dong/", meetings.meeting_list, name="meeting_list"),
    path("hoi-dong/cua-toi/", meetings.my_meetings, name="my_meetings"),
    path("hoi-dong/linh-vuc/", fields.my_fields, name="my_fields"),
    path("hoi-dong/lap/", meetings.meeting_create, name="meeting_create"),
    path("hoi-dong/<int:pk>/", meetings.meeting, name="meeting"),
    path("hoi-dong/<int:pk>/partial/tinh-trang/", meetings.partial_meeting, name="partial-meeting"),
    path("hoi-dong/<int:pk>/phong-hop/", meetings.meeting_screen, name="meeting_screen"),
    path("hoi-dong/<int:pk>/partial/phong-hop/", meetings.partial_meeting_screen, name="partial-meeting-screen"),
    path("hoi-dong/<int:pk>/diem-danh/", meetings.attendance, name="attendance"),
    path("hoi-dong/<int:pk>/chuong-trinh/", meetings.agenda, name="agenda"),
    path("hoi-dong/<int:pk>/mo/", meetings.open_meeting, name="open_meeting"),
    path("hoi-dong/<int:pk>/ket-thuc/", meetings.close_meeting, name="close_meeting"),
    path("hoi-dong/<int:pk>/bo-phieu/", ballot.ballot, name="ballot"),
    path("hoi-dong/<int:pk>/bo-phieu/xem-lai/", ballot.ballot_review, name="ballot_review"),
    path("hoi-dong/<int:pk>/bo-phieu/bo/", ballot.ballot_cast, name="ballot_cast"),
    path("hoi-dong/<int:pk>/bo-phieu/xong/", ballot.ballot_done, name="ballot_done"),
    path("hoi-dong/noi-dung/<int:pk>/mo/", polls.poll_open, name="poll_open"),
    path("hoi-dong/noi-dung/<int:pk>/dong/", polls.poll_close, name="poll_close"),
    path("hoi-dong/noi-dung/<int:pk>/kiem-phieu/", polls.poll_count, name="poll_count"),
    path("hoi-dong/noi-dung/<int:pk>/cong-bo/", polls.poll_publish, name="poll_publish"),
    path("hoi-dong/noi-dung/<int:pk>/huy/", polls.poll_cancel, name="poll_cancel"),
    path("hoi-dong/noi-dung/<int:pk>/bo-khoi-chuong-trinh/", polls.poll_drop, name="poll_drop"),
    path("hoi-dong/noi-dung/<int:pk>/phieu-giay/", paper_ballots.poll_paper, name="poll_paper"),
    path("hoi-dong/noi-dung/<int:pk>/phieu-giay/giao/", paper_ballots.poll_paper_give, name="poll_paper_give"),
    path("hoi-dong/noi-dung/<int:pk>/phieu-giay/thu-lai/", paper_ballots.poll_paper_take, name="poll_paper_take"),
    path("hoi-dong/noi-dung/<int:pk>/them-phieu-giay/", paper_ballots.poll_paper_count, name="poll_paper_count"),
    path("hoi-dong/noi-dung/<int:pk>/y-kien/", paper_ballots.poll_opinions, name="poll_opinions"),
    path("hoi-dong/noi-dung/<int:pk>/y-kien/bo/", paper_ballots.poll_opinion_drop, name="poll_opinion_drop"),
    # Nominations, decisions, honours
    path("de-nghi/", nominations.nomination_list, name="nomination_list"),
    path("de-nghi/lap/<int:pk>/", nominating.nominate, name="nominate"),
    path("de-nghi/lap/ca-nhan/", nominating.find_person, name="nominate_find"),
    path("de-nghi/lap/ca-nhan/<int:pk>/", nominating.nominate_person, name="nominate_person"),
    path("de-nghi/<int:pk>/", nominations.nomination, name="nomination"),
    path("de-nghi/<int:pk>/sua/", nominations.nomination_edit, name="nomination_edit"),
    path("de-nghi/<int:pk>/xoa/", nominations.nomination_discard, name="nomination_discard"),
    path("de-nghi/<int:pk>/trinh/", nominations.nomination_ready, name="nomination_ready"),
    path("de-nghi/<int:pk>/dua-ve/", nominations.nomination_back, name="nomination_back"),
    path("de-nghi/<int:pk>/khong-khen/", nominations.nomination_refuse, name="nomination_refuse"),
    path("ho-so/", nominations.dossier_list, name="dossier_list"),
    path("cho-ky/", decisions.to_sign, name="to_sign"),
    path("quyet-dinh/", decisions.decision_list, name="decision_list"),
    path("quyet-dinh/lap/<int:pk>/", decisions.decision_prepare, name="decision_prepare"),
    path("quyet-dinh/<int:pk>/", decisions.decision, name="decision"),
    path("quyet-dinh/<int:pk>/trinh-ky/", decisions.decision_submit, name="decision_submit"),
    path("quyet-dinh/<int:pk>/ky/", decisions.sign, name="sign"),
    path("quyet-dinh/<int:pk>/tra-lai/", decisions.decision_return, name="decision_return"),
    path("quyet-dinh/<int:pk>/cong-khai/", decisions.decision_publish, name="decision_publish"),
    path("vinh-danh/", honours.honours, name="honours"),
    *urls_after.urlpatterns,
    *urls_rounds.urlpatterns,
    *urls_units.urlpatterns,
    *urls_meetings.urlpatterns,
]
