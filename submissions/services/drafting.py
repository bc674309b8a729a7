"""Beginning a report and saving what is typed into it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Person, Unit, User
from campaigns.enums import CriteriaStatus
from campaigns.models import ContentArea, CriteriaSet, Enrolment, ReportingPeriod
from campaigns.report_form import questions_for
from core import audit
from core.clock import database_now
from core.verdict import Verdict, denied, require

from .. import phrases, windows, writable
from ..asked import asked_of
from ..models import Initiative, Submission, SubmissionAnswer, SubmissionContent, SubmissionItem
from ..permissions import may_edit, owns
from ..points import NUMBERS_ASKED, points_by_rule
from ..rule_words import counted_words
from ..sections import chooses_contents, key_of_field
from ..writable import FieldKey, FieldRefused
from .pledged import apply_to_report

# What a figure took over from the pledge stays as pledged; the result is the report's.
PLEDGED_COLUMNS = ("name", "target", "measure")


class EditConflict(Exception):
    """The field holds another text than the one the writer saw (F11): nothing was stored.

    `theirs` is the stored text as its control shows it, `stamp` its stamp, `who` and `when` the last change.
    """

    def __init__(self, theirs: str, stamp: str, who: str, when: datetime | None):
        super().__init__(phrases.EDITED_ELSEWHERE)
        self.theirs, self.stamp, self.who, self.when = theirs, stamp, who, when


@dataclass(frozen=True, slots=True)
class Saved:
    """A field was stored: its new stamp, its text as the control shows it, the moment."""

    stamp: str
    display: str
    at: datetime
    score: "Scored | None" = None


@dataclass(frozen=True, slots=True)
class Scored:
    """The self-score beside its numbers after one of them changed: its field, stamp and text, and what the rule says.

    The score follows the rule while nobody has given another one (điểm theo cách tính).
    """

    key: FieldKey
    stamp: str
    display: str
    words: str


def stamp(value: Any) -> str:
    """Short fingerprint of a stored value: what a form says it has seen of one field.

    Each field has its own, so that two officers in different fields of one row never stand in each other's way.
    """
    return sha256(writable.shown(value).encode()).hexdigest()[:16]


def may_start(user: User, subject: Unit | Person) -> Verdict:
    """Whose report the user may begin: of their unit, of its people, or their own."""
    unit, person = (subject, None) if isinstance(subject, Unit) else (None, subject)
    return owns(user, Submission(unit=unit, person=person))


def enrolment_of(subject: Unit | Person, period: ReportingPeriod) -> Enrolment | None:
    """The group in which the unit or person takes part in the period's movement that year (nhóm đối tượng)."""
    name = "unit" if isinstance(subject, Unit) else "person"
    return (
        Enrolment.objects.of(period)
        .filter(**{name: subject})
        .select_related("group")
        .order_by("group__order", "pk")
        .first()
    )


def criteria_set_of(group, period: ReportingPeriod) -> CriteriaSet | None:
    """The published criteria of the group in the period; of the group above when a sub-group has none of its own."""
    sets = CriteriaSet.objects.filter(period=period, status=CriteriaStatus.PUBLISHED).order_by("-version")
    for group_id in (group.pk, group.parent_id):
        if group_id and (found := sets.filter(group=group_id).first()):
            return found
    return None


def start(*, period: ReportingPeriod, subject: Unit | Person, by: User, at: datetime | None = None) -> Submission:
    """Begin the report of a unit or person for a period (bắt đầu báo cáo); a second call returns the first report.

    Makes a section per content, a line per criterion of the group's published set and an answer per question of the
    plan. Raises Forbidden when the subject is not the user's, the period is not open, the subject takes no part, or the
    ward has published no criteria.
    """
    require(may_start(by, subject))
    name = "unit" if isinstance(subject, Unit) else "person"
    mine = Submission.objects.filter(period=period, **{name: subject})
    if existing := mine.first():
        return existing
    at = at or database_now()
    require(windows.open_for_start(windows.deadline_of(period, **{f"{name}_id": subject.pk}), at))
    enrolment = enrolment_of(subject, period)
    if enrolment is None:
        require(denied(phrases.NO_ENROLMENT.format(subject=subject, year=period.year)))
    criteria_set = criteria_set_of(enrolment.group, period)
    if criteria_set is None:
        require(denied(phrases.NO_CRITERIA.format(year=period.year, group=enrolment.group)))
    try:
        with transaction.atomic():
            return _create(period, enrolment, criteria_set, by, at)
    except IntegrityError:
        # Two officers pressed at once: the unique constraint let one through.
        return mine.get()


