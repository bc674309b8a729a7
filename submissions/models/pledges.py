"""What a unit or person takes on at the start of a year (đăng ký thi đua): contents, aims, measurable targets."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Person, Unit
from campaigns.models import ContentArea, ReportingPeriod
from core.fields import VietnameseCharField, VietnameseTextField

from ..querysets import PledgeQuerySet
from .reports import editor
from .subjects import OfSubject


class Pledge(OfSubject, models.Model):
    """A pledge for one reporting year (đăng ký thi đua, R1, R2); editable until reporting opens.

    `sent_at` is when it was last sent to the ward, None while it only lies here. `version` guards against lost updates.
    """

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="pledges", verbose_name="kỳ báo cáo")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="pledges", verbose_name="đơn vị")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="pledges", verbose_name="cá nhân"
    )
    first_sent_at = models.DateTimeField("gửi lần đầu lúc", null=True, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người gửi"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField("lập lúc", default=timezone.now)
    edited_at = models.DateTimeField("sửa lần cuối lúc", null=True, blank=True)
    edited_by = editor()

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = "đăng ký thi đua"
        verbose_name_plural = "đăng ký thi đua"
        ordering = ["-period__year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, person__isnull=True) | Q(unit__isnull=True, person__isnull=False),
                name="pledge_unit_or_person",
            ),
            models.UniqueConstraint(
                fields=["period", "unit"], condition=Q(unit__isnull=False), name="pledge_unit_once"
            ),
            models.UniqueConstraint(
                fields=["period", "person"], condition=Q(person__isnull=False), name="pledge_person_once"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, first_sent_at=None, sent_by=None)
                | Q(sent_at__isnull=False, first_sent_at__isnull=False, sent_by__isnull=False),
                name="pledge_sent_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Đăng ký thi đua năm {self.period.year} – {self.subject_name}"


class PledgeContent(models.Model):
    """A content in a pledge: whether it is taken on, and the aim in a line or two."""

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="contents")
    content_area = models.ForeignKey(ContentArea, models.PROTECT, related_name="+", verbose_name="nội dung")
    taken_on = models.BooleanField("đăng ký nội dung này", default=False)
    aim = VietnameseTextField("mục tiêu", blank=True)

    class Meta:
        verbose_name = "nội dung đăng ký"
        verbose_name_plural = "nội dung đăng ký"
        ordering = ["pledge", "content_area__order"]
        constraints = [models.UniqueConstraint(fields=["pledge", "content_area"], name="pledge_content_once")]

    def __str__(self) -> str:
        return str(self.content_area)


class PledgeTarget(models.Model):
    """A measurable target of a pledged content (chỉ tiêu): what, how much, in which unit of measure."""

    content = models.ForeignKey(PledgeContent, models.CASCADE, related_name="targets")
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    name = VietnameseCharField("chỉ số", max_length=200)
    target = VietnameseCharField("chỉ tiêu", max_length=60)
    measure = VietnameseCharField("đơn vị tính", max_length=60, blank=True)

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["content", "order", "pk"]

    def __str__(self) -> str:
        return self.name
