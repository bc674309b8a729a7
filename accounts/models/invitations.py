"""Personal links by which people set their password for the first time."""

import secrets

from django.db import models
from django.utils import timezone

from core.models import OutboxMessage

from ..enums import InvitationStatus
from ..querysets import InvitationQuerySet
from .users import User


def new_nonce() -> str:
    """What makes one link differ from the next; the link itself is signed when the letter leaves and never stored."""
    return secrets.token_urlsafe(16)


class Invitation(models.Model):
    """One person's way in (lời mời). Sending again gives a new nonce, which ends every earlier link.

    How far it has come is asked, never stored: `with_state(at)` reads it from the letter, the marks and the clock, so
    that it is true without anybody telling. `expires_at` is exclusive: 00:00 of the day after the last.
    """

    STATES = InvitationStatus

    user = models.OneToOneField(User, models.CASCADE, related_name="invitation", verbose_name="tài khoản")
    nonce = models.CharField(max_length=32, default=new_nonce, unique=True)
    message = models.ForeignKey(OutboxMessage, models.SET_NULL, null=True, related_name="+")
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người mời")
    invited_at = models.DateTimeField("mời lúc", default=timezone.now)
    expires_at = models.DateTimeField("hết hiệu lực lúc")
    opened_at = models.DateTimeField("mở lúc", null=True)
    used_at = models.DateTimeField("dùng lúc", null=True)
    times_sent = models.PositiveSmallIntegerField("số lần gửi", default=0)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "lời mời"
        verbose_name_plural = "lời mời"
        ordering = ["-invited_at", "-pk"]

    def __str__(self) -> str:
        return str(self.user)

    def get_state_display(self) -> str:
        """The words of `state`, which `with_state` has put here."""
        return InvitationStatus(self.state).label
