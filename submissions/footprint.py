"""What units and persons have here, as the pages of units and people ask it (accounts/footprint.py)."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.footprint import OpenPaper, Paper, Subject
from accounts.models import Person

from .enums import SubmissionStatus as S
from .models import CallNote, Difficulty, DifficultyMessage, Extension, Interest, Pledge, Submission

OPEN = (S.DRAFT, S.SUBMITTED, S.UNDER_REVIEW, S.RETURNED)


def _column(subjects: list[Subject]) -> str:
    return "person_id" if subjects and isinstance(subjects[0], Person) else "unit_id"


def _of(subjects: list[Subject]):
    return Submission.objects.filter(**{f"{_column(subjects)}__in": [subject.pk for subject in subjects]})


def _pledges(subjects: list[Subject]):
    return Pledge.objects.filter(**{f"{_column(subjects)}__in": [subject.pk for subject in subjects]})


def papers(subject: Subject, *, by) -> list[Paper]:
    """The reports and pledges of the subject; the way to one only for whoever may open it."""
    return _reports(subject, by) + _pledge_papers(subject, by)


def _pledge_papers(subject: Subject, by) -> list[Paper]:
    readable = set(_pledges([subject]).visible_to(by).values_list("pk", flat=True))
    return [
        Paper(
            kind="Đăng ký thi đua",
            title=f"Đăng ký thi đua năm {row.period.year}",
            year=row.period.year,
            status="sent",
            label="Đã gửi",
            url=reverse("submissions:pledge_read", args=[row.pk]) if row.pk in readable else "",
        )
        for row in _pledges([subject]).sent().select_related("period")
    ]


def _reports(subject: Subject, by) -> list[Paper]:
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
    """Per subject its reports that are not accepted yet, and pledges whose report is still to come. Two queries."""
    found: dict[int, list[OpenPaper]] = defaultdict(list)
    for row in _of(subjects).filter(status__in=OPEN).select_related("period", "unit", "person"):
        words = f"báo cáo năm {row.period.year} của {row.subject_name} ({row.get_status_display().lower()})"
        found[row.unit_id or row.person_id].append(OpenPaper(words, row.status == S.DRAFT))
    for row in _unreported(subjects):
        # Nothing but the unit's own word: like a draft it may be left unfinished knowingly.
        words = f"đăng ký thi đua năm {row.period.year} của {row.subject_name}"
        found[row.unit_id or row.person_id].append(OpenPaper(words, is_draft=True))
    return found


def _unreported(subjects: list[Subject]):
    same = Q(unit=OuterRef("unit")) | Q(person=OuterRef("person"))
    begun = Submission.objects.filter(same, period=OuterRef("period"))
    rows = _pledges(subjects).sent().filter(~Exists(begun), period__locks_at__gt=timezone.now())
    return rows.select_related("period", "unit", "person")


def years(subjects: list[Subject]) -> dict[int, dict[int, str]]:
    """Per subject the years of its reports and the group each was written in. One query."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    column = _column(subjects)
    for pk, year, code in _of(subjects).values_list(column, "period__year", "group__code"):
        found[pk][year] = code
    return found


def used(subjects: list[Subject]) -> set[int]:
    """Those anything here points at: a report, a pledge, a difficulty, an extension, a call, a declared interest.

    Units also that were asked to answer a difficulty, or did.
    """
    column, keys = _column(subjects), [subject.pk for subject in subjects]
    pointing = [(CallNote, column), (Difficulty, column), (Extension, column), (Interest, column)]
    if column == "unit_id":
        pointing += [(Difficulty, "forwarded_to_id"), (DifficultyMessage, "on_behalf_of_id")]
    # An order of their own is not for parts of a union.
    first, *rest = (
        model.objects.filter(**{f"{name}__in": keys}).order_by().values_list(name, flat=True)
        for model, name in pointing
    )  # fmt: skip
    rows = (_of(subjects).values_list(column, flat=True), _pledges(subjects).values_list(column, flat=True))
    return {pk for found in (*rows, first.union(*rest)) for pk in found}
