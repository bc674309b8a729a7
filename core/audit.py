"""The log (nhật ký): append-only rows without foreign keys, so that it outlives what it describes."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import DatabaseError, models
from django.http import HttpRequest

from . import seals, visitor
from .formats import format_date, format_moment
from .models import AuditEvent

logger = logging.getLogger(__name__)

SYSTEM = "Hệ thống"
STRANGER = "Khách chưa đăng nhập"
VISITOR = AnonymousUser()

# Names under which nobody may hand the log anything (reliability goal 21).
FORBIDDEN = frozenset({"password", "token", "secret", "otp", "pin", "link", "nonce", "choice", "receipt", "session"})
# Columns that follow from others, or that nobody may read.
_UNTOLD = frozenset({"password", "last_login", "nonce", "signature", "lease", "leased_until"})
_LONGEST = 500
# Whoever presses on after a no is one row in this time, not thousands.
WINDOW_SECONDS = 600


def record(
    action: str,
    obj: models.Model | None,
    *,
    by,
    old: str = "",
    new: str = "",
    changes: Mapping[str, Sequence[Any]] | None = None,
    **data: Any,
) -> AuditEvent:
    """Write one row: who did what to which object, before and after (ghi nhật ký).

    `by` is the acting user, None for the portal itself, VISITOR for somebody not signed in. `changes` holds
    [before, after] by field name, as `changes_of` makes it. `data` must be JSON-serialisable and must never hold a
    password, token or vote choice (reliability goal 21); ValueError for a name that says it does. One insert; the
    chain's link is added after commit.
    """
    if forbidden := FORBIDDEN & {*data, *(changes or {})}:
        raise ValueError(f"the log takes no {', '.join(sorted(forbidden))}")
    event = AuditEvent(
        actor_id=getattr(by, "pk", None),
        actor_name=_name(by),
        capacity=_capacity(by),
        address=visitor.address(),
        action=action,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        object_label=str(obj)[:300] if obj is not None else "",
        old=str(old),
        new=str(new),
        changes={name: [_shown(before), _shown(after)] for name, (before, after) in (changes or {}).items()},
        data=data,
    )
    event.save()
    seals.seal_after_commit(event)
    return event


def _name(by) -> str:
    if by is None:
        return SYSTEM
    return STRANGER if by.pk is None else str(by)[:200]


def _capacity(by) -> str:
    """The roles of the day in words, when this request has read them already: the log asks the database nothing."""
    # The user of a request is a lazy wrapper around the account.
    grants = getattr(getattr(by, "_wrapped", by), "__dict__", {}).get("grants") or ()
    return "; ".join(f"{grant.get_role_display()}{f' ({grant.unit})' if grant.unit_id else ''}" for grant in grants)[
        :200
    ]


def _shown(value: Any) -> Any:
    """A value as a reader finds it in ten years: words, not keys."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, Mapping | list | tuple | set | frozenset | models.QuerySet):
        value = "; ".join(str(_shown(item)) for item in value)
    text = str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def refused(request: HttpRequest, reason: str = "") -> None:
    """Note that somebody signed in was told no (bị từ chối): where, never with what. Silent for unlogged views.

    The same person, address and method again within WINDOW_SECONDS is no further row: a page that asks by itself, or
    somebody who wishes the log full, would write one at every turn. A database that is away must not turn a refusal
    into a server error.
    """
    match = request.resolver_match
    if match is not None and getattr(match.func, "unlogged", False):
        return
    path = _path(request)
    try:
        if first_of("refused", request.user.pk, request.method, path):
            record("refused", None, by=request.user, method=request.method, path=path, reason=reason)
    except DatabaseError as exc:
        logger.error("a refusal could not be logged: %s", exc)


def first_of(*what: object) -> bool:
    """True for the first of a kind within WINDOW_SECONDS. One write to the cache."""
    return cache.add(window_key(*what), 1, timeout=WINDOW_SECONDS)


def window_key(*what: object) -> str:
    """The cache's key for what is counted within WINDOW_SECONDS."""
    return f"log:{hashlib.sha256(repr(what).encode()).hexdigest()[:32]}"


def _path(request: HttpRequest) -> str:
    """The address without its query; addresses that hold more than numbers only by their pattern."""
    match = request.resolver_match
    if match is None:
        return ""
    if all(isinstance(value, int) for value in match.kwargs.values()) and not match.args:
        return request.path[:200]
    return f"/{match.route}"[:200]


def unlogged(view):
    """Mark a view whose requests leave no trace in the log whatever they end with (phiếu kín)."""
    view.unlogged = True
    return view


def snapshot(obj: models.Model) -> dict[str, Any]:
    """What stands in the object now, to be handed to `changes_of` once it is changed."""
    return {field.attname: getattr(obj, field.attname) for field in _told(obj)}


def _told(obj: models.Model) -> list[models.Field]:
    fields = obj._meta.concrete_fields
    return [field for field in fields if field.editable and not field.primary_key and field.name not in _UNTOLD]


def changes_of(obj: models.Model, before: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Before and after of every field that differs from the snapshot `before`, in words.

    Asks the database only for the former target of a changed reference.
    """
    found = {}
    for field in _told(obj):
        old, new = before[field.attname], getattr(obj, field.attname)
        if old != new:
            found[field.name] = [_word(obj, field, old), _word(obj, field, new)]
    return found


def _word(obj: models.Model, field: models.Field, value: Any) -> Any:
    if value is None:
        return ""
    if field.is_relation:
        return str(field.remote_field.model._base_manager.filter(pk=value).first() or value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _shown(value)


def history(obj: models.Model, *, limit: int = 50) -> list:
    """The newest `limit` lines about one object, readable (lịch sử); for accounts/_history.html. One query."""
    from .audit_words import Entry

    return [Entry(event) for event in AuditEvent.objects.about(obj)[:limit]]
