"""Reference data of the movement: what the plan file brought, and what the office sets itself."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput

from accounts.reference import ReferenceAdmin, ReferenceInline

from .enums import GroupKind
from .figures import KEYS
from .models import (
    AwardForm,
    AwardRule,
    Campaign,
    ContentArea,
    CriteriaItem,
    CriteriaSet,
    Criterion,
    DatedSetting,
    DistributionEntry,
    Duty,
    LegalBasis,
    LinkedMovement,
    ParticipantGroup,
    Phase,
    ReportingPeriod,
    ReportQuestion,
    ReportSection,
)
from .report_form import ASKING, SectionFacts, clash_of


@admin.register(Campaign)
class CampaignAdmin(ReferenceAdmin):
    """The movement; number and day are entered here once the plan is issued (D1). New ones come from plan files."""

    fixed = ("code",)
    list_display = ["title", "number", "issued_on", "start_year", "end_year"]
    fields = [
        "code", "title", "plan_title", "number", "issued_on", "issuer", "place", "signer_title", "signer_name",
        "start_year", "end_year",
    ]  # fmt: skip

    def has_add_permission(self, request):
        return False


class PlanPartAdmin(ReferenceAdmin):
    """A part of a plan; its movement and code are fixed, because the plan file finds it by them."""

    fixed = ("campaign", "code")
    list_filter = ["campaign"]


@admin.register(LegalBasis)
class LegalBasisAdmin(PlanPartAdmin):
    """The register of legal texts with the days they bind."""

    list_display = ["number", "kind", "issued_on", "in_plan", "in_force_from", "in_force_to"]
    list_filter = ["in_plan"]
    search_fields = ["number", "title"]


@admin.register(LinkedMovement)
class LinkedMovementAdmin(PlanPartAdmin):
    """Movements an award can rest on."""

    list_display = ["title", "level", "starts_on", "ends_on"]


@admin.register(Phase)
class PhaseAdmin(PlanPartAdmin):
    """Phases with their reviews."""

    list_display = ["title", "start_year", "end_year", "review_kind", "review_year"]


class ReportingPeriodForm(forms.ModelForm):
    """The calendar in order, said in words beside the field."""

    def clean(self):
        data = super().clean()
        opens_at, closes_at, locks_at = (data.get(name) for name in ("opens_at", "closes_at", "locks_at"))
        if opens_at and closes_at and opens_at >= closes_at:
            self.add_error("closes_at", "Hạn nộp phải sau lúc mở nhận báo cáo.")
        if closes_at and locks_at and closes_at > locks_at:
            self.add_error("locks_at", "Lúc khóa sổ không được trước hạn nộp.")
        return data


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(PlanPartAdmin):
    """Reporting years and their calendar."""

    form = ReportingPeriodForm
    list_display = ["year", "milestone", "opens_at", "closes_at", "locks_at", "review_ends_on"]


@admin.register(ContentArea)
class ContentAreaAdmin(PlanPartAdmin):
    """The movement's contents."""

    list_display = ["order", "short_title", "code"]
    list_display_links = ["short_title"]


class SpanForm(forms.ModelForm):
    """Years in order."""

    def clean(self):
        data = super().clean()
        if data.get("from_year") and data.get("to_year") and data["from_year"] > data["to_year"]:
            self.add_error("to_year", "Năm cuối không được trước năm đầu.")
        return data


class ReportSectionForm(SpanForm):
    """A section that can stand in one report with the others."""

    def clean(self):
        data = super().clean()
        row = self.instance
        campaign = data.get("campaign") or (row.campaign if row.pk else None)
        code, kind = data.get("code", row.code), data.get("kind", row.kind)
        if campaign is None or not code or not kind:
            return data
        mine = SectionFacts(code, kind, data.get("from_year"), data.get("to_year"))
        for other in ReportSection.objects.filter(campaign=campaign).exclude(pk=row.pk):
            facts = SectionFacts(*(getattr(other, name) for name in SectionFacts._fields))
            if reason := clash_of(facts, mine):
                raise ValidationError(f"{reason[0].upper()}{reason[1:]}.")
        return data


@admin.register(ReportSection)
class ReportSectionAdmin(PlanPartAdmin):
    """Sections of the yearly report; one no longer wanted ends with a year, so that older reports keep it."""

    form = ReportSectionForm
    fixed = ("campaign", "code", "kind")
    list_display = ["order", "title", "kind", "from_year", "to_year"]
    list_display_links = ["title"]

    def has_delete_permission(self, request, obj=None):
        return False


