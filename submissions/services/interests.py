"""Declared interests (xung đột lợi ích): said by the person or the office, ended by another than the person."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import Person, Unit, User
from core import audit
from core.clock import database_now
from core.text import nfc
from core.verdict import require
from core.workflow import InvalidTransition

from .. import conflicts, phrases
from ..enums import SubmissionStatus as S
from ..models import Interest, Submission
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
    conflicts.forget(by)
    require(may_declare(by, user, about))
    at = at or database_now()
    reason = nfc(reason).strip()
    if not reason:
        raise ValidationError({"reason": phrases.INTEREST_NO_REASON})
    kind = "unit" if isinstance(about, Unit) else "person"
    _hold_reports(about)
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


def _hold_reports(about: Unit | Person) -> None:
    """Hold the reports it touches: every judging write holds its report and then asks for conflicts anew, so that one
    of the two comes first. Whatever was begun before this is found and stopped, whatever comes after is refused.
    """
    touched = Q(unit=about) | Q(person__unit=about) if isinstance(about, Unit) else Q(person=about)
    held = Submission.objects.select_for_update(no_key=True, of=("self",)).filter(touched).exclude(status=S.DRAFT)
    list(held.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def end(interest: Interest, *, by: User, at: datetime | None = None) -> Interest:
    """End a declaration (kết thúc khai báo); what was stopped stays stopped. Raises Forbidden, InvalidTransition."""
    conflicts.forget(by)
    require(may_end_interest(by, interest))
    at = at or database_now()
    if Interest.objects.filter(pk=interest.pk, ended_at=None).update(ended_at=at, ended_by=by) != 1:
        raise InvalidTransition(phrases.INTEREST_ENDED_ALREADY)
    interest.ended_at, interest.ended_by = at, by
    conflicts.forget(interest.user)
    audit.record("end_interest", interest, by=by)
    return interest
