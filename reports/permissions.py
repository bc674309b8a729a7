"""Who may see the overview and take files out of the portal."""

from accounts.enums import Permission
from accounts.permissions import need
from core.verdict import ALLOWED, Verdict, denied

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


def may_retry(user, document) -> Verdict:
    """A file that could not be made is made again on request."""
    if not (right := may_export(user)):
        return right
    return ALLOWED if document.status == S.FAILED else denied("Tệp này không ở trạng thái lỗi.")


def may_download(user, document) -> Verdict:
    """A file leaves the portal when it is whole; who asked for it keeps the right only while the role lasts."""
    if not (right := may_export(user)):
        return right
    return ALLOWED if document.status == S.READY else denied("Tệp chưa sẵn sàng.")
