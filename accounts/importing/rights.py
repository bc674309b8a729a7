"""Who may bring lists in, and when a run can be written, undone or dropped: each answer with its reason."""

from core.verdict import ALLOWED, Verdict, denied

from ..enums import ImportStatus, Permission, RowVerdict
from ..models import ImportRun
from ..permissions import need
from . import phrases

# Runs whose preview can be dropped; one that is being written or was written cannot.
DROPPABLE = (ImportStatus.QUEUED, ImportStatus.READING, ImportStatus.UNREADABLE, ImportStatus.PREVIEW)


def may_import(user) -> Verdict:
    """Whoever keeps units and accounts (R10)."""
    return need(user, Permission.ACCOUNT_MANAGE)


def may_apply(user, run: ImportRun, counts: dict[str, int], *, skip_wrong: bool) -> Verdict:
    """Write the run's rows: all of them, or with `skip_wrong` those without an error. `counts` by row verdict."""
    if not (right := may_import(user)):
        return right
    if run.status != ImportStatus.PREVIEW:
        return denied(phrases.NOT_PREVIEW)
    wrong = counts.get(RowVerdict.ERROR, 0)
    if wrong and not skip_wrong:
        return denied(phrases.HAS_ERRORS.format(count=wrong))
    if not counts.get(RowVerdict.NEW, 0) + counts.get(RowVerdict.CHANGED, 0):
        return denied(phrases.NOTHING_TO_WRITE)
    return ALLOWED


def may_preview_again(user, run: ImportRun) -> Verdict:
    """Read the same file once more, against the database as it stands now."""
    if not (right := may_import(user)):
        return right
    return ALLOWED if run.status == ImportStatus.PREVIEW else denied(phrases.NOT_PREVIEW)


def may_discard(user, run: ImportRun) -> Verdict:
    """Drop a run nothing was written from."""
    if not (right := may_import(user)):
        return right
    return ALLOWED if run.status in DROPPABLE else denied(phrases.NOT_PREVIEW)


def may_undo(user, run: ImportRun) -> Verdict:
    """Take back what a run wrote; whether something was edited since is asked row by row when it is done."""
    if not (right := may_import(user)):
        return right
    return ALLOWED if run.status == ImportStatus.APPLIED else denied(phrases.NOT_APPLIED)
