"""What every file kept beside an award paper has."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.fields import VietnameseCharField


def award_file_path(instance: models.Model, filename: str) -> str:
    """Server-made name of a stored file."""
    return f"awards/{uuid.uuid4().hex}"


class StoredFile(models.Model):
    """A file checked as evidence is, given out only through a view that asks for the right."""

    file = models.FileField("tệp", upload_to=award_file_path, max_length=200)
    name = VietnameseCharField("tên tệp", max_length=255)
    media_type = models.CharField("kiểu tệp", max_length=100)
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("gửi lúc", default=timezone.now)
    removed_at = models.DateTimeField("bỏ lúc", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
