"""What the ward's chairman decides and what follows from it."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.fields import VietnameseCharField, VietnameseTextField

from ..enums import DecisionStatus
from ..querysets import AwardDecisionQuerySet, DecisionLineQuerySet
from .nominations import Nomination
from .rounds import AwardRound

# No O, I, 0 and 1: letters and digits that cannot be mistaken for each other.
CODE_ALPHABET, CODE_LENGTH = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 12


def new_verify_code() -> str:
    """An unguessable code for checking a paper: 60 bits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


class AwardDecision(models.Model):
    """The chairman's decision on a round's endorsed Giấy khen (quyết định khen thưởng). Number and day come with the
    signature. It is public only when it is signed and somebody approved publishing it (`is_public`).
    """

    round = models.ForeignKey(AwardRound, models.PROTECT, related_name="decisions")
    status = models.CharField("trạng thái", max_length=8, choices=DecisionStatus.choices, default=DecisionStatus.DRAFT)
    number = models.CharField("số quyết định", max_length=40, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    signer_name = VietnameseCharField("người ký", max_length=150, blank=True)
    signer_title = VietnameseCharField("chức vụ người ký", max_length=150, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    return_note = VietnameseTextField("ý kiến trả lại", blank=True)
    is_public = models.BooleanField("công khai", default=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField("công khai lúc", null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("lập lúc", default=timezone.now)

    objects = AwardDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "quyết định khen thưởng"
        verbose_name_plural = "quyết định khen thưởng"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="SIGNED")
                | (~Q(number="") & Q(signed_on__isnull=False, signed_by__isnull=False) & ~Q(signer_name="")),
                name="decision_signed_is_complete",
            ),
            models.CheckConstraint(condition=Q(is_public=False) | Q(status="SIGNED"), name="decision_public_is_signed"),
        ]

    def __str__(self) -> str:
        return f"Quyết định {self.number or '(chưa có số)'} – {self.round}"


class DecisionLine(models.Model):
    """One rewarded subject of a decision, with the money as whole VND and what it was worked out from (law.md 3).

    Revoking (thu hồi) keeps the row: who decided also revokes, with a decision of its own (law.md 1.3).
    """

    decision = models.ForeignKey(AwardDecision, models.PROTECT, related_name="lines")
    nomination = models.OneToOneField(Nomination, models.PROTECT, related_name="decision_line")
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    amount = models.PositiveBigIntegerField("tiền thưởng (đồng)", default=0)
    base_wage = models.PositiveIntegerField("lương cơ sở (đồng)", null=True, blank=True)
    money_hundredths = models.PositiveIntegerField("hệ số (phần trăm)", null=True, blank=True)
    money_confirmed = models.BooleanField("hệ số đã xác nhận", default=False)
    # The words of the decision about this subject, kept at signing (see awards.printed).
    printed = models.JSONField(default=dict, blank=True, editable=False)
    revoked_on = models.DateField("thu hồi ngày", null=True, blank=True)
    revocation_number = models.CharField("số quyết định thu hồi", max_length=40, blank=True)
    revocation_reason = VietnameseTextField("lý do thu hồi", blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    verify_code = models.CharField("mã tra cứu", max_length=20, unique=True, default=new_verify_code)

    objects = DecisionLineQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng quyết định"
        verbose_name_plural = "dòng quyết định"
        ordering = ["decision", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_on=None, revoked_by=None, revocation_number="", revocation_reason="")
                | (
                    Q(revoked_on__isnull=False, revoked_by__isnull=False)
                    & ~Q(revocation_number="")
                    & ~Q(revocation_reason="")
                ),
                name="line_revoked_whole",
            )
        ]

    def __str__(self) -> str:
        return str(self.nomination)
