"""One report of a batch, held in memory until its rows are inserted."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.core.files.base import ContentFile

from accounts.models import Person, Unit, User
from campaigns.models import ParticipantGroup, ReportSection
from submissions.models import (
    Evidence,
    Initiative,
    KeyFigure,
    Snapshot,
    Submission,
    SubmissionAnswer,
    SubmissionContent,
    SubmissionItem,
    evidence_path,
)
from submissions.sections import outline
from submissions.services import snapshots

from . import files


@dataclass(slots=True)
class Report:
    """One report of a batch with its rows, as they come to be."""

    row: Submission
    subject: Unit | Person
    group: ParticipantGroup
    officer: User
    begun: datetime
    handed_in: datetime
    judged: datetime
    contents: list[SubmissionContent] = field(default_factory=list)
    items: list[SubmissionItem] = field(default_factory=list)
    figures: dict[int, list[KeyFigure]] = field(default_factory=dict)
    initiatives: list[Initiative] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    answers: list[SubmissionAnswer] = field(default_factory=list)
    snapshot: Snapshot | None = None


def picture(report: Report, form: list[ReportSection]) -> dict:
    """What `submissions.services.snapshots.picture_of` would read of this report, from the rows in hand."""
    person = report.row.person_id is not None
    files_of_first = sorted(file.pk for file in report.evidence)
    return snapshots.picture_from(
        report.row,
        headings=outline(form, report.contents, report.answers, person=person),
        contents=[snapshots.content_row(each, report.figures[each.pk], []) for each in report.contents],
        initiatives=[snapshots.initiative_row(each) for each in report.initiatives],
        items=[snapshots.item_row(each, files_of_first if each is report.items[0] else []) for each in report.items],
        files=[snapshots.file_row(each) for each in report.evidence],
    )


def file_of(report: Report, number: int) -> Evidence:
    """The file of this number as evidence of the report, already in the storage."""
    upload = files.evidence(number, report.row.period.year)
    data = upload.read()
    row = Evidence(
        submission=report.row,
        name=upload.name,
        media_type=upload.content_type,
        size=len(data),
        sha256=sha256(data).hexdigest(),
        uploaded_by=report.officer,
        uploaded_at=report.begun,
    )
    row.file = row.file.storage.save(evidence_path(row, upload.name), ContentFile(data))
    return row
