"""The port through which this app asks in which group a unit or person takes part; the app of the plan answers.

Groups are the plan's and live above this app: `campaigns` registers its book when the portal starts. Without a book
nobody has a group and none can be chosen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import Q

from core.text import fold_vi

from .models import Person, Unit

Subject = Unit | Person
# The code that stands for taking no part.
NO_GROUP = ""


class GroupRefused(Exception):
    """A unit or person cannot go into the group; `str()` is the Vietnamese reason, for the one named first."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the plan one can be put into (nhóm đối tượng): its code, titles, and whether it is of persons."""

    code: str
    title: str
    short_title: str
    of_persons: bool

    def __str__(self) -> str:
        return self.short_title


@dataclass(frozen=True, slots=True)
class Span:
    """In which group from which year to which; None is open, `to_year` before `from_year` never came about."""

    group: Group
    from_year: int | None
    to_year: int | None


class GroupBook(Protocol):
    """What the app of the plan knows. Subjects of one call are all units or all persons; keys are their pk."""

    def choices(self, *, on: date) -> list[Group]: ...

    def groups_of(self, subjects: Iterable[Subject], *, on: date) -> dict[int, Group]: ...

    def history(self, subject: Subject) -> list[Span]: ...

    def in_group(self, code: str, *, on: date) -> Q: ...

    def refusals(self, wishes: Mapping[Subject, str], *, on: date) -> dict[int, str]: ...

    def enrol(self, wishes: Mapping[Subject, str], *, on: date) -> dict[int, tuple[str, str]]: ...

    def leave(self, subject: Subject, *, last_day: date) -> None: ...

    def rejoin(self, subject: Subject, *, on: date) -> None: ...

    def forget(self, subject: Subject) -> None: ...


class _NoBook:
    """Stands in where no plan is installed."""

    def choices(self, *, on):
        return []

    def groups_of(self, subjects, *, on):
        return {}

    def history(self, subject):
        return []

    def in_group(self, code, *, on):
        return Q(pk=None)

    def refusals(self, wishes, *, on):
        return {subject.pk: "Chưa có phong trào nào để xếp nhóm." for subject, code in wishes.items() if code}

    def enrol(self, wishes, *, on):
        for reason in self.refusals(wishes, on=on).values():
            raise GroupRefused(reason)
        return {}

    def leave(self, subject, *, last_day):
        return None

    def rejoin(self, subject, *, on):
        return None

    def forget(self, subject):
        return None


_book: GroupBook = _NoBook()


def register(book: GroupBook) -> None:
    """Let `book` answer from now on; called once by the app of the plan when it is ready."""
    global _book
    _book = book


def choices(*, on: date, of_persons: bool | None = None) -> list[Group]:
    """The groups one can be put into on the ward day `on`, in the plan's order; only those of persons, or of units."""
    return [group for group in _book.choices(on=on) if of_persons is None or group.of_persons == of_persons]


def find(text: str, *, on: date, of_persons: bool) -> Group | None:
    """The group a person means who typed its code, title or short title, whatever accents and case; None if none."""
    wanted = " ".join(fold_vi(text).split())
    for group in choices(on=on, of_persons=of_persons):
        if wanted in (fold_vi(group.code), fold_vi(group.title), fold_vi(group.short_title)):
            return group
    return None


def groups_of(subjects: Iterable[Subject], *, on: date) -> dict[int, Group]:
    """The group of each subject in the year of `on`, by pk; who takes no part is left out. A constant number of
    queries.
    """
    return _book.groups_of(list(subjects), on=on)


def history(subject: Subject) -> list[Span]:
    """Every group the subject was, is or will be in, oldest first."""
    return _book.history(subject)


def in_group(code: str, *, on: date) -> Q:
    """The condition on units or persons that are in the group `code` in the year of `on`; NO_GROUP: in none."""
    return _book.in_group(code, on=on)


def refusals(wishes: Mapping[Subject, str], *, on: date) -> dict[int, str]:
    """Why those of `wishes` (subject to group code) that cannot be carried out cannot, by pk. Writes nothing.

    Saved subjects only: a new one can only be refused for an unknown code, which `find` tells.
    """
    return _book.refusals(wishes, on=on)


def enrol(wishes: Mapping[Subject, str], *, on: date) -> dict[int, tuple[str, str]]:
    """Put each subject into the group of that code from the year of `on` on (xếp nhóm); years before stay as they were.

    Returns (old code, new code) by pk for those whose group changed; the caller writes the log. Raises GroupRefused,
    having changed nothing, when a subject has a report in another group that year or later. A constant number of
    queries for any number of subjects.
    """
    return _book.enrol(wishes, on=on)


def leave(subject: Subject, *, last_day: date) -> None:
    """End taking part with a subject whose last day is `last_day`; the year of that day counts when it was reported."""
    _book.leave(subject, last_day=last_day)


def rejoin(subject: Subject, *, on: date) -> None:
    """Let a subject that had left take part again from the year of `on`, in its last group."""
    _book.rejoin(subject, on=on)


def forget(subject: Subject) -> None:
    """Drop every span of a subject that is about to be removed because nothing points at it."""
    _book.forget(subject)
