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
    """One thing a unit or person has (báo cáo, đề nghị khen thưởng), as their page shows it.

    `kind` says what it is, `status` is the value for the badge, `url` is empty for whoever may not open it.
    """

    kind: str
    title: str
    year: int
    status: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class OpenPaper:
    """Work that an ending would cut off, in a few Vietnamese words; a draft may be left unfinished knowingly."""

    words: str
    is_draft: bool


class Source(Protocol):
    """What one app above knows. Subjects of one call are all units or all persons; keys are their pk."""

    def papers(self, subject: Subject, *, by) -> list[Paper]: ...

    def open_papers(self, subjects: list[Subject]) -> dict[int, list[OpenPaper]]: ...

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


def open_papers(subjects: Iterable[Subject]) -> dict[int, list[OpenPaper]]:
    """Per pk what is still being worked on; for the locks, whoever asks. One query a source."""
    found: dict[int, list[OpenPaper]] = defaultdict(list)
    subjects = list(subjects)
    for source in _sources:
        for pk, papers in source.open_papers(subjects).items():
            found[pk] += papers
    return found


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
