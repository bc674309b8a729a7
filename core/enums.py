"""Closed lists of the shared parts."""

from django.db import models


class MessageStatus(models.TextChoices):
    """Life of a message in the outbox."""

    PENDING = "PENDING", "Chờ gửi"
    SENDING = "SENDING", "Đang gửi"
    SENT = "SENT", "Đã gửi"
    SKIPPED = "SKIPPED", "Bỏ qua"
    FAILED = "FAILED", "Không gửi được"
