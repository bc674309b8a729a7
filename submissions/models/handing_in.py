"""What handing in leaves behind: receipts, what was handed in, requests for changes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Person, Unit
from campaigns.models import ReportingPeriod
from core.fields import VietnameseTextField

from ..enums import ApprovalOutcome
from .evidence import Evidence
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
    approval = models.CharField("cách duyệt", max_length=15, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người duyệt"
    )
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
    lock_rest = models.BooleanField("khóa các phần không nêu", default=False)
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
    """What the ward asks about one section or one file in it; `section` is its key as in `submissions.sections`.

    `done_at` is the unit's tick "Đã sửa chỗ này".
    """

    request = models.ForeignKey(Return, models.CASCADE, related_name="notes")
    section = models.CharField("mục", max_length=140)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="return_notes", verbose_name="minh chứng"
    )
    note = VietnameseTextField("đề nghị")
    done_at = models.DateTimeField("đã sửa lúc", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người sửa"
    )

    class Meta:
        verbose_name = "đề nghị bổ sung"
        verbose_name_plural = "đề nghị bổ sung"
        ordering = ["request", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "section"], condition=Q(evidence=None), name="return_note_once"),
            models.UniqueConstraint(
                fields=["request", "evidence"], condition=Q(evidence__isnull=False), name="return_note_once_per_file"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="return_note_done_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.note[:60]


class Reopening(models.Model):
    """An accepted report taken up again (mở lại): why, by whom, and of which hand-in (`number`)."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="reopenings")
    number = models.PositiveSmallIntegerField("lần nộp")
    reason = VietnameseTextField("lý do")
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField("mở lại lúc")

    class Meta:
        verbose_name = "lần mở lại"
        verbose_name_plural = "lần mở lại"
        ordering = ["submission", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="reopening_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.submission}: {self.reason[:60]}"


class ApprovalRequest(models.Model):
    """A report sent to the unit's head to read and hand in (trình thủ trưởng duyệt); while open nobody edits it."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="approval_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người trình")
    asked_at = models.DateTimeField("trình lúc")
    note = VietnameseTextField("lời nhắn", blank=True)
    outcome = models.CharField("kết quả", max_length=12, choices=ApprovalOutcome.choices, default=ApprovalOutcome.OPEN)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trả lời"
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answer = VietnameseTextField("ý kiến", blank=True)

    class Meta:
        verbose_name = "lần trình duyệt"
        verbose_name_plural = "lần trình duyệt"
        ordering = ["submission", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(outcome="OPEN"), name="approval_one_open_per_submission"
            ),
            models.CheckConstraint(
                condition=Q(outcome="OPEN", answered_at=None)
                | (~Q(outcome="OPEN") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="approval_answered_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.get_outcome_display()}"


class Extension(models.Model):
    """More time for one unit or person (gia hạn nộp), with a reason; until `closes_at` (exclusive) it is on time.

    A row is never changed: a further extension is a further row, and the latest `closes_at` counts.
    """

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="extensions", verbose_name="kỳ báo cáo")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="extensions", verbose_name="đơn vị"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="extensions", verbose_name="cá nhân"
    )
    closes_at = models.DateTimeField("hạn mới (trước lúc)")
    reason = VietnameseTextField("lý do")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người cho")
    granted_at = models.DateTimeField("gia hạn lúc")

    class Meta:
        verbose_name = "gia hạn"
        verbose_name_plural = "gia hạn"
        ordering = ["period", "-closes_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, person__isnull=True) | Q(unit__isnull=True, person__isnull=False),
                name="extension_unit_or_person",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.unit or self.person}: {self.closes_at:%d/%m/%Y}"
