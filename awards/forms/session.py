"""Shapes of what is typed during and after a meeting: code of the room, recusals, remarks, minutes."""

from django import forms

from .. import phrases
from ..models import BallotBox, CouncilSeat, Nomination

LONG = 20_000


class RoomCodeForm(forms.Form):
    """The six digits on the wall."""

    code = forms.CharField(
        label="Mã phòng họp",
        max_length=20,
        help_text="6 chữ số trên màn hình phòng họp.",
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false", "size": 8}
        ),
    )


class _SeatField(forms.ModelChoiceField):
    def label_from_instance(self, seat):
        return f"{seat.name}, {seat.post or seat.get_role_display()}"


class _DossierField(forms.ModelChoiceField):
    def label_from_instance(self, nomination):
        return f"{nomination.subject_name} – {nomination.form}"


def _dossiers(**boxes):
    """Nominations in the boxes, in the order they were put on the agenda."""
    found = Nomination.objects.filter(pk__in=BallotBox.objects.filter(**boxes).values("nomination"))
    return found.select_related("form", "unit", "person").order_by("form__order", "pk")


class RecusalForm(forms.Form):
    """Who does not vote on which line, and why. A member without the right to run the meeting speaks for themselves."""

    seat = _SeatField(CouncilSeat.objects.none(), label="Thành viên", empty_label="Chọn thành viên")
    nomination = _DossierField(Nomination.objects.none(), label="Dòng", empty_label="Chọn dòng")
    reason = forms.CharField(
        label="Lý do", max_length=300, error_messages={"required": phrases.RECUSAL_REASON_MISSING},
        help_text="Ghi vào biên bản, ví dụ: vợ là người được đề nghị.",
    )  # fmt: skip

    def __init__(self, *args, poll, own_seat=None, runs=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.own_seat = own_seat
        if runs:
            self.fields["seat"].queryset = poll.meeting.seats.order_by("order")
        else:
            del self.fields["seat"]
        self.fields["nomination"].queryset = _dossiers(poll=poll)

    @property
    def seat_chosen(self) -> CouncilSeat:
        """Whose seat it is about."""
        return self.cleaned_data.get("seat") or self.own_seat


class MeetingRemarkForm(forms.Form):
    """Who said what, about which dossier."""

    seat = _SeatField(
        CouncilSeat.objects.none(), label="Người phát biểu", required=False, empty_label="Khách mời, người khác"
    )
    nomination = _DossierField(
        Nomination.objects.none(), label="Về hồ sơ", required=False, empty_label="Ý kiến chung"
    )  # fmt: skip
    text = forms.CharField(
        label="Ý kiến", max_length=4000, strip=True, error_messages={"required": phrases.REMARK_EMPTY},
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    was = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = meeting.seats.order_by("order")
        self.fields["nomination"].queryset = _dossiers(poll__meeting=meeting)

    def clean_was(self) -> str:
        """Rows hold LF."""
        return self.cleaned_data["was"].replace("\r\n", "\n")


class MinutesForm(forms.Form):
    """The secretary's words. Nothing is asked for before the minutes are finished."""

    opening = forms.CharField(
        label="Mở đầu, nội dung báo cáo", required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 7}),
        help_text="Thành phần, chương trình, báo cáo tại phiên họp. Đã điền sẵn từ điểm danh; sửa được.",
    )  # fmt: skip
    course = forms.CharField(
        label="Diễn biến", required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Kết quả từng nội dung và ý kiến phát biểu được in riêng, không cần chép lại.",
    )  # fmt: skip
    conclusion = forms.CharField(
        label="Kết luận của Chủ tịch Hội đồng", required=False, max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 5}), help_text="Cần có trước khi hoàn thành biên bản.",
    )  # fmt: skip
    version = forms.IntegerField(label="Lần sửa", widget=forms.HiddenInput)

    @classmethod
    def of(cls, minutes) -> "MinutesForm":
        """The form filled with what stands."""
        return cls(
            initial={
                "opening": minutes.opening, "course": minutes.course, "conclusion": minutes.conclusion,
                "version": minutes.version,
            }
        )  # fmt: skip
