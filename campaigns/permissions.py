"""Who may set the movement up: rights of this app as plain functions that can say why not."""

from datetime import datetime

from accounts.enums import Permission
from accounts.permissions import need
from core.verdict import ALLOWED, Verdict, denied

from . import phrases
from .enums import CriteriaStatus
from .models import CriteriaSet, ParticipantGroup, ReportingPeriod


def may_design(user, criteria_set: CriteriaSet | None = None) -> Verdict:
    """Read and build criteria (R5): whoever sets the movement up, for every group and year."""
    return need(user, Permission.SETTINGS_EDIT)


def may_change(user, criteria_set: CriteriaSet) -> Verdict:
    """Change a draft; a published set is never changed."""
    if not (right := may_design(user)):
        return right
    return ALLOWED if criteria_set.status == CriteriaStatus.DRAFT else denied(phrases.PUBLISHED)


def may_begin(user, group: ParticipantGroup, period: ReportingPeriod, *, at: datetime) -> Verdict:
    """Begin a draft for the group and year; no report is begun any more once the year's books are closed."""
    if not (right := may_design(user)):
        return right
    if group.campaign_id != period.campaign_id:
        return denied(phrases.FOREIGN_GROUP)
    return denied(phrases.YEAR_LOCKED.format(year=period.year)) if at >= period.locks_at else ALLOWED
