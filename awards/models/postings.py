"""Making a list of proposals known before the council meets, and what people object (law.md 2.6)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.fields import VietnameseCharField, VietnameseTextField

from ..querysets import PostingQuerySet
from .nominations import Nomination
from .rounds import AwardRound


class Posting(models.Model):
    """A list posted for objections (công khai lấy ý kiến): optional, from `starts_on` to the end of `ends_on`.

    `withdrawn_at` takes it down before its time. Names, posts, units and proposed forms are shown, nothing else.
    """

    round = models.ForeignKey(AwardRound, models.PROTECT, related_name="postings", verbose_name="đợt")
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến hết ngày")
    place = VietnameseCharField("nơi niêm yết", max_length=200, blank=True)
    withdrawn_at = models.DateTimeField("gỡ lúc", null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("lập lúc", default=timezone.now)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = "danh sách công khai"
        verbose_name_plural = "danh sách công khai"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="posting_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return str(self.round)


class PostedNomination(models.Model):
    """One line of a posted list."""

    posting = models.ForeignKey(Posting, models.CASCADE, related_name="lines")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="postings")

    class Meta:
        verbose_name = "dòng công khai"
        verbose_name_plural = "dòng công khai"
        ordering = ["posting", "pk"]
        constraints = [models.UniqueConstraint(fields=["posting", "nomination"], name="posted_once")]

    def __str__(self) -> str:
        return str(self.nomination)


class Objection(models.Model):
    """What somebody objects to a posted proposal (ý kiến phản ánh): read by the office alone.

    Sent by a signed-in user, or entered by the office for a citizen who called or wrote (`from_whom`).
    """

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="objections")
    nomination = models.ForeignKey(
        Nomination, models.PROTECT, null=True, blank=True, related_name="objections", verbose_name="về đề nghị"
    )
    from_whom = VietnameseCharField("người phản ánh", max_length=200)
    text = VietnameseTextField("nội dung")
    received_at = models.DateTimeField("nhận lúc", default=timezone.now)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finding = VietnameseTextField("kết quả xác minh", blank=True)
    upheld = models.BooleanField("phản ánh đúng", null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField("kết luận lúc", null=True, blank=True)

    class Meta:
        verbose_name = "ý kiến phản ánh"
        verbose_name_plural = "ý kiến phản ánh"
        ordering = ["posting", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(upheld=None, settled_at=None, settled_by=None)
                | (Q(upheld__isnull=False, settled_at__isnull=False, settled_by__isnull=False) & ~Q(finding="")),
                name="objection_settled_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_whom}: {self.posting}"
