"""Addresses of the submissions app."""

from django.urls import path

from . import partials
from .views import (
    autosaving,
    editing,
    evidence,
    file_log,
    handing_in,
    home,
    queue,
    ranking,
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
    path("bao-cao/<int:pk>/muc/<slug:section>/", editing.edit, name="edit"),
    path("bao-cao/<int:pk>/luu/", autosaving.autosave, name="autosave"),
    path("bao-cao/<int:pk>/partial/cac-muc/", partials.sections, name="partial-sections"),
    path("bao-cao/<int:pk>/minh-chung/", evidence.evidence_upload, name="evidence_upload"),
    path("minh-chung/<int:pk>/", evidence.evidence_file, name="evidence_file"),
    path("minh-chung/<int:pk>/xoa/", evidence.evidence_remove, name="evidence_remove"),
    path("minh-chung/<int:pk>/khoi-phuc/", evidence.evidence_restore, name="evidence_restore"),
    path("minh-chung/<int:pk>/dung-lai/", evidence.evidence_reuse, name="evidence_reuse"),
    path("bao-cao/<int:pk>/kiem-tra/", handing_in.check, name="check"),
    path("bao-cao/<int:pk>/nop/", handing_in.submit, name="submit"),
    path("bao-cao/<int:pk>/rut/", handing_in.withdraw, name="withdraw"),
    path("bao-cao/<int:pk>/bien-nhan/", handing_in.receipt, name="receipt"),
    path("bao-cao/<int:pk>/ban-in/", handing_in.preview, name="preview"),
    # The Culture-Society office.
    path("tham-dinh/", queue.queue, name="queue"),
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
]