def _create(period, enrolment: Enrolment, criteria_set: CriteriaSet, by: User, at: datetime) -> Submission:
    submission = Submission.objects.create(
        period=period,
        group=enrolment.group,
        unit=enrolment.unit,
        person=enrolment.person,
        criteria_set=criteria_set,
        reporter_name=by.full_name,
        reporter_position=by.title,
        reporter_phone=by.phone,
        status_since=at,
        created_at=at,
    )
    SubmissionContent.objects.bulk_create(
        SubmissionContent(submission=submission, content_area=area)
        for area in ContentArea.objects.filter(campaign=period.campaign_id).order_by("order")
    )
    SubmissionItem.objects.bulk_create(
        SubmissionItem(submission=submission, criteria_item=item) for item in criteria_set.items.order_by("order")
    )
    SubmissionAnswer.objects.bulk_create(
        SubmissionAnswer(submission=submission, question=question)
        for question in questions_for(period, enrolment.group.kind)
    )
    apply_to_report(submission)
    audit.record("start", submission, by=by, new=submission.status)
    return submission


def find_row(key: FieldKey, *, by: User, submission_id: int) -> models.Model:
    """The row a field lives in, locked with its report for the transaction; DoesNotExist outside the user's scope.

    The lock makes a save and a hand-in of the same report follow each other on PostgreSQL (F12); SQLite's IMMEDIATE
    transactions do so by themselves. The row is locked too, after its report: who had to wait sees it as it is by then,
    not as it was, so that a colleague in another field of it is no conflict. One query.
    """
    kind = writable.KINDS[key.kind]
    report = f"{kind.path}__" if kind.path else ""
    joins = [f"{report}{name}" for name in ("period", "person")]
    joins += {"item": ["criteria_item"], "answer": ["question"]}.get(key.kind, [])
    scope = {f"{report}pk": submission_id, f"{report}pk__in": Submission.objects.visible_to(by).values("pk")}
    rows = kind.model.objects.filter(pk=key.pk).filter(**scope).select_related(*joins).defer(*_other_texts(key))
    return rows.select_for_update(of=tuple(filter(None, (kind.path, "self")))).get()


def _other_texts(key: FieldKey) -> list[str]:
    """The long texts on the way from the field's row to its report that saving the field has no use for."""
    kind = writable.KINDS[key.kind]
    # Searching for an initiative reads several of its fields, so all are needed when one changes.
    names = [] if key.kind == "initiative" else _long_texts(kind.model)
    model, way = kind.model, ""
    for step in filter(None, kind.path.split("__")):
        model, way = model._meta.get_field(step).related_model, f"{way}{step}__"
        names += [f"{way}{name}" for name in _long_texts(model)]
    return [name for name in names if name != key.column]


def _long_texts(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, models.TextField)]


def report_of(key: FieldKey, row: models.Model) -> Submission:
    """The report a row belongs to."""
    for name in filter(None, writable.KINDS[key.kind].path.split("__")):
        row = getattr(row, name)
    return row


@transaction.atomic
def save_field(
    *, submission_id: int, key: FieldKey, text: str, seen: str | None, by: User, at: datetime | None = None
) -> Saved:
    """Store one field of a report as typed (lưu); one query reads, one writes.

    `seen` is the stamp of the text the writer started from, None for a caller that read it just now. Raises
    DoesNotExist outside the user's scope, Forbidden when the report is not editable, FieldRefused with the sentence to
    show, and EditConflict when somebody else changed this field meanwhile: nothing is overwritten unseen.
    """
    at = at or timezone.now()
    row = find_row(key, by=by, submission_id=submission_id)
    submission = report_of(key, row)
    require(may_edit(by, submission))
    require(windows.open_for_work(submission, at))
    require_unlocked(submission, lambda: key_of_field(submission, key, row))
    current = _current(key, row)
    value = writable.read(key, text, **_bounds(key, row))
    mark = stamp(value)
    if mark == stamp(current):
        return Saved(mark, writable.shown(value), at)
    _refuse_fixed(key, row, submission)
    if seen is not None and seen != stamp(current):
        if not _filled_by_rule(key, row, by):
            raise EditConflict(writable.shown(current), stamp(current), str(row.edited_by or ""), row.edited_at)
        if mark == seen:
            return Saved(stamp(current), writable.shown(current), at)
    _write(key, row, value, by=by, at=at)
    return Saved(mark, writable.shown(value), at, _scored(key, row))


