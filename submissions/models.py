"""The yearly report and what becomes of it: contents, self-scores, evidence, hand-ins, returns, reviews, marks,
boards.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Person, Unit
from campaigns.models import ContentArea, CriteriaItem, CriteriaSet, ParticipantGroup, ReportingPeriod
from core.fields import PointsField, VietnameseCharField, VietnameseTextField
from core.text import fold_vi

from .enums import BoardStatus, ReviewStatus, ScanStatus, SubmissionStatus
from .querysets import EvidenceQuerySet, SubmissionQuerySet


def editor() -> models.ForeignKey:
    """Who last changed the row: named to a colleague whose text meets it (F11)."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người sửa cuối"
    )


class Submission(models.Model):
    """A report of a unit, or of a person, for one period (báo cáo kết quả, báo cáo thành tích).

    The unit owns it, not who typed it. `code`, `first_submitted_at` and `is_late` are set by the first hand-in and
    stay for
    ever; `submitted_at` is the latest. `criteria_set` is the version it is written under.
    """

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="submissions", verbose_name="kỳ báo cáo")
    group = models.ForeignKey(ParticipantGroup, models.PROTECT, related_name="submissions", verbose_name="nhóm")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name="đơn vị"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name="cá nhân"
    )
    criteria_set = models.ForeignKey(
        CriteriaSet, models.PROTECT, null=True, related_name="submissions", verbose_name="bộ tiêu chí"
    )
    status = models.CharField(
        "trạng thái", max_length=12, choices=SubmissionStatus.choices, default=SubmissionStatus.DRAFT
    )
    status_since = models.DateTimeField("từ lúc", default=timezone.now)
    code = models.CharField("mã biên nhận", max_length=20, unique=True, null=True, blank=True)
    first_submitted_at = models.DateTimeField("nộp lần đầu lúc", null=True, blank=True)
    submitted_at = models.DateTimeField("nhận lúc", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nộp"
    )
    is_late = models.BooleanField("nộp muộn", default=False)
    late_reason = VietnameseTextField("lý do nộp muộn", blank=True)
    rounds = models.PositiveSmallIntegerField("số lần nộp", default=0)
    reporter_name = VietnameseCharField("người báo cáo", max_length=150, blank=True)
    reporter_position = VietnameseCharField("chức vụ", max_length=150, blank=True)
    reporter_phone = models.CharField("điện thoại", max_length=30, blank=True)
    situation = VietnameseTextField("đặc điểm, tình hình", blank=True)
    difficulties = VietnameseTextField("khó khăn, vướng mắc", blank=True)
    proposals = VietnameseTextField("kiến nghị", blank=True)
    award_suggestion = VietnameseTextField("đề xuất khen thưởng", blank=True)
    nothing_to_add = models.BooleanField("không có khó khăn, kiến nghị", default=False)
    no_initiatives = models.BooleanField("không có sáng kiến, giải pháp", default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField("lập lúc", default=timezone.now)
    edited_at = models.DateTimeField("sửa lần cuối lúc", null=True, blank=True)
    edited_by = editor()

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo"
        verbose_name_plural = "báo cáo"
        ordering = ["-period__year", "pk"]
        indexes = [models.Index(fields=["period", "group", "status"], name="submission_period_group")]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, person__isnull=True) | Q(unit__isnull=True, person__isnull=False),
                name="submission_unit_or_person",
            ),
            models.UniqueConstraint(
                fields=["period", "unit"], condition=Q(unit__isnull=False), name="submission_unit_once"
            ),
            models.UniqueConstraint(
                fields=["period", "person"], condition=Q(person__isnull=False), name="submission_person_once"
            ),
            models.CheckConstraint(
                condition=Q(code=None, first_submitted_at=None, rounds=0)
                | Q(code__isnull=False, first_submitted_at__isnull=False, submitted_at__isnull=False, rounds__gte=1),
                name="submission_receipt_complete",
            ),
            models.CheckConstraint(
                condition=Q(status="DRAFT") | Q(code__isnull=False), name="submission_handed_in_has_code"
            ),
        ]

    def __str__(self) -> str:
        return f"Báo cáo năm {self.period.year} – {self.subject_name}"

    @property
    def subject(self) -> Unit | Person:
        """Whose report it is."""
        return self.unit or self.person

    @property
    def subject_name(self) -> str:
        """Name of the unit or person."""
        return str(self.subject)


