"""Whether a report can be handed in at a moment: what every step towards the ward asks first."""

from datetime import datetime

from accounts.enums import ApprovalKind
from core.verdict import Forbidden

from .. import phrases, windows
from ..advice import SIGNED_COPY
from ..models import Submission
from ..permissions import approval_of
from ..sections import Remark, sections_of


class WindowClosed(Forbidden):
    """The calendar says no: not open yet, or locked. `str()` is the Vietnamese reason."""


class NotReady(Exception):
    """Required parts are missing; `gaps` names them in reading order."""

    def __init__(self, gaps: list[Remark]):
        super().__init__(phrases.NOT_READY.format(count=len(gaps)))
        self.gaps = gaps


def held(submission: Submission) -> Submission:
    """The report as it is now, locked until the transaction ends (a no-op on SQLite, whose writers queue anyway)."""
    rows = Submission.objects.select_related("period", "group", "unit", "person")
    return rows.select_for_update(of=("self",)).get(pk=submission.pk)


def approval_gaps(submission: Submission) -> list[Remark]:
    """What the unit's way of approving still asks: the signed copy, where it wants one."""
    if approval_of(submission) != ApprovalKind.SIGNED_COPY or submission.signed_copies.filter(removed_at=None).exists():
        return []
    return [Remark("", SIGNED_COPY, phrases.GAP_SIGNED_COPY)]


def require_open(submission: Submission, at: datetime) -> None:
    """Raise WindowClosed unless the calendar lets the unit work on the report at `at`."""
    if not (verdict := windows.open_for_work(submission, at)):
        raise WindowClosed(verdict.reason)


def require_ready(submission: Submission) -> None:
    """Raise NotReady while something required is missing."""
    if gaps := [*sections_of(submission).gaps, *approval_gaps(submission)]:
        raise NotReady(gaps)
