"""What a unit or person writes: the report, its contents, figures, self-scores, initiatives."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Person, Unit
from campaigns.models import ContentArea, CriteriaItem, CriteriaSet, ParticipantGroup, ReportingPeriod, ReportQuestion
from core.fields import PointsField, QuantityField, VietnameseCharField, VietnameseTextField
from core.text import fold_vi

from ..enums import InitiativeKind, SubmissionStatus
from ..querysets import SubmissionQuerySet
from .subjects import OfSubject


def editor() -> models.ForeignKey:
    """Who last changed the row: named to a colleague whose text meets it (F11)."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người sửa cuối"
    )


class Submission(OfSubject, models.Model):
    """A report of a unit, or of a person, for one period (báo cáo kết quả, báo cáo thành tích).

    The unit owns it, not who typed it. `code` and `first_submitted_at` are set by the first hand-in and stay for ever,
    `submitted_at` is the latest. `is_late` turns back only when the office grants an extension; a report taken back and
    handed in again after the deadline becomes late. `criteria_set` is the version it is written under.
    `with_head_since` is set while an `ApprovalRequest` is open: in this row, so that whoever waited for it sees it.
    `stated_hundredths` is the self-score of the latest hand-in, caps included, so that a long list sorts and adds it up
    from this table alone; NULL when no score was given.
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
    with_head_since = models.DateTimeField("chờ thủ trưởng duyệt từ", null=True, blank=True)
    code = models.CharField("mã biên nhận", max_length=20, unique=True, null=True, blank=True)
    first_submitted_at = models.DateTimeField("nộp lần đầu lúc", null=True, blank=True)
    submitted_at = models.DateTimeField("nhận lúc", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nộp"
    )
    is_late = models.BooleanField("nộp muộn", default=False)
    late_reason = VietnameseTextField("lý do nộp muộn", blank=True)
    rounds = models.PositiveSmallIntegerField("số lần nộp", default=0)
    stated_hundredths = models.BigIntegerField("tổng tự chấm khi nộp (phần trăm điểm)", null=True, blank=True)
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
        indexes = [
            models.Index(fields=["period", "group", "status"], name="submission_period_group"),
            # The office's list by the day of receipt, and its sums, whatever the number of reports: both are read from
            # the index alone.
            models.Index(
                fields=["period", "submitted_at", "id", "status"],
                condition=Q(submitted_at__isnull=False),
                name="submission_by_receipt",
            ),
            # What is asked of reviews and assignments finds here all it wants to know of their reports.
            models.Index(
                fields=["period", "status", "stated_hundredths", "id", "rounds", "criteria_set"],
                name="submission_in_its_state",
            ),
        ]
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
            models.CheckConstraint(
                condition=Q(with_head_since=None) | Q(status__in=["DRAFT", "RETURNED"]),
                name="submission_with_head_is_open",
            ),
        ]

    def __str__(self) -> str:
        return f"Báo cáo năm {self.period.year} – {self.subject_name}"


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
    """A figure of a content: last year, this year, unit of measure (số liệu chính).

    `target` is what was pledged for the year; with `pledge_target` it came from the pledge and stays as pledged.
    """

    content = models.ForeignKey(SubmissionContent, models.CASCADE, related_name="figures")
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    name = VietnameseCharField("chỉ số", max_length=200, blank=True)
    last_year = VietnameseCharField("năm trước", max_length=60, blank=True)
    target = VietnameseCharField("chỉ tiêu", max_length=60, blank=True)
    this_year = VietnameseCharField("năm nay", max_length=60, blank=True)
    measure = VietnameseCharField("đơn vị tính", max_length=60, blank=True)
    pledge_target = models.ForeignKey("PledgeTarget", models.SET_NULL, null=True, blank=True, related_name="figures")
    version = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField("sửa lần cuối lúc", null=True, blank=True)
    edited_by = editor()

    class Meta:
        verbose_name = "số liệu"
        verbose_name_plural = "số liệu"
        ordering = ["content", "order", "pk"]

    def __str__(self) -> str:
        return self.name


class SubmissionAnswer(models.Model):
    """What a report answers to one question of the plan (law.md 5.1)."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="answers")
    question = models.ForeignKey(ReportQuestion, models.PROTECT, related_name="+", verbose_name="câu hỏi")
    text = VietnameseTextField("trả lời", blank=True)
    version = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField("sửa lần cuối lúc", null=True, blank=True)
    edited_by = editor()

    class Meta:
        verbose_name = "trả lời câu hỏi"
        verbose_name_plural = "trả lời câu hỏi"
        ordering = ["submission", "question__order"]
        constraints = [models.UniqueConstraint(fields=["submission", "question"], name="answer_once")]

    def __str__(self) -> str:
        return str(self.question)


class SubmissionItem(models.Model):
    """One criterion of the report: result and self-score (tự chấm điểm). Zero is a score, None is not given.

    `amount` is the number reached and `target` what was aimed at, where the criterion's points follow from numbers.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="items")
    criteria_item = models.ForeignKey(CriteriaItem, models.PROTECT, related_name="+", verbose_name="tiêu chí")
    result = VietnameseTextField("kết quả đạt được", blank=True)
    amount = QuantityField("số đạt được", null=True, blank=True)
    target = QuantityField("chỉ tiêu", null=True, blank=True)
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
            models.CheckConstraint(
                condition=(Q(amount=None) | Q(amount__gte=0)) & (Q(target=None) | Q(target__gt=0)),
                name="item_numbers_sensible",
            ),
        ]

    def __str__(self) -> str:
        return str(self.criteria_item)


class Initiative(models.Model):
    """An initiative or solution of value (sáng kiến, giải pháp, D12): an object of its own, found again when
    nominating. `recognition` names the decision of one that a competent body has recognised.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="initiatives")
    kind = models.CharField("loại", max_length=10, choices=InitiativeKind.choices, default=InitiativeKind.SOLUTION)
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
