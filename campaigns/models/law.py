"""What the plan rests on: legal texts, and the movements it belongs to."""

from django.db import models

from core.fields import VietnameseCharField, VietnameseTextField

from ..enums import LauncherLevel
from ..querysets import InForceQuerySet
from .movement import PlanPart


class LegalBasis(PlanPart):
    """A text the plan or a paper rests on (căn cứ), stored once (D2)."""

    number = models.CharField("số, ký hiệu", max_length=60)
    kind = VietnameseCharField("loại văn bản", max_length=60)
    issuer = VietnameseCharField("cơ quan ban hành", max_length=200, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    title = VietnameseTextField("trích yếu")
    citation = VietnameseTextField("câu viện dẫn")
    in_plan = models.BooleanField("có trong kế hoạch", default=True)
    in_force_from = models.DateField("hiệu lực từ", null=True, blank=True)
    in_force_to = models.DateField("hết hiệu lực từ", null=True, blank=True)
    note = VietnameseTextField("ghi chú", blank=True)

    objects = InForceQuerySet.as_manager()

    class Meta(PlanPart.Meta):
        verbose_name = "căn cứ"
        verbose_name_plural = "căn cứ"

    def __str__(self) -> str:
        return f"{self.kind} số {self.number}"

    @property
    def line(self) -> str:
        """The basis as a paper cites it, without the mark at its end, which its place in the list decides."""
        return self.citation.strip().rstrip(".;")


class LinkedMovement(PlanPart):
    """A movement a nomination can rest on: the national one, the city's, the ward's own (law.md 1.4)."""

    title = VietnameseCharField("tên phong trào", max_length=300)
    level = models.CharField("cấp phát động", max_length=10, choices=LauncherLevel.choices)
    basis = models.ForeignKey(LegalBasis, models.PROTECT, null=True, blank=True, verbose_name="căn cứ")
    starts_on = models.DateField("từ ngày", null=True, blank=True)
    ends_on = models.DateField("đến ngày", null=True, blank=True)

    class Meta(PlanPart.Meta):
        verbose_name = "phong trào liên quan"
        verbose_name_plural = "phong trào liên quan"

    def __str__(self) -> str:
        return self.title
