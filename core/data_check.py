"""The nightly look at what must always hold: noted in the log, told to whoever watches the health page."""

import logging
from datetime import datetime

from . import audit, health, invariants
from .models import AuditEvent

logger = logging.getLogger(__name__)

BROKEN = "broken"
TOLD = 20


def check_and_note(*, at: datetime) -> int:
    """Ask every rule that reads no files, note the outcome in the log, return how many rows break one."""
    asked, count, first = invariants.chosen(), 0, ""
    for rule, finding in invariants.check(asked, at=at):
        count += 1
        first = first or f"{rule.code}: {finding}"
        if count <= TOLD:
            logger.error("data: %s: %s", rule.code, finding)
    audit.record("data_checked", None, by=None, intact=not count, findings=count, rules=len(asked), first=first)
    return count


def last_outcome() -> str:
    """For the health page: `broken` when the last look found something, else `ok`."""
    rows = AuditEvent.objects.filter(action="data_checked").order_by("-at", "-pk").values_list("data", flat=True)
    last = rows.first()
    return BROKEN if last and not last["intact"] else health.OK
