"""Letters about a meeting: the invitation, the changed one, and that it is put off or called off (ux (f)).

Each change members must know of has a number (`CouncilMeeting.invitation`): it makes a letter go out once, and a letter
that waited while a newer one was written is not sent any more.
"""

from datetime import datetime

from django.urls import reverse

from campaigns.wording import Wording
from core.clock import ward_date
from core.formats import format_date, format_time, format_weekday_date
from core.models import OutboxMessage
from core.outbox import notify

from .. import phrases
from ..council import council_on
from ..enums import MeetingStatus
from ..models import CouncilMeeting

INVITATION = "council-invitation"
# The text of an invitation that takes the place of a former one.
INVITATION_CHANGED = "council-invitation-changed"
PUT_OFF = "council-meeting-off"


def moment_words(meeting: CouncilMeeting) -> str:
    """“08:00 Thứ Sáu, 25/12/2026”."""
    weekday = format_weekday_date(meeting.starts_at).split(",")[0]
    return f"{format_time(meeting.starts_at)} {weekday}, {format_date(meeting.starts_at)}"


def values_of(meeting: CouncilMeeting) -> dict[str, str]:
    """What the words of an invitation may say of the meeting."""
    weekday, day = format_weekday_date(meeting.starts_at).split(", ")
    titles = "; ".join(poll.title for poll in meeting.polls.order_by("number"))
    return {
        "gio": format_time(meeting.starts_at),
        "thu": weekday,
        "ngay": day,
        "dia_diem": meeting.place,
        "noi_dung": titles or meeting.title,
    }


def invite(meeting: CouncilMeeting) -> None:
    """Invite every member of the council of the meeting's day (giấy mời); from the second time on, say it is changed.

    The calendar file goes along, built as the letter leaves (`ics.attached`); the meeting's page offers it as well.
    """
    again = meeting.invitation > 1
    known, values = Wording.now(), values_of(meeting)
    for user, _ in council_on(ward_date(meeting.starts_at)):
        post = {"chuc_danh": user.title or user.full_name}
        subject, text = known.words(INVITATION_CHANGED if again else INVITATION, values | post)
        notify(
            recipient=user,
            dedupe_key=f"{INVITATION}:{meeting.pk}:{meeting.invitation}:{user.pk}",
            kind=INVITATION,
            subject=subject,
            text=text,
            link=reverse("awards:meeting", args=[meeting.pk]),
            context={"meeting": meeting.pk, "invitation": meeting.invitation},
        )


def tell_put_off(meeting: CouncilMeeting) -> None:
    """Tell the invited that the meeting is put off or called off (báo hoãn, hủy họp), and why."""
    called_off = meeting.status == MeetingStatus.CANCELLED
    words = phrases.MEETING_CALLED_OFF if called_off else phrases.MEETING_POSTPONED
    for user, _ in council_on(ward_date(meeting.starts_at)):
        notify(
            recipient=user,
            dedupe_key=f"{PUT_OFF}:{meeting.pk}:{meeting.invitation}:{user.pk}",
            kind=PUT_OFF,
            subject=phrases.PUT_OFF_SUBJECT.format(
                what="Hủy" if called_off else "Hoãn", day=format_date(meeting.starts_at)
            ),
            text=words.format(
                post=user.title or user.full_name,
                title=meeting.title,
                when=moment_words(meeting),
                place=meeting.place,
                reason=meeting.status_reason.rstrip("."),
            ),
            link=reverse("awards:meeting", args=[meeting.pk]),
            context={"meeting": meeting.pk, "invitation": meeting.invitation},
        )


def _current(message: OutboxMessage) -> CouncilMeeting | None:
    """The meeting of a letter, unless it was changed since the letter was written."""
    meeting = CouncilMeeting.objects.filter(pk=message.context.get("meeting")).first()
    if meeting is None:
        return None
    # Letters queued before changes were numbered are the first ones.
    return meeting if message.context.get("invitation", 1) == meeting.invitation else None


def invitation_still_needed(message: OutboxMessage, now: datetime) -> str:
    """Asked once more at sending: nobody is invited to a meeting that has begun or was changed meanwhile.

    The reason to skip, or nothing.
    """
    meeting = _current(message)
    return "" if meeting and meeting.status == MeetingStatus.PLANNED else phrases.MEETING_BEGUN


def put_off_still_true(message: OutboxMessage, now: datetime) -> str:
    """Asked once more at sending: a meeting with a new date has a newer letter."""
    meeting = _current(message)
    off = (MeetingStatus.POSTPONED, MeetingStatus.CANCELLED)
    return "" if meeting and meeting.status in off else phrases.MEETING_BEGUN
