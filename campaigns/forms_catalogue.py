"""Shapes of what is typed about the award catalogue; the rules are the services' (campaigns/catalogue.py)."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.formfields import DayField, PointsFormField

from .catalogue import SOURCE_NEEDED
from .enums import AwardLevel, DossierPartKind, GroupKind, LauncherLevel, SubjectKind
from .models import AwardRule, BallotRule, DossierPart

DAY_HELP = "Ngày đầu tiên áp dụng, sau hôm nay. Hồ sơ tiếp nhận trước ngày này giữ quy định cũ."
MOST_MULTIPLIER = Decimal(1000)


def _many(choices, label: str, help_text: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class FollowForm(forms.Form):
    """What every dated row shares: from which day the new one counts, and whether its figures are confirmed."""

    day = DayField(label="Áp dụng từ ngày", help_text=DAY_HELP)
    confirmed = forms.BooleanField(
        label="Đã đối chiếu với văn bản", required=False, help_text="Không đánh dấu thì hiện “chưa xác nhận”."
    )

    def values(self) -> dict[str, Any]:
        """The columns of the new row."""
        return {name: value for name, value in self.cleaned_data.items() if name != "day"}


class AwardRuleForm(FollowForm):
    """One cell of the matrix."""

    allowed = forms.BooleanField(label="Được xét", required=False)
    reason = forms.CharField(
        label="Điều kiện, hoặc lý do không xét", required=False, max_length=500, widget=forms.Textarea({"rows": 3})
    )
    launcher_levels = _many(
        LauncherLevel.choices, "Cấp phát động phong trào được tính", "Không chọn: cấp nào cũng được."
    )
    minimum_years = forms.IntegerField(
        label="Phong trào phải từ (năm)", min_value=0, max_value=50,
        widget=forms.TextInput({"inputmode": "numeric"}), help_text="0 nếu không quy định. Thiếu năm thì chỉ cảnh báo.",
        error_messages={"invalid": "Số năm là số nguyên từ 0 đến 50."},
    )  # fmt: skip
    multiplier = PointsFormField(
        label="Hệ số tiền thưởng (lần lương cơ sở)", required=False, help_text="Ví dụ 0,3. Để trống nếu không có."
    )
    article = forms.CharField(label="Căn cứ: điều, khoản", required=False, max_length=120)

    field_order = ["day", "allowed", "reason", "launcher_levels", "minimum_years", "multiplier", "article", "confirmed"]

    @staticmethod
    def shown(row: AwardRule) -> dict[str, Any]:
        """What the row says, as the form begins with it."""
        names = ("allowed", "reason", "launcher_levels", "minimum_years", "multiplier", "article", "confirmed")
        return {name: getattr(row, name) for name in names}

    def clean_multiplier(self):
        value = self.cleaned_data["multiplier"]
        if value is not None and not 0 < value <= MOST_MULTIPLIER:
            raise ValidationError("Hệ số phải lớn hơn 0 và không quá 1.000.")
        return value

    def clean(self):
        data = super().clean()
        if not data.get("allowed") and not data.get("reason", "").strip():
            self.add_error("reason", "Không được xét thì phải nêu lý do.")
        return data

    def values(self) -> dict[str, Any]:
        found = super().values()
        multiplier = found.pop("multiplier")
        return {**found, "money_hundredths": None if multiplier is None else int(multiplier * 100)}


class BallotRuleForm(FollowForm):
    """What a form needs in the council's vote."""

    threshold_percent = forms.IntegerField(
        label="Mức phiếu đồng ý cần đạt (%)", min_value=1, max_value=100,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={
            "invalid": "Mức là số nguyên từ 1 đến 100.", "min_value": "Mức là số nguyên từ 1 đến 100.",
            "max_value": "Mức là số nguyên từ 1 đến 100.",
        },
    )  # fmt: skip
    strict = forms.BooleanField(
        label="Phải vượt mức này", required=False, help_text="Ví dụ “quá nửa” là 50% và phải vượt."
    )
    recused_leave = forms.BooleanField(label="Người không biểu quyết không tính vào mẫu số", required=False)
    source = forms.CharField(label="Căn cứ", max_length=300)

    field_order = ["day", "threshold_percent", "strict", "recused_leave", "source", "confirmed"]

    @staticmethod
    def shown(row: BallotRule) -> dict[str, Any]:
        """What the row says, as the form begins with it."""
        names = ("threshold_percent", "strict", "recused_leave", "source", "confirmed")
        return {name: getattr(row, name) for name in names}


class DossierPartForm(FollowForm):
    """A part of the dossier."""

    title = forms.CharField(label="Tên thành phần", max_length=200)
    kind = forms.ChoiceField(label="Loại", choices=DossierPartKind.choices, widget=forms.RadioSelect)
    guidance = forms.CharField(label="Hướng dẫn", required=False, max_length=1000, widget=forms.Textarea({"rows": 3}))
    required = forms.BooleanField(label="Bắt buộc", required=False, help_text="Thiếu thì chưa trình Hội đồng được.")
    document_wanted = forms.BooleanField(label="Phải ghi số, ngày văn bản khi xác nhận", required=False)
    subject_kinds = _many(SubjectKind.choices, "Đối tượng", "Không chọn: mọi đối tượng.")
    group_kinds = _many(GroupKind.choices, "Nhóm đơn vị", "Không chọn: mọi nhóm.")
    levels = _many(AwardLevel.choices, "Hình thức do cấp quyết định", "Không chọn: mọi hình thức.")
    source = forms.CharField(label="Căn cứ", required=False, max_length=300)

    field_order = [
        "day", "title", "kind", "guidance", "required", "document_wanted", "subject_kinds", "group_kinds", "levels",
        "source", "confirmed",
    ]  # fmt: skip

    @staticmethod
    def shown(row: DossierPart) -> dict[str, Any]:
        """What the row says, as the form begins with it."""
        return {name: getattr(row, name) for name in DossierPartForm.field_order if name != "day"}


class EndForm(forms.Form):
    """From which day a row no longer counts."""

    day = DayField(label="Không áp dụng từ ngày", help_text="Sau hôm nay.")


class ConfirmForm(forms.Form):
    """The text a figure was held against."""

    source = forms.CharField(max_length=300, error_messages={"required": SOURCE_NEEDED})
