"""Who may post a list of proposals, object to it, and settle an objection."""

from datetime import date

from accounts.enums import Permission
from accounts.permissions import has_permission, need
from core.verdict import ALLOWED, Verdict, denied

from .. import phrases_postings as phrases


def may_post(user) -> Verdict:
    """The office and the council's secretary."""
    return need(user, Permission.NOMINATION_MANAGE)


def may_settle(user) -> Verdict:
    """Whoever posts lists looks into what is objected; nobody else reads it."""
    return need(user, Permission.NOMINATION_MANAGE)


def may_object(user, posting, *, on: date) -> Verdict:
    """Everybody who is signed in while the list is on view; the office also later, for who called or wrote in time."""
    if has_permission(user, Permission.NOMINATION_MANAGE):
        return ALLOWED
    on_view = posting.withdrawn_at is None and posting.starts_on <= on <= posting.ends_on
    return ALLOWED if on_view else denied(phrases.NOT_ON_VIEW)
