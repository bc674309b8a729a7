"""Handing a unit's work over to a successor (bàn giao công việc).

Reports, files and requests belong to the unit, so nothing moves: the successor gets the role, the former holder loses
it, and letters about the unit go to whoever holds the role when they leave.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from core import audit
from core.clock import ward_date
from core.formats import format_date
from core.outbox import notify
from core.verdict import require
from core.workflow import InvalidTransition

from ..enums import Permission
from ..models import Membership, User
from ..permissions import has_permission, may_hand_over
from .accounts import new_account
from .grants import ENDED_ALREADY, IN_THE_PAST, close_row, words_of

IN_HAND_ALREADY = "Công việc này đã được bàn giao."
TO_ONESELF = "Không tự nhận bàn giao cho mình. Chọn người khác."
HOLDS_IT = "Người này đang giữ chính công việc đó."
CLOSED = "Tài khoản của người nhận đang đóng."
OUTSIDER = "Địa chỉ này là của tài khoản ngoài đơn vị. Nhờ Phòng Văn hóa – Xã hội bàn giao giúp."
ENDS_BEFORE = "Vai trò này chỉ còn đến hết ngày {day}, trước ngày bàn giao."
FROM_SUBJECT = "Đã bàn giao công việc của {unit}"
FROM_TEXT = (
    "Kính gửi {name}. Vai trò {role}, {unit}, được bàn giao cho {to} ({email}) {when}. Từ lúc đó tài khoản này không "
    "còn xem và sửa hồ sơ của đơn vị. Nếu đồng chí không biết việc này, báo ngay cho Phòng Văn hóa – Xã hội. Vai trò "
    "còn lại xem tại:"
)
TO_SUBJECT = "Nhận bàn giao công việc của {unit}"
TO_TEXT = (
    "Kính gửi {name}. {by} bàn giao cho đồng chí vai trò {role}, {unit}, {when}. Báo cáo, minh chứng đang làm dở còn "
    "nguyên tại đơn vị. Đăng nhập bằng địa chỉ thư này; chưa có mật khẩu thì chọn “Nhận liên kết đăng nhập qua thư "
    "điện tử”. Bắt đầu tại:"
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A successor named by name and address; gets an account unless the address has one."""

    full_name: str
    email: str


def colleagues(grant: Membership) -> QuerySet[User]:
    """Open accounts of the grant's unit besides the holder's: who has or had a role there, or is a person of it."""
    known = Membership.objects.filter(unit=grant.unit_id, awaits_confirmation=False)
    rows = User.objects.filter(Q(pk__in=known.values("user")) | Q(person__unit=grant.unit_id), is_active=True)
    return rows.exclude(pk=grant.user_id).order_by("sort_key", "pk")


@transaction.atomic
def hand_over(
    grant: Membership,
    *,
    to: User | Newcomer,
    from_day: date | None = None,
    by: User,
    at: datetime | None = None,
) -> Membership:
    """Move a unit's work to a successor (bàn giao công việc): at once, or from `from_day` on; returns the new grant.

    The successor gets the same role in the same unit, to the same last day; the former grant ends and names its
    successor; both are written to. Raises Forbidden without the right, ValidationError by field name for what does not
    fit, InvalidTransition when the work is no longer in these hands.
    """
    require(may_hand_over(by, grant))
    at = at or timezone.now()
    today = ward_date(at)
    from_day = from_day or today
    _check_day(grant, from_day, today)
    successor = _account_of(to, grant, by)
    if successor.pk == grant.user_id:
        raise ValidationError({"successor": HOLDS_IT})
    if successor.pk == by.pk:
        raise ValidationError({"successor": TO_ONESELF})
    if not successor.is_active:
        raise ValidationError({"successor": CLOSED})
    User.objects.select_for_update().get(pk=successor.pk)
    new = _grant_of(successor, grant, from_day, by)
    last_day, before = None if from_day == today else from_day - timedelta(days=1), words_of(grant)
    close_row(grant, last_day=last_day, at=at, successor=new)
    grant.successor = new
    when = "ngay bây giờ" if last_day is None else f"từ ngày {format_date(from_day)}"
    given, taken = f"bàn giao cho {successor}, {when}", f"{words_of(new)}, nhận bàn giao từ {grant.user}"
    audit.record("hand_over", grant.user, by=by, changes={"role": [before, given]}, grant=grant.pk)
    audit.record("take_over", successor, by=by, changes={"role": ["", taken]}, grant=new.pk)
    _tell(grant, new, when, by)
    return new


def _grant_of(successor: User, grant: Membership, from_day: date, by: User) -> Membership:
    """The successor's grant from that day: one they hold already if there is one, else a new one to the same end."""
    same = successor.memberships.filter(role=grant.role, unit=grant.unit_id)
    if held := same.lasting(from_day).order_by("pk").first():
        if held.starts_on and held.starts_on > from_day:
            held.starts_on = from_day
            held.save(update_fields=["starts_on"])
        return held
    return Membership.objects.create(
        user=successor, role=grant.role, unit=grant.unit, starts_on=from_day, ends_on=grant.ends_on, granted_by=by
    )


def _check_day(grant: Membership, from_day: date, today: date) -> None:
    if grant.successor_id:
        raise InvalidTransition(IN_HAND_ALREADY)
    if not Membership.objects.active(today).filter(pk=grant.pk).exists():
        raise InvalidTransition(ENDED_ALREADY)
    if from_day < today:
        raise ValidationError({"from_day": IN_THE_PAST})
    if grant.ends_on and grant.ends_on < from_day:
        raise ValidationError({"from_day": ENDS_BEFORE.format(day=format_date(grant.ends_on))})


def _account_of(to: User | Newcomer, grant: Membership, by: User) -> User:
    """The successor's account; a unit chooses among its own people or brings somebody new, the office anybody."""
    known = to if isinstance(to, User) else User.objects.filter(email__iexact=to.email).first()
    if known is None:
        return new_account(email=to.email, full_name=to.full_name, by=by)
    outsider = not has_permission(by, Permission.WORK_HAND_OVER) and known.pk not in (by.pk, grant.user_id)
    if outsider and not colleagues(grant).filter(pk=known.pk).exists():
        raise ValidationError({"email": OUTSIDER})
    return known


def _tell(old: Membership, new: Membership, when: str, by: User) -> None:
    facts = {"role": old.get_role_display().lower(), "unit": old.unit, "when": when}
    key = f"handover:{old.pk}:{new.pk}"
    notify(
        recipient=old.user,
        dedupe_key=f"{key}:from",
        kind="handover",
        subject=FROM_SUBJECT.format(unit=old.unit),
        text=FROM_TEXT.format(name=old.user, to=new.user, email=new.user.email, **facts),
        link=reverse("accounts:profile"),
    )
    notify(
        recipient=new.user,
        dedupe_key=f"{key}:to",
        kind="handover",
        subject=TO_SUBJECT.format(unit=old.unit),
        text=TO_TEXT.format(name=new.user, by=by, **facts),
        link=reverse("accounts:start"),
    )
