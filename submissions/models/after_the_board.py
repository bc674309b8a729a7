"""What follows a board: requests about published scores; and the filters a reviewer keeps."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.fields import VietnameseCharField, VietnameseTextField

from ..enums import AppealStatus, ReviewStatus
from ..querysets import AppealQuerySet
from .reports import Submission, SubmissionItem
from .reviewing import RankingBoard, Review


class ScoreAppeal(models.Model):
    """A unit's or person's request about their published score (kiến nghị về điểm), of one criterion or the whole.

    One waits at a time per report. Granted, a third person marks the report again in `review` and the board gets a new
    version, named in `granted_version`, at `corrected_at`.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="appeals")
    board = models.ForeignKey(RankingBoard, models.PROTECT, related_name="appeals")
    board_version = models.PositiveSmallIntegerField("bản bảng điểm")
    item = models.ForeignKey(SubmissionItem, models.PROTECT, null=True, blank=True, related_name="+")
    text = VietnameseTextField("nội dung kiến nghị")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField("gửi lúc", default=timezone.now)
    status = models.CharField("trạng thái", max_length=8, choices=AppealStatus.choices, default=AppealStatus.WAITING)
    answer = VietnameseTextField("trả lời", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    review = models.OneToOneField(
        Review, models.PROTECT, null=True, blank=True, related_name="appeal", verbose_name="phần chấm lại"
    )
    granted_version = models.PositiveSmallIntegerField("bản bảng điểm sau khi chấm lại", null=True, blank=True)
    corrected_at = models.DateTimeField("bảng điểm có bản mới lúc", null=True, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = "kiến nghị về điểm"
        verbose_name_plural = "kiến nghị về điểm"
        ordering = ["raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(status="WAITING"), name="appeal_one_waiting_per_report"
            ),
            models.CheckConstraint(
                condition=Q(status="WAITING", answered_at=None, answered_by=None)
                | (~Q(status="WAITING") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="appeal_answered_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(granted_version=None) | Q(status="GRANTED"), name="appeal_version_only_when_granted"
            ),
            models.CheckConstraint(condition=Q(review=None) | Q(status="GRANTED"), name="appeal_marked_when_granted"),
            models.CheckConstraint(
                condition=Q(granted_version=None, corrected_at=None)
                | Q(granted_version__isnull=False, corrected_at__isnull=False, review__isnull=False),
                name="appeal_corrected_with_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.get_status_display()}"

    @property
    def about(self) -> str:
        """What it is about, for people: “tiêu chí 2”, or “toàn bộ điểm”."""
        return f"tiêu chí {self.item.criteria_item.order}" if self.item_id else "toàn bộ điểm"

    @property
    def marked_in(self) -> Review | None:
        """The marking somebody has; None before it is taken, and again once it was stopped."""
        return self.review if self.review_id and self.review.status != ReviewStatus.STOPPED else None


class SavedView(models.Model):
    """A filter of the queue a reviewer keeps under a name (bộ lọc đã lưu); `query` is what the address says."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = VietnameseCharField("tên bộ lọc", max_length=60)
    query = models.CharField("bộ lọc", max_length=500)
    created_at = models.DateTimeField("lưu lúc", default=timezone.now)

    class Meta:
        verbose_name = "bộ lọc đã lưu"
        verbose_name_plural = "bộ lọc đã lưu"
        ordering = ["user", "name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name
