"""Personal links by which people set their password for the first time."""

import secrets

from django.db import models
from django.utils import timezone

from core.models import OutboxMessage

from ..enums import InvitationStatus
from .users import User


def new_nonce() -> str:
    """What makes one link differ from the next; the link itself is signed when the letter leaves and never stored."""
    return secrets.token_urlsafe(16)


class Invitation(models.Model):
    """One person's way in (lời mời). Sending again gives a new nonce, which ends every earlier link."""

    user = models.OneToOneField(User, models.CASCADE, related_name="invitation", verbose_name="tài khoản")
    status = models.CharField(
        "trạng thái", max_length=10, choices=InvitationStatus.choices, default=InvitationStatus.QUEUED
    )
    nonce = models.CharField(max_length=32, default=new_nonce, unique=True)
    message = models.ForeignKey(OutboxMessage, models.SET_NULL, null=True, related_name="+")
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người mời")
    invited_at = models.DateTimeField("mời lúc", default=timezone.now)
    expires_at = models.DateTimeField("hết hiệu lực lúc")
    opened_at = models.DateTimeField("mở lúc", null=True)
    used_at = models.DateTimeField("dùng lúc", null=True)
    times_sent = models.PositiveSmallIntegerField("số lần gửi", default=0)

    class Meta:
        verbose_name = "lời mời"
        verbose_name_plural = "lời mời"
        ordering = ["-invited_at"]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_status_display()}"
