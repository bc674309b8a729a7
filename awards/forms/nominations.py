"""Shape of what is typed about nominations; the rules are the services'."""

from django import forms
from django.core.exceptions import ValidationError

from ..dossier import SUMMARY_LINES, summary_lines
from ..enums import NominationStatus
from ..models import AwardRound, Nomination

TOO_LONG = "Tóm tắt dài quá {over} dòng. Rút gọn còn tối đa {limit} dòng."


def _plain(value: str) -> str:
    """Browsers send CRLF; rows hold LF, so that a text compares equal to itself."""
    return value.replace("\r\n", "\n")


class DossierForm(forms.Form):
    """The council's summary, the merit as printed, and what the office declares of the nominee."""

    summary = forms.CharField(
        label="Tóm tắt cho Hội đồng",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5, "class": "form-control"}),
        help_text=f"Nhiều nhất {SUMMARY_LINES} dòng: thành tích nổi bật, số liệu, sáng kiến.",
    )
    no_open_case = forms.BooleanField(
        label="Không có vụ việc đang xem xét kỷ luật, thanh tra, kiểm tra, khiếu nại, tố cáo hoặc báo chí nêu",
        required=False,
    )
    citation = forms.CharField(
        label="Thành tích ghi trên giấy",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        help_text="In trên Giấy khen và trong danh sách kèm quyết định. Sửa theo báo cáo thành tích nếu cần.",
    )
    women_first = forms.BooleanField(
        label="Nữ, hoặc tập thể có từ 70% nữ", required=False, help_text="Được ưu tiên khi bằng nhau về thành tích."
    )
    was = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    citation_was = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def clean_citation(self) -> str:
        return " ".join(self.cleaned_data["citation"].split())

    def clean_summary(self) -> str:
        text = _plain(self.cleaned_data["summary"])
        lines = summary_lines(text)
        if lines > SUMMARY_LINES:
            raise ValidationError(TOO_LONG.format(over=lines - SUMMARY_LINES, limit=SUMMARY_LINES))
        return text

    def clean_was(self) -> str:
        return _plain(self.cleaned_data["was"])


class ReasonForm(forms.Form):
    """Why an endorsed nomination is not rewarded after all."""

    reason = forms.CharField(label="Lý do không khen thưởng", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class NominationFilter(forms.Form):
    """Filters of the list; everything lives in the address."""

    q = forms.CharField(label="Tìm đơn vị, cá nhân", required=False, max_length=80)
    dot = forms.ModelChoiceField(AwardRound.objects.none(), label="Đợt", required=False, empty_label="Mọi đợt")
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Mọi trạng thái"), *NominationStatus.choices]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "q" else "form-select"
        self.fields["dot"].queryset = AwardRound.objects.order_by("year", "kind")

    def apply(self, rows):
        """The rows that fit; a filter value nobody offers finds nothing rather than everything (ux: hypha #4558)."""
        if not self.is_valid():
            return Nomination.objects.none()
        if self.cleaned_data["q"]:
            rows = rows.found_by(self.cleaned_data["q"])
        if self.cleaned_data["dot"]:
            rows = rows.filter(round=self.cleaned_data["dot"])
        if self.cleaned_data["trang_thai"]:
            rows = rows.filter(status=self.cleaned_data["trang_thai"])
        return rows
