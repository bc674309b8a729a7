"""What becomes of a report: reviews, marks, boards, reminders."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from campaigns.models import ParticipantGroup, ReportingPeriod
from core.fields import PointsField, VietnameseCharField, VietnameseTextField

from ..enums import BoardStatus, ReviewKind, ReviewStatus
from .handing_in import Extension, Snapshot
from .reports import Submission, SubmissionItem


class Review(models.Model):
    """One reviewer's judgement of one hand-in (thẩm định). `slot` 1 and 2 are blind to each other until complete.

    A report handed in again gets new reviews on its new snapshot; those of the former one keep the marks they gave.
    `total_hundredths` is the sum of a complete review's marks with the caps of its criteria set, fixed with them, so
    that a ranking adds up rows of this table alone. A RECONCILE review is the third person's (slot 0): once complete,
    its total stands for the report; `reason` says why. A STOPPED review keeps its rows but counts for nothing, and its
    slot is free for another: its reviewer may no longer judge this report (xung đột lợi ích, thôi vai trò).
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="reviews")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    kind = models.CharField("loại", max_length=10, choices=ReviewKind.choices, default=ReviewKind.MARK)
    slot = models.PositiveSmallIntegerField("người chấm thứ")
    status = models.CharField("trạng thái", max_length=10, choices=ReviewStatus.choices, default=ReviewStatus.OPEN)
    started_at = models.DateTimeField("bắt đầu", default=timezone.now)
    completed_at = models.DateTimeField("chấm xong lúc", null=True, blank=True)
    total_hundredths = models.BigIntegerField("tổng điểm (phần trăm điểm)", null=True, blank=True)
    reason = VietnameseTextField("lý do thống nhất điểm", blank=True)
    stopped_at = models.DateTimeField("dừng chấm lúc", null=True, blank=True)

    class Meta:
        verbose_name = "phần thẩm định"
        verbose_name_plural = "phần thẩm định"
        ordering = ["submission", "slot"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "reviewer"], condition=~Q(status="STOPPED"), name="review_once_per_reviewer"
            ),
            models.UniqueConstraint(
                fields=["snapshot", "slot"], condition=~Q(status="STOPPED"), name="review_slot_once"
            ),
            models.CheckConstraint(
                condition=Q(status="OPEN", completed_at=None, total_hundredths=None, stopped_at=None)
                | Q(status="COMPLETE", completed_at__isnull=False, total_hundredths__isnull=False, stopped_at=None)
                | Q(status="STOPPED", total_hundredths=None, stopped_at__isnull=False),
                name="review_completed_at_matches",
            ),
            models.CheckConstraint(
                condition=Q(kind="MARK", slot__gte=1, slot__lte=100)
                | Q(kind="RECONCILE", slot=0)
                | Q(kind="AGAIN", slot__gte=101),
                name="review_slot_of_its_kind",
            ),
        ]
        indexes = [models.Index(fields=["submission", "snapshot", "kind", "total_hundredths"], name="review_totals")]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.submission}"

    @property
    def is_again(self) -> bool:
        """Marked after a granted request, whether it counts by now or not; read with `appeal`."""
        return self.kind == ReviewKind.AGAIN or (self.kind == ReviewKind.RECONCILE and hasattr(self, "appeal"))

    @property
    def label(self) -> str:
        """What a column of marks is called: “Người 1”, “Thống nhất” or “Chấm lại” for a third person's."""
        if self.kind == ReviewKind.MARK:
            return f"Người {self.slot}"
        return "Chấm lại" if self.is_again else "Thống nhất"


