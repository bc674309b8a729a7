"""Invitations: personal links that exist in the letter only, work once, and whose state nobody has to keep."""

import re
import smtplib
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts import handover, invitation_links
from accounts import invitation_letters as letters
from accounts.enums import InvitationStatus as I
from accounts.enums import Role
from accounts.invitation_links import LinkState
from accounts.models import Invitation
from accounts.services import invitations as service
from core import outbox
from core.enums import MessageStatus
from core.models import AuditEvent, OutboxMessage
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories
from tests.factories import ward

pytestmark = pytest.mark.django_db
NOW = ward(2026, 11, 23, 9)
NEW_PASSWORD = "hoa-phuong-do-2026"


@pytest.fixture
def admin():
    return factories.make_user(Role.ADMIN)


@pytest.fixture
def guest():
    """An officer's account as an import leaves it: no password, never entered."""
    unit = factories.make_unit("Trường Tiểu học minh họa")
    user = factories.make_user(Role.UNIT_OFFICER, unit=unit, email="lan@truong.example", full_name="Nguyễn Thị Lan")
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def invitation(guest, admin):
    return service.invite(guest, by=admin, now=NOW)


def deliver(invitation, now=NOW) -> str:
    """Let the worker send the newest letter; returns the token of the link that arrived, if any did."""
    invitation.refresh_from_db()
    before = len(mail.outbox)
    outbox.deliver(invitation.message_id, now=now)
    if len(mail.outbox) == before:
        return ""
    return re.search(r"/moi/([^/\s]+)/", mail.outbox[-1].body).group(1)


def state(invitation, at=NOW) -> str:
    return Invitation.objects.with_state(at).get(pk=invitation.pk).state


def worth(token, at=NOW) -> LinkState:
    return invitation_links.read(token, now=at).state


# --- the letter -----------------------------------------------------------------------------------------------------


def test_the_letter_says_who_what_and_until_when_and_carries_one_link(invitation, settings):
    settings.SITE_URL = "https://thidua.lechan.example"
    token = deliver(invitation)

    letter = mail.outbox[-1]
    assert letter.to == ["lan@truong.example"]
    assert letter.subject == "Mời vào Cổng thi đua, khen thưởng phường Lê Chân"
    assert letter.body.startswith(
        "Kính gửi ông/bà Nguyễn Thị Lan. Phường mời ông/bà vào Cổng thi đua, khen thưởng phường Lê Chân với vai trò "
        "Cán bộ đầu mối của đơn vị, Trường Tiểu học minh họa."
    )
    assert "đến hết Thứ Hai, 07/12/2026" in letter.body
    assert re.findall(r"https?://\S+", letter.body) == [f"https://thidua.lechan.example/moi/{token}/"]
    assert worth(token) == LinkState.GOOD


def test_the_link_stands_in_no_table(invitation):
    token = deliver(invitation)

    signature = token.rsplit(".", 1)[1]
    for model in (Invitation, OutboxMessage, AuditEvent):
        assert signature not in str(list(model.objects.values()))
    nonce = Invitation.objects.get().nonce
    assert nonce not in str(list(AuditEvent.objects.values())) + str(list(OutboxMessage.objects.values()))


def test_a_letter_that_leaves_twice_carries_the_same_link(invitation):
    """The worker was killed after the mail server had said yes (reliability F1)."""
    first = deliver(invitation)
    OutboxMessage.objects.filter(pk=invitation.message_id).update(status=MessageStatus.PENDING)

    assert deliver(invitation) == first


# --- state ----------------------------------------------------------------------------------------------------------


def test_the_state_follows_letter_marks_and_clock_without_being_told(invitation):
    assert state(invitation) == I.QUEUED
    token = deliver(invitation)
    assert state(invitation) == I.SENT
    service.note_opened(invitation, now=NOW)
    assert state(invitation) == I.OPENED
    end = Invitation.objects.get().expires_at
    assert end == ward(2026, 12, 8)
    assert state(invitation, end - timedelta(microseconds=1)) == I.OPENED
    assert state(invitation, end) == I.EXPIRED
    service.accept(token, password=NEW_PASSWORD, now=NOW)
    assert state(invitation, end) == I.USED


