"""Personal addresses at which calendar programs read somebody's deadlines."""

from django.db import models
from django.utils import timezone

from .invitations import new_nonce
from .users import User


class CalendarFeed(models.Model):
    """Somebody's calendar address (địa chỉ lịch riêng). The address is signed, never stored; a new nonce ends it."""

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_feed", verbose_name="tài khoản")
    nonce = models.CharField(max_length=32, default=new_nonce, unique=True)
    made_at = models.DateTimeField("lập lúc", default=timezone.now)

    class Meta:
        verbose_name = "địa chỉ lịch riêng"
        verbose_name_plural = "địa chỉ lịch riêng"

    def __str__(self) -> str:
        return str(self.user)
