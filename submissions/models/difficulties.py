"""Difficulties that units and persons tell the ward about at any time of the year (khó khăn, vướng mắc, D10)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Person, Unit
from campaigns.models import Campaign, ContentArea
from core.fields import VietnameseCharField, VietnameseTextField
from core.text import fold_vi

from ..enums import DifficultyStatus, MessageKind, ScanStatus
from ..querysets import DifficultyFileQuerySet, DifficultyQuerySet
from .subjects import OfSubject


def difficulty_path(instance: "DifficultyFile", filename: str) -> str:
    """Server-made name of a file in a thread."""
    return f"difficulties/{uuid.uuid4().hex}"


class Difficulty(OfSubject, models.Model):
    """One matter with its thread (vướng mắc). `waiting_since` is set while an answer is owed, None otherwise.

    `forwarded_to` is the ward's body that is to answer. What is published are `public_question` and `public_answer`,
    written by the office: neither names who asked.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="difficulties", verbose_name="phong trào")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="difficulties", verbose_name="đơn vị"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="difficulties", verbose_name="cá nhân"
    )
    content_area = models.ForeignKey(
        ContentArea, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nội dung"
    )
    status = models.CharField(
        "trạng thái", max_length=10, choices=DifficultyStatus.choices, default=DifficultyStatus.WAITING
    )
    asked_at = models.DateTimeField("gửi lúc")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gửi")
    waiting_since = models.DateTimeField("chờ từ lúc", null=True, blank=True)
    forwarded_to = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="forwarded_difficulties", verbose_name="chuyển tới"
    )
    public_question = VietnameseTextField("câu hỏi đăng công khai", blank=True)
    public_answer = VietnameseTextField("trả lời đăng công khai", blank=True)
    public_search_text = models.TextField(default="", editable=False)
    published_at = models.DateTimeField("đăng lúc", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người đăng"
    )

    objects = DifficultyQuerySet.as_manager()

    class Meta:
        verbose_name = "khó khăn, vướng mắc"
        verbose_name_plural = "khó khăn, vướng mắc"
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["status", "waiting_since"], name="difficulty_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, person__isnull=True) | Q(unit__isnull=True, person__isnull=False),
                name="difficulty_unit_or_person",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["WAITING", "FORWARDED"], waiting_since__isnull=False)
                | Q(status__in=["ANSWERED", "CLOSED"], waiting_since=None),
                name="difficulty_waits_while_unanswered",
            ),
            models.CheckConstraint(
                condition=~Q(status="FORWARDED") | Q(forwarded_to__isnull=False),
                name="difficulty_forwarded_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | (
                    Q(published_at__isnull=False, published_by__isnull=False)
                    & ~Q(public_question="")
                    & ~Q(public_answer="")
                ),
                name="difficulty_published_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"Vướng mắc số {self.pk} của {self.subject_name}"


class DifficultyMessage(models.Model):
    """One entry of a thread; never changed once sent."""

    difficulty = models.ForeignKey(Difficulty, models.PROTECT, related_name="messages")
    kind = models.CharField("loại", max_length=10, choices=MessageKind.choices)
    text = VietnameseTextField("nội dung")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người viết")
    on_behalf_of = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="thay mặt"
    )
    sent_at = models.DateTimeField("lúc")
    search_text = models.TextField(default="", editable=False)

    class Meta:
        verbose_name = "ý kiến"
        verbose_name_plural = "ý kiến"
        ordering = ["difficulty", "sent_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="message_says_something")]

    def __str__(self) -> str:
        return self.text[:60]

    def save(self, *args, **kwargs):
        self.search_text = fold_vi(self.text)
        super().save(*args, **kwargs)


class DifficultyFile(models.Model):
    """A file sent along with a message, checked as evidence is."""

    message = models.ForeignKey(DifficultyMessage, models.PROTECT, related_name="files")
    file = models.FileField("tệp", upload_to=difficulty_path, max_length=200)
    name = VietnameseCharField("tên tệp", max_length=255)
    media_type = models.CharField("kiểu tệp", max_length=100)
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    sha256 = models.CharField(max_length=64)
    scan_status = models.CharField(max_length=10, choices=ScanStatus.choices, default=ScanStatus.CLEAN)

    objects = DifficultyFileQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp gửi kèm"
        verbose_name_plural = "tệp gửi kèm"
        ordering = ["message", "pk"]

    def __str__(self) -> str:
        return self.name
