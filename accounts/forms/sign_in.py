"""What is typed at the door."""

from allauth.account.forms import AddEmailForm, LoginForm
from allauth.account.models import EmailAddress
from django import forms

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


class ChangeAddressForm(AddEmailForm):
    """Another e-mail address, which counts once its owner has confirmed it.

    allauth keeps addresses in a table beside the accounts. The ward gave each account its address, so that row counts
    as confirmed: otherwise allauth would take it for the one that waits, and drop it for the new one.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = EmailAddress.objects.filter(user=self.user)
        if not rows.filter(primary=True).exists():
            rows.filter(email__iexact=self.user.email).update(verified=True, primary=True)
        self.fields["email"].label = "Địa chỉ mới"
