"""The plan as rows: everything of D1-D12 is data of one plan file, loaded by `load_plan`."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from accounts.models import Person, Unit
from core.clock import last_day
from core.fields import PointsField, VietnameseCharField, VietnameseTextField
from core.formats import format_number

from .enums import (
    AwardKind,
    AwardLevel,
    CriteriaStatus,
    GroupKind,
    LauncherLevel,
    ReviewKind,
    Stage,
    SubjectKind,
)
from .querysets import AwardRuleQuerySet, DatedSettingQuerySet, LegalBasisQuerySet, ReportingPeriodQuerySet


class Campaign(models.Model):
    """An emulation movement (phong trào thi đua). Number and day of the plan stay blank until it is issued (D1)."""

    code = models.SlugField("mã", max_length=60, unique=True)
    title = VietnameseCharField("tên phong trào", max_length=300)
    plan_title = VietnameseCharField("tên kế hoạch", max_length=500)
    number = models.CharField("số kế hoạch", max_length=40, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    issuer = VietnameseCharField("cơ quan ban hành", max_length=200)
    place = VietnameseCharField("địa danh", max_length=80)
    signer_title = VietnameseTextField("quyền hạn ký", blank=True)
    signer_name = VietnameseCharField("người ký", max_length=100, blank=True)
    start_year = models.PositiveSmallIntegerField("năm bắt đầu")
    end_year = models.PositiveSmallIntegerField("năm kết thúc")
    aims = models.JSONField("mục đích, yêu cầu", default=list, blank=True)
    contents_intro = VietnameseTextField("lời dẫn nội dung thi đua", blank=True)
    award_principles = models.JSONField("nguyên tắc khen thưởng", default=list, blank=True)
    solutions = models.JSONField("giải pháp", default=list, blank=True)
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = "phong trào"
        verbose_name_plural = "phong trào"
        constraints = [
            models.CheckConstraint(condition=Q(end_year__gte=F("start_year")), name="campaign_years_in_order")
        ]

    def __str__(self) -> str:
        return self.title


class PlanPart(models.Model):
    """What the parts of a plan share: they belong to one movement and have a code and a place in it.

    `loaded` holds the values as `load_plan` last wrote them: where a column differs from it, people changed it and the
    file no longer does. It is empty for a row that people entered themselves.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, verbose_name="phong trào")
    code = models.SlugField("mã", max_length=60)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True
        ordering = ["campaign", "order"]
        constraints = [models.UniqueConstraint(fields=["campaign", "code"], name="%(class)s_code_once")]