@pytest.mark.parametrize(
    ("answer", "expected", "words"),
    [
        (smtplib.SMTPRecipientsRefused({"x": (550, b"5.1.1 No such user")}), I.REFUSED, "550 5.1.1 No such user"),
        (smtplib.SMTPDataError(554, b"5.7.1 Rejected"), I.REFUSED, "554 5.7.1 Rejected"),
        (TimeoutError("máy chủ thư không trả lời"), I.QUEUED, "máy chủ thư không trả lời"),
    ],
)
def test_an_address_the_server_refuses_shows_the_servers_words(invitation, monkeypatch, answer, expected, words):
    def refuse(self, *args, **kwargs):
        raise answer

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    deliver(invitation)

    row = Invitation.objects.with_state(NOW + timedelta(days=60)).select_related("message").get()
    assert row.message.last_error == words
    assert state(invitation) == expected


def test_a_server_that_never_answers_is_no_refused_address(invitation):
    OutboxMessage.objects.update(status=MessageStatus.FAILED, last_error="timed out")

    assert state(invitation) == I.FAILED


# --- sending --------------------------------------------------------------------------------------------------------


def test_inviting_is_one_letter_and_one_line_of_the_log(invitation, guest, admin):
    assert OutboxMessage.objects.filter(kind=letters.KIND).count() == 1
    events = AuditEvent.objects.filter(action="invite")
    assert [(event.actor_id, event.object_id) for event in events] == [(admin.pk, str(guest.pk))]
    with pytest.raises(Forbidden, match="đã được mời"):
        service.invite(guest, by=admin, now=NOW)
    assert AuditEvent.objects.filter(action="invite").count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_only_whoever_keeps_the_accounts_invites(guest, role):
    other = factories.make_user(role)

    for press in (
        lambda: service.invite(guest, by=other, now=NOW),
        lambda: service.invite_many([guest], by=other, now=NOW),
        lambda: service.remind(by=other, now=NOW),
    ):
        with pytest.raises(Forbidden):
            press()
    assert not Invitation.objects.exists()


def test_nobody_is_invited_who_is_in_or_whose_account_is_closed(admin, guest):
    guest.last_login = NOW
    guest.save()
    closed = factories.make_user(is_active=False)

    with pytest.raises(Forbidden, match="đã đăng nhập"):
        service.invite(guest, by=admin, now=NOW)
    with pytest.raises(Forbidden, match="đã đóng"):
        service.invite(closed, by=admin, now=NOW)
    assert service.invite_many([guest, closed], by=admin, now=NOW) == service.Outcome(0, 0)


def test_many_are_invited_at_once_and_nobody_twice(admin, guest, invitation):
    others = [factories.make_user() for _ in range(3)]

    assert service.invite_many([guest, *others], by=admin, now=NOW) == service.Outcome(3, 0)
    assert service.invite_many([guest, *others], by=admin, now=NOW) == service.Outcome(0, 0)
    assert OutboxMessage.objects.count() == Invitation.objects.count() == 4
    assert AuditEvent.objects.filter(action="invite").count() == 4


def test_the_cap_of_the_day_holds_the_rest_for_tomorrow(admin, settings):
    settings.INVITATIONS_PER_DAY = 2
    people = [factories.make_user() for _ in range(5)]

    assert service.invite_many(people, by=admin, now=NOW) == service.Outcome(2, 3)
    assert service.invite_many(people, by=admin, now=NOW) == service.Outcome(0, 3)
    with pytest.raises(Forbidden, match="Hôm nay đã gửi đủ 2 thư mời"):
        service.invite(people[4], by=admin, now=NOW)
    with pytest.raises(Forbidden, match="Hôm nay đã gửi đủ 2 thư mời"):
        service.resend(Invitation.objects.first(), by=admin, now=NOW)
    assert service.invite_many(people, by=admin, now=ward(2026, 11, 24)) == service.Outcome(2, 1)


# --- sending again --------------------------------------------------------------------------------------------------


