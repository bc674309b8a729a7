"""The code on the wall of the meeting room (mã phòng họp): typed once before a member's first ballot, never after.

Entering it leaves no row in the log and holds no time: it happens a moment before a vote (reliability 1.3).
"""

import re
import secrets

from django.db import transaction

from core import audit
from core.verdict import require
from core.workflow import InvalidTransition

from .. import phrases
from ..enums import MeetingStatus
from ..models import CouncilMeeting, CouncilSeat
from ..permissions.meeting import may_change_code

DIGITS = 6


def new_code() -> str:
    """Six digits from the system's generator."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


@transaction.atomic
def change_code(meeting: CouncilMeeting, *, by) -> CouncilMeeting:
    """Put another code on the wall (đổi mã): who is in stays in. The log says that it was changed, not to what."""
    require(may_change_code(by, meeting))
    code = next(code for code in iter(new_code, "") if code != meeting.room_code)
    if not CouncilMeeting.objects.filter(pk=meeting.pk, status=MeetingStatus.OPEN).update(room_code=code):
        raise InvalidTransition(phrases.MEETING_NOT_OPEN)
    meeting.room_code = code
    audit.record("change_room_code", meeting, by=by)
    return meeting


def enter(seat: CouncilSeat, code: str) -> bool:
    """Let a member in who typed the code (vào phòng họp); False for a wrong one. Blanks between digits do not matter.

    Guessing is the door's concern (views/room.py counts wrong tries).
    """
    meeting = CouncilMeeting.objects.get(pk=seat.meeting_id)
    typed = re.sub(r"[\s.-]", "", code)
    if meeting.status != MeetingStatus.OPEN or not secrets.compare_digest(typed.encode(), meeting.room_code.encode()):
        return False
    CouncilSeat.objects.filter(pk=seat.pk).update(in_room=True)
    seat.in_room = True
    return True
