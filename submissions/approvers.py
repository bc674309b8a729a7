"""Who can approve a unit's report as its head, and what to do when nobody can."""

from datetime import date

from accounts.enums import Role
from accounts.models import Membership, User
from core.verdict import ALLOWED, Verdict, denied

from . import phrases
from .models import Submission
from .permissions import may_ask_head


def heads_of(submission: Submission, *, on: date, apart_from: int | None = None) -> list[User]:
    """The heads of the report's unit on the ward day `on`, without the account `apart_from`; one query."""
    grants = Membership.objects.active(on).filter(unit=submission.unit_id, role=Role.UNIT_HEAD, user__is_active=True)
    return [grant.user for grant in grants.exclude(user=apart_from).select_related("user").order_by("pk")]


def may_send(user: User, submission: Submission, *, on: date) -> Verdict:
    """The right to send the report to its head, and a head other than the sender to read it."""
    if not (right := may_ask_head(user, submission)):
        return right
    heads = heads_of(submission, on=on)
    if not heads:
        return denied(phrases.HEAD_MISSING)
    if all(head.pk == user.pk for head in heads):
        return denied(phrases.HEAD_IS_THE_OFFICER.format(who=user))
    return ALLOWED
