"""The port through which this app asks what points at a unit or person in the apps above; those apps answer.

`submissions` and `awards` each register a source when the portal starts. What has a footprint is never removed, keeps
its code, and cannot be ended over an open report.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from .models import Person, Unit

Subject = Unit | Person


@dataclass(frozen=True, slots=True)
class Paper:
    """One thing a unit or person has (báo cáo, đề nghị khen thưởng): `kind` says what, `status` its value for the badge.

    `url` is empty for whoever may not open it. `is_open` is true while somebody still has to act on it.
    """

    kind: str
    title: str
    year: int
    status: str
    label: str
    url: str
    is_open: bool


class Source(Protocol):
    """What one app above knows. Subjects of one call are all units or all persons; keys are their pk."""

    def papers(self, subject: Subject, *, by) -> list[Paper]: ...

    def open_papers(self, subject: Subject) -> list[str]: ...

    def years(self, subjects: list[Subject]) -> dict[int, dict[int, str]]: ...

    def used(self, subjects: list[Subject]) -> set[int]: ...


_sources: list[Source] = []


def register(source: Source) -> None:
    """Ask `source` too from now on; called once by each app that points at units and persons."""
    _sources.append(source)


def papers(subject: Subject, *, by) -> list[Paper]:
    """What the user `by` may know of, newest year first."""
    found = [paper for source in _sources for paper in source.papers(subject, by=by)]
    return sorted(found, key=lambda paper: -paper.year)


def open_papers(subject: Subject) -> list[str]:
    """What is still being worked on, each as a few Vietnamese words; for the locks, whoever asks."""
    return [words for source in _sources for words in source.open_papers(subject)]


def reported_years(subjects: Iterable[Subject]) -> dict[int, dict[int, str]]:
    """Per pk the years that have a report, each with the code of the group it was written in. One query a source."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    subjects = list(subjects)
    for source in _sources:
        for pk, years in source.years(subjects).items():
            found[pk].update(years)
    return found


def used(subjects: Iterable[Subject]) -> set[int]:
    """Pks of those anything above points at: never removed, their code stays. One query a source and table."""
    subjects = list(subjects)
    return set().union(*(source.used(subjects) for source in _sources))
