"""Letters of proposal (tờ trình): to the ward's chairman after a meeting, and to the city for the higher forms."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from campaigns.models import AwardForm
from core.fields import VietnameseCharField, VietnameseTextField

from ..enums import CityAnswer, ProposalKind, ProposalStatus
from ..querysets import ProposalLineQuerySet, ProposalQuerySet
from .decisions import AwardDecision
from .files import StoredFile
from .meetings import CouncilMeeting, Minutes
from .nominations import Nomination
from .rounds import AwardRound


class Proposal(models.Model):
    """One letter with its list (tờ trình kèm danh sách). Number and day come with the signature, typed in by hand."""

    kind = models.CharField("gửi", max_length=12, choices=ProposalKind.choices)
    round = models.ForeignKey(AwardRound, models.PROTECT, related_name="proposals", verbose_name="đợt")
    status = models.CharField("trạng thái", max_length=8, choices=ProposalStatus.choices, default=ProposalStatus.DRAFT)
    addressee = VietnameseCharField("kính gửi", max_length=200)
    grounds = VietnameseTextField("phần mở đầu", blank=True)
    number = models.CharField("số, ký hiệu", max_length=40, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    signer_name = VietnameseCharField("người ký", max_length=150, blank=True)
    signer_title = VietnameseCharField("chức vụ người ký", max_length=150, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    return_note = VietnameseTextField("ý kiến trả lại", blank=True)
    sent_on = models.DateField("gửi đi ngày", null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("lập lúc", default=timezone.now)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "tờ trình"
        verbose_name_plural = "tờ trình"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["DRAFT", "TO_SIGN", "RETURNED"])
                | (~Q(number="") & Q(signed_on__isnull=False, signed_by__isnull=False) & ~Q(signer_name="")),
                name="proposal_signed_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(status="SENT") | Q(sent_on__isnull=False), name="proposal_sent_has_day"
            ),
        ]

    def __str__(self) -> str:
        return f"Tờ trình {self.number or '(chưa có số)'} – {self.round}"


class ProposalLine(models.Model):
    """One nomination in a letter. For the city's list it also holds what came back: granted, refused, another form.

    An answer of "OTHER" names the form that was given instead. `is_public`: shown on the honours page.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="lines")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="proposal_lines")
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    answer = models.CharField("kết quả", max_length=8, choices=CityAnswer.choices, blank=True)
    other_form = models.ForeignKey(
        AwardForm, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="hình thức được tặng"
    )
    decision_number = VietnameseCharField("số quyết định", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    decided_by = VietnameseCharField("người, cơ quan quyết định", max_length=200, blank=True)
    answer_note = VietnameseTextField("ghi chú", blank=True)
    answered_on = models.DateField("nhận kết quả ngày", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_public = models.BooleanField("công khai", default=False)

    objects = ProposalLineQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng tờ trình"
        verbose_name_plural = "dòng tờ trình"
        ordering = ["proposal", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "nomination"], name="proposal_line_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None, recorded_by=None)
                | (~Q(answer="") & Q(answered_on__isnull=False, recorded_by__isnull=False)),
                name="proposal_answer_recorded_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=["GRANTED", "OTHER"])
                | (~Q(decision_number="") & Q(decided_on__isnull=False) & ~Q(decided_by="")),
                name="proposal_granted_has_decision",
            ),
            models.CheckConstraint(
                condition=~Q(answer="REFUSED") | ~Q(answer_note=""), name="proposal_refused_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(answer="OTHER", other_form__isnull=False) | (~Q(answer="OTHER") & Q(other_form=None)),
                name="proposal_other_form_is_named",
            ),
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(answer__in=["GRANTED", "OTHER"]), name="proposal_public_is_granted"
            ),
        ]

    def __str__(self) -> str:
        return str(self.nomination)

    @property
    def is_granted(self) -> bool:
        """Whether the levels above gave an award, as proposed or another."""
        return self.answer in (CityAnswer.GRANTED, CityAnswer.OTHER)

    @property
    def given_form(self) -> AwardForm:
        """What was given: the other form where the answer names one."""
        return self.other_form or self.nomination.form


class SignedPaper(StoredFile):
    """The signed scan or digitally signed PDF of a paper (bản đã ký), filed beside it.

    `signatures` is what the check of a signed PDF found, one object per signature: signer, issuer, time as it claims,
    intact, trusted, whether it covers the whole file. Empty for a scan.
    """

    decision = models.ForeignKey(AwardDecision, models.PROTECT, null=True, blank=True, related_name="signed_papers")
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, blank=True, related_name="signed_papers")
    proposal_line = models.ForeignKey(ProposalLine, models.PROTECT, null=True, blank=True, related_name="signed_papers")
    minutes = models.ForeignKey(Minutes, models.PROTECT, null=True, blank=True, related_name="signed_papers")
    meeting = models.ForeignKey(CouncilMeeting, models.PROTECT, null=True, blank=True, related_name="signed_papers")
    signatures = models.JSONField(default=list, blank=True)
    checked_at = models.DateTimeField("kiểm tra chữ ký lúc", null=True, blank=True)

    class Meta:
        verbose_name = "bản đã ký"
        verbose_name_plural = "bản đã ký"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__isnull=False, proposal=None, proposal_line=None, minutes=None, meeting=None)
                | Q(decision=None, proposal__isnull=False, proposal_line=None, minutes=None, meeting=None)
                | Q(decision=None, proposal=None, proposal_line__isnull=False, minutes=None, meeting=None)
                | Q(decision=None, proposal=None, proposal_line=None, minutes__isnull=False, meeting=None)
                | Q(decision=None, proposal=None, proposal_line=None, minutes=None, meeting__isnull=False),
                name="signed_paper_belongs_to_one",
            )
        ]
