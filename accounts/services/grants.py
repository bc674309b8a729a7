"""Roles given and taken back (giao vai trò); each takes effect at the person's very next request."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core import audit, phrases
from core.clock import ward_date
from core.formats import format_date
from core.outbox import notify
from core.verdict import require
from core.workflow import InvalidTransition

from ..enums import Role
from ..models import Membership, Unit, User
from ..permissions import may_confirm, may_end, may_grant, needs_confirmation
from ..roles import CONFIRMED_ROLES, CONFIRMING_ROLES, UNIT_ROLES

NO_UNIT = "Vai trò này gắn với một đơn vị. Chọn đơn vị."
UNIT_CLOSED = "Đơn vị này đã ngừng hoạt động."
IN_THE_PAST = "Ngày đã qua. Chọn từ hôm nay trở đi."
ENDS_BEFORE_IT_BEGINS = "Ngày kết thúc phải từ ngày bắt đầu trở đi."
NO_LONGER = "Vai trò này chỉ đến hết ngày {day}; kết thúc không được muộn hơn."
HELD_ALREADY = "Tài khoản đã có vai trò này trong khoảng thời gian đó."
ENDED_ALREADY = "Vai trò này đã kết thúc."
LAST_ADMINISTRATOR = "Đây là quản trị viên cuối cùng. Giao vai trò quản trị cho người khác trước."
NOTHING_TO_CONFIRM = "Vai trò này không còn chờ xác nhận."
NO_NAME = "Địa chỉ này chưa có tài khoản. Thêm --name với họ và tên."
ACCOUNT_CLOSED = "Tài khoản đang đóng."
WAITS = "; chờ người thứ hai xác nhận"
CONFIRM_SUBJECT = "Cần xác nhận vai trò giao cho {name}"
CONFIRM_TEXT = (
    "{by} vừa giao vai trò {role} cho {name} ({email}). Vai trò chỉ có hiệu lực khi một người khác xác nhận. "
    "Nếu việc giao là đúng, xác nhận tại:"
)


ASK_AGAIN_TEXT = (
    "{by} vừa đổi địa chỉ thư hoặc đặt lại lớp xác thực của {name} ({email}). Vai trò {role} dừng lại cho đến khi một "
    "người khác xác nhận. Nếu đúng là người này, xác nhận tại:"
)


def words_of(grant: Membership) -> str:
    """A grant as the log names it: role, unit and days, readable when the row is gone."""
    unit = f", {grant.unit}" if grant.unit_id else ""
    first = f", từ ngày {format_date(grant.starts_on)}" if grant.starts_on else ""
    last = f", đến hết ngày {format_date(grant.ends_on)}" if grant.ends_on else ""
    return f"{grant.get_role_display()}{unit}{first}{last}"


@transaction.atomic
def grant_role(
    user: User,
    *,
    role: str,
    unit: Unit | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    by: User,
    at: datetime | None = None,
) -> Membership:
    """Give a role from a day on, for ever or to a last day (giao vai trò).

    Roles that score, vote, sign or keep accounts wait until a second person confirms them, who is asked by mail; in a
    ward where nobody else ever could, as in a new installation, they count at once. Raises Forbidden without the right
    and for oneself, ValidationError by field name for what does not fit.
    """
    require(may_grant(by, user))
    today = ward_date(at or timezone.now())
    starts_on = starts_on or today
    _check(role, unit, starts_on, ends_on, today)
    # One grant at a time for each account: two windows must not give the same role twice.
    User.objects.select_for_update().get(pk=user.pk)
    same = user.memberships.lasting(today).filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), role=role, unit=unit)
    if ends_on:
        same = same.filter(Q(starts_on=None) | Q(starts_on__lte=ends_on))
    if same.exists():
        raise ValidationError({"role": HELD_ALREADY})
    waits = needs_confirmation(role) and _somebody_else_confirms(by, user)
    grant = Membership.objects.create(
        user=user, role=role, unit=unit, starts_on=starts_on, ends_on=ends_on, granted_by=by, awaits_confirmation=waits
    )
    words = f"{words_of(grant)}{WAITS if waits else ''}"
    audit.record("grant_role", user, by=by, changes={"role": ["", words]}, grant=grant.pk)
    if waits:
        _ask(grant, today, CONFIRM_TEXT, key=str(grant.pk))
    return grant


def wait_again(user: User, *, by: User, at: datetime | None = None) -> list[Membership]:
    """Put the roles a second person agreed to back to waiting, because `by` changed who may get into the account.

    Otherwise one person would take over a confirmer's account, or a seat of the council. `by` stands as who gave the
    roles, so that somebody else agrees to them; in a ward where nobody else ever could, they go on. Returns the grants
    that wait. Only for services, which decide and log, and then call `ask_again`. Raises InvalidTransition when the
    ward would be left without an administrator.
    """
    today = ward_date(at or timezone.now())
    if not _somebody_else_confirms(by, user):
        return []
    # Before any other row is locked: two administrators may be changing each other's account.
    require_another_administrator(user, at=at)
    rows = user.memberships.select_for_update(of=("self",)).lasting(today).filter(role__in=CONFIRMED_ROLES)
    grants = list(rows.select_related("unit").order_by("pk"))
    for grant in grants:
        grant.user, grant.awaits_confirmation, grant.granted_by = user, True, by
        grant.save(update_fields=["awaits_confirmation", "granted_by"])
    return grants


def waiting_words(grants: list[Membership]) -> dict[str, list[str]]:
    """What the log tells of grants that wait again, for its `changes`."""
    words = "; ".join(words_of(grant) for grant in grants)
    return {"role": [words, f"{words}{WAITS}"]} if grants else {}


def ask_again(grants: list[Membership], *, event: int, at: datetime | None = None) -> None:
    """Write to everybody who may confirm grants that wait again; `event` is the line of the log that says why."""
    for grant in grants:
        _ask(grant, ward_date(at or timezone.now()), ASK_AGAIN_TEXT, key=f"{grant.pk}:again-{event}")


def _check(role: str, unit: Unit | None, starts_on: date, ends_on: date | None, today: date) -> None:
    if role in UNIT_ROLES and unit is None:
        raise ValidationError({"unit": NO_UNIT})
    if unit is not None and unit.active_to and unit.active_to < starts_on:
        raise ValidationError({"unit": UNIT_CLOSED})
    if starts_on < today:
        raise ValidationError({"starts_on": IN_THE_PAST})
    if ends_on and ends_on < starts_on:
        raise ValidationError({"ends_on": ENDS_BEFORE_IT_BEGINS})


def _somebody_else_confirms(*involved: User) -> bool:
    """Whether the ward ever had a third person for it: closing their accounts first must not open the way.

    Nor must putting their roles back to waiting, so that those that wait count here too.
    """
    held = Membership.objects.filter(role__in=CONFIRMING_ROLES)
    return held.exclude(user__in=involved).exists()


def _ask(grant: Membership, today: date, text: str, *, key: str) -> None:
    """Write to everybody who may confirm the grant; once for each `key`."""
    held = Membership.objects.active(today).filter(role__in=CONFIRMING_ROLES, user__is_active=True)
    people = User.objects.filter(pk__in=held.values("user")).exclude(pk__in=[grant.user_id, grant.granted_by_id])
    for person in people.order_by("pk"):
        notify(
            recipient=person,
            dedupe_key=f"grant-confirm:{key}:{person.pk}",
            kind="grant-confirm",
            subject=CONFIRM_SUBJECT.format(name=grant.user),
            text=text.format(
                by=grant.granted_by, role=grant.get_role_display(), name=grant.user, email=grant.user.email
            ),
            link=reverse("accounts:grant_inbox"),
        )


@transaction.atomic
def confirm_grant(grant: Membership, *, by: User, at: datetime | None = None) -> Membership:
    """Agree as the second person (xác nhận vai trò): from now on the role counts."""
    require(may_confirm(by, grant))
    today = ward_date(at or timezone.now())
    starts_on = max(grant.starts_on or today, today)
    rows = Membership.objects.awaiting(today).filter(pk=grant.pk)
    if rows.update(awaits_confirmation=False, starts_on=starts_on) != 1:
        raise InvalidTransition(NOTHING_TO_CONFIRM)
    grant.awaits_confirmation, grant.starts_on = False, starts_on
    audit.record("confirm_grant", grant.user, by=by, changes={"role": ["", words_of(grant)]}, grant=grant.pk)
    return grant


@transaction.atomic
def refuse_grant(grant: Membership, *, by: User, at: datetime | None = None) -> Membership:
    """Disagree as the second person (không xác nhận): the role never counted and ends."""
    require(may_confirm(by, grant))
    if not grant.awaits_confirmation:
        raise InvalidTransition(NOTHING_TO_CONFIRM)
    return _end(grant, "refuse_grant", on=None, by=by, at=at or timezone.now())


@transaction.atomic
def end_grant(grant: Membership, *, on: date | None = None, by: User, at: datetime | None = None) -> Membership:
    """Take a role back (kết thúc vai trò): at once, or after the last day `on`.

    Raises Forbidden for one's own role, InvalidTransition when it ended already or the ward would be left without an
    administrator, ValidationError for a day that does not fit.
    """
    require(may_end(by, grant))
    require_another_administrator(grant.user, leaving=grant, at=at)
    return _end(grant, "end_grant", on=on, by=by, at=at or timezone.now())


def _end(grant: Membership, action: str, *, on: date | None, by: User, at: datetime) -> Membership:
    today = ward_date(at)
    if on is not None and on < today:
        raise ValidationError({"ends_on": IN_THE_PAST})
    if on is not None and grant.starts_on and on < grant.starts_on:
        raise ValidationError({"ends_on": ENDS_BEFORE_IT_BEGINS})
    if on is not None and grant.ends_on and on > grant.ends_on:
        raise ValidationError({"ends_on": NO_LONGER.format(day=format_date(grant.ends_on))})
    before = words_of(grant)
    close_row(grant, last_day=on, at=at)
    after = f"đến hết ngày {format_date(on)}" if on else "kết thúc ngay"
    audit.record(action, grant.user, by=by, changes={"role": [before, after]}, grant=grant.pk)
    return grant


def close_row(grant: Membership, *, last_day: date | None, at: datetime, **also) -> None:
    """Write the end of a grant under the condition that nobody ended it meanwhile; `last_day` None means at once.

    Only for services, which decide and log. Raises InvalidTransition.
    """
    today = ward_date(at)
    ended_at = at if last_day is None else None
    # A grant that has not begun ends on its first day, which does not count.
    ends_on = last_day or max(today, grant.starts_on or today)
    rows = Membership.objects.lasting(today).filter(pk=grant.pk, ends_on=grant.ends_on)
    if rows.update(ends_on=ends_on, ended_at=ended_at, **also) != 1:
        fresh = Membership.objects.get(pk=grant.pk)
        raise InvalidTransition(ENDED_ALREADY if fresh.ends_on == grant.ends_on else phrases.SOMEONE_WAS_FASTER)
    grant.ends_on, grant.ended_at = ends_on, ended_at


def require_another_administrator(user: User, *, leaving: Membership | None = None, at: datetime | None = None) -> None:
    """Raise InvalidTransition when `user` (or the one grant `leaving`) is all the ward has to keep its accounts."""
    today = ward_date(at or timezone.now())
    if leaving is not None and (leaving.role != Role.ADMIN or leaving.awaits_confirmation):
        return
    # Locked first and read afterwards: what the other of two administrators did while this one waited is seen then.
    list(Membership.objects.select_for_update().filter(role=Role.ADMIN).order_by("pk").values_list("pk"))
    keepers = Membership.objects.active(today).filter(role=Role.ADMIN, user__is_active=True)
    held = set(keepers.values_list("user", flat=True))
    if held == {user.pk}:
        raise InvalidTransition(LAST_ADMINISTRATOR)


@transaction.atomic
def appoint_administrator(*, email: str, full_name: str = "", at: datetime | None = None) -> Membership:
    """Give the keeping of the accounts on the word of whoever runs the server (giao quản trị); twice changes nothing.

    For a new installation, and for a ward that has nobody left to confirm. Raises ValidationError for a closed account,
    or when the address has none and no name was given.
    """
    today = ward_date(at or timezone.now())
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        if not full_name.strip():
            raise ValidationError(NO_NAME)
        user = User.objects.create_user(email, full_name=full_name.strip())
        audit.record("create_account", user, by=None, email=user.email)
    if not user.is_active:
        raise ValidationError(ACCOUNT_CLOSED)
    if grant := user.memberships.active(today).filter(role=Role.ADMIN).first():
        return grant
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    # One that waits for a person who is no longer there is agreed to by the operator's word.
    grant = user.memberships.awaiting(today).filter(role=Role.ADMIN).first() or Membership(user=user, role=Role.ADMIN)
    grant.awaits_confirmation, grant.starts_on = False, today
    grant.save()
    audit.record("grant_role", user, by=None, changes={"role": ["", words_of(grant)]}, grant=grant.pk)
    return grant
