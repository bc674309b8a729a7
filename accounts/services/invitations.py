"""Bringing people in by personal single-use links (lời mời): send, send again, remind, open, use."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from core import audit
from core.addresses import arrived
from core.clock import start_of, ward_date
from core.models import OutboxMessage
from core.phrases import SOMEONE_WAS_FASTER
from core.verdict import ALLOWED, Verdict, denied, require
from core.workflow import InvalidTransition

from .. import invitation_letters as letters
from .. import invitation_links as links
from ..enums import InvitationStatus, Permission
from ..models import Invitation, User
from ..models.invitations import new_nonce
from ..permissions import need

# Whose letter arrived, or arrived once, and who has not come in.
REMINDABLE = (InvitationStatus.SENT, InvitationStatus.OPENED, InvitationStatus.EXPIRED)


class DeadLink(Exception):
    """A link that opens nothing (any more); `link` says why."""

    def __init__(self, link: links.Link):
        super().__init__(link.state.label)
        self.link = link


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one press did: letters queued, people left for another day by the cap."""

    queued: int
    left: int


def room_today(*, now: datetime) -> int:
    """How many invitations may still leave on the ward day of `now` (threat 17: never thousands in one run)."""
    today = OutboxMessage.objects.filter(kind=letters.KIND, created_at__gte=start_of(ward_date(now)))
    return max(0, settings.INVITATIONS_PER_DAY - today.count())


def room_verdict(room: int) -> Verdict:
    """May anything leave today, with `room` letters left under the cap."""
    if room:
        return ALLOWED
    return denied(f"Hôm nay đã gửi đủ {settings.INVITATIONS_PER_DAY} thư mời. Gửi tiếp vào ngày mai.")


def _open_account(user: User) -> Verdict:
    return ALLOWED if user.is_active else denied("Tài khoản đã đóng, không mời được.")


def may_invite(by: User, user: User, *, now: datetime) -> Verdict:
    """May `by` send `user` a first invitation: the right, an account nobody has entered yet, room under the cap."""
    if not (verdict := need(by, Permission.ACCOUNT_MANAGE)) or not (verdict := _open_account(user)):
        return verdict
    if user.last_login:
        return denied("Người này đã đăng nhập, không cần lời mời.")
    if Invitation.objects.filter(user=user).exists():
        return denied("Người này đã được mời. Vào trang Lời mời để gửi lại.")
    return room_verdict(room_today(now=now))


def may_resend(by: User, invitation: Invitation, *, room: int) -> Verdict:
    """May `by` send a new link of the invitation: the right, an open account, a link not used yet, room today."""
    if not (verdict := need(by, Permission.ACCOUNT_MANAGE)) or not (verdict := _open_account(invitation.user)):
        return verdict
    if invitation.used_at:
        return denied("Lời mời đã được dùng. Quên mật khẩu thì người này tự lấy lại ở trang đăng nhập.")
    return room_verdict(room)


def not_invited() -> QuerySet[User]:
    """Accounts nobody has entered and nobody was asked into, by name (chưa mời).

    A technical account is not one of the ward's people: whoever runs the server lets its owner in.
    """
    rows = User.objects.filter(is_active=True, is_superuser=False, last_login=None, invitation=None)
    return rows.order_by("sort_key", "pk")


def to_remind(*, now: datetime) -> QuerySet[Invitation]:
    """Invitations to send once more (nhắc người chưa dùng): received before today, and nobody came in by any door."""
    return (
        Invitation.objects.with_state(now)
        .filter(
            state__in=REMINDABLE,
            user__is_active=True,
            user__last_login=None,
            invited_at__lt=start_of(ward_date(now)),
        )
        .select_related("user")
        .order_by("pk")
    )


@transaction.atomic
def invite(user: User, *, by: User, now: datetime | None = None) -> Invitation:
    """Send one person the first personal link (gửi lời mời). Raises Forbidden with the reason."""
    now = now or timezone.now()
    require(may_invite(by, user, now=now))
    return _invite(user, by=by, now=now)


@transaction.atomic
def invite_many(users: Iterable[User], *, by: User, now: datetime | None = None) -> Outcome:
    """Invite as many of `users` as today's cap allows, in their order (gửi lời mời hàng loạt); all or none of those."""
    now = now or timezone.now()
    require(need(by, Permission.ACCOUNT_MANAGE))
    users = list(users)
    wanted = set(not_invited().filter(pk__in=[user.pk for user in users]).values_list("pk", flat=True))
    ready = [user for user in users if user.pk in wanted]
    now_ready = ready[: room_today(now=now)]
    for user in now_ready:
        _invite(user, by=by, now=now)
    return Outcome(len(now_ready), len(ready) - len(now_ready))


