"""Which member of the council guides and supervises which content (plan VI.1)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .plan import ContentArea


class FieldAssignment(models.Model):
    """A content in the care of a council member (lĩnh vực phụ trách) from one ward day to another, both included."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="field_assignments", verbose_name="ủy viên"
    )
    content_area = models.ForeignKey(
        ContentArea, models.PROTECT, related_name="assignments", verbose_name="nội dung thi đua"
    )
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        verbose_name = "phân công lĩnh vực"
        verbose_name_plural = "phân công lĩnh vực"
        ordering = ["content_area__order", "from_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "content_area", "from_on"], name="field_assignment_once"),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="field_assignment_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.content_area}"
