"""What the ward has asked of a report it gave back, as the unit works it off (đề nghị bổ sung)."""

from dataclasses import dataclass

from core.verdict import ALLOWED, Verdict, denied

from . import phrases
from .enums import SubmissionStatus as S
from .models import Return, ReturnNote, Submission
from .places import SIGNED, Place
from .sections import key_of_place


@dataclass(frozen=True, slots=True)
class Asked:
    """One request with its notes, in the order they were written; `ticks` while the unit may tick them off."""

    request: Return
    notes: tuple[ReturnNote, ...]
    ticks: bool

    def __iter__(self):
        return iter(self.notes)

    def __len__(self) -> int:
        return len(self.notes)

    @property
    def left(self) -> list[ReturnNote]:
        """Notes without a tick."""
        return [note for note in self.notes if note.done_at is None]

    @property
    def done(self) -> int:
        """How many notes are ticked off."""
        return len(self.notes) - len(self.left)

    @property
    def sections(self) -> set[str]:
        """Keys of the sections in which something is asked, of themselves or of a file."""
        return {note.section for note in self.notes}

    @property
    def files(self) -> dict[int, ReturnNote]:
        """Notes about single files, by the file."""
        return {note.evidence_id: note for note in self.notes if note.evidence_id}

    def in_section(self, key: str) -> list[ReturnNote]:
        """What is asked in the section, of it and of its files."""
        return [note for note in self.notes if note.section == key]

    def lets(self, key: str, *, files: bool = False) -> Verdict:
        """May text of the section (or, with `files`, its files) change: what is asked, and the rest unless locked.

        Where only a file is named, files may come and go, the text stays.
        """
        here = self.in_section(key)
        if not self.request.lock_rest or any(note.evidence_id is None for note in here) or (files and here):
            return ALLOWED
        return denied(phrases.REST_LOCKED_FILES if here else phrases.REST_LOCKED)


def asked_of(submission: Submission) -> Asked | None:
    """The request the report answers, None when nothing is asked; no query for a report never given back.

    A report handed in again and then taken back still answers the same request: its ticks are fixed, its lock holds.
    """
    if submission.status == S.RETURNED:
        request = submission.returns.filter(resolved_at=None).first()
    elif submission.status == S.DRAFT and submission.code:
        request = submission.returns.order_by("-pk").first()
    else:
        return None
    if request is None:
        return None
    notes = request.notes.select_related("evidence", "done_by").order_by("pk")
    return Asked(request, tuple(notes), ticks=submission.status == S.RETURNED)


def place_is_open(submission: Submission, key: str, *, files: bool = False) -> Verdict:
    """May the section's text (with `files`, its files) change, as far as the ward's request goes (phần không nêu)."""
    asked = asked_of(submission)
    return asked.lets(key, files=files) if asked else ALLOWED


def files_are_open(submission: Submission, place: Place) -> Verdict:
    """May files come to or go from this place; the signed copy belongs to handing in and is always open."""
    if place.kind == SIGNED or (asked := asked_of(submission)) is None or not asked.request.lock_rest:
        return ALLOWED
    return asked.lets(key_of_place(submission.pk, place.kind, place.pk), files=True)
