"""The ward's letters in the office's own words."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from core import letter_texts
from core.fields import VietnameseCharField, VietnameseTextField


class LetterText(models.Model):
    """One text that was changed (lời thư): a row exists only where it is not the default one any more.

    The code is the key, so the log of a text goes on when it is set back and changed again.
    """

    code = models.CharField("lời thư", max_length=40, primary_key=True)
    subject = VietnameseCharField("tiêu đề", max_length=letter_texts.MOST_SUBJECT)
    text = VietnameseTextField("nội dung")
    changed_at = models.DateTimeField("sửa lúc", default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người sửa")

    class Meta:
        verbose_name = "lời thư"
        verbose_name_plural = "lời thư"

    def __str__(self) -> str:
        known = letter_texts.text_of(self.code)
        return known.label if known else self.code
