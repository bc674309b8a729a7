"""Evidence of a report: files and links taken in, used again, taken away, brought back (minh chứng)."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.formats import format_size
from core.verdict import require

from .. import filechecks, links, phrases, windows
from ..asked import files_are_open
from ..enums import ScanStatus
from ..filechecks import Checked, FileRefused
from ..models import Evidence, Submission, evidence_path
from ..permissions import may_edit
from ..places import Place, place_of, places_of
from . import scanning
from .rows import open_report

logger = logging.getLogger(__name__)


class FileTwice(Exception):
    """The same bytes already lie in the report; `here` when they serve this very place. `str()` is Vietnamese."""

    def __init__(self, evidence: Evidence, here: bool):
        words = (phrases.LINK_TWICE, phrases.LINK_TWICE_HERE) if evidence.is_link else _FILE_TWICE
        super().__init__(words[1] if here else words[0].format(where=place_of(evidence)))
        self.evidence, self.here = evidence, here


_FILE_TWICE = (phrases.FILE_TWICE, phrases.FILE_TWICE_HERE)


@dataclass(frozen=True, slots=True)
class _Stored:
    """What lies in the storage before its row exists: the file and the copy others get."""

    file: str
    copy: str = ""

    def take_away(self) -> None:
        """Nothing became of the row."""
        for name in filter(None, (self.file, self.copy)):
            _storage().delete(name)


def _storage():
    return Evidence._meta.get_field("file").storage


def _digest(file: UploadedFile) -> str:
    digest = sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def attach(
    *,
    submission_id: int,
    place: Place,
    file: UploadedFile,
    by: User,
    upload_key: str = "",
    people_agreed: bool = False,
    at: datetime | None = None,
) -> Evidence:
    """Take a file in for a place of the report (gửi minh chứng): checked, scanned, stored byte for byte, then recorded.

    `upload_key` is the same for every retry of one upload and makes it one file; `people_agreed` says that those in a
    photograph agreed. Raises DoesNotExist outside the user's scope, Forbidden when the report is not editable,
    FileRefused with its reason, FileTwice. The file is final on disk before its row exists (F10): a row never points
    nowhere.
    """
    at = at or timezone.now()
    # Asked before the file is read: who may not write does not make the server work.
    report = Submission.objects.visible_to(by).select_related("period", "person").get(pk=submission_id)
    require(may_edit(by, report))
    require(windows.open_for_work(report, at))
    require(files_are_open(report, place))
    if done := _done_before(submission_id, upload_key):
        return done
    size = file.size or 0
    _require_room_in_report(report, size)
    with filechecks.checked(file, file.name or "", size) as checked:
        scan = scanning.scan(file)
        if scan.status == ScanStatus.REFUSED:
            raise FileRefused(phrases.FILE_INFECTED.format(virus=scan.virus))
        digest = _digest(file)
        with filechecks.room_on_disk():
            stored = _store(submission_id, checked, file)
    facts = {
        "name": checked.name,
        "media_type": checked.media_type,
        "size": size,
        "sha256": digest,
        "file": stored.file,
        "shared_copy": stored.copy,
        "scan_status": scan.status,
        "scanned_at": at if scanning.is_on() and scan.status == ScanStatus.CLEAN else None,
        "people_agreed": people_agreed and checked.media_type in filechecks.IMAGE_TYPES,
        "upload_key": upload_key[:80],
    }
    try:
        return _record(submission_id, place, facts, by, at)
    except IntegrityError:
        stored.take_away()
        return _winner(submission_id, upload_key, digest)
    except BaseException:
        stored.take_away()
        raise


def attach_link(
    *, submission_id: int, place: Place, url: str, title: str = "", by: User, at: datetime | None = None
) -> Evidence:
    """Take an address on the web as evidence (gửi đường dẫn). The server never opens it.

    `title` is what people read; without one they read the host. Raises as `attach` does.
    """
    at = at or timezone.now()
    address = links.clean(url)
    facts = {
        "name": filechecks.clean_line(title) or links.host_of(address)[: filechecks.NAME_LIMIT],
        "media_type": filechecks.LINK_TYPE,
        "size": 0,
        "sha256": links.digest_of(address),
        "url": address,
    }
    try:
        return _record(submission_id, place, facts, by, at)
    except IntegrityError:
        return _winner(submission_id, "", facts["sha256"])


def _done_before(submission_id: int, upload_key: str) -> Evidence | None:
    if not upload_key:
        return None
    return Evidence.objects.filter(submission=submission_id, upload_key=upload_key[:80]).first()


def _winner(submission_id: int, upload_key: str, digest: str) -> Evidence:
    """Of two that came at once, the first: the same upload is that file, the same bytes are pointed out."""
    if done := _done_before(submission_id, upload_key):
        return done
    raise FileTwice(Evidence.objects.present().get(submission=submission_id, sha256=digest), here=False) from None


def _store(submission_id: int, checked: Checked, file: UploadedFile) -> _Stored:
    """Both files, or neither."""
    owner = Evidence(submission_id=submission_id)
    stored = _Stored(_storage().save(evidence_path(owner, checked.name), file))
    if checked.copy is None:
        return stored
    try:
        with open(checked.copy, "rb") as copy:
            return _Stored(stored.file, _storage().save(evidence_path(owner, checked.name), File(copy)))
    except BaseException:
        stored.take_away()
        raise


@transaction.atomic
def _record(submission_id: int, place: Place, facts: dict, by: User, at: datetime) -> Evidence:
    report = open_report(submission_id, by=by, at=at)
    files = place.files(report)
    require(files_are_open(report, place))
    twin = Evidence.objects.present().filter(submission=report, sha256=facts["sha256"]).first()
    if twin:
        raise FileTwice(twin, here=files.filter(pk=twin.pk).exists())
    _require_room(files)
    _require_room_in_report(report, facts["size"])
    evidence = Evidence.objects.create(submission=report, uploaded_by=by, uploaded_at=at, **facts)
    files.add(evidence)
    told = {"url": evidence.url} if evidence.is_link else {"size": evidence.size, "sha256": evidence.sha256}
    audit.record(
        "add_link" if evidence.is_link else "upload", evidence, by=by, submission=report.pk, place=str(place), **told
    )
    return evidence


def _require_room(files) -> None:
    """One more at this place."""
    most = settings.EVIDENCE_MAX_FILES_PER_ITEM
    if files.filter(removed_at=None).count() >= most:
        raise FileRefused(phrases.FILE_QUOTA.format(most=most))


def _require_room_in_report(report: Submission, size: int) -> None:
    """One more of `size` bytes in the whole report; one query."""
    rows = Evidence.objects.present().filter(submission=report).values_list("size", flat=True)
    sizes, most = list(rows), settings.EVIDENCE_MAX_BYTES_PER_REPORT
    if len(sizes) >= settings.EVIDENCE_MAX_FILES_PER_REPORT:
        raise FileRefused(phrases.FILE_QUOTA_REPORT.format(most=settings.EVIDENCE_MAX_FILES_PER_REPORT))
    if sum(sizes) + size > most:
        raise FileRefused(phrases.FILE_QUOTA_BYTES.format(size=format_size(sum(sizes) + size), most=format_size(most)))


def find(evidence_id: int, *, by: User) -> Evidence:
    """A file of a report the user may see, removed ones too; DoesNotExist outside."""
    rows = Evidence.objects.visible_to(by).select_related("submission__person", "submission__period")
    return rows.get(pk=evidence_id)


@transaction.atomic
def use_again(evidence: Evidence, *, place: Place, by: User, at: datetime | None = None) -> Evidence:
    """Let a file serve one more place of its report (dùng lại tệp); DoesNotExist when it was removed meanwhile."""
    report = open_report(evidence.submission_id, by=by, at=at or timezone.now())
    files = place.files(report)
    require(files_are_open(report, place))
    Evidence.objects.present().get(pk=evidence.pk)
    if not files.filter(pk=evidence.pk).exists():
        _require_room(files)
        files.add(evidence)
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
    files = place.files(report)
    files.get(pk=evidence.pk)
    require(files_are_open(report, place))
    if evidence.items.count() + evidence.contents.count() + evidence.signed_for.count() > 1:
        files.remove(evidence)
        gone = False
    else:
        Evidence.objects.present().filter(pk=evidence.pk).update(removed_at=at)
        evidence.removed_at = at
        gone = True
    audit.record("remove_file", evidence, by=by, submission=report.pk, place=str(place), gone=gone)
    return gone


def removed_from(submission: Submission, *, at: datetime):
    """Files taken out of the report that can still be brought back (tệp đã xóa), the last one first."""
    since = at - timedelta(days=settings.EVIDENCE_KEEP_REMOVED_DAYS)
    rows = Evidence.objects.filter(submission=submission, removed_at__gt=since, purged_at=None)
    return rows.order_by("-removed_at", "-pk")


@transaction.atomic
def restore(evidence: Evidence, *, by: User, at: datetime | None = None) -> Evidence:
    """Bring a removed file back where it was (khôi phục tệp).

    FileTwice when the same bytes were sent again since, FileRefused when its place has filled up or its days are over.
    """
    at = at or timezone.now()
    report = open_report(evidence.submission_id, by=by, at=at)
    if not Evidence.objects.filter(pk=evidence.pk, removed_at__isnull=False).exists():
        return evidence
    for place in places_of(evidence):
        require(files_are_open(report, place))
    if not removed_from(report, at=at).filter(pk=evidence.pk).exists():
        raise FileRefused(phrases.FILE_TOO_LATE)
    twin = Evidence.objects.present().filter(submission=report, sha256=evidence.sha256).first()
    if twin:
        raise FileTwice(twin, here=True)
    for row in (*evidence.items.all(), *evidence.contents.all()):
        _require_room(row.evidence)
    _require_room_in_report(report, evidence.size)
    try:
        with transaction.atomic():
            Evidence.objects.filter(pk=evidence.pk, purged_at=None).update(removed_at=None)
    except IntegrityError:
        # The same bytes came in at this very moment.
        return _winner(report.pk, "", evidence.sha256)
    evidence.removed_at = None
    audit.record("restore_file", evidence, by=by, submission=report.pk)
    return evidence


@transaction.atomic
def note_agreement(evidence: Evidence, *, by: User, at: datetime | None = None) -> Evidence:
    """Note that the people in a photograph agreed to its being sent (xác nhận người trong ảnh đồng ý)."""
    report = open_report(evidence.submission_id, by=by, at=at or timezone.now())
    rows = Evidence.objects.present().filter(pk=evidence.pk, people_agreed=False)
    if rows.filter(media_type__in=filechecks.IMAGE_TYPES).update(people_agreed=True):
        evidence.people_agreed = True
        audit.record("people_agreed", evidence, by=by, submission=report.pk)
    return evidence
