"""Forms between a finished report and the ward: handing in, the head's approval, more time."""

from django import forms

from accounts.enums import ApprovalKind
from core.formfields import DayField

from . import phrases

NOT_TICKED = "Đánh dấu xác nhận trước khi nộp."


class HandInForm(forms.Form):
    """The last page before handing in: the head's or the person's word, and the reason when late.

    `approval` is the unit's ApprovalKind, empty for a person. The head who reads and hands in need not say so twice.
    """

    approved = forms.BooleanField(error_messages={"required": NOT_TICKED})
    late_reason = forms.CharField(
        label="Lý do nộp muộn",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": phrases.LATE_REASON_MISSING},
    )
    field_order = ["late_reason", "approved"]

    def __init__(self, *args, late: bool, approval: str, by_head: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        words = "Thủ trưởng đơn vị đã duyệt nội dung này" if approval else "Tôi cam đoan nội dung là đúng"
        self.fields["approved"].label = words
        if by_head or approval == ApprovalKind.SECOND_PERSON:
            del self.fields["approved"]
        if not late:
            del self.fields["late_reason"]


class AskApprovalForm(forms.Form):
    """A word to the head, if one is needed."""

    note = forms.CharField(
        label="Lời nhắn cho thủ trưởng (không bắt buộc)",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class GiveBackForm(forms.Form):
    """What the head asks to be changed."""

    answer = forms.CharField(
        label="Ý kiến",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": phrases.APPROVAL_NO_ANSWER},
    )


class ExtensionForm(forms.Form):
    """Until when a unit or person has time, and why."""

    last_day = DayField(label="Hạn mới (hết ngày)")
    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Đơn vị đọc được lý do này trong thư báo gia hạn.",
        error_messages={"required": phrases.EXTENSION_NO_REASON},
    )
