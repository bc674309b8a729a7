"""Shape of handing work over: to somebody of the unit, or to a newcomer by name and address."""

from django import forms
from django.core.exceptions import ValidationError

from core.formfields import DayField

from ..models import User
from ..services.handing_over import Newcomer


class ColleagueField(forms.ModelChoiceField):
    """People of the unit who have an account, with their address to tell namesakes apart."""

    def label_from_instance(self, user):
        return f"{user.full_name} ({user.email})"


class HandOverForm(forms.Form):
    """To whom and from when; either somebody of the unit or a name with an address."""

    successor = ColleagueField(
        User.objects.none(), label="Người nhận trong đơn vị", required=False,
        empty_label="Người chưa có trong danh sách (điền bên dưới)",
    )  # fmt: skip
    full_name = forms.CharField(label="Họ và tên người nhận", max_length=150, required=False)
    email = forms.EmailField(label="Thư điện tử người nhận", max_length=254, required=False)
    from_day = DayField(label="Từ ngày", required=False, help_text="Bỏ trống là bàn giao ngay. Ví dụ 25/12/2026.")

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = colleagues

    def clean(self):
        data = super().clean()
        if self.errors or data.get("successor"):
            return data
        missing = {}
        if not data.get("full_name"):
            missing["full_name"] = ValidationError("Chưa nhập họ và tên người nhận.")
        if not data.get("email"):
            missing["email"] = ValidationError("Chưa nhập thư điện tử người nhận.")
        if missing:
            raise ValidationError(missing)
        return data

    def whom(self) -> User | Newcomer:
        """The successor as the service takes it."""
        data = self.cleaned_data
        return data["successor"] or Newcomer(full_name=data["full_name"], email=data["email"])
