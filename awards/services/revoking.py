"""Revoking an award (thu hồi): who decided also revokes, by a decision of its own; the row stays (law.md 1.3)."""

from datetime import date, datetime

from django.db import transaction

from core import audit, phrases
from core.models import AuditEvent
from core.verdict import require
from core.workflow import InvalidTransition

from .. import numbers, progress_letters
from ..models import DecisionLine
from ..permissions.decision import may_revoke
from . import signing


@transaction.atomic
def revoke(
    line: DecisionLine, *, number: str, revoked_on: date, reason: str, by, at: datetime | None = None
) -> AuditEvent:
    """Revoke one award of a signed decision (hủy quyết định tặng, thu hồi Giấy khen): at once and for good.

    Several awards may be revoked by one decision. Raises Forbidden without the right or twice, InvalidTransition with
    the sentence to show.
    """
    signing.one_at_a_time(line.decision.round.campaign_id)
    require(may_revoke(by, line))
    number = signing.number_of(number, numbers.DECISION, what="quyết định thu hồi")
    signing.check_day(revoked_on, at=at, what="Ngày thu hồi")
    if revoked_on < line.decision.signed_on:
        raise InvalidTransition("Ngày thu hồi trước ngày quyết định khen thưởng.")
    if not reason.strip():
        raise InvalidTransition("Ghi lý do thu hồi.")
    signing.check_revocation_number(number, year=revoked_on.year, on=revoked_on)
    fields = {
        "revoked_on": revoked_on, "revocation_number": number, "revocation_reason": reason.strip(), "revoked_by": by,
    }  # fmt: skip
    if DecisionLine.objects.filter(pk=line.pk, revoked_on=None, decision__status="SIGNED").update(**fields) != 1:
        raise InvalidTransition(phrases.SOMEONE_WAS_FASTER)
    for name, value in fields.items():
        setattr(line, name, value)
    event = audit.record(
        "revoke_award", line.nomination, by=by, number=number, reason=reason.strip(), decision=line.decision_id
    )
    progress_letters.moved([line.nomination], event=f"revoked:{event.pk}", at=at)
    return event
