"""Signed copies of papers (bản đã ký): a scan or a digitally signed PDF, filed beside the paper it is the copy of."""

import shutil
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction

from core import audit, phrases
from core.clock import database_now
from core.verdict import require
from core.workflow import InvalidTransition
from submissions import fileworker

from ..models import AwardDecision, CouncilMeeting, Minutes, Proposal, ProposalLine, SignedPaper
from ..permissions.paper import may_file_signed
from . import files as award_files

COLUMNS = {
    AwardDecision: "decision", Proposal: "proposal", ProposalLine: "proposal_line", Minutes: "minutes",
    CouncilMeeting: "meeting",
}  # fmt: skip
PDF = "application/pdf"
MOST_FILES = 5


def of(owner: models.Model):
    """The copies filed with a paper, newest first."""
    return SignedPaper.objects.filter(**{COLUMNS[type(owner)]: owner}, removed_at=None).select_related("uploaded_by")


def owner_of(row: SignedPaper) -> models.Model:
    """The paper a copy belongs to."""
    return next(owner for name in COLUMNS.values() if (owner := getattr(row, name)) is not None)


def file(owner: models.Model, uploads: Sequence[UploadedFile], *, by, at: datetime | None = None) -> list[SignedPaper]:
    """File signed copies with a paper (lưu bản đã ký), each with what the check of its digital signatures found.

    Files are checked as evidence is and lie on disk before their rows. Raises Forbidden, FileRefused,
    InvalidTransition when nothing was sent.
    """
    require(may_file_signed(by, owner))
    if not uploads:
        raise InvalidTransition("Chưa chọn tệp nào.")
    now = at or database_now()
    with award_files.taken_in(uploads, most=MOST_FILES) as stored:
        found = [_signatures_at(one) for one in stored]
        with transaction.atomic():
            rows = award_files.record(SignedPaper, stored, by=by, at=now, **{COLUMNS[type(owner)]: owner})
            for row, signatures in zip(rows, found, strict=True):
                if signatures is not None:
                    row.signatures, row.checked_at = signatures, now
            SignedPaper.objects.bulk_update(rows, ["signatures", "checked_at"])
            for row in rows:
                audit.record("file_signed_paper", row, by=by, **_about(row, owner))
    return rows


def _about(row: SignedPaper, owner: models.Model) -> dict:
    return {"of": str(owner)[:200], "sha256": row.sha256}


def _signatures_at(stored) -> list | None:
    """What the fenced reader says of a PDF's signatures; None for a scan, or when nobody could look."""
    if stored.media_type != PDF:
        return None
    storage = SignedPaper._meta.get_field("file").storage
    with tempfile.TemporaryDirectory(prefix="ky-", dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        copy = Path(folder) / "tep.pdf"
        with storage.open(stored.path, "rb") as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
        try:
            return fileworker.signatures(copy, str(settings.SIGNATURE_ROOTS_DIR)).get("signatures")
        except fileworker.WorkerBusy:
            return None


@transaction.atomic
def remove(row: SignedPaper, *, by, at: datetime | None = None) -> None:
    """Take a copy filed by mistake out of sight (bỏ bản lưu nhầm); row and bytes stay, the log says who and when."""
    owner = owner_of(row)
    require(may_file_signed(by, owner))
    if SignedPaper.objects.filter(pk=row.pk, removed_at=None).update(removed_at=at or database_now()) != 1:
        raise InvalidTransition(phrases.SOMEONE_WAS_FASTER)
    audit.record("remove_signed_paper", row, by=by, **_about(row, owner))
