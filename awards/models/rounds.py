"""Award rounds and the guidance letters that come for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from campaigns.models import AwardForm, Campaign, LinkedMovement, ReportingPeriod
from core.fields import VietnameseCharField, VietnameseTextField

from ..enums import RoundKind


class AwardRound(models.Model):
    """An award round (đợt khen thưởng) with its legal ground among the linked movements.

    The plan implies one yearly round a year and one at the end of each phase; a round on the spot (khen kịp thời) is
    opened by the office, any number a year, and says in `occasion` what for.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="award_rounds", verbose_name="phong trào")
    kind = models.CharField("loại", max_length=12, choices=RoundKind.choices)
    year = models.PositiveSmallIntegerField("năm")
    number = models.PositiveSmallIntegerField("lần trong năm", default=1)
    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, null=True, blank=True, related_name="award_rounds", verbose_name="kỳ báo cáo"
    )
    movement = models.ForeignKey(LinkedMovement, models.PROTECT, verbose_name="khen trong phong trào")
    title = VietnameseCharField("tên đợt", max_length=200)
    occasion = VietnameseTextField("việc được khen kịp thời", blank=True)
    created_at = models.DateTimeField("lập lúc", default=timezone.now)

    class Meta:
        verbose_name = "đợt khen thưởng"
        verbose_name_plural = "đợt khen thưởng"
        ordering = ["-year", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "kind", "year", "number"], name="round_once"),
            models.CheckConstraint(
                condition=Q(kind="ON_THE_SPOT") | Q(number=1), name="round_of_the_plan_is_the_only_one"
            ),
            models.CheckConstraint(
                condition=Q(kind="ON_THE_SPOT") & ~Q(occasion="") | ~Q(kind="ON_THE_SPOT") & Q(occasion=""),
                name="round_on_the_spot_names_its_occasion",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RoundGuidance(models.Model):
    """What a letter of the city says about a round (hướng dẫn): document, quota and last day (law.md 2.3).

    `quota` counts nominations of `form` (of every form when there is none); it warns, it does not block.
    """

    round = models.ForeignKey(AwardRound, models.PROTECT, related_name="guidance", verbose_name="đợt")
    form = models.ForeignKey(
        AwardForm, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="hình thức"
    )
    document = VietnameseCharField("văn bản hướng dẫn", max_length=200)
    issued_on = models.DateField("ngày văn bản", null=True, blank=True)
    quota = models.PositiveSmallIntegerField("số lượng được đề nghị", null=True, blank=True)
    last_day = models.DateField("gửi hồ sơ đến hết ngày", null=True, blank=True)
    note = VietnameseTextField("ghi chú", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("ghi lúc", default=timezone.now)

    class Meta:
        verbose_name = "hướng dẫn của đợt khen thưởng"
        verbose_name_plural = "hướng dẫn của đợt khen thưởng"
        ordering = ["round", "last_day", "pk"]

    def __str__(self) -> str:
        return self.document
