"""What the plan says to whom: contents, groups, criteria in its wording, distribution list, duties."""

from django.db import models

from core.fields import VietnameseCharField, VietnameseTextField

from ..enums import GroupKind
from .movement import PlanPart


class ContentArea(PlanPart):
    """One of the movement's contents (nội dung thi đua, D3)."""

    short_title = VietnameseCharField("tên gọn", max_length=120)
    text = VietnameseTextField("nguyên văn trong kế hoạch")

    class Meta(PlanPart.Meta):
        verbose_name = "nội dung thi đua"
        verbose_name_plural = "nội dung thi đua"

    def __str__(self) -> str:
        return self.short_title


class ParticipantGroup(PlanPart):
    """Whom the plan addresses (đối tượng thi đua, III.1); sub-groups of persons have a parent."""

    kind = models.CharField("loại", max_length=20, choices=GroupKind.choices)
    title = VietnameseCharField("tên nhóm", max_length=160)
    short_title = VietnameseCharField("tên gọn", max_length=80)
    plan_heading = VietnameseCharField("đề mục trong kế hoạch", max_length=200, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subgroups", verbose_name="thuộc nhóm"
    )

    class Meta(PlanPart.Meta):
        verbose_name = "nhóm đối tượng"
        verbose_name_plural = "nhóm đối tượng"

    def __str__(self) -> str:
        return self.short_title


class Criterion(PlanPart):
    """A criterion in the plan's full wording (tiêu chí, D4). Its points are not the plan's but the office's."""

    group = models.ForeignKey(ParticipantGroup, models.PROTECT, related_name="criteria", verbose_name="nhóm")
    short_title = VietnameseCharField("tên gọn", max_length=160)
    text = VietnameseTextField("nguyên văn trong kế hoạch")

    class Meta(PlanPart.Meta):
        verbose_name = "tiêu chí"
        verbose_name_plural = "tiêu chí"
        ordering = ["group", "order"]

    def __str__(self) -> str:
        return self.short_title


class DistributionEntry(PlanPart):
    """A line of the distribution list (nơi nhận, D11)."""

    text = VietnameseCharField("nơi nhận", max_length=200)

    class Meta(PlanPart.Meta):
        verbose_name = "nơi nhận"
        verbose_name_plural = "nơi nhận"

    def __str__(self) -> str:
        return self.text


class Duty(PlanPart):
    """What the plan asks of whom (tổ chức thực hiện, R1-R9)."""

    body = VietnameseCharField("cơ quan, đơn vị", max_length=200)
    text = VietnameseTextField("nhiệm vụ")

    class Meta(PlanPart.Meta):
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"

    def __str__(self) -> str:
        return self.body
