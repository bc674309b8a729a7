"""Changing the words of the ward's letters (sửa lời thư): nothing is overwritten unseen, each change is one line."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.enums import Permission
from accounts.permissions import need
from accounts.services.records import settle, stamp
from core import audit, letter_texts
from core.clock import database_now
from core.letter_texts import LetterText as Default
from core.models import AuditEvent
from core.verdict import Verdict, require
from core.workflow import InvalidTransition

from .models import LetterText

FIELDS = ("subject", "text")
CHANGED_MEANWHILE = "Người khác vừa sửa lời này. Xem lại rồi bấm lần nữa."


def may_edit(user) -> Verdict:
    """Whoever sets the movement up (R5, R10)."""
    return need(user, Permission.SETTINGS_EDIT)


@dataclass(frozen=True, slots=True)
class Line:
    """One text in the list: what it is by default, and the office's row where there is one."""

    default: Default
    row: LetterText | None

    @property
    def subject(self) -> str:
        """The subject as it is used now."""
        return self.row.subject if self.row else self.default.subject


def lines() -> list[Line]:
    """Every text in the order of the letters' year; one query."""
    rows = {row.code: row for row in LetterText.objects.select_related("changed_by")}
    return [Line(default, rows.get(default.code)) for default in letter_texts.every_text()]


def current(default: Default, row: LetterText | None) -> dict[str, str]:
    """Subject and text as they are used now, before anything is filled in."""
    source = row or default
    return {name: getattr(source, name) for name in FIELDS}


def seen_of(values: dict[str, str]) -> str:
    """What a form says it has seen."""
    return stamp(values)


def history(default: Default, *, limit: int = 10) -> list[AuditEvent]:
    """The last changes of a text, newest first: the log is its history."""
    about = AuditEvent.objects.filter(object_type=LetterText._meta.label_lower, object_id=default.code)
    return list(about.order_by("-pk")[:limit])


def change(default: Default, *, subject: str, text: str, seen: str | None, by, at: datetime | None = None) -> bool:
    """Write a letter in the office's words from now on (sửa lời thư); False when nothing changed.

    `seen` is the stamp of what the writer saw. Words equal to the default ones take the row away. Raises Forbidden,
    ValidationError by field, EditedElsewhere when somebody changed the same field meanwhile.
    """
    require(may_edit(by))
    wanted = {"subject": letter_texts.tidy(subject), "text": letter_texts.tidy(text)}
    if wrong := letter_texts.faults(default, **wanted):
        raise ValidationError(wrong)
    try:
        return _store(default, wanted, seen=seen, by=by, at=at or database_now())
    except IntegrityError:
        # Somebody wrote the first change of this text at the same moment; theirs is read now.
        return _store(default, wanted, seen=seen, by=by, at=at or database_now())


@transaction.atomic
def _store(default: Default, wanted: dict[str, str], *, seen: str | None, by, at: datetime) -> bool:
    row = LetterText.objects.select_for_update().filter(pk=default.code).first()
    before = current(default, row)
    shown = row or LetterText(code=default.code, **before)
    after = before | settle(shown, before, wanted, seen)
    if wrong := letter_texts.faults(default, **after):
        raise ValidationError(wrong)
    if after == before:
        return False
    if after == current(default, None):
        row.delete()
        shown.pk = default.code
    elif row is None:
        shown = LetterText.objects.create(code=default.code, **after, changed_by=by, changed_at=at)
    else:
        LetterText.objects.filter(pk=row.pk).update(**after, changed_by=by, changed_at=at)
    changes, was, now = _told(before, after)
    audit.record("edit_letter_text", shown, by=by, changes=changes, text_was=was, text_now=now)
    return True


@transaction.atomic
def set_back(default: Default, *, seen: str | None, by) -> bool:
    """Use the default words again (dùng lại lời mặc định); False when they are in use already.

    Raises Forbidden, and InvalidTransition when the words are not those the writer saw any more.
    """
    require(may_edit(by))
    row = LetterText.objects.select_for_update().filter(pk=default.code).first()
    if row is None:
        return False
    before = current(default, row)
    if seen is not None and seen != seen_of(before):
        raise InvalidTransition(CHANGED_MEANWHILE)
    row.delete()
    row.pk = default.code
    changes, was, now = _told(before, current(default, None))
    audit.record("reset_letter_text", row, by=by, changes=changes, text_was=was, text_now=now)
    return True


def _told(before: dict[str, str], after: dict[str, str]) -> tuple[dict, str, str]:
    """The changed subject, and the whole text on both sides: the log cuts long fields, and is what one looks up."""
    changes = {"subject": [before["subject"], after["subject"]]} if before["subject"] != after["subject"] else {}
    same = before["text"] == after["text"]
    return changes, "" if same else before["text"], "" if same else after["text"]
