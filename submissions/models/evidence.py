"""Files of a report."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.fields import VietnameseCharField

from ..enums import FileFault, ScanStatus
from ..querysets import EvidenceQuerySet
from .reports import Submission, SubmissionContent, SubmissionItem


def evidence_path(instance: "Evidence", filename: str) -> str:
    """Server-made name: nothing of what the user called the file reaches the disk."""
    return f"evidence/{instance.submission_id % 1000:03d}/{uuid.uuid4().hex}"


class Evidence(models.Model):
    """An uploaded file or a web link (minh chứng). One may serve several criteria and contents, or be the signed copy.

    `file` holds the bytes as they came; `shared_copy` the photograph others get, without the place it was taken at.
    A removed one can be brought back until the night that sets `purged_at` and takes its bytes away.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="evidence")
    items = models.ManyToManyField(SubmissionItem, related_name="evidence", blank=True)
    contents = models.ManyToManyField(SubmissionContent, related_name="evidence", blank=True)
    signed_for = models.ManyToManyField(Submission, related_name="signed_copies", blank=True)
    file = models.FileField("tệp", upload_to=evidence_path, max_length=200, blank=True)
    url = models.URLField("đường dẫn", max_length=1000, blank=True)
    shared_copy = models.FileField("bản cho người khác xem", upload_to=evidence_path, max_length=200, blank=True)
    name = VietnameseCharField("tên tệp", max_length=255)
    media_type = models.CharField("kiểu tệp", max_length=100)
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    sha256 = models.CharField(max_length=64, db_index=True)
    scan_status = models.CharField(max_length=10, choices=ScanStatus.choices, default=ScanStatus.CLEAN)
    scanned_at = models.DateTimeField("quét lúc", null=True, blank=True)
    people_agreed = models.BooleanField("người trong ảnh đã đồng ý", default=False)
    fault = models.CharField("hỏng", max_length=10, choices=FileFault.choices, blank=True)
    checked_at = models.DateTimeField("kiểm tra lúc", null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("nhận lúc", default=timezone.now)
    upload_key = models.CharField(max_length=80, blank=True)
    removed_at = models.DateTimeField("xóa lúc", null=True, blank=True)
    purged_at = models.DateTimeField("xóa hẳn lúc", null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
        ordering = ["pk"]
        indexes = [
            # Files in trouble are few; the office's list counts them each time it is opened.
            models.Index(
                fields=["uploaded_at"],
                condition=Q(removed_at=None) & (~Q(fault="") | ~Q(scan_status="CLEAN")),
                name="evidence_in_trouble",
            )
        ]
        constraints = [
            # One upload that was sent again after a broken answer is one file.
            models.UniqueConstraint(
                fields=["submission", "upload_key"], condition=~Q(upload_key=""), name="evidence_upload_once"
            ),
            # The same bytes lie once in a report, however many criteria they serve.
            models.UniqueConstraint(
                fields=["submission", "sha256"], condition=Q(removed_at=None), name="evidence_bytes_once"
            ),
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(url="")) | (~Q(file="") & Q(url="")) | Q(purged_at__isnull=False),
                name="evidence_file_or_link",
            ),
            models.CheckConstraint(
                condition=Q(purged_at=None) | Q(removed_at__isnull=False), name="evidence_purged_was_removed"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_link(self) -> bool:
        """True for an address on the web instead of a file."""
        return bool(self.url)
