"""What units and persons have here, as the pages of units and people ask it (accounts/footprint.py)."""

from collections import defaultdict

from django.urls import reverse

from accounts.footprint import OpenPaper, Paper, Subject
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
        )
        for row in _of([subject]).select_related("period")
    ]


def open_papers(subjects: list[Subject]) -> dict[int, list[OpenPaper]]:
    """Per subject its reports that are not accepted yet. One query."""
    found: dict[int, list[OpenPaper]] = defaultdict(list)
    for row in _of(subjects).filter(status__in=OPEN).select_related("period", "unit", "person"):
        words = f"báo cáo năm {row.period.year} của {row.subject_name} ({row.get_status_display().lower()})"
        found[row.unit_id or row.person_id].append(OpenPaper(words, row.status == S.DRAFT))
    return found


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
