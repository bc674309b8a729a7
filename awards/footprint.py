"""What units and persons have here, as the pages of units and people ask it (accounts/footprint.py)."""

from django.urls import reverse

from accounts.enums import Permission
from accounts.footprint import OpenPaper, Paper, Subject
from accounts.models import Person
from accounts.permissions import has_permission

from .models import Nomination


def _column(subjects: list[Subject]) -> str:
    return "person_id" if subjects and isinstance(subjects[0], Person) else "unit_id"


def _of(subjects: list[Subject]):
    return Nomination.objects.filter(**{f"{_column(subjects)}__in": [subject.pk for subject in subjects]})


def papers(subject: Subject, *, by) -> list[Paper]:
    """The nominations the user may know of; the way to one for whoever reads dossiers."""
    reads = has_permission(by, Permission.NOMINATION_READ) or has_permission(by, Permission.NOMINATION_MANAGE)
    return [
        Paper(
            kind="Khen thưởng",
            title=str(row.form),
            year=row.round.year,
            status=row.status,
            label=row.get_status_display(),
            url=reverse("awards:nomination", args=[row.pk]) if reads else "",
        )
        for row in _of([subject]).visible_to(by).select_related("form", "round")
    ]


def open_papers(subjects: list[Subject]) -> dict[int, list[OpenPaper]]:
    """None: who did well is rewarded also after the unit has ended, and nothing more is asked of it."""
    return {}


def years(subjects: list[Subject]) -> dict[int, dict[int, str]]:
    """Nominations bind nobody to a group."""
    return {}


def used(subjects: list[Subject]) -> set[int]:
    """Those with a nomination, whatever became of it."""
    return set(_of(subjects).values_list(_column(subjects), flat=True))
