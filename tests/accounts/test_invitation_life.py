"""Random lives of one invitation: at every moment only the newest link that is neither used nor run out works."""

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts import invitation_links
from accounts.enums import InvitationStatus as I
from accounts.enums import Role
from accounts.invitation_links import LinkState
from accounts.models import Invitation, User
from accounts.services import invitations as service
from core import outbox
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from tests import factories
from tests.factories import ward


class InvitationLife(RuleBasedStateMachine):
    """An administrator, a guest with a mailbox, a mail server and a calendar."""

    @initialize()
    def begin(self):
        self.admin = factories.make_user(Role.ADMIN)
        self.guest = factories.make_user(Role.UNIT_OFFICER)
        self.now = ward(2026, 11, 23, 9)
        # The model: the tokens sent so far, which one is newest, until when, and whether one was used.
        self.tokens: list[str] = []
        self.ends = None
        self.used = self.closed = False
        self.newest = ""
        self.sent = 0

    def row(self) -> Invitation | None:
        return Invitation.objects.select_related("user").filter(user=self.guest.pk).first()

    def _row_now(self) -> Invitation | None:
        return Invitation.objects.with_state(self.now).select_related("message").filter(user=self.guest.pk).first()

    def _arrived(self, row):
        self.sent += 1
        self.ends = row.expires_at
        self.newest = invitation_links.token_of(self.row())
        self.tokens.append(self.newest)

    @rule(hours=st.integers(1, 24 * 10))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule()
    def time_runs_to_the_end_of_the_link(self):
        if self.ends and self.ends > self.now:
            self.now = self.ends

    @rule()
    def invite(self):
        guest = User.objects.get(pk=self.guest.pk)
        allowed = not self.tokens and not self.closed
        try:
            row = service.invite(guest, by=self.admin, now=self.now)
        except Forbidden:
            assert not allowed
        else:
            assert allowed
            self._arrived(row)

    @rule(again=st.booleans())
    def send_again(self, again):
        if (row := self.row()) is None:
            return
        allowed = not self.used and not self.closed
        try:
            row = service.resend(row, by=self.admin, now=self.now, again=again)
        except Forbidden:
            assert not allowed
        else:
            assert allowed
            self._arrived(row)

    @rule()
    def the_mail_leaves(self):
        for message in OutboxMessage.objects.due(self.now).filter(kind="invitation"):
            outbox.deliver(message.pk, now=self.now)

    @rule(data=st.data())
    def open_a_link(self, data):
        if self.tokens:
            link = invitation_links.read(data.draw(st.sampled_from(self.tokens)), now=self.now)
            if link.state == LinkState.GOOD:
                service.note_opened(link.invitation, now=self.now)

    @rule(data=st.data())
    def use_a_link(self, data):
        if not self.tokens:
            return
        token = data.draw(st.sampled_from(self.tokens))
        good = token == self.newest and not self.used and not self.closed and self.now < self.ends
        try:
            service.accept(token, password="hoa-phuong-do-2026", now=self.now)
        except service.DeadLink:
            assert not good
        else:
            assert good
            self.used = True

    @rule()
    def the_account_closes_or_opens(self):
        self.closed = not self.closed
        User.objects.filter(pk=self.guest.pk).update(is_active=not self.closed)

    @invariant()
    def only_the_newest_open_link_works(self):
        if not hasattr(self, "tokens"):
            return
        works = [t for t in self.tokens if invitation_links.read(t, now=self.now).state == LinkState.GOOD]
        open_one = self.newest and not self.used and not self.closed and self.now < self.ends
        assert works == ([self.newest] if open_one else [])

    @invariant()
    def the_state_is_true(self):
        if not hasattr(self, "tokens") or (row := self._row_now()) is None:
            return
        assert (row.state == I.USED) == self.used
        if not self.used and row.message.status == "SENT":
            assert (row.state == I.EXPIRED) == (self.now >= self.ends)

    @invariant()
    def one_letter_and_one_line_per_sending(self):
        if not hasattr(self, "tokens"):
            return
        assert OutboxMessage.objects.filter(kind="invitation", recipient_id=self.guest.pk).count() == self.sent
        lines = AuditEvent.objects.filter(object_type="accounts.user", object_id=str(self.guest.pk))
        sent = lines.filter(action__in=["invite", "resend_invitation", "remind_invited"])
        assert sent.count() == self.sent
        assert lines.filter(action="use_invitation").count() == self.used


class InvitationLifeTest(TestCase):
    """Each example in a transaction of its own."""

    def test_lives_of_an_invitation(self):
        quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]
        run_state_machine_as_test(
            InvitationLife,
            settings=settings(max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=quiet),
        )
