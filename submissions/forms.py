"""Forms of the report's pages whose input is not saved field by field."""

from django import forms

from . import phrases


class HandInForm(forms.Form):
    """The last page before handing in: the head's word, and the reason when late."""

    approved = forms.BooleanField(error_messages={"required": "Đánh dấu xác nhận trước khi nộp."})
    late_reason = forms.CharField(
        label="Lý do nộp muộn",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": phrases.LATE_REASON_MISSING},
    )

    def __init__(self, *args, late: bool, person: bool, **kwargs):
        super().__init__(*args, **kwargs)
        words = "Tôi cam đoan nội dung là đúng" if person else "Thủ trưởng đơn vị đã duyệt nội dung này"
        self.fields["approved"].label = words
        if not late:
            del self.fields["late_reason"]
