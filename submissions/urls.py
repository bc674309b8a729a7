"""Addresses of the submissions app."""

from django.urls import path

from . import partials, urls_difficulties
from .views import (
    autosaving,
    checking,
    editing,
    evidence,
    file_log,
    handing_in,
    home,
    pledge_list,
    pledges,
    queue,
    ranking,
    receipts,
    reminders,
    returning,
    review,
    scoring,
)

app_name = "submissions"
urlpatterns = [
    # The unit's officer.
    path("don-vi/", home.home, name="home"),
    path("bao-cao/", home.report_list, name="list"),
    path("bao-cao/bat-dau/", editing.start, name="start"),
    path("dang-ky-thi-dua/", pledges.pledge, name="pledge"),
    path("bao-cao/<int:pk>/muc/<slug:section>/", editing.edit, name="edit"),
    path("bao-cao/<int:pk>/luu/", autosaving.autosave, name="autosave"),
    path("bao-cao/<int:pk>/partial/cac-muc/", partials.sections, name="partial-sections"),
    path("bao-cao/<int:pk>/minh-chung/", evidence.evidence_upload, name="evidence_upload"),
    path("bao-cao/<int:pk>/tep-da-xoa/", evidence_changes.evidence_removed, name="evidence_removed"),
    path("minh-chung/<int:pk>/", evidence.evidence_file, name="evidence_file"),
    path("minh-chung/<int:pk>/xoa/", evidence_changes.evidence_remove, name="evidence_remove"),
    path("minh-chung/<int:pk>/khoi-phuc/", evidence_changes.evidence_restore, name="evidence_restore"),
    path("minh-chung/<int:pk>/dung-lai/", evidence_changes.evidence_reuse, name="evidence_reuse"),
    path("minh-chung/<int:pk>/dong-y/", evidence_changes.evidence_agree, name="evidence_agree"),
    path("minh-chung/<int:pk>/xoa-han/", file_office.evidence_purge, name="evidence_purge"),
    path("bao-cao/<int:pk>/kiem-tra/", handing_in.check, name="check"),
    path("bao-cao/<int:pk>/nop/", handing_in.submit, name="submit"),
    path("bao-cao/<int:pk>/rut/", handing_in.withdraw, name="withdraw"),
    path("bao-cao/<int:pk>/bien-nhan/", receipts.receipt, name="receipt"),
    path("bao-cao/<int:pk>/bien-nhan/partial/tep/", partials.papers, name="partial-papers"),
    path("bao-cao/<int:pk>/bien-nhan/tao-tep/", receipts.ask_for_papers, name="ask_for_papers"),
    path("bao-cao/<int:pk>/ban-in/", receipts.preview, name="preview"),
    # Anybody with a receipt on paper.
    path("bien-nhan/", checking.find_receipt, name="find_receipt"),
    path("bien-nhan/<str:token>/", checking.check_receipt, name="check_receipt"),
    # The Culture-Society office.
    path("so-dang-ky/", pledge_list.pledge_list, name="pledge_list"),
    path("so-dang-ky/<int:pk>/", pledge_list.pledge_read, name="pledge_read"),
    path("tham-dinh/", queue.queue, name="queue"),
    path("tham-dinh/tep-can-xem/", file_office.file_troubles, name="file_troubles"),
    path("tham-dinh/<int:pk>/", review.review, name="review"),
    path("tham-dinh/<int:pk>/nhan/", scoring.start, name="start_review"),
    path("tham-dinh/<int:pk>/cham/", scoring.score, name="score"),
    path("tham-dinh/<int:pk>/xong/", scoring.complete, name="complete"),
    path("tham-dinh/<int:pk>/chap-nhan/", scoring.accept, name="accept"),
    path("tham-dinh/<int:pk>/tra-lai/", returning.return_form, name="return_form"),
    path("tham-dinh/<int:pk>/tra-lai/gui/", returning.return_report, name="return"),
    path("tham-dinh/<int:pk>/partial/xem/<int:file_pk>/", review.viewer, name="partial-viewer"),
    path("tham-dinh/<int:pk>/tep/", file_log.file_log, name="file_log"),
    path("xep-hang/", ranking.ranking, name="ranking"),
    path("xep-hang/chot/", ranking.lock, name="lock"),
    path("xep-hang/<int:pk>/", ranking.breakdown, name="breakdown"),
    path("don-doc/", reminders.reminders, name="reminders"),
    path("don-doc/gui/", reminders.send_now, name="send_now"),
    *urls_difficulties.urlpatterns,
]