class SubmissionContent(models.Model):
    """The section of one content (kết quả theo nội dung thi đua). `version` guards against lost updates (F11).

    `taken_on` is False for a content that a body free to choose (plan VI.4) did not take on.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="contents")
    content_area = models.ForeignKey(ContentArea, models.PROTECT, related_name="+", verbose_name="nội dung")
    taken_on = models.BooleanField("tham gia nội dung này", default=True)
    results = VietnameseTextField("kết quả nổi bật", blank=True)
    version = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField("sửa lần cuối lúc", null=True, blank=True)
    edited_by = editor()

    class Meta:
        verbose_name = "kết quả theo nội dung"
        verbose_name_plural = "kết quả theo nội dung"
        ordering = ["submission", "content_area__order"]
        constraints = [models.UniqueConstraint(fields=["submission", "content_area"], name="content_once")]

    def __str__(self) -> str:
        return str(self.content_area)


class KeyFigure(models.Model):
    """A figure of a content: last year, this year, unit of measure (số liệu chính)."""

    content = models.ForeignKey(SubmissionContent, models.CASCADE, related_name="figures")
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    name = VietnameseCharField("chỉ số", max_length=200, blank=True)
    last_year = VietnameseCharField("năm trước", max_length=60, blank=True)
    this_year = VietnameseCharField("năm nay", max_length=60, blank=True)
    measure = VietnameseCharField("đơn vị tính", max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField("sửa lần cuối lúc", null=True, blank=True)
    edited_by = editor()

    class Meta:
        verbose_name = "số liệu"
        verbose_name_plural = "số liệu"
        ordering = ["content", "order", "pk"]

    def __str__(self) -> str:
        return self.name


class SubmissionItem(models.Model):
    """One criterion of the report: result and self-score (tự chấm điểm). Zero is a score, None is not given."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="items")
    criteria_item = models.ForeignKey(CriteriaItem, models.PROTECT, related_name="+", verbose_name="tiêu chí")
    result = VietnameseTextField("kết quả đạt được", blank=True)
    self_score = PointsField("điểm tự chấm", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField("sửa lần cuối lúc", null=True, blank=True)
    edited_by = editor()

    class Meta:
        verbose_name = "tự chấm"
        verbose_name_plural = "tự chấm"
        ordering = ["submission", "criteria_item__order"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "criteria_item"], name="item_once"),
            models.CheckConstraint(condition=Q(self_score=None) | Q(self_score__gte=0), name="item_score_not_negative"),
        ]

    def __str__(self) -> str:
        return str(self.criteria_item)


