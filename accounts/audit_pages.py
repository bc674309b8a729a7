"""The log as a list (“Nhật ký”): filters, paging that does not count, links, the state of its chain."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from core import seals
from core.audit import STRANGER, SYSTEM
from core.audit_words import Entry, model_of
from core.clock import start_of
from core.models import AuditEvent
from core.seal_check import CHECKED
from core.text import fold_vi, whole_number

from .enums import Permission
from .models import User
from .permissions import has_permission

PER_PAGE = 50
COUNTED_UP_TO = 10_000
# Nothing about single ballots is ever written; should a row say it were, it does not get on a page.
NEVER = ("awards.ballotbox", "awards.ballotreceipt")
# More people than this share no name worth a filter.
MOST_PEOPLE = 200

# Where an object is shown, and what its page asks for besides being in sight.
PAGES: dict[str, tuple[str, Permission | None]] = {
    "accounts.user": ("accounts:account", Permission.ACCOUNT_MANAGE),
    "accounts.unit": ("accounts:unit", Permission.ACCOUNT_MANAGE),
    "accounts.person": ("accounts:person", Permission.ACCOUNT_MANAGE),
    "submissions.submission": ("submissions:review", Permission.SUBMISSION_REVIEW),
    "submissions.difficulty": ("submissions:difficulty", Permission.SUBMISSION_REVIEW),
    "awards.nomination": ("awards:nomination", Permission.NOMINATION_READ),
    "awards.awarddecision": ("awards:decision", Permission.DECISION_PREPARE),
    "awards.councilmeeting": ("awards:meeting", Permission.MEETING_MANAGE),
    "reports.generateddocument": ("reports:document", Permission.EXPORT),
}


@dataclass(frozen=True, slots=True)
class ChainState:
    """What the last check of the whole chain found."""

    at: datetime
    is_intact: bool
    position: int
    first: str


@dataclass(frozen=True, slots=True)
class Page:
    """Up to PER_PAGE lines, and the keys of the pages beside them; 0 for none."""

    entries: list[Entry]
    older: int
    newer: int


def people_named(words: str) -> Q:
    """Rows of the people whose name or address holds `words`; accents and capitals do not count."""
    folded = fold_vi(words)
    if folded == fold_vi(SYSTEM):
        return Q(actor_id=None, actor_name=SYSTEM)
    if folded in ("khach", fold_vi(STRANGER)):
        return Q(actor_id=None, actor_name=STRANGER)
    names = User.objects.values_list("pk", "full_name", "email").order_by("pk")
    found = [pk for pk, name, email in names if folded in fold_vi(f"{name} {email}")]
    return Q(actor_id__in=found[:MOST_PEOPLE])


def chosen(values: dict) -> QuerySet[AuditEvent]:
    """The lines the filters ask for, in no order; `values` is the cleaned data of AuditFilter."""
    rows = AuditEvent.objects.exclude(object_type__in=NEVER)
    if words := values.get("nguoi"):
        rows = rows.filter(people_named(words))
    if (person := whole_number(values.get("ai"))) is not None:
        rows = rows.filter(actor_id=person)
    if kind := values.get("loai"):
        rows = rows.filter(kind=kind)
    if words := values.get("q"):
        rows = rows.filter(search_text__contains=fold_vi(words))
    if exact := values.get("ma"):
        object_type, _, object_id = exact.partition(":")
        rows = rows.filter(object_type=object_type, object_id=object_id)
    if day := values.get("tu"):
        rows = rows.filter(at__gte=start_of(day))
    if day := values.get("den"):
        rows = rows.filter(at__lt=start_of(day + timedelta(days=1)))
    return rows


def page_of(rows: QuerySet[AuditEvent], user: User, *, before: int = 0, after: int = 0) -> Page:
    """One page, newest first: the lines older than line `before`, or newer than line `after`.

    The place is kept by the line, not by a count of lines before it: page 10,000 costs what page 1 costs, and lines
    written meanwhile move nothing.
    """
    mark = AuditEvent.objects.filter(pk=before or after).only("at").first() if before or after else None
    if mark is not None and before:
        rows = rows.filter(Q(at__lt=mark.at) | Q(at=mark.at, pk__lt=mark.pk), at__lte=mark.at)
    elif mark is not None:
        rows = rows.filter(Q(at__gt=mark.at) | Q(at=mark.at, pk__gt=mark.pk), at__gte=mark.at)
    upwards = mark is not None and not before
    order = ("at", "pk") if upwards else ("-at", "-pk")
    keys = list(rows.order_by(*order).values_list("pk", flat=True)[: PER_PAGE + 1])
    more, keys = len(keys) > PER_PAGE, keys[:PER_PAGE]
    lines = AuditEvent.objects.in_bulk(keys)
    found = [lines[key] for key in (reversed(keys) if upwards else keys)]
    has_older = more if not upwards else True
    has_newer = more if upwards else mark is not None
    older = found[-1].pk if found and has_older else 0
    newer = found[0].pk if found and has_newer else 0
    return Page(with_links(found, user), older, newer)


def count_of(rows: QuerySet[AuditEvent], page: Page, *, words: str) -> int | None:
    """How many lines there are, counted no further than just beyond COUNTED_UP_TO.

    None when a search for `words` fills more than a page: the words stand in no order, counting would read everything.
    """
    if not (page.older or page.newer):
        return len(page.entries)
    return None if words else rows.order_by()[: COUNTED_UP_TO + 1].count()


def with_links(events: Iterable[AuditEvent], user: User) -> list[Entry]:
    """The lines in words, with a link where this reader may open the object; one query for each kind of object."""
    events = list(events)
    wanted = defaultdict(set)
    for event in events:
        if event.object_type in PAGES and event.object_id:
            wanted[event.object_type].add(event.object_id)
    links = {(kind, str(pk)): url for kind, ids in wanted.items() for pk, url in _visible(kind, ids, user)}
    return [Entry(event, links.get((event.object_type, event.object_id), "")) for event in events]


def _visible(kind: str, ids: set[str], user: User) -> list[tuple[int, str]]:
    url_name, permission = PAGES[kind]
    model = model_of(kind)
    if model is None or not (permission is None or has_permission(user, permission)):
        return []
    keys = [int(value) for value in ids if value.isdecimal()]
    seen = model._default_manager.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)
    return [(pk, reverse(url_name, args=[pk])) for pk in seen]


def chain_state() -> ChainState | None:
    """The outcome of the last check, from the log itself; None before the first. A line changed since tells nothing."""
    event = AuditEvent.objects.filter(action=CHECKED).order_by("-at", "-pk").first()
    if event is None:
        return None
    intact = bool(event.data.get("intact")) and seals.is_genuine(event) is True
    return ChainState(event.at, intact, event.data.get("position", 0), event.data.get("first", ""))
