"""The points the office gives to criteria, year by year."""

from django.db import models
from django.db.models import Q

from core.fields import PointsField, VietnameseTextField

from ..enums import CriteriaStatus
from .plan import Criterion, ParticipantGroup
from .years import ReportingPeriod


class CriteriaSet(models.Model):
    """The points of one group in one year (bộ tiêu chí); a published set is not changed, a new version follows it."""

    group = models.ForeignKey(ParticipantGroup, models.PROTECT, related_name="criteria_sets", verbose_name="nhóm")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="criteria_sets", verbose_name="kỳ báo cáo")
    version = models.PositiveSmallIntegerField("phiên bản", default=1)
    status = models.CharField("trạng thái", max_length=10, choices=CriteriaStatus.choices, default=CriteriaStatus.DRAFT)
    published_at = models.DateTimeField("ban hành lúc", null=True, blank=True)
    scorers = models.PositiveSmallIntegerField("số người chấm mỗi báo cáo", default=2)

    class Meta:
        verbose_name = "bộ tiêu chí"
        verbose_name_plural = "bộ tiêu chí"
        ordering = ["period", "group", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["group", "period", "version"], name="criteria_set_version_once"),
            models.CheckConstraint(
                condition=Q(scorers__gte=1, scorers__lte=3), name="criteria_set_one_to_three_scorers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} – {self.period}"


class CriteriaItem(models.Model):
    """A criterion with its points in one set. Points are exact to two places; the base of a set adds up to 100."""

    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="items", verbose_name="bộ tiêu chí")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="items", verbose_name="tiêu chí")
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    max_points = PointsField("điểm tối đa")
    evidence_required = models.BooleanField("cần minh chứng", default=True)
    guidance = VietnameseTextField("hướng dẫn", blank=True)

    class Meta:
        verbose_name = "điểm tiêu chí"
        verbose_name_plural = "điểm tiêu chí"
        ordering = ["criteria_set", "order"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "criterion"], name="criteria_item_once"),
            models.CheckConstraint(condition=Q(max_points__gt=0), name="criteria_item_points_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.criterion.short_title}"
