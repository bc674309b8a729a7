"""The minutes of a meeting (biên bản họp Hội đồng): the secretary's words, and facts frozen when they are finished."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit
from core import phrases as core_phrases
from core.verdict import require
from core.workflow import InvalidTransition

from .. import minutes_facts, minutes_texts, phrases
from ..enums import MinutesStatus
from ..models import CouncilMeeting, Minutes
from ..permissions.minutes import may_begin_minutes, may_edit_minutes
from ..workflow.minutes import MINUTES_WORKFLOW

TEXTS = ("opening", "course", "conclusion")


@transaction.atomic
def begin(meeting: CouncilMeeting, *, by, at: datetime | None = None) -> Minutes:
    """Begin the minutes (tạo biên bản) with what the portal knows already; the secretary puts it into words.

    Raises Forbidden before the meeting has begun, InvalidTransition when somebody else has begun them.
    """
    require(may_begin_minutes(by, meeting))
    texts = {"opening": minutes_texts.opening(meeting), "course": minutes_texts.course(meeting)}
    try:
        with transaction.atomic():
            minutes = Minutes.objects.create(meeting=meeting, created_by=by, created_at=at or timezone.now(), **texts)
    except IntegrityError as exc:
        raise InvalidTransition(phrases.MINUTES_EXIST) from exc
    audit.record("begin_minutes", minutes, by=by, new=minutes.status)
    return minutes


@transaction.atomic
def save(minutes: Minutes, *, opening: str, course: str, conclusion: str, version: int, by) -> Minutes:
    """Keep the texts (lưu biên bản). `version` is the one the form was opened with: InvalidTransition when somebody
    saved meanwhile. A draft's text is no row of the log; finishing is.
    """
    require(may_edit_minutes(by, minutes))
    values = {"opening": opening, "course": course, "conclusion": conclusion}
    values = {name: text.strip().replace("\r\n", "\n") for name, text in values.items()}
    rows = Minutes.objects.filter(pk=minutes.pk, status=MinutesStatus.DRAFT, version=version)
    if rows.update(**values, version=version + 1) != 1:
        raise InvalidTransition(core_phrases.SOMEONE_WAS_FASTER)
    for name, text in values.items():
        setattr(minutes, name, text)
    minutes.version = version + 1
    return minutes


@transaction.atomic
def finish(minutes: Minutes, *, by, at: datetime | None = None) -> Minutes:
    """Finish the minutes (hoàn thành biên bản): texts and facts stand as they are from now on.

    Raises Forbidden before the meeting is over or without the chair's conclusion.
    """
    # Noting a remark takes the same lock: it is in the facts, or refused.
    meeting = CouncilMeeting.objects.select_for_update().get(pk=minutes.meeting_id)
    minutes = Minutes.objects.get(pk=minutes.pk)
    minutes.meeting = meeting
    facts = minutes_facts.facts(meeting) if minutes.status == MinutesStatus.DRAFT else {}
    fields = {"finished_at": at or timezone.now(), "finished_by": by, "facts": facts, "version": minutes.version + 1}
    MINUTES_WORKFLOW.apply("finish_minutes", minutes, by=by, fields=fields)
    return minutes
