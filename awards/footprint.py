"""What units and persons have here, as the pages of units and people ask it (accounts/footprint.py)."""

from django.urls import reverse

from accounts.enums import Permission
from accounts.footprint import Paper, Subject
from accounts.models import Person
from accounts.permissions import has_permission

from .enums import NominationStatus as S
from .models import Nomination

OPEN = (S.DRAFT, S.READY, S.ON_AGENDA, S.ENDORSED, S.NOT_ENDORSED)


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
            is_open=row.status in OPEN,
        )
        for row in _of([subject]).visible_to(by).select_related("form", "round")
    ]


def open_papers(subject: Subject) -> list[str]:
    """Nominations nobody has decided yet."""
    rows = _of([subject]).filter(status__in=OPEN).select_related("round")
    return [f"đề nghị khen thưởng năm {row.round.year} ({row.get_status_display().lower()})" for row in rows]


def years(subjects: list[Subject]) -> dict[int, dict[int, str]]:
    """Nominations bind nobody to a group."""
    return {}


def used(subjects: list[Subject]) -> set[int]:
    """Those with a nomination, whatever became of it."""
    return set(_of(subjects).values_list(_column(subjects), flat=True))
