"""The award catalogue as dated rows (danh mục hình thức khen thưởng): rules are never rewritten, they are followed.

A dossier keeps the rules of the day it was accepted (law.md 1.1), so what has counted on a day is never touched: a new
rule begins tomorrow at the earliest and ends the one before it on that day.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from accounts.enums import Permission
from accounts.permissions import need
from core import audit
from core.formats import format_date
from core.verdict import Verdict, require
from core.workflow import InvalidTransition

from .models import AwardForm, AwardRule, BallotRule, Campaign, DossierPart

TOO_EARLY = "Ngày áp dụng phải sau hôm nay ({today}): hồ sơ đã tiếp nhận giữ quy định của ngày tiếp nhận."
HAS_AN_END = "Dòng này đã có ngày hết hiệu lực ({day}); sửa dòng thay nó."
BEFORE_ITS_START = "Ngày áp dụng phải sau ngày dòng này có hiệu lực ({day})."
CONFIRMED_ALREADY = "Dòng này đã được xác nhận."
NOTHING_CHANGED = "Chưa có gì khác với quy định đang áp dụng."
SOURCE_NEEDED = "Ghi căn cứ: văn bản, điều, khoản."
BEGINS_THAT_DAY = "Đã có dòng áp dụng từ ngày {day}."


def may_edit_catalogue(user) -> Verdict:
    """Whoever sets the movement up keeps the catalogue."""
    return need(user, Permission.SETTINGS_EDIT)


@dataclass(frozen=True, slots=True)
class Dated:
    """A row of the catalogue and where it stands on a day: "now", "past" or "to_come"."""

    row: AwardRule | BallotRule | DossierPart
    standing: str

    @property
    def may_follow(self) -> bool:
        """Can a new row still follow it."""
        return self.standing != "past" and self.row.in_force_to is None


def dated(rows, *, on: date) -> list[Dated]:
    """Rows with where they stand on the ward day `on`, what counts today first, then what comes, then what is over."""
    found = [Dated(row, standing(row, on=on)) for row in rows]
    return sorted(found, key=lambda one: ("now", "to_come", "past").index(one.standing))


def standing(row, *, on: date) -> str:
    """Where a dated row stands on `on`; `in_force_to` is the first day it no longer binds."""
    if row.in_force_to is not None and row.in_force_to <= on:
        return "past"
    return "to_come" if row.in_force_from is not None and row.in_force_from > on else "now"


@transaction.atomic
def follow(row: AwardRule | BallotRule | DossierPart, *, day: date, values: dict[str, Any], today: date, by) -> Model:
    """Let a new row count from `day` and end the given one with it (thay quy định); return the new row.

    `values` are the columns that differ. Raises Forbidden; InvalidTransition when `day` is not after today or not after
    the row's own first day, when the row has an end already, or when nothing differs.
    """
    require(may_edit_catalogue(by))
    _check_day(row, day, today)
    changes = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
    if not changes:
        raise InvalidTransition(NOTHING_CHANGED)
    _close(row, day)
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    for name in ("id", "loaded", "in_force_to"):
        kept.pop(name)
    kept |= {"code": _code(row, day), "in_force_from": day, **values}
    try:
        with transaction.atomic():
            new = type(row).objects.create(**kept)
    except IntegrityError as exc:
        raise InvalidTransition(BEGINS_THAT_DAY.format(day=format_date(day))) from exc
    audit.record("follow_rule", new, by=by, changes={name: [str(a), str(b)] for name, (a, b) in changes.items()})
    return new


@transaction.atomic
def end(row: AwardRule | BallotRule | DossierPart, *, day: date, today: date, by) -> None:
    """Let a row count no longer from `day` on, without another one (bỏ quy định). Raises as `follow` does."""
    require(may_edit_catalogue(by))
    _check_day(row, day, today)
    _close(row, day)
    audit.record("end_rule", row, by=by, changes={"in_force_to": [None, day.isoformat()]})


@transaction.atomic
def confirm(row: AwardRule | BallotRule | DossierPart, *, source: str, by) -> None:
    """Take the mark “chưa xác nhận” off (xác nhận): the ward has found the text the figure rests on.

    Raises Forbidden, InvalidTransition without a source or when it was confirmed before.
    """
    require(may_edit_catalogue(by))
    source = " ".join(source.split())
    if not source:
        raise InvalidTransition(SOURCE_NEEDED)
    column = "article" if isinstance(row, AwardRule) else "source"
    most = row._meta.get_field(column).max_length
    if len(source) > most:
        raise InvalidTransition(f"Căn cứ dài quá {len(source) - most} ký tự. Rút gọn còn tối đa {most} ký tự.")
    rows = type(row).objects.filter(pk=row.pk, confirmed=False)
    if not rows.update(confirmed=True, **{column: source}):
        raise InvalidTransition(CONFIRMED_ALREADY)
    row.confirmed = True
    audit.record("confirm_rule", row, by=by, changes={column: [getattr(row, column), source]})
    setattr(row, column, source)


@transaction.atomic
def set_ballot_rule(form: AwardForm, *, day: date, values: dict[str, Any], today: date, by) -> BallotRule:
    """Say what a form needs in the council's vote from `day` on (mức phiếu cần đạt); ends the row before it, if any.

    `values`: threshold_percent, strict, recused_leave, source, confirmed. Raises as `follow` does.
    """
    require(may_edit_catalogue(by))
    # Two new rules of one form follow each other.
    Campaign.objects.select_for_update(no_key=True).get(pk=form.campaign_id)
    before = BallotRule.objects.filter(form=form, in_force_to=None).order_by("-in_force_from").first()
    if before:
        return follow(before, day=day, values=values, today=today, by=by)
    if day <= today:
        raise InvalidTransition(TOO_EARLY.format(today=format_date(today)))
    code = f"{form.code}-phieu-{day:%Y%m%d}"[:60]
    row = BallotRule.objects.create(campaign_id=form.campaign_id, code=code, form=form, in_force_from=day, **values)
    audit.record("follow_rule", row, by=by, changes={name: [None, str(value)] for name, value in values.items()})
    return row


@transaction.atomic
def add_part(campaign: Campaign, *, day: date, values: dict[str, Any], today: date, by) -> DossierPart:
    """Ask for one more part of the dossier from `day` on (thêm thành phần hồ sơ). Raises as `follow` does."""
    require(may_edit_catalogue(by))
    if day <= today:
        raise InvalidTransition(TOO_EARLY.format(today=format_date(today)))
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    count = DossierPart.objects.filter(campaign=campaign).count()
    row = DossierPart.objects.create(
        campaign=campaign, code=f"thanh-phan-{count + 1}-{day:%Y%m%d}", order=count + 1, in_force_from=day, **values
    )
    audit.record("follow_rule", row, by=by, changes={"title": [None, row.title]})
    return row


def _check_day(row, day: date, today: date) -> None:
    if day <= today:
        raise InvalidTransition(TOO_EARLY.format(today=format_date(today)))
    if row.in_force_to is not None:
        raise InvalidTransition(HAS_AN_END.format(day=format_date(row.in_force_to)))
    if row.in_force_from is not None and day <= row.in_force_from:
        raise InvalidTransition(BEFORE_ITS_START.format(day=format_date(row.in_force_from)))


def _close(row, day: date) -> None:
    """End the row on `day`, unless somebody was faster."""
    if not type(row).objects.filter(pk=row.pk, in_force_to=None).update(in_force_to=day):
        row.refresh_from_db()
        raise InvalidTransition(HAS_AN_END.format(day=format_date(row.in_force_to)))
    row.in_force_to = day


def _code(row, day: date) -> str:
    """The code of what follows: the same word with the day, as long as a code may be."""
    stem = row.code.rsplit("-tu-", 1)[0]
    return f"{stem[: 60 - 12]}-tu-{day:%Y%m%d}"
