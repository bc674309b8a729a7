"""Files of a report: taken in, used again, taken away, given out (minh chứng)."""

import errno
import logging
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.text import whole_number
from core.verdict import require

from .. import filechecks, phrases, windows
from ..filechecks import FileRefused
from ..models import Evidence, Submission, SubmissionContent, SubmissionItem, evidence_path
from ..permissions import may_edit
from .rows import open_report

logger = logging.getLogger(__name__)


class FileTwice(Exception):
    """The same bytes already lie in the report; `here` when they serve this very place. `str()` is Vietnamese."""

    def __init__(self, evidence: Evidence, here: bool):
        words = phrases.FILE_TWICE_HERE if here else phrases.FILE_TWICE.format(where=place_of(evidence))
        super().__init__(words)
        self.evidence, self.here = evidence, here


class FileMissing(Exception):
    """The row is there but its file cannot be read (F9); `str()` is Vietnamese."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a file proves: a criterion (`item`) or a content (`content`) of the report; written `item-12`."""

    kind: str
    pk: int

    def __str__(self) -> str:
        return f"{self.kind}-{self.pk}"

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Read `item-12`; raises KeyError for anything else."""
        kind, _, number = text.partition("-")
        pk = whole_number(number)
        if kind not in ("item", "content") or pk is None:
            raise KeyError(text)
        return cls(kind, pk)

    def row(self, submission: Submission) -> SubmissionItem | SubmissionContent:
        """The criterion or content inside `submission`; DoesNotExist when it belongs to another report."""
        model = SubmissionItem if self.kind == "item" else SubmissionContent
        return model.objects.get(pk=self.pk, submission=submission)


def place_of(evidence: Evidence) -> str:
    """Where a file is used first, in words: "tiêu chí 1" or "nội dung 2"."""
    item = evidence.items.select_related("criteria_item").order_by("criteria_item__order").first()
    if item:
        return f"tiêu chí {item.criteria_item.order}"
    content = evidence.contents.select_related("content_area").order_by("content_area__order").first()
    return f"nội dung {content.content_area.order}" if content else "báo cáo này"


def _digest(file: UploadedFile) -> str:
    digest = sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def attach(
    *, submission_id: int, place: Place, file: UploadedFile, by: User, upload_key: str = "", at: datetime | None = None
) -> Evidence:
    """Take a file in for a criterion or content (gửi minh chứng): checked, stored byte for byte, then recorded.

    `upload_key` is the same for every retry of one upload and makes it one file. Raises DoesNotExist outside the user's
    scope, Forbidden when the report is not editable, FileRefused with its reason, FileTwice. The file is final on disk
    before its row exists (F10): a row never points nowhere.
    """
    at = at or timezone.now()
    # Asked before the file is read: who may not write does not make the server work.
    report = Submission.objects.visible_to(by).select_related("period", "person").get(pk=submission_id)
    require(may_edit(by, report))
    require(windows.open_for_work(report, at))
    if done := _done_before(submission_id, upload_key):
        return done
    checked = filechecks.check(file, file.name or "", file.size or 0, most_bytes=settings.EVIDENCE_MAX_BYTES)
    digest = _digest(file)
    storage = Evidence._meta.get_field("file").storage
    try:
        stored = storage.save(evidence_path(Evidence(submission_id=submission_id), checked.name), file)
    except OSError as exc:
        logger.error("evidence not stored: %s", exc)
        if exc.errno in (errno.ENOSPC, errno.EDQUOT):
            raise FileRefused(phrases.FILE_DISK) from None
        raise
    try:
        return _record(submission_id, place, checked, stored, digest, file.size, by, upload_key[:80], at)
    except IntegrityError:
        storage.delete(stored)
        if done := _done_before(submission_id, upload_key):
            return done
        raise FileTwice(Evidence.objects.present().get(submission=submission_id, sha256=digest), here=False) from None
    except BaseException:
        storage.delete(stored)
        raise


def _done_before(submission_id: int, upload_key: str) -> Evidence | None:
    if not upload_key:
        return None
    return Evidence.objects.filter(submission=submission_id, upload_key=upload_key[:80]).first()


@transaction.atomic
def _record(submission_id, place: Place, checked, stored: str, digest: str, size: int, by, upload_key, at) -> Evidence:
    report = open_report(submission_id, by=by, at=at)
    row = place.row(report)
    twin = Evidence.objects.present().filter(submission=report, sha256=digest).first()
    if twin:
        raise FileTwice(twin, here=row.evidence.filter(pk=twin.pk).exists())
    _require_room(row)
    evidence = Evidence.objects.create(
        submission=report,
        file=stored,
        name=checked.name,
        media_type=checked.media_type,
        size=size,
        sha256=digest,
        uploaded_by=by,
        uploaded_at=at,
        upload_key=upload_key,
    )
    row.evidence.add(evidence)
    audit.record("upload", evidence, by=by, submission=report.pk, place=str(place), size=size, sha256=digest)
    return evidence


def _require_room(row) -> None:
    most = settings.EVIDENCE_MAX_FILES_PER_ITEM
    if row.evidence.filter(removed_at=None).count() >= most:
        raise FileRefused(phrases.FILE_QUOTA.format(most=most))


def find(evidence_id: int, *, by: User) -> Evidence:
    """A file of a report the user may see, removed ones too; DoesNotExist outside."""
    return Evidence.objects.visible_to(by).select_related("submission").get(pk=evidence_id)


@transaction.atomic
def use_again(evidence: Evidence, *, place: Place, by: User, at: datetime | None = None) -> Evidence:
    """Let a file serve one more criterion or content of its report (dùng lại tệp)."""
    report = open_report(evidence.submission_id, by=by, at=at or timezone.now())
    row = place.row(report)
    if not row.evidence.filter(pk=evidence.pk).exists():
        _require_room(row)
        row.evidence.add(evidence)
        audit.record("use_again", evidence, by=by, submission=report.pk, place=str(place))
    return evidence


@transaction.atomic
def remove(evidence: Evidence, *, place: Place, by: User, at: datetime | None = None) -> bool:
    """Take a file away from one place (xóa tệp); the last place gone, the file itself goes, restorable.

    Returns True when the file itself went. The bytes stay: what was handed in before still names them. DoesNotExist
    when the file is not at that place.
    """
    at = at or timezone.now()
    report = open_report(evidence.submission_id, by=by, at=at)
    row = place.row(report)
    row.evidence.get(pk=evidence.pk)
    if evidence.items.count() + evidence.contents.count() > 1:
        row.evidence.remove(evidence)
        gone = False
    else:
        Evidence.objects.present().filter(pk=evidence.pk).update(removed_at=at)
        evidence.removed_at = at
        gone = True
    audit.record("remove_file", evidence, by=by, submission=report.pk, place=str(place), gone=gone)
    return gone


@transaction.atomic
def restore(evidence: Evidence, *, by: User, at: datetime | None = None) -> Evidence:
    """Bring a removed file back where it was (khôi phục tệp).

    FileTwice when the same bytes were sent again since, FileRefused when its place has filled up.
    """
    report = open_report(evidence.submission_id, by=by, at=at or timezone.now())
    twin = Evidence.objects.present().filter(submission=report, sha256=evidence.sha256).first()
    if twin:
        raise FileTwice(twin, here=True)
    if evidence.removed_at:
        for row in (*evidence.items.all(), *evidence.contents.all()):
            _require_room(row)
    Evidence.objects.filter(pk=evidence.pk).update(removed_at=None)
    evidence.removed_at = None
    audit.record("restore_file", evidence, by=by, submission=report.pk)
    return evidence


def open_file(evidence: Evidence, *, by: User, inline: bool):
    """The open file for reading, with one line in the log about who took it (reliability, breach notice)."""
    try:
        handle = evidence.file.open("rb")
    except OSError as exc:
        logger.error("evidence %s cannot be read: %s", evidence.pk, exc)
        raise FileMissing(phrases.FILE_MISSING) from None
    audit.record("view_file" if inline else "download", evidence, by=by, submission=evidence.submission_id)
    return handle
