"""What handing in leaves behind: receipts, what was handed in, requests for changes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.fields import VietnameseTextField

from .reports import Submission


class ReceiptCounter(models.Model):
    """The last receipt number of a year; no gaps, because the row is raised in the hand-in's transaction."""

    year = models.PositiveSmallIntegerField("năm", unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "sổ biên nhận"
        verbose_name_plural = "sổ biên nhận"

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Snapshot(models.Model):
    """What was handed in, word for word (bản đã nộp): immutable; reviews stay tied to it."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField("lần nộp")
    taken_at = models.DateTimeField("lúc")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on_time = models.BooleanField("đúng hạn")
    data = models.JSONField("nội dung")
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = "bản đã nộp"
        verbose_name_plural = "bản đã nộp"
        ordering = ["submission", "number"]
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="snapshot_once")]

    def __str__(self) -> str:
        return f"{self.submission}, lần {self.number}"


class Return(models.Model):
    """A return for changes (trả lại bổ sung): why, what, by when. `due_on` is the last day."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="returns")
    reason = VietnameseTextField("lý do")
    due_on = models.DateField("hạn bổ sung")
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    returned_at = models.DateTimeField("trả lại lúc")
    resolved_at = models.DateTimeField("nộp lại lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lần trả lại"
        verbose_name_plural = "lần trả lại"
        ordering = ["submission", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(resolved_at=None), name="return_one_open_per_submission"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.reason[:60]}"


class ReturnNote(models.Model):
    """What the ward asks about one section; `section` is its key as in `submissions.sections`."""

    request = models.ForeignKey(Return, models.CASCADE, related_name="notes")
    section = models.CharField("mục", max_length=40)
    note = VietnameseTextField("đề nghị")

    class Meta:
        verbose_name = "đề nghị bổ sung"
        verbose_name_plural = "đề nghị bổ sung"
        ordering = ["request", "pk"]
        constraints = [models.UniqueConstraint(fields=["request", "section"], name="return_note_once")]

    def __str__(self) -> str:
        return self.note[:60]
