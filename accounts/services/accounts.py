"""Accounts opened, corrected and closed (tài khoản); none is ever deleted."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core import audit
from core.text import nfc
from core.verdict import require
from core.workflow import InvalidTransition

from .. import handover
from ..enums import Permission
from ..models import User
from ..permissions import may_keep_account, need
from . import sessions
from .grants import ask_again, require_another_administrator, wait_again, waiting_words

TAKEN = "Địa chỉ này đã có tài khoản."
CLOSED_ALREADY = "Tài khoản này đã đóng."
OPEN_ALREADY = "Tài khoản này đang mở."
NO_REASON = "Chưa ghi lý do đóng tài khoản."
OWN_FACTS = ("full_name", "title", "phone")


@transaction.atomic
def create_account(*, email: str, full_name: str, title: str = "", phone: str = "", by: User) -> User:
    """Open an account without password or role (lập tài khoản); its owner gets in by a mailed link.

    Raises Forbidden without the right, ValidationError when the address has an account.
    """
    require(need(by, Permission.ACCOUNT_MANAGE))
    return new_account(email=email, full_name=full_name, title=title, phone=phone, by=by)


def new_account(*, email: str, full_name: str, title: str = "", phone: str = "", by: User) -> User:
    """Write the row and the log; only for services that have decided that `by` may."""
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError({"email": TAKEN})
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, full_name=full_name, title=title, phone=phone)
    except IntegrityError:
        raise ValidationError({"email": TAKEN}) from None
    audit.record("create_account", user, by=by, email=user.email)
    return user


@transaction.atomic
def edit_account(
    user: User, *, full_name: str, title: str, phone: str, email: str, is_staff: bool, by: User
) -> dict[str, list]:
    """Correct what is known of somebody's account (sửa tài khoản); returns what changed, old and new.

    Another address is another owner: password, second factors and sessions end, the former address is told (see
    `handover`), and the roles a second person agreed to wait for one again. Raises InvalidTransition when the ward
    would be left without an administrator by that.
    """
    require(may_keep_account(by, user))
    email = email.lower()
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise ValidationError({"email": TAKEN})
    values = {"full_name": full_name, "title": title, "phone": phone, "email": email, "is_staff": is_staff}
    changes = _changes(user, values)
    if not changes:
        return changes
    for name, (_, new) in changes.items():
        setattr(user, name, new)
    if "email" not in changes:
        _save(user)
        audit.record("edit_account", user, by=by, changes=changes)
        return changes
    waiting = wait_again(user, by=by)
    kinds = handover.give_new_address(user, old=changes["email"][0])
    _save(user)
    sessions.end_sessions(user)
    changes |= waiting_words(waiting)
    event = audit.record("change_address", user, by=by, changes=changes, **({"factors": kinds} if kinds else {}))
    ask_again(waiting, event=event.pk)
    return changes


@transaction.atomic
def edit_own(*, full_name: str, title: str, phone: str, by: User) -> dict[str, list]:
    """Correct one's own name, title and phone (sửa thông tin của mình); nothing that opens a door."""
    changes = _changes(by, {"full_name": full_name, "title": title, "phone": phone})
    if changes:
        for name, (_, new) in changes.items():
            setattr(by, name, new)
        by.save(update_fields=[*OWN_FACTS])
        audit.record("edit_account", by, by=by, changes=changes)
    return changes


def _changes(user: User, values: dict) -> dict[str, list]:
    """Column by column what would change, as [old, new]."""
    wanted = {name: nfc(value) if isinstance(value, str) else value for name, value in values.items()}
    return {name: [getattr(user, name), new] for name, new in wanted.items() if getattr(user, name) != new}


def _save(user: User) -> None:
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise ValidationError({"email": TAKEN}) from None


@transaction.atomic
def close_account(user: User, *, reason: str, by: User, at: datetime | None = None) -> User:
    """Shut somebody out from the next request on (đóng tài khoản); what they did stays theirs, roles rest.

    Raises Forbidden for oneself, InvalidTransition when it is closed or the last administrator's, ValidationError
    without a reason.
    """
    require(may_keep_account(by, user))
    reason = nfc(reason).strip()
    if not reason:
        raise ValidationError({"reason": NO_REASON})
    require_another_administrator(user, at=at)
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False) != 1:
        raise InvalidTransition(CLOSED_ALREADY)
    user.is_active = False
    sessions.end_sessions(user)
    audit.record("close_account", user, by=by, reason=reason[:500])
    return user


@transaction.atomic
def reopen_account(user: User, *, by: User) -> User:
    """Let somebody in again (mở lại tài khoản), with the roles that still last."""
    require(may_keep_account(by, user))
    if user.erased_at or User.objects.filter(pk=user.pk, is_active=False).update(is_active=True) != 1:
        raise InvalidTransition(OPEN_ALREADY if not user.erased_at else "Dữ liệu của tài khoản này đã được xóa.")
    user.is_active = True
    audit.record("reopen_account", user, by=by)
    return user
