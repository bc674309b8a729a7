"""Awards of the plan, and the matrix of law that says who may get them."""

from decimal import Decimal

from django.db import models

from core.fields import VietnameseCharField, VietnameseTextField

from ..enums import AwardKind, AwardLevel, DossierPartKind, GroupKind, LauncherLevel, Stage, SubjectKind
from ..querysets import InForceQuerySet
from .movement import PlanPart


class AwardForm(PlanPart):
    """An award of the plan (hình thức khen thưởng, D5-D7): the plan's wording beside the legal name (law.md trap 5)."""

    plan_wording = VietnameseCharField("tên trong kế hoạch", max_length=160)
    legal_name = VietnameseCharField("tên theo luật", max_length=160)
    kind = models.CharField("loại", max_length=10, choices=AwardKind.choices)
    level = models.CharField("thẩm quyền quyết định", max_length=20, choices=AwardLevel.choices)
    stages = models.JSONField("dịp khen thưởng", default=list)

    class Meta(PlanPart.Meta):
        verbose_name = "hình thức khen thưởng"
        verbose_name_plural = "hình thức khen thưởng"

    def __str__(self) -> str:
        return self.legal_name

    def stage_labels(self) -> list[str]:
        """Vietnamese names of the stages at which it may be given."""
        return [Stage(value).label for value in self.stages]


class AwardRule(PlanPart):
    """One cell of the award matrix in force in a span of time (law.md 1.4, 3): form x kind of subject."""

    form = models.ForeignKey(AwardForm, models.PROTECT, related_name="rules", verbose_name="hình thức")
    subject_kind = models.CharField("đối tượng", max_length=12, choices=SubjectKind.choices)
    allowed = models.BooleanField("được xét", default=True)
    reason = VietnameseTextField("lý do, điều kiện", blank=True)
    launcher_levels = models.JSONField("cấp phát động được tính", default=list, blank=True)
    minimum_years = models.PositiveSmallIntegerField("thời gian tối thiểu của phong trào (năm)", default=0)
    money_hundredths = models.PositiveIntegerField("hệ số tiền thưởng (phần trăm lương cơ sở)", null=True, blank=True)
    article = models.CharField("điều, khoản", max_length=120, blank=True)
    confirmed = models.BooleanField("đã xác nhận", default=True)
    in_force_from = models.DateField("hiệu lực từ", null=True, blank=True)
    in_force_to = models.DateField("hết hiệu lực từ", null=True, blank=True)

    objects = InForceQuerySet.as_manager()

    class Meta(PlanPart.Meta):
        verbose_name = "quy tắc khen thưởng"
        verbose_name_plural = "quy tắc khen thưởng"
        ordering = ["form", "subject_kind", "in_force_from"]

    def __str__(self) -> str:
        return f"{self.form}: {self.get_subject_kind_display()}"

    @property
    def launcher_labels(self) -> list[str]:
        """Who must have launched the movement, in words; empty when anybody may have."""
        return [LauncherLevel(level).label for level in self.launcher_levels]

    @property
    def multiplier(self) -> Decimal | None:
        """How many base wages the award is worth, exact; None where no money is set."""
        return None if self.money_hundredths is None else Decimal(self.money_hundredths) / 100


class BallotRule(PlanPart):
    """What one form needs in the council's vote, in a span of time (law.md 2.5, reliability 1.4).

    Whole percent of the base, reached, or exceeded when `strict`. A form without a row takes the figure of its kind
    (`threshold_title`, `threshold_form`). `recused_leave`: members who step aside do not count in the base.
    """

    form = models.ForeignKey(AwardForm, models.PROTECT, related_name="ballot_rules", verbose_name="hình thức")
    threshold_percent = models.PositiveSmallIntegerField("mức phiếu cần đạt (%)")
    strict = models.BooleanField("phải vượt mức", default=False)
    recused_leave = models.BooleanField("người không biểu quyết không tính vào mẫu số", default=False)
    source = VietnameseCharField("căn cứ", max_length=300, blank=True)
    confirmed = models.BooleanField("đã xác nhận", default=True)
    in_force_from = models.DateField("hiệu lực từ", null=True, blank=True)
    in_force_to = models.DateField("hết hiệu lực từ", null=True, blank=True)

    objects = InForceQuerySet.as_manager()

    class Meta(PlanPart.Meta):
        verbose_name = "mức phiếu cần đạt"
        verbose_name_plural = "mức phiếu cần đạt"
        ordering = ["form", "in_force_from"]
        constraints = [
            *PlanPart.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(threshold_percent__gte=1, threshold_percent__lte=100),
                name="ballot_rule_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form}: {self.threshold_percent}%"


class DossierPart(PlanPart):
    """A part of an award dossier besides report, summary and marks (thành phần hồ sơ; law.md 1.6, 2.2, 2.4).

    The city's rule decides the dossier, so the list is data. Empty lists mean everybody: `levels` of who decides,
    `award_kinds`, `subject_kinds`, `group_kinds` of the unit. Only what is `required` holds a dossier back.
    """

    kind = models.CharField("loại", max_length=10, choices=DossierPartKind.choices)
    title = VietnameseCharField("tên", max_length=200)
    guidance = VietnameseTextField("hướng dẫn", blank=True)
    levels = models.JSONField("cấp quyết định", default=list, blank=True)
    award_kinds = models.JSONField("danh hiệu hay hình thức", default=list, blank=True)
    subject_kinds = models.JSONField("đối tượng", default=list, blank=True)
    group_kinds = models.JSONField("nhóm đối tượng", default=list, blank=True)
    required = models.BooleanField("bắt buộc", default=True)
    document_wanted = models.BooleanField("phải ghi số, ngày văn bản", default=False)
    source = VietnameseCharField("căn cứ", max_length=300, blank=True)
    confirmed = models.BooleanField("đã xác nhận", default=True)
    in_force_from = models.DateField("hiệu lực từ", null=True, blank=True)
    in_force_to = models.DateField("hết hiệu lực từ", null=True, blank=True)

    objects = InForceQuerySet.as_manager()

    class Meta(PlanPart.Meta):
        verbose_name = "thành phần hồ sơ khen thưởng"
        verbose_name_plural = "thành phần hồ sơ khen thưởng"

    def __str__(self) -> str:
        return self.title

    @property
    def whom(self) -> str:
        """Whom the part is asked of, in words; empty when of everybody."""
        words = [SubjectKind(kind).label for kind in self.subject_kinds]
        words += [GroupKind(kind).label for kind in self.group_kinds]
        words += [f"do {AwardLevel(level).label} quyết định" for level in self.levels]
        words += [AwardKind(kind).label for kind in self.award_kinds]
        return ", ".join(words)

    def asked_for(self, form: AwardForm) -> bool:
        """Is the part asked for an award of this form, whoever gets it."""
        return (not self.levels or form.level in self.levels) and (
            not self.award_kinds or form.kind in self.award_kinds
        )