class Score(models.Model):
    """A mark (điểm thẩm định). Rows are added, never overwritten: of one review and criterion the latest counts.

    `is_latest` is kept by the service that adds a row, so that sums are one plain query. `by_rule` is what the rule of
    the criterion gave when the mark was entered; a mark that differs from it was set by hand.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="scores")
    item = models.ForeignKey(SubmissionItem, models.PROTECT, related_name="scores")
    points = PointsField("điểm", null=True, blank=True)
    by_rule = PointsField("điểm theo cách tính", null=True, blank=True)
    note = VietnameseTextField("nhận xét", blank=True)
    scored_at = models.DateTimeField("lúc", default=timezone.now)
    is_latest = models.BooleanField(default=True)

    class Meta:
        verbose_name = "điểm thẩm định"
        verbose_name_plural = "điểm thẩm định"
        ordering = ["review", "item", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "item"], condition=Q(is_latest=True), name="score_one_latest"),
            models.CheckConstraint(condition=Q(points=None) | Q(points__gte=0), name="score_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.points}"


class RankingBoard(models.Model):
    """The board of one group in one period (bảng điểm); locked, its lines are the record nominations start from.

    `version` names the lines that count; a granted request about a score adds a version and leaves the former lines.
    Published, the units see their scores and may ask about them until `appeals_close_at`.
    """

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="boards")
    group = models.ForeignKey(ParticipantGroup, models.PROTECT, related_name="boards")
    status = models.CharField("trạng thái", max_length=8, choices=BoardStatus.choices, default=BoardStatus.OPEN)
    locked_at = models.DateTimeField("chốt lúc", null=True, blank=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    lock_note = VietnameseTextField("ghi chú khi chốt", blank=True)
    version = models.PositiveSmallIntegerField("bản", default=1)
    published_at = models.DateTimeField("công bố lúc", null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    appeals_close_at = models.DateTimeField("nhận kiến nghị đến", null=True, blank=True)

    class Meta:
        verbose_name = "bảng điểm"
        verbose_name_plural = "bảng điểm"
        constraints = [
            models.UniqueConstraint(fields=["period", "group"], name="board_once"),
            models.CheckConstraint(
                condition=Q(status="OPEN", locked_at=None, locked_by=None)
                | Q(status="LOCKED", locked_at__isnull=False, locked_by__isnull=False),
                name="board_locked_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None, appeals_close_at=None)
                | Q(
                    status="LOCKED",
                    published_at__isnull=False,
                    published_by__isnull=False,
                    appeals_close_at__isnull=False,
                ),
                name="board_published_when_locked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.period}"


class RankingLine(models.Model):
    """A line of a locked board: the exact total as a fraction of hundredths, and the shared rank.

    Lines are never changed; `version` says to which issue of the board they belong. `grade` is empty while grades are
    switched off (law.md 10).
    """

    board = models.ForeignKey(RankingBoard, models.CASCADE, related_name="lines")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="ranking_lines")
    version = models.PositiveSmallIntegerField("bản", default=1)
    grade = VietnameseCharField("xếp loại", max_length=60, blank=True)
    rank = models.PositiveSmallIntegerField("hạng")
    total_numerator = models.BigIntegerField("tổng điểm (tử số, phần trăm điểm)")
    total_denominator = models.PositiveSmallIntegerField("mẫu số (số người chấm)")

    class Meta:
        verbose_name = "dòng bảng điểm"
        verbose_name_plural = "dòng bảng điểm"
        ordering = ["board", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["board", "submission", "version"], name="ranking_line_once"),
            models.CheckConstraint(condition=Q(total_denominator__gte=1), name="ranking_denominator"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.submission}"


class ReminderRun(models.Model):
    """One step of the reminder calendar that was carried out (đôn đốc): each due moment once, for ever.

    Of the whole period, or of the one unit or person whom `extension` gave a last day of their own. `left_out` holds
    the steps before it that were missed, as days before the last day.
    """

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="reminder_runs")
    extension = models.ForeignKey(Extension, models.PROTECT, null=True, blank=True, related_name="reminder_runs")
    days_before = models.SmallIntegerField("số ngày trước ngày cuối (âm: quá hạn)")
    due_at = models.DateTimeField("đến lịch lúc")
    run_at = models.DateTimeField("chạy lúc", default=timezone.now)
    queued = models.PositiveIntegerField("số thư", default=0)
    left_out = models.JSONField("mốc bị lỡ", default=list, blank=True)

    class Meta:
        verbose_name = "lần đôn đốc"
        verbose_name_plural = "lần đôn đốc"
        ordering = ["period", "due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "due_at"], condition=Q(extension=None), name="reminder_step_of_period_once"
            ),
            models.UniqueConstraint(
                fields=["extension", "due_at"],
                condition=Q(extension__isnull=False),
                name="reminder_step_of_extension_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}: D{-self.days_before:+d}"
