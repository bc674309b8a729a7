"""What was handed in last year, brought into the empty fields of this year's report (lấy lại từ báo cáo năm trước)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from campaigns.enums import SectionKind
from core import audit
from core.text import fold_vi
from core.verdict import denied, require

from .. import phrases, writable
from ..asked import asked_of, place_is_open
from ..models import KeyFigure, Snapshot, Submission, SubmissionContent, SubmissionItem
from ..sections import Section, answers_of, sections_of
from .rows import MOST_FIGURES, open_report


@dataclass(slots=True)
class _Copying:
    """One copy in progress: this year's report, last year's picture, who copies and when."""

    submission: Submission
    source: Snapshot
    by: User
    at: datetime

    @property
    def data(self) -> dict[str, Any]:
        """What was handed in."""
        return self.source.data

    def fill(self, kind: str, row: models.Model, values: dict[str, str], *, limit: int | None = None) -> int:
        """Put texts into the empty columns of a row where they fit; returns how many it filled."""
        fields = writable.KINDS[kind].fields
        wanted = {
            name: text
            for name, text in values.items()
            if text and not getattr(row, name) and len(text) <= (limit or fields[name][1])
        }
        if not wanted:
            return 0
        stamps = {"version": F("version") + 1, "edited_at": self.at, "edited_by": self.by}
        rows = type(row)._base_manager.filter(pk=row.pk, version=row.version, **dict.fromkeys(wanted, ""))
        return len(wanted) if rows.update(**wanted, **stamps) else 0


def sources_of(submission: Submission) -> models.QuerySet[Snapshot]:
    """What the same unit or person handed in for the year before in the same movement, the last time first.

    The unit is found by its row: what it is called may have changed meanwhile.
    """
    return Snapshot.objects.filter(
        submission__period__campaign=submission.period.campaign_id,
        submission__period__year=submission.period.year - 1,
        submission__unit=submission.unit_id,
        submission__person=submission.person_id,
    ).order_by("-number")


def takes_from_last_year(section: Section) -> bool:
    """True for sections something can be copied into: initiatives are of one year."""
    return section.kind in _COPIERS


@transaction.atomic
def copy(
    *, submission_id: int, by: User, section_key: str | None = None, at: datetime | None = None
) -> tuple[int, int]:
    """Fill the empty fields of one section, or of the whole report, from last year's (lấy lại từ báo cáo năm trước).

    Copies text where content, criterion or question are the same, and figures of the same content with last year's
    result as `last_year`. Never overwrites, never copies scores, files, initiatives or award suggestions. Returns how
    many fields were filled and from which year. Raises DoesNotExist outside the user's scope, Forbidden when the report
    is not editable or nothing was handed in the year before.
    """
    at = at or timezone.now()
    submission = open_report(submission_id, by=by, at=at)
    source = sources_of(submission).first()
    year = submission.period.year - 1
    if source is None:
        require(denied(phrases.NO_LAST_YEAR.format(year=year)))
    copying = _Copying(submission, source, by, at)
    if section_key is not None:
        require(place_is_open(submission, section_key))
    asked = asked_of(submission)
    chosen = [
        each
        for each in sections_of(submission)
        if each.key == section_key or (section_key is None and (asked is None or asked.lets(each.key)))
    ]
    filled = sum(_COPIERS[each.kind](copying, each) for each in chosen if takes_from_last_year(each))
    if filled:
        audit.record("copy_last_year", submission, by=by, year=year, fields=filled)
    return filled, year


def _reporter(copying: _Copying, section: Section) -> int:
    found = copying.fill("report", copying.submission, {"situation": copying.data["report"]["situation"]})
    return found + _questions(copying, section)


def _proposals(copying: _Copying, section: Section) -> int:
    submission, found = copying.submission, 0
    if not submission.nothing_to_add:
        # The columns of the report may have been filled a moment ago, with another version.
        submission.refresh_from_db(fields=["version", "difficulties", "proposals"])
        report = copying.data["report"]
        found = copying.fill("report", submission, {name: report[name] for name in ("difficulties", "proposals")})
    return found + _questions(copying, section)


def _questions(copying: _Copying, section: Section) -> int:
    texts = {row["code"]: row["text"] for row in copying.data.get("answers", [])}
    rows = answers_of([copying.submission.pk]).filter(question__section=section.source)
    return sum(
        copying.fill("answer", row, {"text": texts.get(row.question.code, "")}, limit=row.question.most_characters)
        for row in rows
    )


def _self_score(copying: _Copying, section: Section) -> int:
    then = SubmissionItem.objects.filter(submission=copying.source.submission_id)
    names = then.values_list("pk", "criteria_item__criterion", "criteria_item__title")
    criteria = {pk: (criterion, title) for pk, criterion, title in names}
    texts = {criteria.get(row["id"]): row["result"] for row in copying.data["items"]}
    rows = SubmissionItem.objects.filter(submission=copying.submission).select_related("criteria_item")
    return sum(
        copying.fill("item", row, {"result": texts.get((row.criteria_item.criterion_id, row.criteria_item.title), "")})
        for row in rows
    )


def _content(copying: _Copying, section: Section) -> int:
    row = SubmissionContent.objects.select_related("content_area").get(pk=section.content)
    then = next((each for each in copying.data["contents"] if each["code"] == row.content_area.code), None)
    if then is None or not (row.taken_on and then["taken_on"]):
        return 0
    return copying.fill("content", row, {"results": then["results"]}) + _figures(copying, row, then["figures"])


def _figures(copying: _Copying, content: SubmissionContent, facts: list[dict[str, str]]) -> int:
    lines = list(content.figures.all())
    by_name = {fold_vi(line.name): line for line in reversed(lines) if line.name}
    columns = writable.KINDS["figure"].fields
    unused = [line for line in lines if not any(getattr(line, name) for name in columns)]
    order, filled = max((line.order for line in lines), default=0), 0
    for fact in facts:
        if not fact["name"]:
            continue
        line = by_name.get(fold_vi(fact["name"]))
        values = {"last_year": fact["this_year"], "measure": fact["measure"]}
        if line is None and not unused and len(lines) < MOST_FIGURES:
            order += 1
            unused.append(KeyFigure.objects.create(content=content, order=order))
            lines.append(unused[-1])
        if line is None and unused:
            line, values = unused.pop(0), {"name": fact["name"], **values}
            by_name[fold_vi(fact["name"])] = line
        elif line is not None and line.pledge_target_id:
            values.pop("measure")
        if line is not None:
            filled += copying.fill("figure", line, values)
    return filled


_COPIERS: dict[str, Callable[[_Copying, Section], int]] = {
    SectionKind.REPORTER: _reporter,
    SectionKind.CONTENT: _content,
    SectionKind.SELF_SCORE: _self_score,
    SectionKind.PROPOSALS: _proposals,
    SectionKind.QUESTIONS: _questions,
}
