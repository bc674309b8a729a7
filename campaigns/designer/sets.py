"""Life of a set: a draft is begun, its frame and points are saved, it is published or thrown away."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from core import audit
from core.clock import database_now
from core.verdict import denied, require
from core.workflow import InvalidTransition

from .. import phrases
from ..enums import CriteriaStatus
from ..models import CriteriaItem, CriteriaSet, ParticipantGroup, ReportingPeriod
from ..permissions import may_begin, may_design
from ..workflow import CRITERIA_WORKFLOW
from . import copying
from .checks import Fault, criteria_of, faults_of, former_in_use, load_items
from .values import MOST_POINTS, shown, tidy

FRAME = ("scorers", "bonus_cap", "minus_cap", "change_note")
MOST_SCORERS = 3


class NotReady(Exception):
    """The set cannot be published yet; `faults` say what to mend."""

    def __init__(self, faults: list[Fault]):
        super().__init__(" ".join(fault.text for fault in faults))
        self.faults = faults


class EditedElsewhere(Exception):
    """Somebody saved meanwhile what this form was about to save: nothing was stored.

    `seen` is the stamp with which the writer's text may replace it knowingly.
    """

    def __init__(self, seen: str):
        super().__init__(phrases.EDITED)
        self.seen = seen


def hold(criteria_set: CriteriaSet) -> CriteriaSet:
    """The draft as it is now, locked for this transaction; InvalidTransition when it is no draft any more.

    Whoever saves and whoever publishes follow each other: on PostgreSQL by the row's lock, on SQLite because writers
    wait for each other anyway.
    """
    rows = CriteriaSet.objects.filter(pk=criteria_set.pk, status=CriteriaStatus.DRAFT)
    draft = rows.select_for_update().first()
    if draft is None:
        raise InvalidTransition(phrases.SOMEONE_WAS_FASTER)
    return draft


@transaction.atomic
def begin(
    *, group: ParticipantGroup, period: ReportingPeriod, source: CriteriaSet | None, by, at: datetime | None = None
) -> tuple[CriteriaSet, list[str]]:
    """Begin a draft (lập bản nháp bộ tiêu chí), empty or out of a published set; with sentences on what was left out.

    Its version follows the last of the group and year. Raises Forbidden for a year whose books are closed, a foreign
    source or a group without criteria in the plan, InvalidTransition when there is a draft already.
    """
    require(may_begin(by, group, period, at=at or database_now()))
    criteria = criteria_of(group)
    if not criteria:
        require(denied(phrases.NO_CRITERIA))
    if source and (source.status != CriteriaStatus.PUBLISHED or source.period.campaign_id != period.campaign_id):
        require(denied(phrases.NOT_A_SOURCE))
    last = CriteriaSet.objects.filter(group=group, period=period).aggregate(last=Max("version"))["last"]
    version = (last or 0) + 1
    try:
        with transaction.atomic():
            draft, left = _made(group, period, source, criteria, version)
    except IntegrityError:
        # Two people began at once, or there is a draft already: the constraints let one through.
        raise InvalidTransition(phrases.DRAFT_EXISTS.format(year=period.year)) from None
    audit.record("begin_criteria", draft, by=by, new=draft.status, version=version, source=_name(source))
    return draft, left


def _made(group, period, source: CriteriaSet | None, criteria, version: int) -> tuple[CriteriaSet, list[str]]:
    if source is None:
        empty = copying.start_empty(group=group, criteria=criteria, period=period, version=version)
        return empty, [phrases.SPLIT_EVENLY]
    if source.group_id == group.pk:
        return copying.copy_set(source, period=period, version=version), []
    return copying.copy_from_group(source, group=group, criteria=criteria, period=period, version=version)


def _name(source: CriteriaSet | None) -> str:
    return f"{source}, bản {source.version}" if source else ""


def stamp_of(criteria_set: CriteriaSet, items: list[CriteriaItem]) -> str:
    """Short fingerprint of the frame and of every item's points: what the form of the set says it has seen."""
    frame = [shown(getattr(criteria_set, name)) for name in FRAME]
    points = [(item.pk, item.order, shown(item.max_points)) for item in items]
    return sha256(repr((frame, points)).encode()).hexdigest()[:16]


@transaction.atomic
def save_frame(
    criteria_set: CriteriaSet, *, frame: Mapping[str, Any], points: Mapping[int, Decimal | None], seen: str, by
) -> None:
    """Save the points of all items and what holds for the whole draft (lưu điểm). No row of the log: it is a draft.

    `points` by item pk. Raises ValidationError by field (`points-12`, `bonus_cap`), EditedElsewhere when somebody else
    saved meanwhile, InvalidTransition when the draft was published or thrown away.
    """
    require(may_design(by))
    draft = hold(criteria_set)
    items = load_items(draft)
    if (now := stamp_of(draft, items)) != seen:
        raise EditedElsewhere(now)
    faults = _frame_faults(frame)
    for item in items:
        wanted = points.get(item.pk, item.max_points)
        if wanted is None:
            faults[f"points-{item.pk}"] = phrases.POINTS_NEEDED
        elif not 0 < wanted <= MOST_POINTS:
            faults[f"points-{item.pk}"] = phrases.POINTS_RANGE
        else:
            item.max_points = wanted
    if faults:
        raise ValidationError(faults)
    for name in FRAME:
        setattr(draft, name, tidy(frame[name]) if name == "change_note" else frame[name])
    draft.save(update_fields=list(FRAME))
    CriteriaItem.objects.bulk_update(items, ["max_points"])


def _frame_faults(frame: Mapping[str, Any]) -> dict[str, str]:
    caps = {name: frame[name] for name in ("bonus_cap", "minus_cap")}
    found = {name: phrases.CAP_RANGE for name, cap in caps.items() if cap is None or not 0 <= cap <= MOST_POINTS}
    if not isinstance(frame["scorers"], int) or not 1 <= frame["scorers"] <= MOST_SCORERS:
        found["scorers"] = phrases.SCORERS
    return found


@transaction.atomic
def publish(criteria_set: CriteriaSet, *, by, at: datetime | None = None) -> CriteriaSet:
    """Publish a draft (ban hành bộ tiêu chí): reports begun from now on are written under it.

    Raises NotReady with everything to be mended, Forbidden for a year whose books are closed, InvalidTransition when
    somebody published or threw it away first.
    """
    require(may_design(by))
    at = at or database_now()
    draft = hold(criteria_set)
    require(may_begin(by, draft.group, draft.period, at=at))
    if faults := publishing_faults(draft):
        raise NotReady(faults)
    fields = {"published_at": at, "published_by": by}
    CRITERIA_WORKFLOW.apply("publish_criteria", draft, by=by, fields=fields, version=draft.version)
    return draft


def publishing_faults(criteria_set: CriteriaSet, items: list[CriteriaItem] | None = None) -> list[Fault]:
    """Everything to be mended before `criteria_set` can be published."""
    items = load_items(criteria_set) if items is None else items
    criteria = criteria_of(criteria_set.group)
    return faults_of(criteria_set, items, criteria, note_needed=former_in_use(criteria_set))


@transaction.atomic
def discard(criteria_set: CriteriaSet, *, by) -> None:
    """Throw a draft away (bỏ bản nháp); nothing rests on a draft. InvalidTransition when it is none any more."""
    require(may_design(by))
    draft = hold(criteria_set)
    audit.record("discard_criteria", draft, by=by, old=draft.status, version=draft.version)
    draft.items.all().delete()
    draft.delete()