def _invite(user: User, *, by: User, now: datetime) -> Invitation:
    invitation, created = Invitation.objects.get_or_create(
        user=user,
        defaults={
            "invited_by": by,
            "invited_at": now,
            "expires_at": letters.end_of_validity(now),
            "times_sent": 1,
        },
    )
    if not created:
        raise InvalidTransition(SOMEONE_WAS_FASTER)
    _attach_letter(invitation, now=now)
    audit.record("invite", user, by=by, new=InvitationStatus.QUEUED, times=1)
    return invitation


def _attach_letter(invitation: Invitation, *, now: datetime, again: bool = False) -> None:
    invitation.message = letters.write(invitation, at=now, again=again)
    invitation.save(update_fields=["message"])


@transaction.atomic
def resend(invitation: Invitation, *, by: User, now: datetime | None = None, again: bool = False) -> Invitation:
    """Send a new link, which ends every earlier one (gửi lại). `again` words it as a reminder.

    Raises Forbidden with the reason, InvalidTransition when somebody sent or used it first.
    """
    now = now or timezone.now()
    require(may_resend(by, invitation, room=room_today(now=now)))
    return _resend(invitation, by=by, now=now, again=again)


@transaction.atomic
def remind(*, by: User, now: datetime | None = None) -> Outcome:
    """Send everybody who was invited and has not come in a new link, at most once a day (nhắc người chưa dùng)."""
    now = now or timezone.now()
    require(need(by, Permission.ACCOUNT_MANAGE))
    waiting = list(to_remind(now=now))
    ready = waiting[: room_today(now=now)]
    for invitation in ready:
        _resend(invitation, by=by, now=now, again=True)
    return Outcome(len(ready), len(waiting) - len(ready))


def _resend(invitation: Invitation, *, by: User, now: datetime, again: bool) -> Invitation:
    rows = Invitation.objects.filter(pk=invitation.pk, nonce=invitation.nonce, used_at=None)
    changed = rows.update(
        nonce=new_nonce(),
        invited_by=by,
        invited_at=now,
        expires_at=letters.end_of_validity(now),
        opened_at=None,
        times_sent=F("times_sent") + 1,
    )
    if not changed:
        raise InvalidTransition(SOMEONE_WAS_FASTER)
    invitation = Invitation.objects.select_related("user").get(pk=invitation.pk)
    _attach_letter(invitation, now=now, again=again)
    audit.record(
        "remind_invited" if again else "resend_invitation", invitation.user, by=by, new=InvitationStatus.QUEUED,
        times=invitation.times_sent,
    )  # fmt: skip
    return invitation


def note_opened(invitation: Invitation, *, now: datetime) -> None:
    """Mark that the newest link was opened (đã mở), once; opening uses nothing up: mail scanners open links too."""
    if invitation.opened_at is None:
        Invitation.objects.filter(pk=invitation.pk, nonce=invitation.nonce, opened_at=None).update(opened_at=now)


def accept(token: str, *, password: str, now: datetime | None = None) -> User:
    """Set the first password by a personal link and end the link (dùng lời mời); returns whose account it opens.

    The address counts as verified: the link was read there. Raises DeadLink, having logged whose link was refused.
    """
    now = now or timezone.now()
    try:
        return _accept(token, password=password, now=now)
    except DeadLink as exc:
        # A link somebody has may be pressed without end: one line in ten minutes tells it.
        if exc.link.invitation and audit.first_of("refuse_invitation", exc.link.invitation.pk):
            audit.record("refuse_invitation", exc.link.invitation.user, by=audit.VISITOR, new=exc.link.state)
        raise


@transaction.atomic
def _accept(token: str, *, password: str, now: datetime) -> User:
    link = links.read(token, now=now, lock=True)
    if link.state != links.LinkState.GOOD:
        raise DeadLink(link)
    invitation, user = link.invitation, link.invitation.user
    unused = Invitation.objects.filter(pk=invitation.pk, nonce=invitation.nonce, used_at=None)
    if unused.update(used_at=now) != 1:
        raise DeadLink(links.Link(links.LinkState.USED, invitation))
    note_opened(invitation, now=now)
    user.set_password(password)
    user.save(update_fields=["password"])
    EmailAddress.objects.filter(user=user).exclude(email=user.email).update(primary=False)
    address, _ = EmailAddress.objects.get_or_create(user=user, email=user.email)
    address.verified, address.primary = address.can_set_verified(), True
    address.save(update_fields=["verified", "primary"])
    arrived(user.email)
    audit.record("use_invitation", user, by=user, new=InvitationStatus.USED)
    return user