def test_a_new_link_ends_the_old_one_and_starts_the_days_anew(invitation, admin):
    old = deliver(invitation)
    service.note_opened(invitation, now=NOW)
    later = NOW + timedelta(days=5)

    again = service.resend(invitation, by=admin, now=later)

    assert state(again, later) == I.QUEUED
    new = deliver(again, later)
    assert (worth(old, later), worth(new, later)) == (LinkState.REPLACED, LinkState.GOOD)
    assert (again.times_sent, again.expires_at) == (2, ward(2026, 12, 13))
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))[-2:] == [
        "invite", "resend_invitation",
    ]  # fmt: skip


def test_a_letter_overtaken_by_a_newer_one_never_leaves(invitation, admin):
    first = invitation.message_id
    service.resend(invitation, by=admin, now=NOW)

    assert outbox.deliver(first, now=NOW) == MessageStatus.SKIPPED
    assert OutboxMessage.objects.get(pk=first).last_error == letters.SENT_ANEW
    assert mail.outbox == []


def test_two_administrators_send_again_at_once(invitation, admin):
    stale = Invitation.objects.get(pk=invitation.pk)
    service.resend(invitation, by=admin, now=NOW)

    with pytest.raises(InvalidTransition):
        service.resend(stale, by=admin, now=NOW)
    assert (Invitation.objects.get().times_sent, OutboxMessage.objects.count()) == (2, 2)


def test_a_used_invitation_is_not_sent_again(invitation, admin):
    service.accept(deliver(invitation), password=NEW_PASSWORD, now=NOW)

    with pytest.raises(Forbidden, match="đã được dùng"):
        service.resend(Invitation.objects.get(), by=admin, now=NOW)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda row: type(row.user).objects.filter(pk=row.user_id).update(is_active=False), letters.CLOSED),
        (lambda row: type(row.user).objects.filter(pk=row.user_id).update(email="khac@truong.example"), letters.MOVED),
        (lambda row: Invitation.objects.update(used_at=NOW), letters.ALREADY_IN),
        (lambda row: Invitation.objects.update(expires_at=NOW), letters.TOO_LATE),
        (lambda row: Invitation.objects.all().delete(), letters.GONE),
    ],
)
def test_what_changed_meanwhile_holds_the_letter_back(invitation, change, reason):
    message = invitation.message_id
    change(invitation)

    assert outbox.deliver(message, now=NOW) == MessageStatus.SKIPPED
    assert OutboxMessage.objects.get(pk=message).last_error == reason
    assert mail.outbox == []


def test_the_reminder_goes_to_those_who_got_a_letter_and_are_not_in(admin):
    people = {name: factories.make_user() for name in ("sent", "opened", "used", "in", "refused", "closed", "today")}
    service.invite_many([user for name, user in people.items() if name != "today"], by=admin, now=NOW)
    tokens = {row.user_id: deliver(row) for row in Invitation.objects.all()}
    rows = {name: Invitation.objects.filter(user=user).first() for name, user in people.items()}
    service.note_opened(rows["opened"], now=NOW)
    service.accept(tokens[people["used"].pk], password=NEW_PASSWORD, now=NOW)
    people["in"].last_login = NOW
    people["in"].save()
    OutboxMessage.objects.filter(pk=rows["refused"].message_id).update(status="FAILED", last_error="550 no")
    people["closed"].is_active = False
    people["closed"].save()
    tomorrow = NOW + timedelta(days=1)
    service.invite(people["today"], by=admin, now=tomorrow)
    deliver(Invitation.objects.get(user=people["today"]), tomorrow)

    assert service.remind(by=admin, now=tomorrow) == service.Outcome(2, 0)
    reminded = Invitation.objects.filter(times_sent=2).values_list("user_id", flat=True)
    assert set(reminded) == {people["sent"].pk, people["opened"].pk}
    assert AuditEvent.objects.filter(action="remind_invited").count() == 2
    row = Invitation.objects.get(user=people["sent"])
    deliver(row, tomorrow)
    assert mail.outbox[-1].subject == "Nhắc lại: mời vào Cổng thi đua, khen thưởng phường Lê Chân"
    assert service.remind(by=admin, now=tomorrow + timedelta(hours=3)) == service.Outcome(0, 0)


# --- the link -------------------------------------------------------------------------------------------------------


