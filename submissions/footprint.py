"""What units and persons have here, as the pages of units and people ask it (accounts/footprint.py)."""

from collections import defaultdict

from django.urls import reverse

from accounts.footprint import Paper, Subject
from accounts.models import Person

from .enums import SubmissionStatus as S
from .models import Submission

OPEN = (S.DRAFT, S.SUBMITTED, S.UNDER_REVIEW, S.RETURNED)


def _column(subjects: list[Subject]) -> str:
    return "person_id" if subjects and isinstance(subjects[0], Person) else "unit_id"


def _of(subjects: list[Subject]):
    return Submission.objects.filter(**{f"{_column(subjects)}__in": [subject.pk for subject in subjects]})


def papers(subject: Subject, *, by) -> list[Paper]:
    """The reports of the subject with their state; the way to one only for whoever may open its receipt."""
    readable = set(_of([subject]).visible_to(by).exclude(status=S.DRAFT).values_list("pk", flat=True))
    return [
        Paper(
            kind="Báo cáo",
            title=f"Báo cáo năm {row.period.year}",
            year=row.period.year,
            status=row.status,
            label=row.get_status_display(),
            url=reverse("submissions:receipt", args=[row.pk]) if row.pk in readable else "",
            is_open=row.status in OPEN,
        )
        for row in _of([subject]).select_related("period")
    ]


def open_papers(subject: Subject) -> list[str]:
    """Reports that are not accepted yet."""
    rows = _of([subject]).filter(status__in=OPEN).select_related("period")
    return [f"báo cáo năm {row.period.year} ({row.get_status_display().lower()})" for row in rows]


def years(subjects: list[Subject]) -> dict[int, dict[int, str]]:
    """Per subject the years of its reports and the group each was written in. One query."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    column = _column(subjects)
    for pk, year, code in _of(subjects).values_list(column, "period__year", "group__code"):
        found[pk][year] = code
    return found


def used(subjects: list[Subject]) -> set[int]:
    """Those with a report."""
    return set(_of(subjects).values_list(_column(subjects), flat=True))
