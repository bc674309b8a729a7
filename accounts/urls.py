"""Addresses of the accounts app."""

from django.urls import path

from .views import (
    accounts,
    audit,
    grants,
    guides,
    handing_over,
    importing,
    invitation_link,
    invitations,
    people,
    people_endings,
    privacy,
    profile,
    sessions,
    sign_in_link,
    start,
    unit_endings,
    units,
)

app_name = "accounts"
urlpatterns = [
    path("bat-dau/", start.start, name="start"),
    path("giao-dien/", start.choose_theme, name="theme"),
    # --- the door
    path("tai-khoan/lien-ket/", sign_in_link.ask, name="link_ask"),
    path("tai-khoan/lien-ket/da-gui/", sign_in_link.sent, name="link_sent"),
    path("tai-khoan/lien-ket/mo/<str:token>/", sign_in_link.open_link, name="link_open"),
    path("tai-khoan/phien/con-lam-viec/", sessions.keep_alive, name="keep_alive"),
    path("tai-khoan/phien/<int:pk>/ket-thuc/", sessions.end_session, name="session_end"),
    # --- personal data
    path("thong-bao-du-lieu/", privacy.notice, name="notice"),
    path("bao-ve-du-lieu/", privacy.privacy, name="privacy"),
    # --- guides
    path("huong-dan/", guides.help_page, name="help"),
    path("huong-dan/nop-bao-cao/", guides.whole_guide, name="whole_guide"),
    path("huong-dan/nop-bao-cao/<int:number>/", guides.chapter, name="guide"),
    path("kha-nang-tiep-can/", guides.accessibility, name="accessibility"),
    # --- invitations
    path("moi/", invitation_link.invitation_accept, name="invitation_accept"),
    path("moi/<str:token>/", invitation_link.invitation, name="invitation"),
    path("loi-moi/", invitations.invitation_list, name="invitation_list"),
    path("loi-moi/gui/", invitations.invitation_send, name="invitation_send"),
    path("loi-moi/nhac/", invitations.invitation_remind, name="invitation_remind"),
    path("loi-moi/<int:pk>/gui-lai/", invitations.invitation_resend, name="invitation_resend"),
    # --- one's own account, the unit in front
    path("ca-nhan/", profile.profile, name="profile"),
    path("ca-nhan/sua/", profile.profile_edit, name="profile_edit"),
    path("lam-viec-cho/", profile.work_for, name="work_for"),
    # --- handing over
    path("ban-giao/", handing_over.hand_over_list, name="hand_over_list"),
    path("ban-giao/<int:pk>/", handing_over.hand_over, name="hand_over"),
    # --- accounts and their roles
    path("don-vi-tai-khoan/tai-khoan/", accounts.account_list, name="account_list"),
    path("don-vi-tai-khoan/tai-khoan/moi/", accounts.account_create, name="account_create"),
    path("don-vi-tai-khoan/tai-khoan/cho-xac-nhan/", grants.grant_inbox, name="grant_inbox"),
    path("don-vi-tai-khoan/tai-khoan/<int:pk>/", accounts.account, name="account"),
    path("don-vi-tai-khoan/tai-khoan/<int:pk>/sua/", accounts.account_edit, name="account_edit"),
    path("don-vi-tai-khoan/tai-khoan/<int:pk>/dong/", accounts.account_close, name="account_close"),
    path("don-vi-tai-khoan/tai-khoan/<int:pk>/mo-lai/", accounts.account_reopen, name="account_reopen"),
    path("don-vi-tai-khoan/tai-khoan/<int:pk>/lop-xac-thuc/", accounts.account_factors, name="account_factors"),
    path("don-vi-tai-khoan/tai-khoan/<int:pk>/moi/", accounts.account_invite, name="account_invite"),
    path("don-vi-tai-khoan/tai-khoan/<int:pk>/vai-tro/", grants.grant_add, name="grant_add"),
    path("don-vi-tai-khoan/vai-tro/<int:pk>/ket-thuc/", grants.grant_end, name="grant_end"),
    path("don-vi-tai-khoan/vai-tro/<int:pk>/xac-nhan/", grants.grant_confirm, name="grant_confirm"),
    path("don-vi-tai-khoan/vai-tro/<int:pk>/tu-choi/", grants.grant_refuse, name="grant_refuse"),
    # --- units and people
    path("don-vi-tai-khoan/", units.unit_list, name="unit_list"),
    path("don-vi-tai-khoan/don-vi/them/", units.unit_add, name="unit_add"),
    path("don-vi-tai-khoan/don-vi/<int:pk>/", units.unit, name="unit"),
    path("don-vi-tai-khoan/don-vi/<int:pk>/sua/", units.unit_edit, name="unit_edit"),
    path("don-vi-tai-khoan/don-vi/<int:pk>/ngung/", unit_endings.unit_end, name="unit_end"),
    path("don-vi-tai-khoan/don-vi/<int:pk>/sap-nhap/", unit_endings.unit_merge, name="unit_merge"),
    path("don-vi-tai-khoan/don-vi/<int:pk>/mo-lai/", unit_endings.unit_reopen, name="unit_reopen"),
    path("don-vi-tai-khoan/don-vi/<int:pk>/xoa/", unit_endings.unit_remove, name="unit_remove"),
    path("don-vi-tai-khoan/ca-nhan/", people.person_list, name="person_list"),
    path("don-vi-tai-khoan/ca-nhan/them/", people.person_add, name="person_add"),
    path("don-vi-tai-khoan/ca-nhan/<int:pk>/", people.person, name="person"),
    path("don-vi-tai-khoan/ca-nhan/<int:pk>/sua/", people.person_edit, name="person_edit"),
    path("don-vi-tai-khoan/ca-nhan/<int:pk>/thoi/", people_endings.person_end, name="person_end"),
    path("don-vi-tai-khoan/ca-nhan/<int:pk>/gop/", people_endings.person_merge, name="person_merge"),
    path("don-vi-tai-khoan/ca-nhan/<int:pk>/mo-lai/", people_endings.person_reopen, name="person_reopen"),
    path("don-vi-tai-khoan/ca-nhan/<int:pk>/xoa/", people_endings.person_remove, name="person_remove"),
    # --- lists in and out of Excel
    path("nhap-excel/", importing.import_page, name="import"),
    path("nhap-excel/gui-tep/", importing.import_start, name="import_start"),
    path("nhap-excel/mau/<slug:name>/", importing.import_template, name="import_template"),
    path("nhap-excel/xuat/<slug:name>/<slug:form>/", importing.import_export, name="import_export"),
    path("nhap-excel/<int:pk>/", importing.import_run, name="import_run"),
    path("nhap-excel/<int:pk>/tien-do/", importing.import_progress, name="import_progress"),
    path("nhap-excel/<int:pk>/ghi/", importing.import_apply, name="import_apply"),
    path("nhap-excel/<int:pk>/xem-lai/", importing.import_again, name="import_again"),
    path("nhap-excel/<int:pk>/bo/", importing.import_discard, name="import_discard"),
    path("nhap-excel/<int:pk>/hoan-tac/", importing.import_undo, name="import_undo"),
    path("nhap-excel/<int:pk>/dong-loi/", importing.import_errors, name="import_errors"),
    # --- the log
    path("nhat-ky/", audit.audit_log, name="audit_log"),
    path("nhat-ky/tai/", audit.audit_export, name="audit_export"),
]
