"""Who accepted which notice about personal data."""

from django.db import models
from django.utils import timezone

from .users import User


class NoticeAcceptance(models.Model):
    """A person read and accepted one version of the notice on personal data (đã đọc thông báo)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notice_acceptances", verbose_name="tài khoản")
    version = models.PositiveSmallIntegerField("phiên bản")
    accepted_at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "xác nhận thông báo"
        verbose_name_plural = "xác nhận thông báo"
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="notice_accepted_once")]

    def __str__(self) -> str:
        return f"{self.user}: phiên bản {self.version}"
