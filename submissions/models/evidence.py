"""Files of a report."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.fields import VietnameseCharField

from ..enums import ScanStatus
from ..querysets import EvidenceQuerySet
from .reports import Submission, SubmissionContent, SubmissionItem


def evidence_path(instance: "Evidence", filename: str) -> str:
    """Server-made name: nothing of what the user called the file reaches the disk."""
    return f"evidence/{instance.submission_id % 1000:03d}/{uuid.uuid4().hex}"


class Evidence(models.Model):
    """An uploaded file (minh chứng). One file may serve several criteria and contents."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="evidence")
    items = models.ManyToManyField(SubmissionItem, related_name="evidence", blank=True)
    contents = models.ManyToManyField(SubmissionContent, related_name="evidence", blank=True)
    file = models.FileField("tệp", upload_to=evidence_path, max_length=200)
    name = VietnameseCharField("tên tệp", max_length=255)
    media_type = models.CharField("kiểu tệp", max_length=100)
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    sha256 = models.CharField(max_length=64, db_index=True)
    scan_status = models.CharField(max_length=10, choices=ScanStatus.choices, default=ScanStatus.CLEAN)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("nhận lúc", default=timezone.now)
    upload_key = models.CharField(max_length=80, blank=True)
    removed_at = models.DateTimeField("xóa lúc", null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
        ordering = ["pk"]
        constraints = [
            # One upload that was sent again after a broken answer is one file.
            models.UniqueConstraint(
                fields=["submission", "upload_key"], condition=~Q(upload_key=""), name="evidence_upload_once"
            ),
            # The same bytes lie once in a report, however many criteria they serve.
            models.UniqueConstraint(
                fields=["submission", "sha256"], condition=Q(removed_at=None), name="evidence_bytes_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