class LegalBasis(PlanPart):
    """A text the plan or a paper rests on (căn cứ), stored once (D2)."""

    number = models.CharField("số, ký hiệu", max_length=60)
    kind = VietnameseCharField("loại văn bản", max_length=60)
    issuer = VietnameseCharField("cơ quan ban hành", max_length=200, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    title = VietnameseTextField("trích yếu")
    citation = VietnameseTextField("câu viện dẫn")
    in_plan = models.BooleanField("có trong kế hoạch", default=True)
    in_force_from = models.DateField("hiệu lực từ", null=True, blank=True)
    in_force_to = models.DateField("hết hiệu lực từ", null=True, blank=True)
    note = VietnameseTextField("ghi chú", blank=True)

    objects = LegalBasisQuerySet.as_manager()

    class Meta(PlanPart.Meta):
        verbose_name = "căn cứ"
        verbose_name_plural = "căn cứ"

    def __str__(self) -> str:
        return f"{self.kind} số {self.number}"


class LinkedMovement(PlanPart):
    """A movement a nomination can rest on: the national one, the city's, the ward's own (law.md 1.4)."""

    title = VietnameseCharField("tên phong trào", max_length=300)
    level = models.CharField("cấp phát động", max_length=10, choices=LauncherLevel.choices)
    basis = models.ForeignKey(LegalBasis, models.PROTECT, null=True, blank=True, verbose_name="căn cứ")
    starts_on = models.DateField("từ ngày", null=True, blank=True)
    ends_on = models.DateField("đến ngày", null=True, blank=True)

    class Meta(PlanPart.Meta):
        verbose_name = "phong trào liên quan"
        verbose_name_plural = "phong trào liên quan"

    def __str__(self) -> str:
        return self.title


class Phase(PlanPart):
    """A phase with the review that ends it (giai đoạn, D8)."""

    title = VietnameseCharField("tên giai đoạn", max_length=120)
    text = VietnameseTextField("nội dung", blank=True)
    start_year = models.PositiveSmallIntegerField("từ năm")
    end_year = models.PositiveSmallIntegerField("đến năm")
    review_kind = models.CharField("hình thức đánh giá", max_length=10, choices=ReviewKind.choices)
    review_year = models.PositiveSmallIntegerField("năm sơ kết, tổng kết")

    class Meta(PlanPart.Meta):
        verbose_name = "giai đoạn"
        verbose_name_plural = "giai đoạn"

    def __str__(self) -> str:
        return self.title


class ReportingPeriod(PlanPart):
    """A reporting year (kỳ báo cáo): `opens_at <= t < closes_at` is on time, `closes_at <= t < locks_at` late (D9)."""

    phase = models.ForeignKey(Phase, models.PROTECT, related_name="periods", verbose_name="giai đoạn")
    year = models.PositiveSmallIntegerField("năm")
    opens_at = models.DateTimeField("mở nhận từ")
    closes_at = models.DateTimeField("hạn nộp (trước lúc)")
    locks_at = models.DateTimeField("khóa sổ lúc")
    review_ends_on = models.DateField("thẩm định xong chậm nhất ngày", null=True, blank=True)
    milestone = VietnameseCharField("việc chính trong năm", max_length=120, blank=True)

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta(PlanPart.Meta):
        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "kỳ báo cáo"
        ordering = ["campaign", "year"]
        constraints = [
            *PlanPart.Meta.constraints,
            models.UniqueConstraint(fields=["campaign", "year"], name="period_year_once"),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at"), closes_at__lte=F("locks_at")), name="period_times_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"Năm {self.year}"

    @property
    def last_day(self):
        """Last ward day on which a report is on time (11/12 for a deadline "trước ngày 12/12")."""
        return last_day(self.closes_at)


class ContentArea(PlanPart):
    """One of the movement's contents (nội dung thi đua, D3)."""

    short_title = VietnameseCharField("tên gọn", max_length=120)
    text = VietnameseTextField("nguyên văn trong kế hoạch")

    class Meta(PlanPart.Meta):
        verbose_name = "nội dung thi đua"
        verbose_name_plural = "nội dung thi đua"

    def __str__(self) -> str:
        return self.short_title


class ParticipantGroup(PlanPart):
    """Whom the plan addresses (đối tượng thi đua, III.1); sub-groups of persons have a parent."""

    kind = models.CharField("loại", max_length=20, choices=GroupKind.choices)
    title = VietnameseCharField("tên nhóm", max_length=160)
    short_title = VietnameseCharField("tên gọn", max_length=80)
    plan_heading = VietnameseCharField("đề mục trong kế hoạch", max_length=200, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subgroups", verbose_name="thuộc nhóm"
    )

    class Meta(PlanPart.Meta):
        verbose_name = "nhóm đối tượng"
        verbose_name_plural = "nhóm đối tượng"

    def __str__(self) -> str:
        return self.short_title


class Criterion(PlanPart):
    """A criterion in the plan's full wording (tiêu chí, D4). Its points are not the plan's but the office's."""

    group = models.ForeignKey(ParticipantGroup, models.PROTECT, related_name="criteria", verbose_name="nhóm")
    short_title = VietnameseCharField("tên gọn", max_length=160)
    text = VietnameseTextField("nguyên văn trong kế hoạch")

    class Meta(PlanPart.Meta):
        verbose_name = "tiêu chí"
        verbose_name_plural = "tiêu chí"
        ordering = ["group", "order"]

    def __str__(self) -> str:
        return self.short_title


class DistributionEntry(PlanPart):
    """A line of the distribution list (nơi nhận, D11)."""

    text = VietnameseCharField("nơi nhận", max_length=200)

    class Meta(PlanPart.Meta):
        verbose_name = "nơi nhận"
        verbose_name_plural = "nơi nhận"

    def __str__(self) -> str:
        return self.text


class Duty(PlanPart):
    """What the plan asks of whom (tổ chức thực hiện, R1-R9)."""

    body = VietnameseCharField("cơ quan, đơn vị", max_length=200)
    text = VietnameseTextField("nhiệm vụ")

    class Meta(PlanPart.Meta):
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"

    def __str__(self) -> str:
        return self.body


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

    objects = AwardRuleQuerySet.as_manager()

    class Meta(PlanPart.Meta):
        verbose_name = "quy tắc khen thưởng"
        verbose_name_plural = "quy tắc khen thưởng"
        ordering = ["form", "subject_kind", "in_force_from"]

    def __str__(self) -> str:
        return f"{self.form}: {self.get_subject_kind_display()}"

    @property
    def multiplier(self) -> Decimal | None:
        """How many base wages the award is worth, exact; None where no money is set."""
        return None if self.money_hundredths is None else Decimal(self.money_hundredths) / 100


class DatedSetting(PlanPart):
    """A figure the plan leaves open (ngưỡng, lịch, hệ số): with source, day from which it counts, and whether
    confirmed.
    """

    key = models.CharField("khóa", max_length=80, db_index=True)
    label = VietnameseCharField("tên", max_length=200)
    value = models.JSONField("giá trị")
    source = VietnameseCharField("nguồn", max_length=300, blank=True)
    confirmed = models.BooleanField("đã xác nhận", default=True)
    valid_from = models.DateField("áp dụng từ", null=True, blank=True)

    objects = DatedSettingQuerySet.as_manager()

    class Meta(PlanPart.Meta):
        verbose_name = "thiết lập"
        verbose_name_plural = "thiết lập"
        ordering = ["campaign", "order", "key"]

    def __str__(self) -> str:
        return self.label

    @property
    def shown(self) -> str:
        """The value in words: có, không, 2.530.000, 30, 14, 7, as people read it. A share reads 4/5."""
        if isinstance(self.value, bool):
            return "Có" if self.value else "Không"
        if isinstance(self.value, int):
            return format_number(self.value)
        if isinstance(self.value, list):
            mark = "/" if self.key.startswith("quorum") else ", "
            return mark.join(map(str, self.value))
        return str(self.value)


class Enrolment(models.Model):
    """A unit or a person takes part in a movement, in one group (tham gia phong trào)."""

    group = models.ForeignKey(ParticipantGroup, models.PROTECT, related_name="enrolments", verbose_name="nhóm")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="enrolments", verbose_name="đơn vị"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="enrolments", verbose_name="cá nhân"
    )
    from_year = models.PositiveSmallIntegerField("từ năm", null=True, blank=True)
    to_year = models.PositiveSmallIntegerField("đến năm", null=True, blank=True)

    class Meta:
        verbose_name = "đối tượng tham gia"
        verbose_name_plural = "đối tượng tham gia"
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, person__isnull=True) | Q(unit__isnull=True, person__isnull=False),
                name="enrolment_unit_or_person",
            ),
            models.UniqueConstraint(
                fields=["group", "unit"], condition=Q(unit__isnull=False), name="enrolment_unit_once"
            ),
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(person__isnull=False), name="enrolment_person_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit or self.person} – {self.group}"


