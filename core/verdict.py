"""The answer of every rule: yes, or no with the Vietnamese reason a page shows beside the closed button."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True, slots=True)
class Verdict:
    """Truthy when allowed; otherwise `reason` says in Vietnamese why not."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(True)


def denied(reason: str) -> Verdict:
    """A refusal with its Vietnamese reason."""
    return Verdict(False, reason)


class Forbidden(PermissionDenied):
    """The lock behind every hidden button: a rule said no. `str()` is the Vietnamese reason."""


def require(verdict: Verdict) -> None:
    """Raise Forbidden with the rule's reason unless the verdict allows."""
    if not verdict:
        raise Forbidden(verdict.reason)