class ReportQuestionForm(SpanForm):
    """A question in a section that has room for it."""

    group_kinds = forms.MultipleChoiceField(
        label="hỏi những loại nhóm", choices=GroupKind.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn loại nào: hỏi mọi nhóm.",
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        section = data.get("section")
        campaign = data.get("campaign") or (self.instance.campaign if self.instance.pk else None)
        if section and section.kind not in ASKING:
            self.add_error("section", "Mục loại này không nhận câu hỏi.")
        elif section and campaign and section.campaign_id != campaign.pk:
            self.add_error("section", "Mục này của phong trào khác.")
        return data


@admin.register(ReportQuestion)
class ReportQuestionAdmin(PlanPartAdmin):
    """What sections ask besides their fixed fields; reports already begun keep the questions they began with."""

    form = ReportQuestionForm
    list_display = ["order", "label", "section", "is_required", "from_year", "to_year"]
    list_display_links = ["label"]
    list_select_related = ["section"]


@admin.register(ParticipantGroup)
class ParticipantGroupAdmin(PlanPartAdmin):
    """Whom the plan addresses."""

    list_display = ["order", "title", "kind", "parent"]
    list_display_links = ["title"]
    list_select_related = ["parent"]


@admin.register(Criterion)
class CriterionAdmin(PlanPartAdmin):
    """Criteria in the plan's wording."""

    list_display = ["short_title", "group", "order"]
    list_filter = ["group"]
    list_select_related = ["group"]


@admin.register(DistributionEntry)
class DistributionEntryAdmin(PlanPartAdmin):
    """The distribution list."""

    list_display = ["order", "text"]
    list_display_links = ["text"]


@admin.register(Duty)
class DutyAdmin(PlanPartAdmin):
    """What the plan asks of whom."""

    list_display = ["body", "text"]


@admin.register(AwardForm)
class AwardFormAdmin(PlanPartAdmin):
    """Awards with the plan's wording and the legal name."""

    list_display = ["legal_name", "plan_wording", "kind", "level"]


@admin.register(AwardRule)
class AwardRuleAdmin(PlanPartAdmin):
    """The award matrix by time."""

    list_display = [
        "form",
        "subject_kind",
        "allowed",
        "minimum_years",
        "money_hundredths",
        "confirmed",
        "in_force_from",
    ]
    list_filter = ["form", "subject_kind", "confirmed"]
    list_select_related = ["form"]


class DatedSettingForm(forms.ModelForm):
    """A setting the code knows, with a value of the right kind."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.value is None:
            # The field would write "null" into the empty box.
            self.initial["value"] = InvalidJSONInput("")

    def clean_key(self):
        key = self.cleaned_data["key"]
        if key not in KEYS:
            raise ValidationError(f"Không có thiết lập “{key}”. Các khóa: {', '.join(KEYS)}.")
        return key

    def clean(self):
        data = super().clean()
        key = data.get("key") or self.instance.key
        if key in KEYS and "value" in data and (fault := KEYS[key].fault(data["value"])):
            self.add_error("value", f"Giá trị {fault}.")
        return data


@admin.register(DatedSetting)
class DatedSettingAdmin(PlanPartAdmin):
    """Figures the plan leaves open; a new value from a day on is a new row."""

    form = DatedSettingForm
    fixed = ("campaign", "code", "key")
    list_display = ["label", "value", "valid_from", "confirmed", "source"]
    list_filter = ["confirmed"]
    search_fields = ["label", "key"]


class CriteriaItemInline(ReferenceInline):
    """The points of each criterion, to read."""

    model = CriteriaItem
    fields = ["order", "criterion", "title", "part", "kind", "max_points", "evidence_required", "guidance"]
    readonly_fields = fields

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(CriteriaSet)
class CriteriaSetAdmin(ReferenceAdmin):
    """Points of one group in one year, to read: they are built in “Thiết lập → Tiêu chí và điểm” only."""

    list_display = ["group", "period", "version", "status", "scorers", "published_at"]
    list_filter = ["period", "status"]
    list_select_related = ["group", "period"]
    inlines = [CriteriaItemInline]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission
