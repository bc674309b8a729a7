"""Taking an import back: old texts return, added rows go, as long as nothing was edited and nothing points at them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from core import audit
from core.clock import ward_date
from core.verdict import require
from core.workflow import InvalidTransition

from ..enums import ImportStatus, RowVerdict
from ..groups import GroupRefused
from ..models import ImportRow, ImportRun
from . import phrases
from .lists import ListResource, Outcome
from .preview import RESOURCES
from .rights import may_undo
from .rules import CHANGES

# Reasons told at once; the rest is a number.
TOLD = 5


class CannotUndo(InvalidTransition):
    """Something stands in the way; `str()` is the Vietnamese sentence that names it. Nothing was changed."""

    def __init__(self, reasons: Sequence[str]):
        more = f"; và {len(reasons) - TOLD} dòng khác" if len(reasons) > TOLD else ""
        super().__init__(phrases.CANNOT_UNDO.format(reasons=f"{'; '.join(reasons[:TOLD])}{more}."))


@transaction.atomic
def undo(run: ImportRun, *, by, at: datetime | None = None) -> int:
    """Bring back what stood before the run (hoàn tác lần nhập); returns how many rows.

    All or nothing: raises CannotUndo naming rows that were edited or are in use since, InvalidTransition for the second
    of two people.
    """
    require(may_undo(by, run))
    now = at or timezone.now()
    applied = ImportRun.objects.filter(pk=run.pk, status=ImportStatus.APPLIED)
    if applied.update(status=ImportStatus.UNDONE, undone_at=now, undone_by=by) != 1:
        raise InvalidTransition(phrases.SOMEONE_WAS_FASTER)
    rows = list(run.rows.filter(verdict__in=CHANGES))
    resource = RESOURCES[run.kind](on=ward_date(now))
    resource.hold([row.object_id for row in rows])
    stored = resource.reread([row.object_id for row in rows])
    if reasons := _edited(rows, stored, resource):
        raise CannotUndo(reasons)
    added = [row for row in rows if row.verdict == RowVerdict.NEW]
    try:
        resource.write(_restored(rows, stored, resource), by=by)
        # Only now: a changed row may have pointed at an added one.
        if reasons := _in_use(added, stored, resource):
            raise CannotUndo(reasons)
        resource.remove([stored[row.object_id] for row in added], _fresh(added))
    except (GroupRefused, ProtectedError) as exc:
        raise CannotUndo([str(exc).rstrip(".") if isinstance(exc, GroupRefused) else phrases.POINTED_AT]) from None
    audit.record(
        "import_undone", run, by=by, old=ImportStatus.APPLIED.label, new=ImportStatus.UNDONE.label, kind=run.kind,
        file_name=run.file_name, rows=len(rows),
    )  # fmt: skip
    return len(rows)


def _named(sentence: str, row: ImportRow, **more: str) -> str:
    return sentence.format(row=row.number, label=row.label, **more)


def _edited(rows: list[ImportRow], stored: dict[int, models.Model], resource: ListResource) -> list[str]:
    """Rows that no longer hold what the import wrote."""
    reasons = []
    for row in rows:
        if row.object_id not in stored:
            reasons.append(_named(phrases.GONE_SINCE, row))
        elif resource.shown(stored[row.object_id]) != row.written:
            reasons.append(_named(phrases.EDITED_SINCE, row))
    return reasons


def _in_use(rows: list[ImportRow], stored: dict[int, models.Model], resource: ListResource) -> list[str]:
    """Added rows something else points at by now."""
    added = {row.object_id: row for row in rows}
    found = resource.in_use([stored[pk] for pk in added], _fresh(added.values()))
    return [_named(phrases.IN_USE, added[pk], what=what) for pk, what in found.items()]


def _fresh(added: Iterable[ImportRow]) -> set[int]:
    """Keys of the added rows of which nothing existed before; an officer's account may have."""
    return {row.object_id for row in added if not row.old}


def _restored(rows: list[ImportRow], stored: dict[int, models.Model], resource: ListResource) -> list[Outcome]:
    """The changed rows as they stood before, ready to be stored."""
    outcomes, reasons = [], []
    resource.references.read_units(text for row in rows for text in resource.unit_codes(row.old))
    for row in rows:
        kept = [name for name in row.values if name in row.old and name not in resource.key_attributes]
        back = {name: row.old[name] for name in kept if row.old[name] != row.written[name]}
        if not back:
            continue
        instance, line = stored[row.object_id], resource.row_of(back)
        try:
            for name in back:
                resource.put(instance, name, line)
        except ValueError:
            reasons.append(_named(phrases.NOT_RESTORABLE, row))
        outcomes.append(
            Outcome(row.number, line, "", RowVerdict.CHANGED, values=back, old=dict(row.written), instance=instance)
        )
    if reasons:
        raise CannotUndo(reasons)
    return outcomes
