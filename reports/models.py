"""Files the portal makes: one row each, built by a task, kept with checksum and the moment of their data."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from awards.models import AwardDecision, CouncilMeeting, DecisionLine, Nomination, Proposal
from campaigns.models import ReportingPeriod
from core.fields import VietnameseCharField, VietnameseTextField
from submissions.models import Snapshot

from .enums import OF_A_HAND_IN, OF_A_YEAR, OF_AWARDS, DocumentKind, DocumentStatus
from .querysets import GeneratedDocumentQuerySet


def document_path(instance: "GeneratedDocument", filename: str) -> str:
    """Server-made name of the stored file."""
    return f"documents/{timezone.now():%Y}/{uuid.uuid4().hex}"


# Every column that names what a document is about.
_ABOUT = ("period", "snapshot", *dict.fromkeys(OF_AWARDS.values()))


def _about(kinds: tuple[str, ...], *columns: str) -> Q:
    """Documents of `kinds` name these columns and no other."""
    return Q(kind__in=kinds, **{f"{column}__isnull": column not in columns for column in _ABOUT})


def _each_names_its_own() -> Q:
    """A table of a year names the year, a paper of a hand-in both, a paper of awards what it is about."""
    allowed = _about(OF_A_YEAR, "period") | _about(OF_A_HAND_IN, "period", "snapshot")
    for column in dict.fromkeys(OF_AWARDS.values()):
        allowed |= _about(tuple(kind for kind, named in OF_AWARDS.items() if named == column), column)
    return allowed


class GeneratedDocument(models.Model):
    """A paper or table the portal made (văn bản đã phát hành): kind, number, checksum, author, moment of the data.

    `snapshot` is the hand-in a receipt or printed report belongs to; there is one of each kind for a hand-in. Papers of
    awards name the nomination, meeting, letter, decision or line they are about, each time they are asked for.
    """

    kind = models.CharField("loại", max_length=20, choices=DocumentKind.choices)
    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="kỳ báo cáo"
    )
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="bản đã nộp"
    )
    nomination = models.ForeignKey(
        Nomination, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="đề nghị khen thưởng"
    )
    meeting = models.ForeignKey(
        CouncilMeeting, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="phiên họp"
    )
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="tờ trình"
    )
    decision = models.ForeignKey(
        AwardDecision, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="quyết định"
    )
    decision_line = models.ForeignKey(
        DecisionLine, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="dòng quyết định"
    )
    title = VietnameseCharField("tên", max_length=250)
    number = models.CharField("số, ký hiệu", max_length=40, blank=True)
    params = models.JSONField(default=dict, blank=True)
    status = models.CharField("trạng thái", max_length=8, choices=DocumentStatus.choices, default=DocumentStatus.QUEUED)
    progress = models.PositiveSmallIntegerField("tiến độ (%)", default=0)
    error = VietnameseTextField("lỗi", blank=True)
    file = models.FileField("tệp", upload_to=document_path, max_length=200, blank=True)
    file_name = VietnameseCharField("tên tệp", max_length=200, blank=True)
    media_type = models.CharField("kiểu tệp", max_length=100, blank=True)
    size = models.PositiveBigIntegerField("dung lượng (byte)", default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    data_at = models.DateTimeField("số liệu lúc", null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("số lần tạo", default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người yêu cầu"
    )
    created_at = models.DateTimeField("yêu cầu lúc", default=timezone.now)

    objects = GeneratedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản đã tạo"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="READY") | (~Q(file="") & ~Q(sha256="") & Q(data_at__isnull=False)),
                name="document_ready_is_complete",
            ),
            models.CheckConstraint(condition=_each_names_its_own(), name="document_names_its_own"),
            models.UniqueConstraint(
                fields=["snapshot", "kind"], condition=Q(snapshot__isnull=False), name="document_once_per_hand_in"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> models.Model:
        """What the document is about: a nomination, meeting, letter, decision or its line; a hand-in; or a year."""
        column = OF_AWARDS.get(self.kind)
        return getattr(self, column) if column else self.snapshot or self.period

    @property
    def is_at_work(self) -> bool:
        """True while the result is still to come."""
        return self.status in (DocumentStatus.QUEUED, DocumentStatus.BUILDING)
