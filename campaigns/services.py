"""Writes of the campaigns app: a sound plan becomes rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from core import audit

from .enums import CriteriaStatus
from .models import Campaign, CriteriaItem, CriteriaSet, PlanPart
from .plan_file import Plan, PlanFileError, Row
from .plan_schema import CAMPAIGN, TABLES, Key, Table


@dataclass(slots=True)
class LoadResult:
    """What a load did, in rows. `kept` names every value that people changed and the file therefore left alone."""

    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def load_plan(plan: Plan, *, by=None, at: datetime | None = None) -> LoadResult:
    """Make the rows of a movement say what its plan file says (nạp kế hoạch).

    A value people changed in the portal is kept, and so is every row they added; points are made once and then theirs.
    A row that has left the file is removed unless something rests on it. Loading the same file again changes nothing
    and writes no log line. Raises PlanFileError, leaving everything as it was.
    """
    result, loaded = LoadResult(), _Codes()
    campaign = _load_campaign(plan.campaign, result)
    try:
        with transaction.atomic():
            for table in TABLES:
                _load_table(campaign, table, plan.tables[table.name], loaded, result)
            _load_points(plan.points, loaded, result, at=at or timezone.now())
    except IntegrityError as exc:
        raise PlanFileError([f"{plan.source}: trái với dữ liệu đang có trong cổng ({exc})."]) from exc
    faults = [line for table in reversed(TABLES) for line in _remove_left(campaign, table, plan, result)]
    if faults:
        raise PlanFileError([f"{plan.source}: {line}." for line in faults])
    if result.new or result.changed or result.removed:
        counts = {"added": result.new, "changed": result.changed, "removed": result.removed}
        audit.record("load_plan", campaign, by=by, source=plan.source, **counts)
    return result


class _Codes:
    """Rows by table and code, for references between rows; and the code of a key, for comparing."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], PlanPart] = {}
        self.codes: dict[tuple[str, int], str] = {}

    def add(self, table: str, row: PlanPart) -> None:
        self.rows[table, row.code] = row
        self.codes[table, row.pk] = row.code


def _load_campaign(values: Row, result: LoadResult) -> Campaign:
    row = Campaign.objects.filter(code=values["code"]).first() or Campaign(code=values["code"])
    _merge(row, values, CAMPAIGN, "campaign", _Codes(), result)
    return row


def _load_table(campaign: Campaign, table: Table, entries: list[Row], codes: _Codes, result: LoadResult) -> None:
    existing = {row.code: row for row in table.model._default_manager.filter(campaign=campaign)}
    for row in existing.values():
        codes.add(table.name, row)
    keys = {**table.keys, "order": Key(int)}
    for order, entry in enumerate(entries, start=1):
        row = existing.get(entry["code"]) or table.model(campaign=campaign, code=entry["code"])
        _merge(row, {**entry, "order": order}, keys, f"{table.name} ({entry['code']})", codes, result)
        codes.add(table.name, row)


def _merge(row: models.Model, values: Row, keys: dict[str, Key], place: str, codes: _Codes, result: LoadResult) -> None:
    """Write the file's values where the row still holds what an earlier load wrote; leave what people changed."""
    is_new, changed, before = row.pk is None, False, dict(row.loaded)
    for name, key in keys.items():
        if name == "code":
            continue
        wanted = _plain(values[name])
        current = _current(row, name, key, codes)
        if is_new or (current != wanted and name in before and current == before[name]):
            setattr(row, name, codes.rows.get((key.refers, values[name])) if key.refers else values[name])
            changed = True
        elif current != wanted:
            result.kept.append(f"{place}.{name}")
        row.loaded[name] = wanted
    if is_new:
        result.new += 1
    elif changed:
        result.changed += 1
    else:
        result.same += 1
    if is_new or changed or row.loaded != before:
        row.save()


def _current(row: models.Model, name: str, key: Key, codes: _Codes) -> Any:
    if not key.refers:
        return _plain(getattr(row, name))
    return codes.codes.get((key.refers, getattr(row, f"{name}_id")))


def _plain(value: Any) -> Any:
    """The value as JSON keeps it, so that a row, a file and the memory of the last load can be compared."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.get_default_timezone()).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _load_points(entries: list[Row], codes: _Codes, result: LoadResult, *, at: datetime) -> None:
    """Default points, only for a group and year that has none: from then on they are the office's (R5)."""
    for entry in entries:
        group, period = codes.rows["groups", entry["group"]], codes.rows["periods", entry["period"]]
        if CriteriaSet.objects.filter(group=group, period=period).exists():
            result.same += 1
            continue
        criteria_set = CriteriaSet.objects.create(
            group=group, period=period, scorers=entry["scorers"], status=CriteriaStatus.PUBLISHED, published_at=at
        )
        for order, (code, points) in enumerate(entry["points"].items(), start=1):
            CriteriaItem.objects.create(
                criteria_set=criteria_set, criterion=codes.rows["criteria", code], order=order, max_points=points
            )
        result.new += 1


def _remove_left(campaign: Campaign, table: Table, plan: Plan, result: LoadResult) -> Iterable[str]:
    """Rows that came from an earlier file and are not in this one; rows people added are not looked at."""
    present = [entry["code"] for entry in plan.tables[table.name]]
    for row in table.model._default_manager.filter(campaign=campaign).exclude(code__in=present).exclude(loaded={}):
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError:
            yield f"{table.name} ({row.code}).code: mã này không còn trong tệp nhưng đang được dùng, không bỏ được"
        else:
            result.removed += 1