class Initiative(models.Model):
    """An initiative or solution of value (sáng kiến, giải pháp, D12): an object of its own, found again when
    nominating.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="initiatives")
    title = VietnameseCharField("tên sáng kiến, giải pháp", max_length=250, blank=True)
    author = VietnameseCharField("tác giả", max_length=150, blank=True)
    effect = VietnameseTextField("hiệu quả", blank=True)
    scope = VietnameseCharField("phạm vi áp dụng", max_length=250, blank=True)
    content_area = models.ForeignKey(
        ContentArea, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="thuộc nội dung"
    )
    recognition = VietnameseCharField("quyết định công nhận (nếu có)", max_length=120, blank=True)
    search_text = models.CharField(max_length=500, editable=False, db_index=True)
    version = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField("sửa lần cuối lúc", null=True, blank=True)
    edited_by = editor()

    class Meta:
        verbose_name = "sáng kiến, giải pháp"
        verbose_name_plural = "sáng kiến, giải pháp"
        ordering = ["submission", "pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs):
        self.search_text = self.folded(self.title, self.author, self.effect)
        super().save(*args, **kwargs)

    @staticmethod
    def folded(title: str, author: str, effect: str) -> str:
        """What searching without accents looks into."""
        return fold_vi(f"{title} {author} {effect}")[:500]


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


class Review(models.Model):
    """One reviewer's judgement of one hand-in (thẩm định). `slot` 1 and 2 are blind to each other until complete.

    A report handed in again gets new reviews on its new snapshot; those of the former one keep the marks they gave.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="reviews")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    slot = models.PositiveSmallIntegerField("người chấm thứ")
    status = models.CharField("trạng thái", max_length=10, choices=ReviewStatus.choices, default=ReviewStatus.OPEN)
    started_at = models.DateTimeField("bắt đầu", default=timezone.now)
    completed_at = models.DateTimeField("chấm xong lúc", null=True, blank=True)

    class Meta:
        verbose_name = "phần thẩm định"
        verbose_name_plural = "phần thẩm định"
        ordering = ["submission", "slot"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "reviewer"], name="review_once_per_reviewer"),
            models.UniqueConstraint(fields=["snapshot", "slot"], name="review_slot_once"),
            models.CheckConstraint(
                condition=Q(status="OPEN", completed_at=None) | Q(status="COMPLETE", completed_at__isnull=False),
                name="review_completed_at_matches",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.submission}"


class Score(models.Model):
    """A mark (điểm thẩm định). Rows are added, never overwritten: of one review and criterion the latest counts.

    `is_latest` is kept by the service that adds a row, so that sums are one plain query.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="scores")
    item = models.ForeignKey(SubmissionItem, models.PROTECT, related_name="scores")
    points = PointsField("điểm", null=True, blank=True)
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
    """The board of one group in one period (bảng điểm); locked, its lines are the record nominations start from."""

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="boards")
    group = models.ForeignKey(ParticipantGroup, models.PROTECT, related_name="boards")
    status = models.CharField("trạng thái", max_length=8, choices=BoardStatus.choices, default=BoardStatus.OPEN)
    locked_at = models.DateTimeField("chốt lúc", null=True, blank=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

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
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.period}"


class RankingLine(models.Model):
    """A line of a locked board: the exact total as a fraction of hundredths, and the shared rank."""

    board = models.ForeignKey(RankingBoard, models.CASCADE, related_name="lines")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="ranking_lines")
    rank = models.PositiveSmallIntegerField("hạng")
    total_numerator = models.BigIntegerField("tổng điểm (tử số, phần trăm điểm)")
    total_denominator = models.PositiveSmallIntegerField("mẫu số (số người chấm)")

    class Meta:
        verbose_name = "dòng bảng điểm"
        verbose_name_plural = "dòng bảng điểm"
        ordering = ["board", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["board", "submission"], name="ranking_line_once"),
            models.CheckConstraint(condition=Q(total_denominator__gte=1), name="ranking_denominator"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.submission}"


class ReminderRun(models.Model):
    """One step of the reminder schedule of a period that was carried out (đôn đốc): each step once, for ever."""

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="reminder_runs")
    days_before = models.SmallIntegerField("số ngày trước ngày cuối (âm: quá hạn)")
    run_at = models.DateTimeField("chạy lúc", default=timezone.now)
    queued = models.PositiveIntegerField("số thư", default=0)

    class Meta:
        verbose_name = "lần đôn đốc"
        verbose_name_plural = "lần đôn đốc"
        ordering = ["period", "-days_before"]
        constraints = [models.UniqueConstraint(fields=["period", "days_before"], name="reminder_step_once")]

    def __str__(self) -> str:
        return f"{self.period}: D{-self.days_before:+d}"
