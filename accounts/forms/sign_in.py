"""What is typed at the door."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ResetPasswordForm
from django import forms

from ..models import User

NAME = "Mã đơn vị hoặc thư điện tử"


def name_field() -> forms.CharField:
    """The code of a unit or an e-mail address; never rewritten while it is typed."""
    widget = forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"})
    return forms.CharField(label=NAME, max_length=254, widget=widget)


class SignInForm(LoginForm):
    """A unit's code or an e-mail address, and the password that decides which account it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = name_field()
        self.fields["password"].label = "Mật khẩu"
        self.order_fields(["login", "password"])


class LinkForm(forms.Form):
    """For whom a sign-in link is wanted."""

    login = name_field()


class ResetForm(ResetPasswordForm):
    """A mailed link to set a password: for the address of an account, never for one that only waits to be its own."""

    def clean_email(self):
        address = get_adapter().clean_email(self.cleaned_data["email"].lower())
        self.users = list(User.objects.filter(email__iexact=address, is_active=True)[:1])
        return address
