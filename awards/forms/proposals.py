"""Shapes of what is typed about letters of proposal and the city's answers; the rules are the services'."""

from django import forms

from campaigns.enums import AwardLevel
from campaigns.models import AwardForm
from core.formfields import DayField

from ..enums import CityAnswer


class LetterForm(forms.Form):
    """Whom a draft is to, and how it opens."""

    addressee = forms.CharField(label="Kính gửi", max_length=200)
    grounds = forms.CharField(
        label="Phần mở đầu",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Để trống thì in theo mẫu: căn cứ, kết quả họp Hội đồng, đề nghị.",
    )


class SendForm(forms.Form):
    """The day the signed letter went off."""

    sent_on = DayField(label="Ngày gửi", help_text="Ngày/tháng/năm, ví dụ 25/12/2026.")


class AnswerForm(forms.Form):
    """What the city answered about one line."""

    answer = forms.ChoiceField(label="Kết quả", choices=CityAnswer.choices, widget=forms.RadioSelect)
    other_form = forms.ModelChoiceField(
        AwardForm.objects.none(), label="Hình thức được tặng", required=False, empty_label="Chọn nếu là hình thức khác"
    )
    decision_number = forms.CharField(
        label="Số quyết định", required=False, max_length=60, help_text="Ghi như trên quyết định, ví dụ 1234/QĐ-UBND."
    )
    decided_on = DayField(label="Ngày quyết định", required=False, help_text="Ngày/tháng/năm, ví dụ 25/12/2026.")
    decided_by = forms.CharField(
        label="Người, cơ quan quyết định", required=False, max_length=200,
        help_text="Ví dụ Chủ tịch Ủy ban nhân dân thành phố.",
    )  # fmt: skip
    note = forms.CharField(
        label="Ghi chú, lý do",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Bắt buộc khi không được khen thưởng; lưu trong hồ sơ của phường.",
    )

    def __init__(self, *args, campaign, **kwargs):
        super().__init__(*args, **kwargs)
        forms_above = AwardForm.objects.filter(campaign=campaign).exclude(level=AwardLevel.WARD)
        self.fields["other_form"].queryset = forms_above.order_by("order")


class TakeBackForm(forms.Form):
    """Why an answer recorded by mistake is taken back."""

    reason = forms.CharField(label="Lý do bỏ kết quả đã ghi", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
