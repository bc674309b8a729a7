"""What a report asks: its sections in order and questions beyond the fixed fields; data of the plan and the year."""

from django.db import models
from django.db.models import Q

from core.fields import VietnameseCharField, VietnameseTextField

from ..enums import GroupKind, SectionKind
from .movement import PlanPart


class ReportSection(PlanPart):
    """A section of the yearly report (mục của báo cáo); the kind CONTENT stands for one section per content.

    Years are inclusive, None is open. `person_title` is its name in a report of a person; empty: the same.
    """

    kind = models.CharField("loại mục", max_length=20, choices=SectionKind.choices)
    title = VietnameseCharField("tên mục", max_length=120)
    person_title = VietnameseCharField("tên mục trong báo cáo thành tích", max_length=120, blank=True)
    guidance = VietnameseTextField("hướng dẫn", blank=True)
    from_year = models.PositiveSmallIntegerField("từ năm", null=True, blank=True)
    to_year = models.PositiveSmallIntegerField("đến năm", null=True, blank=True)

    class Meta(PlanPart.Meta):
        verbose_name = "mục của báo cáo"
        verbose_name_plural = "mục của báo cáo"

    def __str__(self) -> str:
        return self.title


class ReportQuestion(PlanPart):
    """A question a section asks in running text (câu hỏi, law.md 5.1); `group_kinds` empty: asked of all."""

    section = models.ForeignKey(ReportSection, models.PROTECT, related_name="questions", verbose_name="mục")
    label = VietnameseCharField("câu hỏi", max_length=160)
    help = VietnameseCharField("gợi ý", max_length=300, blank=True)
    is_required = models.BooleanField("bắt buộc", default=False)
    most_characters = models.PositiveSmallIntegerField("số ký tự nhiều nhất", default=2000)
    group_kinds = models.JSONField("hỏi những loại nhóm", default=list, blank=True)
    from_year = models.PositiveSmallIntegerField("từ năm", null=True, blank=True)
    to_year = models.PositiveSmallIntegerField("đến năm", null=True, blank=True)

    class Meta(PlanPart.Meta):
        verbose_name = "câu hỏi của báo cáo"
        verbose_name_plural = "câu hỏi của báo cáo"
        constraints = [
            *PlanPart.Meta.constraints,
            models.CheckConstraint(
                condition=Q(most_characters__gte=1, most_characters__lte=20000), name="question_length_sensible"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def asks(self, kind: str) -> bool:
        """True when groups of this GroupKind are asked."""
        return not self.group_kinds or GroupKind(kind) in self.group_kinds
