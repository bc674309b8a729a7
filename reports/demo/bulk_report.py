"""One report of a batch, held in memory until its rows are inserted."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.core.files.base import ContentFile

from accounts.models import Person, Unit, User
from campaigns.models import ParticipantGroup
from submissions.models import (
    Evidence,
    Initiative,
    KeyFigure,
    Snapshot,
    Submission,
    SubmissionContent,
    SubmissionItem,
    evidence_path,
)
from submissions.services.snapshots import LAYOUT

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
    snapshot: Snapshot | None = None


def picture(report: Report) -> dict:
    """What `submissions.services.snapshots.picture_of` would read of this report, from the rows in hand."""
    row, files_of_first = report.row, sorted(file.pk for file in report.evidence)
    return {
        "layout": LAYOUT,
        "year": row.period.year,
        "subject": str(report.subject),
        "group": str(report.group),
        "criteria_set": row.criteria_set_id,
        "report": {
            name: getattr(row, name)
            for name in (
                "reporter_name", "reporter_position", "reporter_phone", "situation", "difficulties", "proposals",
                "award_suggestion", "nothing_to_add", "no_initiatives",
            )
        },
        "contents": [
            {
                "id": content.pk,
                "code": content.content_area.code,
                "title": content.content_area.short_title,
                "taken_on": content.taken_on,
                "results": content.results,
                "figures": [
                    {name: getattr(line, name) for name in ("name", "last_year", "this_year", "measure")}
                    for line in report.figures[content.pk]
                ],
                "files": [],
            }
            for content in report.contents
        ],
        "initiatives": [
            {
                "id": entry.pk,
                "title": entry.title,
                "author": entry.author,
                "effect": entry.effect,
                "scope": entry.scope,
                "recognition": entry.recognition,
                "content": entry.content_area.code,
            }
            for entry in report.initiatives
        ],
        "items": [
            {
                "id": item.pk,
                "order": item.criteria_item.order,
                "title": item.criteria_item.criterion.short_title,
                "max_points": str(item.criteria_item.max_points),
                "result": item.result,
                "self_score": str(Decimal(int(item.self_score * 100)) / 100),
                "files": files_of_first if item is report.items[0] else [],
            }
            for item in report.items
        ],
        "files": [
            {"id": file.pk, "name": file.name, "size": file.size, "type": file.media_type, "sha256": file.sha256}
            for file in report.evidence
        ],
    }  # fmt: skip


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
