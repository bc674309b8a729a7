"""Status changes: a table of steps and the one function that performs them (style: "Status changes")."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from . import audit, phrases
from .verdict import Verdict, require


class InvalidTransition(Exception):
    """The step does not exist for this status, or somebody moved the object first. `str()` is Vietnamese."""


@dataclass(frozen=True, slots=True)
class Step:
    """One legal move: `action` from `source` to `target`, called `label`, allowed when `rule(user, obj)` says so."""

    action: str
    label: str
    source: str
    target: str
    rule: Callable[[Any, Any], Verdict]


@dataclass(frozen=True, slots=True)
class Choice:
    """A step as a page offers it: with the verdict for this user."""

    step: Step
    verdict: Verdict


class Workflow:
    """All legal moves of one kind of object. `statuses` is its TextChoices, `name` the Vietnamese name for the docs.

    `column` is where the status stands in its row.
    """

    registry: list["Workflow"] = []

    def __init__(self, name: str, statuses: type[models.TextChoices], *steps: Step, column: str = "status"):
        self.name, self.statuses, self.steps, self.column = name, statuses, steps, column
        self._by_key = {(step.action, step.source): step for step in steps}
        if len(self._by_key) != len(steps):
            raise ValueError(f"{name}: two steps with the same action and source")
        Workflow.registry.append(self)

    @property
    def actions(self) -> list[str]:
        """Distinct actions, in table order."""
        return list(dict.fromkeys(step.action for step in self.steps))

    def step(self, action: str, status: str) -> Step:
        """The step for `action` in `status`; raises InvalidTransition when the table has none."""
        try:
            return self._by_key[action, status]
        except KeyError:
            raise InvalidTransition(phrases.NO_SUCH_STEP) from None

    def status_of(self, obj: models.Model) -> str:
        """Where the object stands."""
        return getattr(obj, self.column)

    def choices_for(self, user, obj) -> list[Choice]:
        """Every step that starts at the object's status, each with the verdict for `user`."""
        return [Choice(step, step.rule(user, obj)) for step in self.steps if step.source == self.status_of(obj)]

    def may(self, action: str, user, obj) -> Verdict:
        """The verdict for one action now; a missing step is a refusal too."""
        try:
            step = self.step(action, self.status_of(obj))
        except InvalidTransition as exc:
            return Verdict(False, str(exc))
        return step.rule(user, obj)

    @transaction.atomic
    def apply(self, action: str, obj: models.Model, *, by, fields: dict[str, Any] | None = None, **data):
        """Perform one step and write its one audit row; return that AuditEvent.

        `fields` are columns set in the same conditional update. Raises InvalidTransition when the table has no such
        step or another transaction moved the row first, Forbidden when the rule refuses. The conditional update keeps
        double clicks and two reviewers safe on SQLite (no row locks) and PostgreSQL alike.
        """
        try:
            step = self.step(action, self.status_of(obj))
        except InvalidTransition:
            # Who comes first, then state: somebody who may never take this action is not told how far the work is.
            self._require_right(action, by, obj)
            raise
        require(step.rule(by, obj))
        values = {self.column: step.target, **(fields or {})}
        rows = type(obj)._base_manager.filter(pk=obj.pk, **{self.column: step.source})
        if rows.update(**values) != 1:
            raise InvalidTransition(phrases.SOMEONE_WAS_FASTER)
        for name, value in values.items():
            setattr(obj, name, value)
        return audit.record(action, obj, by=by, old=step.source, new=step.target, **data)

    def _require_right(self, action: str, by, obj) -> None:
        """Raise Forbidden when no step of `action`, whatever its source, is `by`'s to take."""
        verdicts = [step.rule(by, obj) for step in self.steps if step.action == action]
        if verdicts and not any(verdicts):
            require(verdicts[0])
