"""Figures the plan leaves open."""

from django.db import models

from core.fields import VietnameseCharField
from core.formats import format_number

from ..querysets import DatedSettingQuerySet
from .movement import PlanPart


class DatedSetting(PlanPart):
    """A figure the plan leaves open (ngưỡng, lịch, hệ số): its source, from which day it counts, whether confirmed."""

    key = models.CharField("khóa", max_length=80, db_index=True)
    label = VietnameseCharField("tên", max_length=200)
    value = models.JSONField("giá trị")
    source = VietnameseCharField("nguồn", max_length=300, blank=True)
    confirmed = models.BooleanField("đã xác nhận", default=True)
    valid_from = models.DateField("áp dụng từ", null=True, blank=True)

    objects = DatedSettingQuerySet.as_manager()

    class Meta(PlanPart.Meta):
        verbose_name = "thiết lập"
        verbose_name_plural = "thiết lập"
        ordering = ["campaign", "order", "key"]

    def __str__(self) -> str:
        return self.label

    @property
    def shown(self) -> str:
        """The value in words: có, không, 2.530.000, 30, 14, 7, as people read it. A share reads 4/5."""
        if isinstance(self.value, bool):
            return "Có" if self.value else "Không"
        if isinstance(self.value, int):
            return format_number(self.value)
        if isinstance(self.value, list):
            mark = "/" if self.key.startswith("quorum") else ", "
            return mark.join(map(str, self.value))
        return str(self.value)