class CriteriaSet(models.Model):
    """The points of one group in one year (bộ tiêu chí); a published set is not changed, a new version follows it."""

    group = models.ForeignKey(ParticipantGroup, models.PROTECT, related_name="criteria_sets", verbose_name="nhóm")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="criteria_sets", verbose_name="kỳ báo cáo")
    version = models.PositiveSmallIntegerField("phiên bản", default=1)
    status = models.CharField("trạng thái", max_length=10, choices=CriteriaStatus.choices, default=CriteriaStatus.DRAFT)
    published_at = models.DateTimeField("ban hành lúc", null=True, blank=True)
    scorers = models.PositiveSmallIntegerField("số người chấm mỗi báo cáo", default=2)

    class Meta:
        verbose_name = "bộ tiêu chí"
        verbose_name_plural = "bộ tiêu chí"
        ordering = ["period", "group", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["group", "period", "version"], name="criteria_set_version_once"),
            models.CheckConstraint(
                condition=Q(scorers__gte=1, scorers__lte=3), name="criteria_set_one_to_three_scorers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} – {self.period}"


class CriteriaItem(models.Model):
    """A criterion with its points in one set. Points are exact to two places; the base of a set adds up to 100."""

    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="items", verbose_name="bộ tiêu chí")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="items", verbose_name="tiêu chí")
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    max_points = PointsField("điểm tối đa")
    evidence_required = models.BooleanField("cần minh chứng", default=True)
    guidance = VietnameseTextField("hướng dẫn", blank=True)

    class Meta:
        verbose_name = "điểm tiêu chí"
        verbose_name_plural = "điểm tiêu chí"
        ordering = ["criteria_set", "order"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "criterion"], name="criteria_item_once"),
            models.CheckConstraint(condition=Q(max_points__gt=0), name="criteria_item_points_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.criterion.short_title}"
