"""Writing exactly what was previewed: all or nothing, once, and nothing over what somebody else changed meanwhile."""

import hashlib
import json
import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit
from core.clock import ward_date
from core.verdict import require
from core.workflow import InvalidTransition

from ..enums import ImportStatus, RowVerdict
from ..groups import GroupRefused
from ..models import ImportRow, ImportRun
from . import phrases, runs
from .lists import ListResource, Outcome
from .preview import RESOURCES, outcomes_of
from .reading import Line
from .rights import may_apply
from .rules import CHANGES
from .services import counts_of
from .storing import update_rows

logger = logging.getLogger(__name__)


class MovedOn(Exception):
    """The database is no longer what the preview showed; `rows` are those it shows for."""

    def __init__(self, rows: Sequence[ImportRow]):
        super().__init__(phrases.MOVED_ON)
        self.rows = rows


@transaction.atomic
def apply(run: ImportRun, *, skip_wrong: bool, by, at: datetime | None = None) -> None:
    """Have the previewed rows written (ghi), with `skip_wrong` those without an error; a worker does it after commit.

    One press wins: raises InvalidTransition for the second person, Forbidden with the reason while rows are wrong.
    """
    require(may_apply(by, run, counts_of(run), skip_wrong=skip_wrong))
    rows = ImportRun.objects.filter(pk=run.pk, status=ImportStatus.PREVIEW)
    values = {"applied_at": at or timezone.now(), "applied_by": by, "skip_wrong": skip_wrong}
    if rows.update(status=ImportStatus.APPLYING, attempts=0, lease="", leased_until=None, problem="", **values) != 1:
        raise InvalidTransition(phrases.SOMEONE_WAS_FASTER)
    transaction.on_commit(partial(runs.hand_over, run.pk, ImportStatus.APPLYING))


def write(run_id: int, *, now: datetime | None = None) -> str:
    """Write the rows of a run and return the status it is in then (ghi các dòng).

    One transaction holds the rows, what they became, the run's status and the line of the log: a worker killed at any
    moment has written all of it or nothing, and the next one begins anew.
    """
    now = now or timezone.now()
    run = runs.claim(run_id, runs.to_apply(now), status=ImportStatus.APPLYING, at=now)
    if run is not None:
        try:
            _write_or_say_why(run, now)
        except runs.LeaseLost:
            logger.warning("import %s was taken over", run_id)
    return ImportRun.objects.values_list("status", flat=True).get(pk=run_id)


def _write_or_say_why(run: ImportRun, now: datetime) -> None:
    if run.attempts > runs.MAX_ATTEMPTS:
        _back_to_preview(run, (), phrases.APPLY_INTERRUPTED)
        return
    try:
        _write(run, now)
    except MovedOn as exc:
        _back_to_preview(run, exc.rows, phrases.MOVED_ON_RUN.format(count=len(exc.rows)))
    except (IntegrityError, GroupRefused):
        # Somebody stored the same key between our reading and our writing: now it can be seen which rows.
        _back_to_preview(run, _moved_on_now(run, now), phrases.APPLY_FAILED)
    except runs.LeaseLost:
        raise
    except Exception:
        logger.exception("import %s could not be written", run.pk)
        _back_to_preview(run, (), phrases.APPLY_FAILED)


@transaction.atomic
def _write(run: ImportRun, now: datetime) -> None:
    # Held from here: whoever drops or takes over the run waits, and finds it written.
    if runs.mine(run).select_for_update().first() is None:
        raise runs.LeaseLost
    rows = list(run.rows.filter(verdict__in=CHANGES))
    resource = RESOURCES[run.kind](on=ward_date(now))
    outcomes = _compare(run, resource, rows, lock=True)
    resource.write(outcomes, by=run.applied_by)
    _keep_written(resource, rows, outcomes)
    counts = counts_of(run)
    runs.close(run, status=ImportStatus.APPLIED, applied_at=now, attempts=0)
    audit.record(
        "import_applied", run, by=run.applied_by, old=ImportStatus.PREVIEW.label, new=ImportStatus.APPLIED.label,
        kind=run.kind, file_name=run.file_name, sha256=run.sha256, rows_sha256=fingerprint(rows),
        added=counts[RowVerdict.NEW], changed=counts[RowVerdict.CHANGED], skipped=counts[RowVerdict.ERROR],
        **({"existing_accounts": known} if (known := sum(bool(row.note) for row in rows)) else {}),
    )  # fmt: skip


def _compare(run: ImportRun, resource: ListResource, rows: list[ImportRow], *, lock: bool) -> list[Outcome]:
    """What the stored rows would do now; raises MovedOn unless that is exactly what was previewed."""
    lines = [Line(row.number, resource.row_of(row.values)) for row in rows]
    prepare = resource.lock if lock else resource.load
    prepare([line.cells for line in lines])
    outcomes = outcomes_of(resource, lines)
    pairs = zip(rows, outcomes, strict=True)
    if moved := [row for row, found in pairs if not _as_previewed(row, found, run.columns)]:
        raise MovedOn(moved)
    return outcomes


def _as_previewed(row: ImportRow, found: Outcome, columns: list[str]) -> bool:
    stood, stands = ({name: old.get(name, "") for name in columns} for old in (row.old, found.old))
    return found.verdict == row.verdict and found.values == row.values and stood == stands


def _moved_on_now(run: ImportRun, now: datetime) -> Sequence[ImportRow]:
    try:
        rows = list(run.rows.filter(verdict__in=CHANGES))
        _compare(run, RESOURCES[run.kind](on=ward_date(now)), rows, lock=False)
    except MovedOn as exc:
        return exc.rows
    return ()


def _keep_written(resource: ListResource, rows: list[ImportRow], outcomes: list[Outcome]) -> None:
    """Note which object each row became and what it holds now: undoing asks whether it was edited since."""
    stored = resource.reread([found.instance.pk for found in outcomes])
    for row, found in zip(rows, outcomes, strict=True):
        row.object_id = found.instance.pk
        row.written = resource.shown(stored[found.instance.pk])
    update_rows(rows, ["object_id", "written"])


@transaction.atomic
def _back_to_preview(run: ImportRun, moved: Sequence[ImportRow], problem: str) -> None:
    """Nothing was written: say so on the run and mark the rows it failed for."""
    runs.close(run, status=ImportStatus.PREVIEW, applied_at=None, applied_by=None, attempts=0, problem=problem)
    for row in moved:
        row.verdict = RowVerdict.ERROR
        row.messages = [{"column": "", "text": phrases.MOVED_ON}]
    update_rows(moved, ["verdict", "messages"])


def fingerprint(rows: Sequence[ImportRow]) -> str:
    """SHA-256 over what was written, so that the line of the log vouches for the stored rows."""
    facts = [[row.number, row.verdict, row.values, row.old] for row in sorted(rows, key=lambda row: row.number)]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
