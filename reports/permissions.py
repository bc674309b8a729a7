"""Who may see the overview and take files out of the portal."""

from accounts.enums import Permission
from accounts.permissions import has_permission, need
from awards import certificate
from awards.enums import DecisionStatus, MinutesStatus, PollStatus
from awards.permissions.decision import may_read as may_read_decision
from awards.permissions.minutes import BEGUN, may_read_minutes, minutes_of
from awards.permissions.nomination import may_read_dossier
from core.verdict import ALLOWED, Verdict, denied

from .enums import OF_AWARDS
from .enums import DocumentKind as K
from .enums import DocumentStatus as S


def may_see_overview(user) -> Verdict:
    """The ward's office, its leaders and those who answer for money and accounts."""
    return need(user, Permission.OVERVIEW_READ)


def may_export(user) -> Verdict:
    """Files and papers are made and taken out by the office and the council's secretary."""
    return need(user, Permission.EXPORT)


def may_see_readers(user) -> Verdict:
    """Who took a file out is for those who answer for it: the office, and whoever reads the log."""
    return need(user, Permission.AUDIT_READ) or need(user, Permission.SUBMISSION_REVIEW)


def may_take_paper(user, document) -> Verdict:
    """A receipt or printed report is for whoever sees the report (the queryset says who), once it is whole."""
    return ALLOWED if document.status == S.READY else denied("Tệp chưa sẵn sàng.")


def may_ask(user, document) -> Verdict:
    """Have a file made, or made again: a paper of awards by the right to what it is about, all else to export."""
    if document.kind in OF_AWARDS:
        return may_print(user, document.kind, document.about)
    return may_export(user)


def may_retry(user, document) -> Verdict:
    """A file that could not be made is made again on request."""
    if not (right := may_ask(user, document)):
        return right
    return ALLOWED if document.status == S.FAILED else denied("Tệp này không ở trạng thái lỗi.")


def may_download(user, document) -> Verdict:
    """A file leaves the portal when it is whole; who asked for it keeps the right only while the role lasts."""
    if not (right := may_ask(user, document)):
        return right
    if document.kind == K.CERTIFICATES_PDF and _revoked_since(document):
        return denied("Có Giấy khen bị thu hồi sau khi tạo tệp này. Tạo tệp mới ở trang quyết định.")
    if document.status != S.READY:
        return denied("Tệp chưa sẵn sàng.")
    return denied(reason) if (reason := _not_meant_for(user, document)) else ALLOWED


def _not_meant_for(user, document) -> str:
    """Why an earlier print is kept from who reads only what it became: it holds words or papers taken out since."""
    if document.kind == K.MINUTES_PDF and not _runs_meetings(user):
        minutes = minutes_of(document.meeting)
        if minutes.status != MinutesStatus.FINISHED or document.data_at < minutes.finished_at:
            return "Tệp này là bản dự thảo, in trước khi biên bản hoàn thành. Tạo tệp mới ở trang phiên họp."
    is_dossier = document.kind == K.DOSSIER_PDF and not has_permission(user, Permission.NOMINATION_MANAGE)
    if is_dossier and document.nomination.papers.filter(removed_at__gt=document.data_at).exists():
        return "Có giấy tờ được bỏ khỏi hồ sơ sau khi tạo tệp này. Tạo tệp mới ở trang hồ sơ."
    return ""


def _runs_meetings(user) -> bool:
    return has_permission(user, Permission.MEETING_MANAGE) or has_permission(user, Permission.POLL_CANCEL)


def _revoked_since(document) -> bool:
    """Does a file with the certificates of a decision hold one that no longer counts."""
    return document.decision.lines.filter(pk__in=document.params["lines"], revoked_on__isnull=False).exists()


def may_print(user, kind: str, about) -> Verdict:
    """Have a paper of awards made, see and take it: whoever may read what it is about (the querysets say who sees it).

    `about` is the nomination, meeting, letter, decision or decision line of the kind (`OF_AWARDS`).
    """
    return _PRINTING[K(kind)](user, about)


def _minutes(user, meeting) -> Verdict:
    """A draft is for the secretary and the chair, finished minutes for everybody of the meeting."""
    if meeting.status not in BEGUN:
        return denied("Phiên họp chưa mở, chưa có biên bản.")
    minutes = minutes_of(meeting)
    return may_read_minutes(user, minutes) if minutes else denied("Thư ký chưa soạn biên bản.")


def _tally(user, meeting) -> Verdict:
    """Nobody gets a partial result: the sheet holds the items whose result has been announced."""
    if not meeting.polls.filter(status=PollStatus.PUBLISHED).exists():
        return denied("Chưa công bố kết quả bỏ phiếu nào.")
    return ALLOWED


def _proposal(user, proposal) -> Verdict:
    return may_read_decision(user)


def _decision(user, decision) -> Verdict:
    return may_read_decision(user)


def _certificates(user, decision) -> Verdict:
    if not (right := may_read_decision(user)):
        return right
    if decision.status != DecisionStatus.SIGNED:
        return denied(certificate.NOT_SIGNED)
    if not decision.lines.filter(revoked_on=None).exists():
        return denied("Mọi Giấy khen của quyết định này đã bị thu hồi.")
    return ALLOWED


def _certificate(user, line) -> Verdict:
    if not (right := may_read_decision(user)):
        return right
    reason = certificate.refusal(line)
    return denied(reason) if reason else ALLOWED


_PRINTING = {
    K.DOSSIER_PDF: may_read_dossier,
    K.MINUTES_PDF: _minutes,
    K.TALLY_PDF: _tally,
    K.PROPOSAL_PDF: _proposal,
    K.DECISION_PDF: _decision,
    K.CERTIFICATES_PDF: _certificates,
    K.CERTIFICATE_PDF: _certificate,
}
