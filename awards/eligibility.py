"""May this subject be proposed for this award, at this stage, under this movement (law.md 1.4)?

Pure: rules come in, verdicts go out. Illegal pairs, stages and launchers block with the article; the length of the
movement only warns, because how the authorities count "từ 05 năm" is open (law.md 11.5). Each dossier is judged by the
rules of the day it was accepted (1.1).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from campaigns.enums import LauncherLevel, Stage, SubjectKind
from campaigns.models import AwardForm, AwardRule, LinkedMovement
from core.formats import format_date

HOUSEHOLDS_OFF = "Chưa nhận đề nghị khen hộ gia đình (thiết lập của phường)."


@dataclass(frozen=True, slots=True)
class Eligibility:
    """`blocks` make the nomination impossible, `warnings` are left to the office, `rule` is the row that applies."""

    rule: AwardRule | None = None
    blocks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    def __bool__(self) -> bool:
        return not self.blocks


def full_years(movement: LinkedMovement) -> int | None:
    """Whole years from the first to the last day of a movement; None while its dates are not known."""
    if not movement.starts_on or not movement.ends_on:
        return None
    end, start = movement.ends_on, movement.starts_on
    day_after = date.fromordinal(end.toordinal() + 1)
    return day_after.year - start.year - ((day_after.month, day_after.day) < (start.month, start.day))


def check(
    form: AwardForm,
    *,
    subject_kind: str,
    stage: str,
    movement: LinkedMovement,
    on: date,
    rules: Iterable[AwardRule],
    households: bool = False,
) -> Eligibility:
    """Decide on one form for one kind of subject at `stage` under `movement`, by the `rules` in force on `on`.

    `rules` may hold any rows; those of other forms, subjects and days are left aside. A cell may have several rows that
    differ in the launcher. Sources: law.md 1.4 (matrix), section 10 (subject blocks, length warns, households off).
    """
    cell = _cell(rules, form, subject_kind, on)
    refused = next((rule for rule in cell if not rule.allowed), None)
    if subject_kind == SubjectKind.HOUSEHOLD and not households:
        return Eligibility(refused, (HOUSEHOLDS_OFF,))
    kind_name = SubjectKind(subject_kind).label.lower()
    if refused:
        reason = refused.reason or f"{form.legal_name} không dành cho {kind_name}."
        return Eligibility(refused, (_with_article(reason, refused),))
    if not cell:
        reason = f"Chưa có quy tắc cho {form.legal_name}, đối tượng {kind_name}, ngày {format_date(on)}."
        return Eligibility(None, (reason,))
    if stage not in form.stages:
        stages = ", ".join(Stage(value).label.lower() for value in form.stages)
        reason = f"{form.legal_name} chỉ xét dịp {stages}, không xét dịp {Stage(stage).label.lower()}."
        return Eligibility(cell[0], (_with_article(reason, cell[0]),))
    rule = _for_launcher(cell, movement.level)
    if rule is None:
        levels = {level: None for row in cell for level in row.launcher_levels}
        names = " hoặc ".join(LauncherLevel(level).label for level in levels)
        reason = (
            f"{form.legal_name} cho {kind_name} phải dựa trên phong trào do {names} phát động; "
            f"“{movement.title}” do {LauncherLevel(movement.level).label} phát động."
        )
        return Eligibility(cell[0], (_with_article(reason, cell[0]),))
    return Eligibility(rule, (), _warnings(rule, movement))


@dataclass(frozen=True, slots=True)
class Ground:
    """A form with the movement it would rest on, and what the matrix says about it."""

    form: AwardForm
    movement: LinkedMovement
    eligibility: Eligibility


def best_ground(form: AwardForm, movements: Iterable[LinkedMovement], **facts) -> Ground:
    """The movement under which `form` may be proposed: first a legal one without warnings, then a legal one, then any.

    `movements` comes in order of preference and holds at least one; `facts` are the other arguments of `check`.
    """
    grounds = [Ground(form, movement, check(form, movement=movement, **facts)) for movement in movements]
    return min(grounds, key=lambda ground: (not ground.eligibility, len(ground.eligibility.warnings)))


def rule_for(
    form: AwardForm, *, subject_kind: str, level: str, on: date, rules: Iterable[AwardRule]
) -> AwardRule | None:
    """The rule in force on `on` for the form, subject and launcher; None when the matrix has none or forbids it."""
    cell = [rule for rule in _cell(rules, form, subject_kind, on) if rule.allowed]
    return _for_launcher(cell, level)


def _cell(rules: Iterable[AwardRule], form: AwardForm, subject_kind: str, on: date) -> list[AwardRule]:
    rows = [rule for rule in rules if rule.form_id == form.pk and rule.subject_kind == subject_kind]
    return [rule for rule in rows if _binds(rule, on)]


def _binds(rule: AwardRule, on: date) -> bool:
    """`in_force_to` is the first day the rule no longer binds."""
    started = rule.in_force_from is None or rule.in_force_from <= on
    return started and (rule.in_force_to is None or on < rule.in_force_to)


def _for_launcher(cell: list[AwardRule], level: str) -> AwardRule | None:
    """The row that names the launcher, else the one that takes any."""
    named = next((rule for rule in cell if level in rule.launcher_levels), None)
    return named or next((rule for rule in cell if not rule.launcher_levels), None)


def _warnings(rule: AwardRule, movement: LinkedMovement) -> tuple[str, ...]:
    found = []
    if rule.reason:
        found.append(_with_article(rule.reason, rule))
    if rule.minimum_years:
        years = full_years(movement)
        needed = f"Phong trào phải từ {rule.minimum_years} năm"
        if years is None:
            found.append(_with_article(f"{needed}; chưa rõ thời gian của “{movement.title}”.", rule))
        elif years < rule.minimum_years:
            found.append(_with_article(f"{needed}; “{movement.title}” tính tròn mới được {years} năm.", rule))
    return tuple(found)


def _with_article(text: str, rule: AwardRule) -> str:
    return f"{text} ({rule.article})" if rule.article else text
