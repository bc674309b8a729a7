"""Who is proposed for what, by whom, and with which papers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Person, Unit
from campaigns.enums import SubjectKind
from campaigns.models import AwardForm, DossierPart, LinkedMovement
from core.fields import VietnameseCharField, VietnameseTextField
from submissions.models import Initiative, Submission

from ..enums import NominationOrigin, NominationStatus, SuggestionStatus
from ..querysets import DossierPaperQuerySet, NominationQuerySet, SuggestionQuerySet
from .files import StoredFile
from .rounds import AwardRound


class Nomination(models.Model):
    """A proposal to reward one subject with one form (đề nghị khen thưởng). Keeps the day whose rules it runs under.

    `movement` is its legal ground: the one of the linked movements whose launcher the form asks for (law.md 1.4); the
    nominations of one round may rest on different ones. `citation` is the merit as it is printed on paper; `initiative`
    is what a round on the spot rewards. `women_first` is whom the law prefers on a tie: a woman, or a collective with
    at least 70 % women (law.md 1.3). `unit_text` is what the unit wrote when the dossier was returned to it.
    """

    round = models.ForeignKey(AwardRound, models.PROTECT, related_name="nominations", verbose_name="đợt")
    form = models.ForeignKey(AwardForm, models.PROTECT, related_name="nominations", verbose_name="hình thức")
    subject_kind = models.CharField("đối tượng", max_length=12, choices=SubjectKind.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name="đơn vị"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name="cá nhân"
    )
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name="báo cáo"
    )
    status = models.CharField(
        "trạng thái", max_length=12, choices=NominationStatus.choices, default=NominationStatus.DRAFT
    )
    movement = models.ForeignKey(LinkedMovement, models.PROTECT, related_name="+", verbose_name="khen trong phong trào")
    origin = models.CharField(
        "nguồn đề nghị", max_length=8, choices=NominationOrigin.choices, default=NominationOrigin.OFFICE
    )
    initiative = models.ForeignKey(
        Initiative, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name="sáng kiến"
    )
    citation = VietnameseCharField("thành tích ghi trên giấy", max_length=500, blank=True)
    summary = VietnameseTextField("tóm tắt cho Hội đồng", blank=True)
    women_first = models.BooleanField("nữ, hoặc tập thể từ 70% nữ", default=False)
    no_open_case = models.BooleanField("không có vụ việc đang xem xét", default=False)
    accepted_on = models.DateField("tiếp nhận hồ sơ ngày", null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    created_at = models.DateTimeField("lập lúc", default=timezone.now)
    refusal_reason = VietnameseTextField("lý do không khen thưởng", blank=True)
    return_note = VietnameseTextField("đề nghị đơn vị bổ sung", blank=True)
    unit_text = VietnameseTextField("đơn vị bổ sung", blank=True)
    withdrawal_reason = VietnameseTextField("lý do rút đề nghị", blank=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị khen thưởng"
        verbose_name_plural = "đề nghị khen thưởng"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, person__isnull=True, subject_kind="COLLECTIVE")
                | Q(unit__isnull=True, person__isnull=False, subject_kind__in=["INDIVIDUAL", "HOUSEHOLD"]),
                name="nomination_subject_matches_kind",
            ),
            models.UniqueConstraint(
                fields=["round", "form", "unit"], condition=Q(unit__isnull=False), name="nomination_unit_once"
            ),
            models.UniqueConstraint(
                fields=["round", "form", "person"], condition=Q(person__isnull=False), name="nomination_person_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["DRAFT", "RETURNED", "WITHDRAWN"]) | Q(accepted_on__isnull=False),
                name="nomination_accepted_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name} – {self.form}"

    @property
    def subject(self) -> Unit | Person:
        """Who is nominated."""
        return self.unit or self.person

    @property
    def subject_name(self) -> str:
        """Name of the unit or person; a household goes by the person who heads it."""
        return f"Hộ ông/bà {self.subject}" if self.subject_kind == SubjectKind.HOUSEHOLD else str(self.subject)


class DossierCheck(models.Model):
    """A statement of the dossier that somebody vouches for (xác nhận), with the document it rests on.

    Completion level, consent of the managing body, an enterprise's taxes and insurance: which ones there are is data
    (`DossierPart` of the kind STATEMENT, law.md 1.3, 2.2, 2.4). Taking it back deletes the row; the log keeps both.
    """

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="checks")
    part = models.ForeignKey(DossierPart, models.PROTECT, related_name="+", verbose_name="thành phần")
    document = VietnameseCharField("theo văn bản", max_length=200, blank=True)
    document_on = models.DateField("ngày văn bản", null=True, blank=True)
    note = VietnameseCharField("ghi chú", max_length=300, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField("xác nhận lúc", default=timezone.now)

    class Meta:
        verbose_name = "xác nhận trong hồ sơ"
        verbose_name_plural = "xác nhận trong hồ sơ"
        ordering = ["nomination", "part__order"]
        constraints = [models.UniqueConstraint(fields=["nomination", "part"], name="dossier_check_once")]

    def __str__(self) -> str:
        return str(self.part)


class Suggestion(models.Model):
    """A unit suggests somebody for an award (đơn vị đề nghị khen thưởng): itself, one of its people or a household.

    The office takes it up, which makes a nomination, or declines it with a reason the unit reads.
    """

    round = models.ForeignKey(AwardRound, models.PROTECT, related_name="suggestions", verbose_name="đợt")
    form = models.ForeignKey(AwardForm, models.PROTECT, related_name="suggestions", verbose_name="hình thức")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="suggestions_made", verbose_name="đơn vị đề nghị")
    subject_kind = models.CharField("đối tượng", max_length=12, choices=SubjectKind.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="suggestions", verbose_name="đơn vị được đề nghị"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="suggestions", verbose_name="cá nhân"
    )
    initiative = models.ForeignKey(
        Initiative, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="sáng kiến"
    )
    merit = VietnameseTextField("thành tích")
    status = models.CharField(
        "trạng thái", max_length=10, choices=SuggestionStatus.choices, default=SuggestionStatus.SENT
    )
    answer = VietnameseTextField("trả lời của phường", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    nomination = models.OneToOneField(
        Nomination, models.SET_NULL, null=True, blank=True, related_name="suggestion", verbose_name="đề nghị đã lập"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gửi")
    created_at = models.DateTimeField("gửi lúc", default=timezone.now)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị của đơn vị"
        verbose_name_plural = "đề nghị của đơn vị"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, person__isnull=True, subject_kind="COLLECTIVE")
                | Q(unit__isnull=True, person__isnull=False, subject_kind__in=["INDIVIDUAL", "HOUSEHOLD"]),
                name="suggestion_subject_matches_kind",
            ),
            models.UniqueConstraint(
                fields=["round", "form", "unit"],
                condition=Q(unit__isnull=False, status__in=["SENT", "TAKEN"]),
                name="suggestion_unit_once",
            ),
            models.UniqueConstraint(
                fields=["round", "form", "person"],
                condition=Q(person__isnull=False, status__in=["SENT", "TAKEN"]),
                name="suggestion_person_once",
            ),
            models.CheckConstraint(
                condition=~Q(status="DECLINED") | ~Q(answer=""), name="suggestion_declined_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name} – {self.form}"

    @property
    def subject(self) -> Unit | Person:
        """Who is suggested."""
        return self.unit or self.person

    @property
    def subject_name(self) -> str:
        """Name of the unit or person; a household goes by the person who heads it."""
        return f"Hộ ông/bà {self.subject}" if self.subject_kind == SubjectKind.HOUSEHOLD else str(self.subject)


class DossierPaper(StoredFile):
    """A paper of a dossier (giấy tờ trong hồ sơ): sent by a unit (`from_unit`), or added by the office.

    `part` is the row of the checklist it fills; none for what is merely useful. A unit reads its own papers only: what
    the office adds may speak of others.
    """

    nomination = models.ForeignKey(Nomination, models.PROTECT, null=True, blank=True, related_name="papers")
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, null=True, blank=True, related_name="papers")
    part = models.ForeignKey(DossierPart, models.PROTECT, null=True, blank=True, related_name="+")
    from_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị gửi"
    )

    objects = DossierPaperQuerySet.as_manager()

    class Meta:
        verbose_name = "giấy tờ trong hồ sơ"
        verbose_name_plural = "giấy tờ trong hồ sơ"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(nomination__isnull=False) | Q(suggestion__isnull=False), name="dossier_paper_belongs"
            )
        ]
