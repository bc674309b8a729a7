"""Declared interests (xung đột lợi ích): said by the person or the office, ended by another than the person."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Person, Unit, User
from core import audit
from core.clock import database_now
from core.text import nfc
from core.verdict import require
from core.workflow import InvalidTransition

from .. import conflicts, phrases
from ..models import Interest
from ..permissions_independence import may_declare, may_end_interest
from .assigning import end_for_interest
from .stopping import stop_for_interest


@transaction.atomic
def declare(*, user: User, about: Unit | Person, reason: str, by: User, at: datetime | None = None) -> Interest:
    """Declare that `user` has an interest in a unit or person (khai báo xung đột lợi ích): they judge it no more.

    Reviews of its report that `user` has begun or completed are stopped, unless the report is accepted already; what
    they were given of it is taken back. Raises Forbidden, ValidationError by field: no reason, or an open declaration
    of the same.
    """
    require(may_declare(by, user))
    at = at or database_now()
    reason = nfc(reason).strip()
    if not reason:
        raise ValidationError({"reason": phrases.INTEREST_NO_REASON})
    kind = "unit" if isinstance(about, Unit) else "person"
    try:
        with transaction.atomic():
            interest = Interest.objects.create(
                user=user, reason=reason, declared_by=by, declared_at=at, **{kind: about}
            )
    except IntegrityError:
        raise ValidationError({"about": phrases.INTEREST_ALREADY.format(subject=about)}) from None
    conflicts.forget(user)
    audit.record("declare_interest", interest, by=by, reason=reason)
    stop_for_interest(interest, by=by, at=at)
    end_for_interest(interest, by=by, at=at)
    return interest


@transaction.atomic
def end(interest: Interest, *, by: User, at: datetime | None = None) -> Interest:
    """End a declaration (kết thúc khai báo); what was stopped stays stopped. Raises Forbidden, InvalidTransition."""
    require(may_end_interest(by, interest))
    at = at or database_now()
    if Interest.objects.filter(pk=interest.pk, ended_at=None).update(ended_at=at, ended_by=by) != 1:
        raise InvalidTransition(phrases.INTEREST_ENDED_ALREADY)
    interest.ended_at, interest.ended_by = at, by
    conflicts.forget(interest.user)
    audit.record("end_interest", interest, by=by)
    return interest
