"""A line of the log in words (nhật ký): what was done, to what, before and after, as a person reads it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from . import workflow_docs
from .audit_labels import ACTIONS, DETAILS
from .clock import ward_time
from .enums import AuditKind
from .models import AuditEvent

NOTHING = "(trống)"
METHODS = {"GET": "mở trang", "HEAD": "mở trang", "POST": "bấm nút, gửi biểu mẫu"}


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One further fact of the row."""

    name: str
    value: str


@lru_cache
def model_of(object_type: str) -> type[models.Model] | None:
    """The model a row speaks of; None for one that is gone from the code, which its rows outlive."""
    try:
        return apps.get_model(object_type)
    except (LookupError, ValueError):
        return None


@lru_cache
def type_name(object_type: str) -> str:
    """What such objects are called: “tài khoản”."""
    model = model_of(object_type)
    return str(model._meta.verbose_name) if model else ""


@lru_cache
def _statuses(object_type: str) -> tuple[tuple[str, str], ...]:
    model = model_of(object_type)
    # A state that is asked rather than stored has its words beside the model.
    if states := getattr(model, "STATES", None):
        return tuple(states.choices)
    try:
        return tuple(model._meta.get_field("status").flatchoices) if model else ()
    except FieldDoesNotExist:
        return ()


@lru_cache
def _codes() -> dict[tuple[str, str], tuple[str, str]]:
    """Words of every stored code by app and code, with the name of its column: a role, a state of a letter."""
    fields = [field for model in apps.get_models() for field in model._meta.concrete_fields]
    return {
        (field.model._meta.app_label, code): (str(field.verbose_name), str(words))
        for field in fields
        for code, words in field.flatchoices
        if isinstance(code, str) and code
    }


def _code(object_type: str, value: str) -> tuple[str, str]:
    """Name of the column and words for a code that is no status of the object itself."""
    return _codes().get((object_type.partition(".")[0], value), ("trạng thái", value))


@lru_cache
def _steps(object_type: str) -> dict[tuple[str, str], str]:
    """Labels of the step table of this kind of object, by action and the status it started from."""
    mine = _statuses(object_type)
    tables = [table for table in workflow_docs.tables() if mine and tuple(table.statuses.choices) == mine]
    return {(step.action, step.source): step.label for table in tables for step in table.steps}


def action_words(action: str, object_type: str = "", old: str = "") -> str:
    """What the action is called; the same action may be called otherwise after a return."""
    steps = _steps(object_type)
    if label := steps.get((action, old)):
        return label
    if action in ACTIONS:
        return ACTIONS[action].words
    return next((label for (name, _), label in steps.items() if name == action), "Việc khác")


def _field_name(object_type: str, name: str) -> str:
    model = model_of(object_type)
    try:
        label = str(model._meta.get_field(name).verbose_name) if model else name
    except FieldDoesNotExist:
        label = DETAILS.get(name, name)
    return label[:1].upper() + label[1:]


def _fact(name: str, value: Any) -> str:
    return METHODS.get(value, str(value)) if name == "method" else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_text(item)}" for name, item in value.items())
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value)
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Entry:
    """One line, ready for a page or a sheet."""

    event: AuditEvent
    # Where the object is shown, when whoever reads the page may go there.
    url: str = ""

    @property
    def at(self) -> datetime:
        return ward_time(self.event.at)

    @property
    def moment(self) -> str:
        """Time with its offset, exact to the second: 2026-12-10T16:05:12+07:00."""
        return self.at.isoformat(timespec="seconds")

    @property
    def clock(self) -> str:
        """16:05:12 on the ward's clock."""
        return f"{self.at:%H:%M:%S}"

    @property
    def object_key(self) -> str:
        """Kind and number of the object, as the page's address names it."""
        return f"{self.event.object_type}:{self.event.object_id}"

    @property
    def who(self) -> str:
        return self.event.actor_name

    @cached_property
    def what(self) -> str:
        return action_words(self.event.action, self.event.object_type, self.event.old)

    @property
    def kind(self) -> str:
        return AuditKind(self.event.kind).label

    @property
    def object_kind(self) -> str:
        return type_name(self.event.object_type)

    @property
    def object_label(self) -> str:
        return self.event.object_label

    @cached_property
    def changes(self) -> list[Change]:
        """Status first, then every changed field."""
        event, words = self.event, dict(_statuses(self.event.object_type))
        found = []
        if event.old or event.new:
            name, _ = ("trạng thái", "") if words else _code(event.object_type, event.new or event.old)
            before, after = (
                words.get(value) or _code(event.object_type, value)[1] or NOTHING for value in (event.old, event.new)
            )
            found.append(Change(f"{name[:1].upper()}{name[1:]}", before, after))
        for name, (before, after) in event.changes.items():
            found.append(
                Change(_field_name(event.object_type, name), _text(before) or NOTHING, _text(after) or NOTHING)
            )
        return found

    @cached_property
    def details(self) -> list[Detail]:
        """Facts that have a name in words; the rest stays in the table."""
        data = self.event.data.items()
        return [
            Detail(DETAILS[name], _fact(name, value))
            for name, value in data
            if name in DETAILS and value not in ("", [])
        ]

    @property
    def note(self) -> str:
        """The one sentence of a history: the reason when there is one."""
        return str(self.event.data.get("reason") or self.event.data.get("why") or "")
