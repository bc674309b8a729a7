"""Changing a planned meeting: what, where and when; putting it off, calling it off (sửa, hoãn, hủy phiên họp)."""

from datetime import datetime

from django.db import transaction

from core import audit
from core import phrases as core_phrases
from core.clock import ward_date
from core.verdict import require
from core.workflow import InvalidTransition

from .. import phrases
from ..enums import MeetingStatus
from ..models import CouncilMeeting
from ..permissions.meeting import may_edit_meeting
from ..rules import quorum_for
from ..workflow.meeting import MEETING_WORKFLOW
from .invitations import invite, tell_put_off
from .meetings import drop_poll


@transaction.atomic
def edit_meeting(
    meeting: CouncilMeeting, *, title: str, place: str, starts_at: datetime, guests: str, version: int, by
) -> CouncilMeeting:
    """Change a planned meeting (sửa phiên họp). Members get a changed invitation when it says something else now.

    `version` is the one the form was opened with: InvalidTransition when somebody changed the meeting meanwhile. The
    quorum is the figure of the meeting's day.
    """
    require(may_edit_meeting(by, meeting))
    before = audit.snapshot(meeting)
    wanted = {"title": title, "place": place, "starts_at": starts_at, "guests": guests}
    changed = {name for name, value in wanted.items() if getattr(meeting, name) != value}
    if not changed:
        return meeting
    numerator, denominator = quorum_for(meeting.campaign, on=ward_date(starts_at))
    told_anew = bool(changed - {"guests"})
    values = wanted | {
        "quorum_numerator": numerator,
        "quorum_denominator": denominator,
        "version": version + 1,
        "invitation": meeting.invitation + told_anew,
    }
    rows = CouncilMeeting.objects.filter(pk=meeting.pk, status=MeetingStatus.PLANNED, version=version)
    if meeting.version != version or rows.update(**values) != 1:
        raise InvalidTransition(core_phrases.SOMEONE_WAS_FASTER)
    for name, value in values.items():
        setattr(meeting, name, value)
    changes = audit.changes_of(meeting, before)
    audit.record("edit_meeting", meeting, by=by, changes={name: changes[name] for name in wanted if name in changes})
    if told_anew:
        invite(meeting)
    return meeting


@transaction.atomic
def postpone(meeting: CouncilMeeting, *, reason: str, by) -> CouncilMeeting:
    """Put a planned meeting off without a new date yet (hoãn phiên họp); its agenda waits with it."""
    meeting, values = _locked(meeting), _why(reason)
    MEETING_WORKFLOW.apply("postpone_meeting", meeting, by=by, fields=_next(meeting) | values, reason=reason)
    tell_put_off(meeting)
    return meeting


@transaction.atomic
def plan_again(meeting: CouncilMeeting, *, place: str, starts_at: datetime, by) -> CouncilMeeting:
    """Give a meeting that was put off its new date (lên lịch lại) and invite to it."""
    meeting = _locked(meeting)
    numerator, denominator = quorum_for(meeting.campaign, on=ward_date(starts_at))
    values = _next(meeting) | {
        "place": place, "starts_at": starts_at, "status_reason": "",
        "quorum_numerator": numerator, "quorum_denominator": denominator,
    }  # fmt: skip
    MEETING_WORKFLOW.apply("replan_meeting", meeting, by=by, fields=values)
    invite(meeting)
    return meeting


@transaction.atomic
def cancel(meeting: CouncilMeeting, *, reason: str, by) -> CouncilMeeting:
    """Call a meeting off for good (hủy phiên họp): its nominations are ready for another one."""
    meeting, values = _locked(meeting), _why(reason)
    MEETING_WORKFLOW.apply("cancel_meeting", meeting, by=by, fields=_next(meeting) | values, reason=reason)
    for poll in meeting.polls.order_by("number"):
        drop_poll(poll, by=by)
    tell_put_off(meeting)
    return meeting


def _why(reason: str) -> dict[str, str]:
    """The reason as a column; InvalidTransition without one."""
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise InvalidTransition(phrases.PUT_OFF_REASON_MISSING)
    return {"status_reason": reason}


def _locked(meeting: CouncilMeeting) -> CouncilMeeting:
    """The meeting as it is now, held until the end of the transaction."""
    return CouncilMeeting.objects.select_for_update().get(pk=meeting.pk)


def _next(meeting: CouncilMeeting) -> dict[str, int]:
    """Numbers of the change: another edit, another letter."""
    return {"version": meeting.version + 1, "invitation": meeting.invitation + 1}
