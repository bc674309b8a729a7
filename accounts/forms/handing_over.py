"""Shape of handing work over: to somebody of the unit, or to a newcomer by name and address."""

from django import forms
from django.core.exceptions import ValidationError

from core.formfields import DayField
from core.names import check_name

from ..models import User
from ..services.handing_over import Newcomer


class ColleagueField(forms.ModelChoiceField):
    """People of the unit who have an account, with their address to tell namesakes apart."""

    def label_from_instance(self, user):
        return f"{user.full_name} ({user.email})"


class HandOverForm(forms.Form):
    """To whom and from when; either somebody of the unit or a name with an address."""

    successor = ColleagueField(
        User.objects.none(), label="Người nhận đã có tài khoản tại đơn vị", required=False,
        empty_label="Người khác, điền bên dưới",
    )  # fmt: skip
    # Asked for only when nobody was chosen above: see clean().
    full_name = forms.CharField(label="Họ và tên người nhận", max_length=150, validators=[check_name])
    email = forms.EmailField(label="Thư điện tử người nhận", max_length=254)
    from_day = DayField(label="Từ ngày", required=False, help_text="Bỏ trống là bàn giao ngay. Ví dụ 25/12/2026.")

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        if colleagues.exists():
            self.fields["successor"].queryset = colleagues
        else:
            del self.fields["successor"]

    def clean(self):
        data = super().clean()
        if data.get("successor") or "successor" in self.errors:
            for name in ("full_name", "email"):
                self.errors.pop(name, None)
        return data

    def refuse(self, refusal: ValidationError) -> None:
        """Show what the service refused at the field the successor was named in."""
        named = "successor" if self.cleaned_data.get("successor") else "email"
        for field, errors in refusal.message_dict.items():
            self.add_error(named if field in ("successor", "email") else field, errors)

    def whom(self) -> User | Newcomer:
        """The successor as the service takes it."""
        data = self.cleaned_data
        return data.get("successor") or Newcomer(full_name=data["full_name"], email=data["email"])
