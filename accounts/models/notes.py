"""Which letters somebody reads in the portal only."""

from django.db import models

from core.enums import Topic

from .users import User


class MutedTopic(models.Model):
    """A reader wants no mail about a topic (không nhận thư): the note in the portal is enough. No row, every mail."""

    user = models.ForeignKey(User, models.CASCADE, related_name="muted_topics", verbose_name="tài khoản")
    topic = models.CharField("chủ đề", max_length=10, choices=Topic.choices)

    class Meta:
        verbose_name = "chủ đề không nhận thư"
        verbose_name_plural = "chủ đề không nhận thư"
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="topic_muted_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_topic_display()}"
