"""What members say in a meeting, noted for the minutes (ý kiến phát biểu).

Remarks are the draft of the minutes: finishing those is the row of the log, not every word on the way.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.verdict import require
from core.workflow import InvalidTransition

from .. import phrases
from ..models import BallotBox, CouncilMeeting, CouncilSeat, MeetingRemark, Nomination
from ..permissions.minutes import may_write_remark


@transaction.atomic
def add(
    meeting: CouncilMeeting,
    *,
    text: str,
    by,
    seat: CouncilSeat | None = None,
    nomination: Nomination | None = None,
    at: datetime | None = None,
) -> MeetingRemark:
    """Note what somebody said (ghi ý kiến), about one dossier of the agenda or in general; no seat means a guest.

    Raises Forbidden once the minutes are finished, InvalidTransition for an empty text or what is not of this meeting.
    """
    meeting = _open_for_words(meeting, by)
    return MeetingRemark.objects.create(
        meeting=meeting, **_words(meeting, text, seat, nomination), entered_by=by, entered_at=at or timezone.now()
    )


@transaction.atomic
def change(
    remark: MeetingRemark,
    *,
    text: str,
    was: str,
    by,
    seat: CouncilSeat | None = None,
    nomination: Nomination | None = None,
) -> MeetingRemark:
    """Put a noted remark right (sửa ý kiến). `was` is the text the form was opened with: InvalidTransition when
    somebody changed it meanwhile.
    """
    meeting = _open_for_words(remark.meeting, by)
    values = _words(meeting, text, seat, nomination)
    if MeetingRemark.objects.filter(pk=remark.pk, text=was).update(**values) != 1:
        raise InvalidTransition(phrases.REMARK_CHANGED)
    for name, value in values.items():
        setattr(remark, name, value)
    return remark


@transaction.atomic
def remove(remark: MeetingRemark, *, by) -> None:
    """Take a remark out again (xóa ý kiến)."""
    _open_for_words(remark.meeting, by)
    MeetingRemark.objects.filter(pk=remark.pk).delete()


def _open_for_words(meeting: CouncilMeeting, by) -> CouncilMeeting:
    """The meeting under its lock: no word gets in while the minutes are being finished."""
    meeting = CouncilMeeting.objects.select_for_update().get(pk=meeting.pk)
    require(may_write_remark(by, meeting))
    return meeting


def _words(meeting: CouncilMeeting, text: str, seat, nomination) -> dict:
    text = text.strip().replace("\r\n", "\n")
    if not text:
        raise InvalidTransition(phrases.REMARK_EMPTY)
    if seat and seat.meeting_id != meeting.pk:
        raise InvalidTransition(phrases.NOT_A_MEMBER)
    if nomination and not BallotBox.objects.filter(poll__meeting=meeting, nomination=nomination).exists():
        raise InvalidTransition(phrases.RECUSAL_BAD_LINE)
    return {"text": text, "seat": seat, "nomination": nomination}
