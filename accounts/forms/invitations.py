"""Forms of the personal link and of sending invitations."""

from allauth.account.forms import SetPasswordForm
from django import forms

from ..passwords import LengthValidator

RULE = "Ít nhất {least} ký tự, không chỉ toàn số, không dùng mật khẩu dễ đoán."


class FirstPasswordForm(SetPasswordForm):
    """The password of an invited person, by the rules of the door; the token travels in the body, not the address."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        least = LengthValidator().length_for(self.user)
        self.fields["password1"].label = "Mật khẩu"
        self.fields["password1"].help_text = RULE.format(least=least)
        self.fields["password2"].label = "Nhập lại mật khẩu"
