"""Who judges what: reports given to reviewers, declared interests, remarks of the council's members."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Person, Unit
from campaigns.models import ContentArea
from core.fields import VietnameseTextField

from ..querysets import InterestQuerySet, RemarkQuerySet
from .reports import Submission


def person_of_the_office(related_name: str = "+", **options) -> models.ForeignKey:
    """An account that did something here."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name=related_name, **options)


class Assignment(models.Model):
    """A report given to a reviewer (giao thẩm định) until it is taken back. Who has it may take one of its slots."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="assignments")
    reviewer = person_of_the_office("assignments", verbose_name="người thẩm định")
    assigned_by = person_of_the_office(verbose_name="người giao")
    assigned_at = models.DateTimeField("giao lúc", default=timezone.now)
    due_on = models.DateField("hạn chấm", null=True, blank=True)
    ended_at = models.DateTimeField("thôi giao lúc", null=True, blank=True)

    class Meta:
        verbose_name = "giao thẩm định"
        verbose_name_plural = "giao thẩm định"
        ordering = ["submission", "assigned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "reviewer"], condition=Q(ended_at=None), name="assignment_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("assigned_at")), name="assignment_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.submission}"


class Interest(models.Model):
    """A declared interest (xung đột lợi ích): while it is open the person does not judge that unit or person."""

    user = person_of_the_office("interests", verbose_name="người thẩm định")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cá nhân")
    reason = VietnameseTextField("lý do")
    declared_by = person_of_the_office(verbose_name="người khai")
    declared_at = models.DateTimeField("khai lúc", default=timezone.now)
    ended_at = models.DateTimeField("hết hiệu lực từ", null=True, blank=True)
    ended_by = person_of_the_office(null=True, blank=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = "khai báo xung đột lợi ích"
        verbose_name_plural = "khai báo xung đột lợi ích"
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, person__isnull=True) | Q(unit__isnull=True, person__isnull=False),
                name="interest_unit_or_person",
            ),
            models.UniqueConstraint(
                fields=["user", "unit"], condition=Q(ended_at=None, unit__isnull=False), name="interest_unit_open_once"
            ),
            models.UniqueConstraint(
                fields=["user", "person"],
                condition=Q(ended_at=None, person__isnull=False),
                name="interest_person_open_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="interest_ended_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.unit or self.person}"


class Remark(models.Model):
    """What a council member says about a content of a report in their care (ý kiến, R6): words, never marks."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="remarks")
    content_area = models.ForeignKey(ContentArea, models.PROTECT, related_name="+", verbose_name="nội dung")
    author = person_of_the_office("remarks", verbose_name="ủy viên")
    text = VietnameseTextField("ý kiến")
    written_at = models.DateTimeField("lúc", default=timezone.now)
    withdrawn_at = models.DateTimeField("rút lại lúc", null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = "ý kiến của ủy viên"
        verbose_name_plural = "ý kiến của ủy viên"
        ordering = ["submission", "content_area__order", "written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.author}: {self.submission}"
