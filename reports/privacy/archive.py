"""One zip with everything held about somebody: JSON for machines, HTML and CSV for people, their own files."""

import json
import re
import zipfile
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.template.loader import render_to_string

from core import audit
from core.csvfile import csv_bytes
from core.formats import format_moment

from . import account, after_vote, council, judged, papers, talks
from .holdings import Holding
from .subjects import Subject

NAME = "du-lieu-ca-nhan"


def gather(subject: Subject) -> list[Holding]:
    """Everything held about the human, kind by kind; empty kinds are told too."""
    return [
        *account.holdings(subject),
        *papers.holdings(subject),
        *after_vote.holdings(subject),
        *council.holdings(subject),
        *talks.holdings(subject),
        *judged.holdings(subject),
    ]


@transaction.atomic
def write(subject: Subject, folder: Path, *, at: datetime) -> Path:
    """Write the archive into `folder` and log that it was made (xuất dữ liệu cá nhân); returns its path.

    The file is readable by its owner alone and is written whole or not at all. Raises OSError when it cannot be
    written, FileExistsError when the name is taken. Evidence whose file is missing is named, not left out silently.
    """
    found = gather(subject)
    target = folder / f"{NAME}-{subject.rows[0].pk}-{at:%Y%m%d-%H%M%S}.zip"
    with target.open("xb") as stream:
        target.chmod(0o600)
        try:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                missing = _files(archive, subject)
                _texts(archive, subject, found, missing, at)
            audit.record(
                "export_person", subject.rows[0], by=None, kinds=len(found), rows=sum(len(kind.rows) for kind in found)
            )
        except BaseException:
            target.unlink()
            raise
    return target


def _texts(archive: zipfile.ZipFile, subject: Subject, found: list[Holding], missing: list[str], at: datetime) -> None:
    data = {"nguoi": subject.name, "lap_luc": at.isoformat(), "du_lieu": {kind.key: kind.rows for kind in found}}
    archive.writestr("du-lieu.json", json.dumps(data, ensure_ascii=False, indent=2))
    context = {"name": subject.name, "made_at": format_moment(at), "holdings": found, "missing": missing}
    archive.writestr("du-lieu.html", render_to_string("reports/personal_data.html", context))
    for kind in found:
        if kind.rows:
            archive.writestr(f"bang/{kind.key}.csv", csv_bytes(kind.columns, kind.table))


def _files(archive: zipfile.ZipFile, subject: Subject) -> list[str]:
    """Put the files of the human's own reports and difficulties in; returns the names of those that cannot be read."""
    missing = []
    found = [(f"tep/{row.pk}", row) for row in papers.own_files(subject)]
    found += [(f"tep/vuong-mac-{row.pk}", row) for row in talks.own_files(subject)]
    for place, row in found:
        try:
            with row.file.open("rb") as stream, archive.open(f"{place}-{_plain(row.name)}", "w") as copy:
                while chunk := stream.read(1 << 20):
                    copy.write(chunk)
        except OSError:
            missing.append(row.name)
    return missing


def _plain(name: str) -> str:
    """A file name no operating system stumbles over."""
    return re.sub(r'[\x00-\x1f\\/:*?"<>|]', "_", name)[-120:]
