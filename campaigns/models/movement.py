"""The movement, and what all parts of its plan share."""

from django.db import models
from django.db.models import F, Q

from core.fields import VietnameseCharField, VietnameseTextField


class Campaign(models.Model):
    """An emulation movement (phong trào thi đua). Number and day of the plan stay blank until it is issued (D1)."""

    code = models.SlugField("mã", max_length=60, unique=True)
    title = VietnameseCharField("tên phong trào", max_length=300)
    plan_title = VietnameseCharField("tên kế hoạch", max_length=500)
    number = models.CharField("số kế hoạch", max_length=40, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    issuer = VietnameseCharField("cơ quan ban hành", max_length=200)
    place = VietnameseCharField("địa danh", max_length=80)
    signer_title = VietnameseTextField("quyền hạn ký", blank=True)
    signer_name = VietnameseCharField("người ký", max_length=100, blank=True)
    start_year = models.PositiveSmallIntegerField("năm bắt đầu")
    end_year = models.PositiveSmallIntegerField("năm kết thúc")
    aims = models.JSONField("mục đích, yêu cầu", default=list, blank=True)
    contents_intro = VietnameseTextField("lời dẫn nội dung thi đua", blank=True)
    award_principles = models.JSONField("nguyên tắc khen thưởng", default=list, blank=True)
    solutions = models.JSONField("giải pháp", default=list, blank=True)
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = "phong trào"
        verbose_name_plural = "phong trào"
        constraints = [
            models.CheckConstraint(condition=Q(end_year__gte=F("start_year")), name="campaign_years_in_order")
        ]

    def __str__(self) -> str:
        return self.title


class PlanPart(models.Model):
    """What the parts of a plan share: they belong to one movement and have a code and a place in it.

    `loaded` holds the values as `load_plan` last wrote them: where a column differs from it, people changed it and the
    file no longer does. It is empty for a row that people entered themselves.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, verbose_name="phong trào")
    code = models.SlugField("mã", max_length=60)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True
        ordering = ["campaign", "order"]
        constraints = [models.UniqueConstraint(fields=["campaign", "code"], name="%(class)s_code_once")]
