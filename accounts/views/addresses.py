"""The address of one's own account: asking for another, and confirming it from the letter."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.models import EmailAddress
from allauth.account.views import ConfirmEmailView, EmailView
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError
from django.http import Http404

from ..services import addresses


class OwnAddressView(EmailView):
    """“Đổi thư điện tử”. What waits is told from the session, alike for free addresses and those of others."""

    def _action_send(self, request):
        address = request.POST["email"].lower()
        row = self._get_email_address(request)
        if row and not row.verified and not addresses.is_taken(address, request.user):
            return super()._action_send(request)
        if address == addresses.wish_of(request):
            addresses.tell_sent(request, address)
        return None

    def _action_remove(self, request):
        address = request.POST["email"].lower()
        wished = address == addresses.wish_of(request)
        row = self._get_email_address(request)
        if row:
            answer = super()._action_remove(request)
        else:
            answer = None
            if wished:
                self._give_up(request, address)
        if wished:
            addresses.forget_wish(request)
        return answer

    def _give_up(self, request, address: str) -> None:
        raise_if_reauthentication_required(request, app="allauth.account")
        adapter = get_adapter()
        facts = {"email": address}
        adapter.add_message(request, messages.SUCCESS, "account/messages/email_deleted.txt", facts)
        adapter.send_notification_mail("account/email/email_deleted", request.user, {"deleted_email": address})

    def get_context_data(self, **kwargs):
        wish = addresses.wish_of(self.request)
        row = EmailAddress(user=self.request.user, email=wish) if wish else None
        return {**super().get_context_data(**kwargs), "new_emailaddress": row}


class ConfirmAddressView(ConfirmEmailView):
    """The letter's page: whoever asked for the address confirms it, signed in, and nobody for them.

    Otherwise an account could claim the address of somebody who takes the ward's genuine letter for an invitation.
    """

    clash = False

    def get(self, *args, **kwargs):
        return self._owner_only() or super().get(*args, **kwargs)

    def post(self, *args, **kwargs):
        if answer := self._owner_only():
            return answer
        self.object = self.get_object()
        try:
            confirmed = addresses.confirm(self.request, self.object)
        except IntegrityError:
            confirmed = False
        if confirmed:
            addresses.forget_wish(self.request)
            return self.respond(True)
        self.clash = True
        return self.render_to_response(self.get_context_data(), status=409)

    def _owner_only(self):
        """Where somebody is sent who is not the account's owner; None for the owner and for a link that is over."""
        try:
            owner = self.get_object().email_address.user_id
        except Http404:
            return None
        if not self.request.user.is_authenticated:
            return redirect_to_login(self.request.get_full_path())
        if self.request.user.pk != owner:
            self.object = None
            return self.render_to_response({**self.get_context_data(), "other_account": True}, status=403)
        return None

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        row = self.object.email_address if self.object else None
        free = row is not None and not self.clash and not addresses.is_taken(row.email, row.user)
        return {**context, "can_confirm": free}


own_address = OwnAddressView.as_view()
confirm_address = ConfirmAddressView.as_view()