def require_unlocked(submission: Submission, section_key: Callable[[], str]) -> None:
    """Raise Forbidden where the ward locked what it did not ask about (khóa phần không nêu).

    No query for a report that was never given back; which section it is, is asked only when parts are locked.
    """
    asked = asked_of(submission)
    if asked and asked.request.lock_rest:
        require(asked.lets(section_key()))


def _refuse_fixed(key: FieldKey, row: models.Model, submission: Submission) -> None:
    """Raise FieldRefused for a field that is on the page for some reports and not for this one."""
    if key.kind == "figure" and key.column in PLEDGED_COLUMNS and row.pledge_target_id:
        raise FieldRefused(phrases.PLEDGED_TARGET)
    if key.reading == writable.NUMBER and key.column not in NUMBERS_ASKED[row.criteria_item.kind]:
        raise FieldRefused(phrases.NO_NUMBERS_HERE)
    if key.column == "taken_on" and not chooses_contents(submission):
        raise FieldRefused(phrases.ALL_CONTENTS)


def _bounds(key: FieldKey, row: models.Model) -> dict[str, Any]:
    """What the plan's own row sets for this field: points of a criterion, length of an answer."""
    if key.kind == "item":
        return {"most": row.criteria_item.max_points, "measure": row.criteria_item.measure}
    return {"limit": row.question.most_characters} if key.kind == "answer" else {}


def _current(key: FieldKey, row: models.Model):
    return getattr(row, f"{key.column}_id" if key.reading == writable.CHOICE else key.column)


def _write(key: FieldKey, row: models.Model, value, *, by: User, at: datetime) -> None:
    column = f"{key.column}_id" if key.reading == writable.CHOICE else key.column
    values = {column: value, "version": F("version") + 1, "edited_at": at, "edited_by": by}
    if key.column == "self_score":
        row.self_score = value
    if key.reading == writable.NUMBER:
        before = by_rule(row)
        setattr(row, column, value)
        if row.self_score in (None, before):
            row.self_score = values["self_score"] = by_rule(row)
    if key.kind == "initiative":
        if key.reading == writable.CHOICE and value and not _is_own_area(row, value):
            raise FieldRefused(phrases.UNKNOWN_CHOICE)
        setattr(row, column, value)
        values["search_text"] = Initiative.folded(row.title, row.author, row.effect)
    if type(row)._base_manager.filter(pk=row.pk, version=row.version).update(**values) != 1:
        row.refresh_from_db(fields=[column, "edited_at", "edited_by"])
        current = _current(key, row)
        raise EditConflict(writable.shown(current), stamp(current), str(row.edited_by or ""), row.edited_at)


def by_rule(row: SubmissionItem) -> Decimal | None:
    """Points the criterion's rule gives for the numbers of the row; one query for a criterion marked by steps."""
    return points_by_rule(row.criteria_item, amount=row.amount, target=row.target)


def _filled_by_rule(key: FieldKey, row: models.Model, by: User) -> bool:
    """True for a self-score that follows from the writer's own number: typing over it meets nobody else's text."""
    if (key.kind, key.column) != ("item", "self_score") or row.edited_by_id != by.pk:
        return False
    return row.self_score is not None and row.self_score == by_rule(row)


def _scored(key: FieldKey, row: models.Model) -> Scored | None:
    """What the page of the report has to show beside a number or a score that was just stored."""
    if key.kind != "item" or key.column == "result" or not NUMBERS_ASKED[row.criteria_item.kind]:
        return None
    score = FieldKey("item", row.pk, "self_score")
    words = counted_words(by_rule(row), row.self_score)
    return Scored(score, stamp(row.self_score), writable.shown(row.self_score), words)


def _is_own_area(row: Initiative, area_id: int) -> bool:
    return ContentArea.objects.filter(pk=area_id, campaign=row.submission.period.campaign_id).exists()
