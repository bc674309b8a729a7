"""Shapes of what the secretary sends: a meeting, its agenda, who is present."""

from datetime import datetime

from django import forms

from core.clock import WARD
from core.formfields import DayField

from ..enums import NominationStatus
from ..models import Nomination


def ready_nominations():
    """Nominations that wait for a meeting."""
    ready = Nomination.objects.filter(status=NominationStatus.READY)
    return ready.select_related("round__campaign", "form", "unit", "person").order_by("form__order", "pk")


class NominationsField(forms.ModelMultipleChoiceField):
    """Ready nominations as a list to tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(ready_nominations(), **kwargs)

    def label_from_instance(self, nomination):
        return f"{nomination.subject_name} – {nomination.form}"


class AgendaForm(forms.Form):
    """Nominations to be added to a meeting."""

    nominations = NominationsField(label="Đề nghị đưa vào chương trình")


class MeetingForm(forms.Form):
    """A new meeting with its agenda."""

    title = forms.CharField(label="Tên phiên họp", max_length=200)
    place = forms.CharField(label="Địa điểm", max_length=200)
    day = DayField(label="Ngày họp", help_text="Ngày/tháng/năm, ví dụ 25/12/2026.")
    hour = forms.TimeField(
        label="Giờ họp",
        input_formats=["%H:%M"],
        help_text="Theo 24 giờ, ví dụ 08:30.",
        widget=forms.TimeInput(attrs={"inputmode": "numeric", "autocomplete": "off"}, format="%H:%M"),
    )
    nominations = NominationsField(label="Đề nghị xét tại phiên họp")

    def clean_nominations(self):
        """One meeting serves one movement."""
        chosen = self.cleaned_data["nominations"]
        if len({nomination.round.campaign_id for nomination in chosen}) > 1:
            raise forms.ValidationError("Các đề nghị thuộc nhiều phong trào. Lập mỗi phong trào một phiên họp.")
        return chosen

    def details(self) -> dict:
        """What the service takes."""
        data = self.cleaned_data
        return {
            "campaign": data["nominations"][0].round.campaign,
            "title": data["title"],
            "place": data["place"],
            "starts_at": datetime.combine(data["day"], data["hour"], tzinfo=WARD),
            "nominations": data["nominations"],
        }


class CancelForm(forms.Form):
    """Why a whole vote is thrown away."""

    reason = forms.CharField(
        label="Lý do hủy", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="Ghi vào biên bản."
    )
