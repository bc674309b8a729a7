"""What was handed in, word for word (bản đã nộp): text, figures, file hashes, and a fingerprint over all of it."""

import json
from collections.abc import Iterable
from decimal import Decimal
from hashlib import sha256
from typing import Any

from campaigns.models import CriteriaSet
from campaigns.report_form import sections_of_periods

from ..models import Evidence, Initiative, KeyFigure, PledgeContent, Submission
from ..points import NUMBERS_ASKED, points_by_rule
from ..sections import Heading, answers_of, outline

# The layout of `Snapshot.data`; `submissions.reading` reads every layout there ever was. The second keeps the form the
# report was written in (sections, questions), targets and aims of the pledge, and what kind an initiative is. The third
# keeps what a criterion counts for (part, caps) and how its points follow from numbers.
LAYOUT = 3

REPORT_FIELDS = (
    "reporter_name", "reporter_position", "reporter_phone", "situation", "difficulties", "proposals",
    "award_suggestion", "nothing_to_add", "no_initiatives",
)  # fmt: skip


def picture_of(submission: Submission) -> dict[str, Any]:
    """Everything a reader of the report sees, as plain JSON values; points are strings, never floats."""
    contents = list(_contents(submission))
    answers = list(answers_of([submission.pk]))
    rows = sections_of_periods([submission.period])[submission.period_id]
    headings = outline(rows, contents, answers, person=submission.person_id is not None)
    aims = aims_of(submission)
    files = Evidence.objects.present().filter(submission=submission).order_by("pk")
    initiatives = submission.initiatives.select_related("content_area").order_by("pk")
    return picture_from(
        submission,
        headings=headings,
        contents=[
            content_row(row, row.figures.all(), _present(row), aims.get(row.content_area_id)) for row in contents
        ],
        initiatives=[initiative_row(row) for row in initiatives],
        items=[item_row(row, _present(row)) for row in _items(submission)],
        files=[file_row(row) for row in files],
    )


def picture_from(submission: Submission, *, headings: list[Heading], **parts: list) -> dict[str, Any]:
    """The picture of a report whose rows are in hand."""
    return {
        "layout": LAYOUT,
        "year": submission.period.year,
        "subject": submission.subject_name,
        "group": str(submission.group),
        "criteria_set": submission.criteria_set_id,
        "caps": _caps(submission.criteria_set),
        "sections": [_section(heading) for heading in headings],
        "report": {name: getattr(submission, name) for name in REPORT_FIELDS},
        "answers": [_answer(answer, heading.key) for heading in headings for answer in heading.answers],
        **parts,
    }


def _caps(criteria_set: CriteriaSet | None) -> dict[str, str]:
    """Points that bonus adds and minus takes at most."""
    if criteria_set is None:
        return {"bonus": "0", "minus": "0"}
    return {"bonus": str(criteria_set.bonus_cap), "minus": str(criteria_set.minus_cap)}


def _contents(submission: Submission):
    rows = submission.contents.select_related("content_area").prefetch_related("figures", "evidence")
    return rows.order_by("content_area__order", "pk")


def _items(submission: Submission):
    rows = submission.items.select_related("criteria_item__criterion")
    rows = rows.prefetch_related("evidence", "criteria_item__steps")
    return rows.order_by("criteria_item__order", "pk")


def _present(row) -> list[int]:
    return sorted(file.pk for file in row.evidence.all() if file.removed_at is None)


def _section(heading: Heading) -> dict[str, Any]:
    content = heading.content.content_area.code if heading.content else ""
    return {"key": heading.key, "kind": heading.kind, "title": heading.title, "content": content}


def _answer(row, key: str) -> dict[str, Any]:
    question = row.question
    return {
        "id": row.pk,
        "section": key,
        "code": question.code,
        "label": question.label,
        "required": question.is_required,
        "text": row.text,
    }


def content_row(row, figures: Iterable[KeyFigure], files: list[int], aim: str | None = None) -> dict[str, Any]:
    """A content with its figures, the ids of its files and what the pledge aimed at."""
    columns = ("name", "last_year", "target", "this_year", "measure")
    return {
        "id": row.pk,
        "code": row.content_area.code,
        "title": row.content_area.short_title,
        "taken_on": row.taken_on,
        "aim": aim or "",
        "results": row.results,
        "figures": [{name: getattr(fact, name) for name in columns} for fact in figures],
        "files": files,
    }


def initiative_row(row: Initiative) -> dict[str, Any]:
    """An initiative or solution."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "title": row.title,
        "author": row.author,
        "effect": row.effect,
        "scope": row.scope,
        "recognition": row.recognition,
        "content": row.content_area.code if row.content_area else "",
    }


def item_row(row, files: list[int]) -> dict[str, Any]:
    """A criterion with result and self-score, the ids of its files, and the numbers its points follow from.

    `of` is the plan's criterion a sub-criterion belongs to, `rule_points` what its rule gives for its numbers.
    """
    asked = row.criteria_item
    numbers = {name: _number(getattr(row, name)) for name in NUMBERS_ASKED[asked.kind]}
    return {
        "id": row.pk,
        "order": asked.order,
        "criterion": asked.criterion.code if asked.criterion_id else "",
        "title": asked.short_title,
        "of": asked.criterion.short_title if asked.criterion_id and asked.title else "",
        "part": asked.part,
        "kind": asked.kind,
        "measure": asked.measure,
        "max_points": str(asked.max_points),
        "result": row.result,
        **numbers,
        "rule_points": _number(points_by_rule(asked, amount=row.amount, target=row.target)),
        "self_score": _number(row.self_score),
        "files": files,
    }


def _number(value: Decimal | None) -> str | None:
    """In hundredths as the column keeps them: 27 and 27.0 are one number."""
    return None if value is None else str(Decimal(int(value * 100)) / 100)


def file_row(row: Evidence) -> dict[str, Any]:
    """A file or a link, with the fingerprint that proves which it was."""
    return {
        "id": row.pk, "name": row.name, "size": row.size, "type": row.media_type, "sha256": row.sha256, "url": row.url,
    }  # fmt: skip


def aims_of(submission: Submission) -> dict[int, str]:
    """What the pledge sent to the ward aims at, by content; one query."""
    rows = PledgeContent.objects.filter(
        pledge__period=submission.period_id,
        pledge__unit=submission.unit_id,
        pledge__person=submission.person_id,
        pledge__sent_at__isnull=False,
        taken_on=True,
    )
    return dict(rows.values_list("content_area", "aim"))


def fingerprint(data: dict[str, Any]) -> str:
    """SHA-256 over the snapshot in one fixed spelling: anybody can recompute it."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
