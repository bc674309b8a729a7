"""Forms of declared interests and of the council members' remarks."""

from django import forms

from accounts.models import Unit, User
from campaigns.models import ContentArea

from . import phrases


class InterestForm(forms.Form):
    """Whose interest, in which unit, and why.

    `people` are those the user may declare for, None for only themselves; `person` is whom it is about, if no unit.
    """

    user = forms.ModelChoiceField(
        User.objects.none(), label="Người có liên quan", error_messages={"required": "Chọn một người."}
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="Đơn vị", empty_label="Chọn đơn vị", error_messages={"required": "Chọn đơn vị."}
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ví dụ: vợ là hiệu trưởng nhà trường. Ghi vừa đủ để người khác hiểu.",
        error_messages={"required": phrases.INTEREST_NO_REASON},
    )

    def __init__(self, *args, people, units, person=None, **kwargs):
        super().__init__(*args, **kwargs)
        if people is None:
            del self.fields["user"]
        else:
            self.fields["user"].queryset = people
        self.fields["unit"].queryset = units
        if person is not None:
            del self.fields["unit"]


class RemarkForm(forms.Form):
    """A remark on one of the contents in the member's care."""

    content_area = forms.ModelChoiceField(
        ContentArea.objects.none(), label="Nội dung", empty_label=None, error_messages={"required": "Chọn nội dung."}
    )
    text = forms.CharField(
        label="Ý kiến",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Người thẩm định và Hội đồng đọc được, đơn vị không đọc được. Ý kiến không kèm điểm.",
        error_messages={"required": phrases.REMARK_EMPTY},
    )

    def __init__(self, *args, in_care, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["content_area"].queryset = in_care
