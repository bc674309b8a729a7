"""Giving a report back for additions, and ticking off what was asked (trả lại bổ sung)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.db import transaction

from campaigns.figures import figure
from core import audit
from core.clock import database_now, ward_date
from core.text import nfc
from core.verdict import Verdict, denied, require

from .. import conflicts, letters, phrases, reading
from ..enums import SubmissionStatus as S
from ..letters import Ask
from ..models import Return, ReturnNote, Submission
from ..permissions import may_edit
from ..sections import sections_of
from ..workflow import WORKFLOW
from .ranking import board_still_open
from .reviewing import lock_as_seen

NOTHING: Mapping[int, str] = MappingProxyType({})


def default_due_on(at: datetime, campaign) -> date:
    """Last day of a return made now: so many days ahead as the setting says (hạn bổ sung)."""
    today = ward_date(at)
    return today + timedelta(days=int(figure("return_days", on=today, campaign=campaign)))


def files_by_section(submission: Submission) -> dict[str, list[dict]]:
    """The files of the latest hand-in by the first section that shows them: what a note can be about."""
    latest = submission.snapshots.order_by("-number").first()
    seen: set[int] = set()
    found: dict[str, list[dict]] = {}
    for part in reading.parts_of(latest.data, person=submission.person_id is not None) if latest else ():
        for file in (file for block in part.blocks for file in block.files):
            if file["id"] not in seen:
                seen.add(file["id"])
                found.setdefault(part.key, []).append(file)
    return found


def asks_in_order(
    keys: Iterable[str], files: Mapping[str, list[dict]], notes: Mapping[str, str], file_notes: Mapping[int, str]
) -> list[Ask]:
    """What is asked, in the report's order: of a section first, then of its files."""
    asks = []
    for key in keys:
        if key in notes:
            asks.append(Ask(key, notes[key]))
        here = (file for file in files.get(key, ()) if file["id"] in file_notes)
        asks += [Ask(key, file_notes[file["id"]], file["id"], file["name"]) for file in here]
    return asks


@transaction.atomic
def return_for_changes(
    submission: Submission,
    *,
    by,
    notes: Mapping[str, str],
    files: Mapping[int, str] = NOTHING,
    due_on: date | None = None,
    lock_rest: bool = False,
    at: datetime | None = None,
) -> Return:
    """Give the report back for additions (trả lại bổ sung): what is asked, until the end of `due_on`.

    `notes` maps section keys to what is asked, `files` the numbers of files of the latest hand-in. With `lock_rest` the
    unit can change nothing else. Marks given so far stay tied to the snapshot they judged. Sends one mail. Raises
    ValidationError, Forbidden, InvalidTransition.
    """
    at = at or database_now()
    notes, files = _tidy(notes), _tidy(files)
    if not (notes or files) or not all((*notes.values(), *files.values())):
        raise ValidationError(phrases.RETURN_NEEDS_NOTES, code="notes")
    due_on = due_on or default_due_on(at, submission.period.campaign)
    if due_on < ward_date(at):
        raise ValidationError(phrases.DUE_IN_PAST, code="due_on")
    lock_as_seen(submission)
    conflicts.forget(by)
    event = WORKFLOW.apply(
        "return_for_changes", submission, by=by, fields={"status_since": at}, due_on=due_on.isoformat(),
        sections=sorted(notes), asked_files=sorted(files), lock_rest=lock_rest,
    )  # fmt: skip
    # After the move: whoever locks the board holds the report's row, so what is read here cannot change any more.
    require(board_still_open(submission))
    keys = [section.key for section in sections_of(submission)]
    asks = asks_in_order(keys, files_by_section(submission), notes, files)
    if len(asks) != len(notes) + len(files):
        raise ValidationError(phrases.RETURN_ASKS_ELSEWHERE, code="notes")
    request = Return.objects.create(
        submission=submission, reason="\n".join(ask.note for ask in asks), due_on=due_on, lock_rest=lock_rest,
        returned_by=by, returned_at=at,
    )  # fmt: skip
    ReturnNote.objects.bulk_create(
        ReturnNote(request=request, section=ask.section, evidence_id=ask.file_id, note=ask.note) for ask in asks
    )
    letter = letters.returned(submission, asks, due_on, lock_rest=lock_rest)
    letters.send(letter, submission, key=f"returned:{event.pk}", at=at)
    return request


def _tidy(notes: Mapping) -> dict:
    return {place: nfc(note).strip() for place, note in notes.items()}


def may_tick(user, submission: Submission) -> Verdict:
    """Whoever may change a returned report says what is done; once handed in the ticks stand."""
    if not (own := may_edit(user, submission)):
        return own
    return own if submission.status == S.RETURNED else denied(phrases.NOTHING_ASKED)


@transaction.atomic
def tick(note: ReturnNote, *, by, done: bool, at: datetime | None = None) -> ReturnNote:
    """Say that a place is mended (đã sửa chỗ này), or take that back; pressing twice changes nothing.

    Raises Forbidden outside the unit, and once the report was handed in.
    """
    at = at or database_now()
    submission = Submission.objects.select_for_update(no_key=True, of=("self",)).get(pk=note.request.submission_id)
    require(may_tick(by, submission))
    open_notes = ReturnNote.objects.filter(pk=note.pk, request__resolved_at=None, done_at__isnull=done)
    values = {"done_at": at, "done_by": by} if done else {"done_at": None, "done_by": None}
    changed = open_notes.update(**values)
    if changed and done:
        audit.record("tick_note", note.request, by=by, place=note.section)
    elif changed:
        audit.record("untick_note", note.request, by=by, place=note.section)
    note.refresh_from_db()
    return note
