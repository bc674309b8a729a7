"""What council members say about contents in their care (ý kiến của ủy viên, R6): words, never marks."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from campaigns.fields import in_care_of
from campaigns.models import ContentArea
from core import audit
from core.clock import database_now, ward_date
from core.text import nfc
from core.verdict import require
from core.workflow import InvalidTransition

from .. import conflicts, phrases
from ..models import Remark, Submission
from ..permissions_independence import may_remark, may_withdraw_remark
from .reviewing import lock_report


@transaction.atomic
def write(submission: Submission, *, content_area: ContentArea, text: str, by, at: datetime | None = None) -> Remark:
    """Leave a remark on one content of a handed-in report (ghi ý kiến); the reviewers read it, the unit does not.

    Raises Forbidden outside the contents in one's care on the ward day, with a conflict or on an accepted report,
    ValidationError by field.
    """
    at = at or database_now()
    lock_report(submission)
    conflicts.forget(by)
    in_care = in_care_of(by, on=ward_date(at), campaign=submission.period.campaign)
    require(may_remark(by, submission, in_care.filter(pk=content_area.pk)))
    text = nfc(text).strip()
    if not text:
        raise ValidationError({"text": phrases.REMARK_EMPTY})
    remark = Remark.objects.create(
        submission=submission, content_area=content_area, author=by, text=text, written_at=at
    )
    audit.record("write_remark", remark, by=by, place=content_area.short_title)
    return remark


@transaction.atomic
def withdraw(remark: Remark, *, by, at: datetime | None = None) -> Remark:
    """Take one's own remark back (rút lại ý kiến); the row stays. Raises Forbidden, InvalidTransition."""
    require(may_withdraw_remark(by, remark))
    at = at or database_now()
    if Remark.objects.filter(pk=remark.pk, withdrawn_at=None).update(withdrawn_at=at) != 1:
        raise InvalidTransition(phrases.REMARK_WITHDRAWN)
    remark.withdrawn_at = at
    audit.record("withdraw_remark", remark, by=by, place=remark.content_area.short_title)
    return remark
