"""What was said on the telephone to those whose report is missing."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Person, Unit
from campaigns.models import ReportingPeriod
from core.fields import VietnameseCharField

from .subjects import OfSubject


class CallNote(OfSubject, models.Model):
    """One call about a missing report (gọi đôn đốc). A row is never changed: a further call is a further row."""

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="call_notes", verbose_name="kỳ báo cáo")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="call_notes", verbose_name="đơn vị"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="call_notes", verbose_name="cá nhân"
    )
    text = VietnameseCharField("nội dung", max_length=300)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gọi")
    called_at = models.DateTimeField("gọi lúc")

    class Meta:
        verbose_name = "cuộc gọi đôn đốc"
        verbose_name_plural = "cuộc gọi đôn đốc"
        ordering = ["period", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, person__isnull=True) | Q(unit__isnull=True, person__isnull=False),
                name="call_unit_or_person",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="call_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.text[:60]}"
