"""Sending files to a report and looking at what is stored: shared by tests of evidence."""

from pathlib import Path

from django.urls import reverse

from submissions.models import Evidence, SubmissionItem
from submissions.places import Place
from submissions.services import evidence
from tests.submissions import files

HTML = "text/html,application/xhtml+xml"


def stored(folder: Path) -> list[Path]:
    """Every file under the folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def send(report, row, by, data=None, name="Biên bản.pdf", **options) -> Evidence:
    """Attach a file to a criterion or content of the report."""
    kind = "item" if isinstance(row, SubmissionItem) else "content"
    upload = files.upload(files.pdf() if data is None else data, name)
    return evidence.attach(submission_id=report.pk, place=Place(kind, row.pk), file=upload, by=by, **options)


def post_file(client, report, row, data, name, **more):
    """Send a file the way the page's script does."""
    url = reverse("submissions:evidence_upload", args=[report.pk])
    return client.post(url, {"place": f"item-{row.pk}", "file": files.upload(data, name), **more})
