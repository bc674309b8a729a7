"""What editing a unit and editing a person have in common: nothing is overwritten unseen, each change is one line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from core import audit
from core.formats import format_date
from core.models import AuditEvent
from core.text import nfc
from core.verdict import denied, require

NOT_THEIRS = "Tài khoản này không được sửa: {labels}."
CODE_TAKEN = "Mã này đã có: {holder}."
CODE_IN_USE = "Mã đã được dùng để đăng nhập hoặc trong hồ sơ, không đổi được nữa."


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that reads otherwise in the row than in the form."""

    label: str
    theirs: str


class EditedElsewhere(Exception):
    """A field the writer changed holds meanwhile another text than the one they saw: nothing was stored.

    `seen` is the stamp with which the writer's text may replace it knowingly; `who` and `when` are of the last change.
    """

    def __init__(self, seen: str, differences: list[Difference], who: str, when: datetime | None):
        super().__init__("Người khác vừa sửa.")
        self.seen, self.differences, self.who, self.when = seen, differences, who, when


def tidy(value: Any) -> Any:
    """Text in NFC on one line without surrounding blanks; anything else as it is."""
    return " ".join(nfc(value).split()) if isinstance(value, str) else value


def values_of(row: models.Model, names: frozenset[str], group: str) -> dict[str, Any]:
    """What the row holds of the named fields; a reference by its key."""
    own = {name: getattr(row, row._meta.get_field(name).attname) for name in sorted(names - {"group"})}
    return own | ({"group": group} if "group" in names else {})


def stamp(values: Mapping[str, Any]) -> str:
    """What a form says it has seen of a row: a short fingerprint of every field."""
    return " ".join(f"{name}:{_print(value)}" for name, value in sorted(values.items()))


def _print(value: Any) -> str:
    return sha256(str(getattr(value, "pk", value)).encode()).hexdigest()[:10]


def require_fields(row: models.Model, wanted: Mapping[str, Any], allowed: frozenset[str]) -> None:
    """Raise Forbidden when `wanted` names a field that is not the user's to change."""
    if foreign := sorted(set(wanted) - allowed):
        labels = ", ".join(_label(row, name) for name in foreign)
        require(denied(NOT_THEIRS.format(labels=labels)))


def settle(
    row: models.Model, current: Mapping[str, Any], wanted: Mapping[str, Any], seen: str | None
) -> dict[str, Any]:
    """What of `wanted` is to be stored: fields the writer left as seen keep what others wrote meanwhile.

    Raises EditedElsewhere when a field was changed on both sides. `seen` None: the caller read the row just now.
    """
    if seen is None:
        return dict(wanted)
    known = dict(part.partition(":")[::2] for part in seen.split())
    changed = {name: value for name, value in wanted.items() if _print(value) != known.get(name)}
    clashing = [
        name
        for name, value in changed.items()
        if known.get(name) != _print(current[name]) and _print(value) != _print(current[name])
    ]
    if not clashing:
        return changed
    last = AuditEvent.objects.filter(object_type=row._meta.label_lower, object_id=str(row.pk)).order_by("-pk").first()
    differences = [Difference(_label(row, name), _text(row, name, current[name])) for name in clashing]
    known |= {name: _print(current[name]) for name in clashing}
    again = " ".join(f"{name}:{mark}" for name, mark in known.items())
    raise EditedElsewhere(again, differences, last.actor_name if last else "", last.at if last else None)


def _label(row: models.Model, name: str) -> str:
    return "nhóm đối tượng" if name == "group" else str(row._meta.get_field(name).verbose_name)


def _text(row: models.Model, name: str, value: Any) -> str:
    if value in (None, ""):
        return "(để trống)"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return format_date(value)
    if name != "group" and row._meta.get_field(name).is_relation:
        return str(getattr(row, name))
    return str(value)


def store(row: models.Model, *, code_taken_by) -> None:
    """Save the row; a code somebody else has becomes an error of its field. `code_taken_by()` finds the holder."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        if (holder := code_taken_by()) is None:
            raise
        raise ValidationError({"code": CODE_TAKEN.format(holder=holder)}) from None


def record(action: str, row: models.Model, *, by, before: dict, groups: tuple[str, str] | None = None, **data) -> None:
    """One line of the log with every field that changed, the group among them."""
    changes = audit.changes_of(row, before)
    if groups:
        changes["group"] = list(groups)
    audit.record(action, row, by=by, changes=changes, **data)
