"""Another e-mail address of one's own account."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import AddEmailForm
from allauth.account.models import EmailAddress

from ..services import addresses


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

    def clean_email(self) -> str:
        """Only one's own present address is refused: any other answer would tell who else has an account."""
        adapter = get_adapter()
        value = adapter.clean_email(self.cleaned_data["email"].lower())
        if value == self.user.email.lower():
            raise adapter.validation_error("duplicate_email")
        return value

    def save(self, request) -> EmailAddress:
        """The address that waits; unsaved and unmailed when it is another account's, and told alike."""
        address = self.cleaned_data["email"]
        addresses.note_wish(request, address)
        if not addresses.is_taken(address, self.user):
            return super().save(request)
        return addresses.pretend(request, self.user, address)
