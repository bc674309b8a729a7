"""The points the office gives to criteria, year by year."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.fields import PointsField, QuantityField, VietnameseCharField, VietnameseTextField

from ..enums import CriteriaStatus, CriterionPart, MarkingKind
from .plan import Criterion, ParticipantGroup
from .years import ReportingPeriod

DEFAULT_CAP = Decimal(10)


class CriteriaSet(models.Model):
    """The points of one group in one year (bộ tiêu chí); a published set is not changed, a new version follows it.

    The published set of the highest version is the one new reports are written under; each report keeps its own. At
    most one draft at a time. `bonus_cap` and `minus_cap` are points: what bonus adds and minus takes at most.
    """

    group = models.ForeignKey(ParticipantGroup, models.PROTECT, related_name="criteria_sets", verbose_name="nhóm")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="criteria_sets", verbose_name="kỳ báo cáo")
    version = models.PositiveSmallIntegerField("phiên bản", default=1)
    status = models.CharField("trạng thái", max_length=10, choices=CriteriaStatus.choices, default=CriteriaStatus.DRAFT)
    published_at = models.DateTimeField("ban hành lúc", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ban hành"
    )
    scorers = models.PositiveSmallIntegerField("số người chấm mỗi báo cáo", default=2)
    bonus_cap = PointsField("điểm thưởng nhiều nhất", default=DEFAULT_CAP)
    minus_cap = PointsField("điểm trừ nhiều nhất", default=DEFAULT_CAP)
    change_note = VietnameseTextField("lý do sửa so với bản trước", blank=True)

    class Meta:
        verbose_name = "bộ tiêu chí"
        verbose_name_plural = "bộ tiêu chí"
        ordering = ["period", "group", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["group", "period", "version"], name="criteria_set_version_once"),
            models.UniqueConstraint(
                fields=["group", "period"], condition=Q(status="DRAFT"), name="criteria_set_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(scorers__gte=1, scorers__lte=3), name="criteria_set_one_to_three_scorers"
            ),
            models.CheckConstraint(
                condition=Q(bonus_cap__gte=0, minus_cap__gte=0), name="criteria_set_caps_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} – {self.period}"


class CriteriaItem(models.Model):
    """What is marked in one set (tiêu chí, tiêu chí thành phần). Points are exact to two places; the base adds to 100.

    A base item belongs to a criterion of the plan: alone, with the plan's own name, or as one of several sub-criteria
    with a `title` of their own. A bonus or minus item may stand by itself. The points of a minus item are written as
    positive numbers and taken away. `kind` says how points come about: `unit_points` are those of one piece (COUNT),
    `measure` is the unit of the number the report gives (STEPS, RATIO, COUNT).
    """

    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="items", verbose_name="bộ tiêu chí")
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, null=True, blank=True, related_name="items", verbose_name="tiêu chí của kế hoạch"
    )
    title = VietnameseCharField("tên tiêu chí thành phần", max_length=160, blank=True)
    part = models.CharField("phần điểm", max_length=6, choices=CriterionPart.choices, default=CriterionPart.BASE)
    kind = models.CharField("cách chấm", max_length=10, choices=MarkingKind.choices, default=MarkingKind.JUDGEMENT)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    max_points = PointsField("điểm tối đa")
    unit_points = PointsField("điểm mỗi đơn vị", null=True, blank=True)
    measure = VietnameseCharField("đơn vị tính", max_length=60, blank=True)
    evidence_required = models.BooleanField("cần minh chứng", default=True)
    guidance = VietnameseTextField("hướng dẫn đơn vị", blank=True)
    reviewer_guidance = VietnameseTextField("hướng dẫn người thẩm định", blank=True)

    class Meta:
        verbose_name = "điểm tiêu chí"
        verbose_name_plural = "điểm tiêu chí"
        ordering = ["criteria_set", "order"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "criterion", "title"], name="criteria_item_once"),
            models.CheckConstraint(condition=Q(max_points__gt=0), name="criteria_item_points_positive"),
            models.CheckConstraint(
                condition=~Q(part="BASE") | Q(criterion__isnull=False), name="criteria_item_base_is_of_the_plan"
            ),
            models.CheckConstraint(
                condition=Q(criterion__isnull=False) | ~Q(title=""), name="criteria_item_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(kind="COUNT", unit_points__gt=0) | (~Q(kind="COUNT") & Q(unit_points=None)),
                name="criteria_item_unit_points_of_count",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.short_title}"

    @property
    def short_title(self) -> str:
        """Its own name, else the plan's."""
        return self.title or self.criterion.short_title

    @property
    def text(self) -> str:
        """The plan's wording it rests on; empty for a bonus or minus item of the office's own."""
        return self.criterion.text if self.criterion_id else ""


class CriteriaStep(models.Model):
    """A step of a criterion marked by steps (bậc): from `at_least` on, in the item's measure, it is worth `points`."""

    item = models.ForeignKey(CriteriaItem, models.CASCADE, related_name="steps", verbose_name="tiêu chí")
    at_least = QuantityField("từ mức")
    points = PointsField("điểm")

    class Meta:
        verbose_name = "bậc điểm"
        verbose_name_plural = "bậc điểm"
        ordering = ["item", "-at_least"]
        constraints = [
            models.UniqueConstraint(fields=["item", "at_least"], name="criteria_step_once"),
            models.CheckConstraint(condition=Q(at_least__gte=0, points__gte=0), name="criteria_step_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.at_least}"
