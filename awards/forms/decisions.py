"""Shape of what the chairman's decision takes from paper; the rules are the services'."""

from django import forms
from django.core.exceptions import ValidationError

from core.formfields import DayField

from ..services.decisions import clean_number

CHAIRMAN, DEPUTY = "chu-tich", "pho-chu-tich"
DEPUTY_TITLE = "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"


class SignForm(forms.Form):
    """Number, day and signer as they stand on the signed paper (law.md 4.2): typed by hand, never made up."""

    number = forms.CharField(
        label="Số quyết định", max_length=40, help_text="Như 12/QĐ-UBND; số dưới 10 có số 0 phía trước."
    )
    signed_on = DayField(label="Ngày ký", help_text="Ngày/tháng/năm, ví dụ 25/12/2026.")
    signer = forms.ChoiceField(label="Quyền hạn, chức vụ")
    signer_name = forms.CharField(label="Người ký", max_length=150)

    def __init__(self, *args, chairman_title: str, **kwargs):
        super().__init__(*args, **kwargs)
        self._titles = {CHAIRMAN: chairman_title, DEPUTY: DEPUTY_TITLE}
        self.fields["signer"].choices = [(key, title.replace("\n", ", ")) for key, title in self._titles.items()]

    def clean_number(self) -> str:
        try:
            return clean_number(self.cleaned_data["number"])
        except ValueError as exc:
            raise ValidationError(str(exc)) from None

    def paper(self) -> dict:
        """The valid input as `services.decisions.sign` takes it."""
        data = dict(self.cleaned_data)
        title = self._titles[data.pop("signer")]
        return {**data, "signer_title": title}


class ReturnForm(forms.Form):
    """Why the draft goes back to the office."""

    note = forms.CharField(label="Ý kiến trả lại", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
