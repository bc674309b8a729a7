"""What units and persons have here, as the pages of units and people ask it (accounts/footprint.py)."""

from django.urls import reverse

from accounts.footprint import OpenPaper, Paper, Subject
from accounts.models import Person

from . import progress
from .models import Nomination, Suggestion
from .permissions.nomination import may_follow, may_read_dossier


def _column(subjects: list[Subject]) -> str:
    return "person_id" if subjects and isinstance(subjects[0], Person) else "unit_id"


def _of(subjects: list[Subject]):
    return Nomination.objects.filter(**{f"{_column(subjects)}__in": [subject.pk for subject in subjects]})


def papers(subject: Subject, *, by) -> list[Paper]:
    """The nominations the user may know of; who does not read dossiers is told the plain steps (see `progress`)."""
    return [_paper(row, by) for row in _of([subject]).visible_to(by).for_units()]


def _paper(row: Nomination, by) -> Paper:
    reads = bool(may_read_dossier(by, row))
    standing = progress.of(row)
    return Paper(
        kind="Khen thưởng",
        title=str(row.form),
        year=row.round.year,
        status=row.status if reads else standing.look,
        label=row.get_status_display() if reads else standing.words,
        url=_url(row, by, reads=reads),
    )


def _url(row: Nomination, by, *, reads: bool) -> str:
    if reads:
        return reverse("awards:nomination", args=[row.pk])
    return reverse("awards:my_nomination", args=[row.pk]) if may_follow(by, row) else ""


def open_papers(subjects: list[Subject]) -> dict[int, list[OpenPaper]]:
    """None: who did well is rewarded also after the unit has ended, and nothing more is asked of it."""
    return {}


def years(subjects: list[Subject]) -> dict[int, dict[int, str]]:
    """Nominations bind nobody to a group."""
    return {}


def used(subjects: list[Subject]) -> set[int]:
    """Those somebody proposed, and units that proposed somebody, whatever became of it."""
    column, pks = _column(subjects), [subject.pk for subject in subjects]
    found = set(_of(subjects).values_list(column, flat=True))
    found |= set(Suggestion.objects.filter(**{f"{column}__in": pks}).values_list(column, flat=True))
    if column == "unit_id":
        found |= set(Suggestion.objects.filter(from_unit__in=pks).values_list("from_unit", flat=True))
    return found
