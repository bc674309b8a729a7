"""Shapes of what the secretary sends: a meeting, its agenda, who is present."""

from datetime import datetime

from django import forms

from core.clock import WARD, ward_time
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


class MomentForm(forms.Form):
    """Where and when a meeting is."""

    place = forms.CharField(label="Địa điểm", max_length=200)
    day = DayField(label="Ngày họp", help_text="Ngày/tháng/năm, ví dụ 25/12/2026.")
    hour = forms.TimeField(
        label="Giờ họp",
        input_formats=["%H:%M"],
        help_text="Theo 24 giờ, ví dụ 08:30.",
        widget=forms.TimeInput(attrs={"inputmode": "numeric", "autocomplete": "off"}, format="%H:%M"),
    )

    def moment(self) -> dict:
        """Place and starting time as the services take them."""
        data = self.cleaned_data
        return {"place": data["place"], "starts_at": datetime.combine(data["day"], data["hour"], tzinfo=WARD)}


class MeetingDetailsForm(MomentForm):
    """What members are told of a meeting, and who else comes."""

    title = forms.CharField(label="Tên phiên họp", max_length=200)
    guests = forms.CharField(
        label="Khách mời",
        required=False,
        max_length=2000,
        help_text="Mỗi người một dòng, tên và chức danh. Khách mời không bỏ phiếu.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ["title", "place", "day", "hour", "guests"]

    def clean_guests(self) -> str:
        """Browsers send CRLF; rows hold LF, so that a text compares equal to itself."""
        return self.cleaned_data["guests"].replace("\r\n", "\n")

    def details(self) -> dict:
        """What the service takes."""
        return self.moment() | {"title": self.cleaned_data["title"], "guests": self.cleaned_data["guests"]}


class MeetingForm(MeetingDetailsForm):
    """A new meeting with its agenda."""

    nominations = NominationsField(label="Đề nghị xét tại phiên họp")

    def clean_nominations(self):
        """One meeting serves one movement."""
        chosen = self.cleaned_data["nominations"]
        if len({nomination.round.campaign_id for nomination in chosen}) > 1:
            raise forms.ValidationError("Các đề nghị thuộc nhiều phong trào. Lập mỗi phong trào một phiên họp.")
        return chosen

    def details(self) -> dict:
        """What the service takes."""
        chosen = self.cleaned_data["nominations"]
        return super().details() | {"campaign": chosen[0].round.campaign, "nominations": chosen}


class MeetingEditForm(MeetingDetailsForm):
    """A planned meeting, as it was when the form was opened."""

    version = forms.IntegerField(label="Lần sửa", widget=forms.HiddenInput)

    @classmethod
    def of(cls, meeting) -> "MeetingEditForm":
        """The form filled with what stands."""
        start = ward_time(meeting.starts_at)
        return cls(
            initial={
                "title": meeting.title, "place": meeting.place, "day": start.date(), "hour": start.time(),
                "guests": meeting.guests, "version": meeting.version,
            }
        )  # fmt: skip


class PutOffForm(forms.Form):
    """Why a meeting is put off or called off."""

    reason = forms.CharField(
        label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text="Gửi tới các thành viên."
    )


class CancelForm(forms.Form):
    """Why a whole vote is thrown away."""

    reason = forms.CharField(
        label="Lý do hủy", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="Ghi vào biên bản."
    )
