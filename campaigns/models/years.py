"""When: phases with their reviews, and the reporting years in them."""

from django.db import models
from django.db.models import F, Q

from core.clock import last_day
from core.fields import VietnameseCharField, VietnameseTextField

from ..enums import ReviewKind
from ..querysets import ReportingPeriodQuerySet
from .movement import PlanPart


class Phase(PlanPart):
    """A phase with the review that ends it (giai đoạn, D8)."""

    title = VietnameseCharField("tên giai đoạn", max_length=120)
    text = VietnameseTextField("nội dung", blank=True)
    start_year = models.PositiveSmallIntegerField("từ năm")
    end_year = models.PositiveSmallIntegerField("đến năm")
    review_kind = models.CharField("hình thức đánh giá", max_length=10, choices=ReviewKind.choices)
    review_year = models.PositiveSmallIntegerField("năm sơ kết, tổng kết")

    class Meta(PlanPart.Meta):
        verbose_name = "giai đoạn"
        verbose_name_plural = "giai đoạn"

    def __str__(self) -> str:
        return self.title


class ReportingPeriod(PlanPart):
    """A reporting year (kỳ báo cáo): `opens_at <= t < closes_at` is on time, `closes_at <= t < locks_at` late (D9).

    Pledges are taken from `pledges_from` (ward day; None: from the first of January) until `opens_at`.
    """

    phase = models.ForeignKey(Phase, models.PROTECT, related_name="periods", verbose_name="giai đoạn")
    year = models.PositiveSmallIntegerField("năm")
    pledges_from = models.DateField("nhận đăng ký thi đua từ ngày", null=True, blank=True)
    opens_at = models.DateTimeField("mở nhận từ")
    closes_at = models.DateTimeField("hạn nộp (trước lúc)")
    locks_at = models.DateTimeField("khóa sổ lúc")
    review_ends_on = models.DateField("thẩm định xong chậm nhất ngày", null=True, blank=True)
    milestone = VietnameseCharField("việc chính trong năm", max_length=120, blank=True)

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta(PlanPart.Meta):
        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "kỳ báo cáo"
        ordering = ["campaign", "year"]
        constraints = [
            *PlanPart.Meta.constraints,
            models.UniqueConstraint(fields=["campaign", "year"], name="period_year_once"),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at"), closes_at__lte=F("locks_at")), name="period_times_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"Năm {self.year}"

    @property
    def last_day(self):
        """Last ward day on which a report is on time (11/12 for a deadline "trước ngày 12/12")."""
        return last_day(self.closes_at)