def test_using_the_link_sets_the_password_and_proves_the_address(invitation, guest):
    token = deliver(invitation)

    user = service.accept(token, password=NEW_PASSWORD, now=NOW)

    guest.refresh_from_db()
    assert (user, guest.check_password(NEW_PASSWORD)) == (guest, True)
    addresses = EmailAddress.objects.filter(user=guest).values_list("email", "verified", "primary")
    assert list(addresses) == [("lan@truong.example", True, True)]
    assert Invitation.objects.get().used_at == NOW
    assert list(AuditEvent.objects.filter(action="use_invitation").values_list("actor_id", "object_id")) == [
        (guest.pk, str(guest.pk))
    ]
    assert NEW_PASSWORD not in str(list(AuditEvent.objects.values()))


def _end(what, invitation, admin):
    if what == LinkState.USED:
        service.accept(deliver(invitation), password="mot-mat-khau-khac-9", now=NOW)
    elif what == LinkState.REPLACED:
        service.resend(invitation, by=admin, now=NOW)
    elif what == LinkState.EXPIRED:
        Invitation.objects.update(expires_at=NOW)
    elif what == LinkState.CLOSED:
        invitation.user.is_active = False
        invitation.user.save()
    elif what == LinkState.OVERTAKEN:
        invitation.user.set_password("dat-lai-qua-thu-2026")
        invitation.user.save()


DEAD = [LinkState.USED, LinkState.REPLACED, LinkState.EXPIRED, LinkState.CLOSED, LinkState.OVERTAKEN]


@pytest.mark.parametrize("what", DEAD)
def test_a_dead_link_changes_nothing_and_is_one_line_of_the_log(invitation, admin, guest, what):
    token = deliver(invitation)
    OutboxMessage.objects.update(status=MessageStatus.PENDING)
    _end(what, invitation, admin)
    guest.refresh_from_db()
    password, before = guest.password, AuditEvent.objects.count()

    with pytest.raises(service.DeadLink) as refusal:
        service.accept(token, password=NEW_PASSWORD, now=NOW)

    guest.refresh_from_db()
    assert (refusal.value.link.state, guest.password) == (what, password)
    assert list(AuditEvent.objects.order_by("pk").values_list("action", "new"))[before:] == [
        ("refuse_invitation", what)
    ]


def test_pressing_a_dead_link_again_is_no_second_line_within_ten_minutes(invitation, admin):
    token = deliver(invitation)
    OutboxMessage.objects.update(status=MessageStatus.PENDING)
    _end(LinkState.EXPIRED, invitation, admin)
    for _ in range(3):
        with pytest.raises(service.DeadLink):
            service.accept(token, password=NEW_PASSWORD, now=NOW)
    assert AuditEvent.objects.filter(action="refuse_invitation").count() == 1


def test_a_new_address_ends_the_link_sent_to_the_old_one(invitation, guest):
    token = deliver(invitation)
    guest.email, old = "khac@truong.example", guest.email
    handover.give_new_address(guest, old=old)
    guest.save()

    assert worth(token) == LinkState.OVERTAKEN


@pytest.mark.parametrize(
    "forge",
    [
        lambda token, other: "",
        lambda token, other: "1",
        lambda token, other: "1.2.3.4",
        lambda token, other: token[:-1],
        lambda token, other: f"{other}.{token.split('.', 1)[1]}",
        lambda token, other: ".".join([*token.split(".")[:3], other * 6]),
        lambda token, other: f"{'9' * 40}.x.y.z",
    ],
)
def test_a_forged_link_names_nobody_and_leaves_no_trace(invitation, admin, forge):
    token = deliver(invitation)
    other = service.invite(factories.make_user(), by=admin, now=NOW)
    before = AuditEvent.objects.count()

    with pytest.raises(service.DeadLink) as refusal:
        service.accept(forge(token, str(other.pk)), password=NEW_PASSWORD, now=NOW)

    assert refusal.value.link == invitation_links.Link(LinkState.FORGED)
    assert AuditEvent.objects.count() == before


def test_the_links_of_another_server_are_forged_here(invitation, settings):
    token = deliver(invitation)
    settings.SECRET_KEY = "another-key" * 6

    assert worth(token) == LinkState.FORGED
