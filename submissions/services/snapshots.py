"""What was handed in, word for word (bản đã nộp): text, figures, file hashes, and a fingerprint over all of it."""

import json
from hashlib import sha256
from typing import Any

from ..models import Evidence, Submission

# The layout of `Snapshot.data`; a reader of old snapshots looks here first.
LAYOUT = 1


def picture_of(submission: Submission) -> dict[str, Any]:
    """Everything a reader of the report sees, as plain JSON values; points are strings, never floats."""
    files = list(Evidence.objects.present().filter(submission=submission).order_by("pk"))
    return {
        "layout": LAYOUT,
        "year": submission.period.year,
        "subject": submission.subject_name,
        "group": str(submission.group),
        "criteria_set": submission.criteria_set_id,
        "report": {
            name: getattr(submission, name)
            for name in (
                "reporter_name", "reporter_position", "reporter_phone", "situation", "difficulties", "proposals",
                "award_suggestion", "nothing_to_add", "no_initiatives",
            )
        },
        "contents": [_content(content) for content in _contents(submission)],
        "initiatives": [
            {
                "id": row.pk,
                "title": row.title,
                "author": row.author,
                "effect": row.effect,
                "scope": row.scope,
                "recognition": row.recognition,
                "content": row.content_area.code if row.content_area else "",
            }
            for row in submission.initiatives.select_related("content_area").order_by("pk")
        ],
        "items": [_item(item) for item in _items(submission)],
        "files": [
            {"id": row.pk, "name": row.name, "size": row.size, "type": row.media_type, "sha256": row.sha256}
            for row in files
        ],
    }  # fmt: skip


def _contents(submission: Submission):
    rows = submission.contents.select_related("content_area").prefetch_related("figures", "evidence")
    return rows.order_by("content_area__order", "pk")


def _items(submission: Submission):
    rows = submission.items.select_related("criteria_item__criterion").prefetch_related("evidence")
    return rows.order_by("criteria_item__order", "pk")


def _present(row) -> list[int]:
    return sorted(file.pk for file in row.evidence.all() if file.removed_at is None)


def _content(row) -> dict[str, Any]:
    return {
        "id": row.pk,
        "code": row.content_area.code,
        "title": row.content_area.short_title,
        "taken_on": row.taken_on,
        "results": row.results,
        "figures": [
            {"name": fact.name, "last_year": fact.last_year, "this_year": fact.this_year, "measure": fact.measure}
            for fact in row.figures.all()
        ],
        "files": _present(row),
    }


def _item(row) -> dict[str, Any]:
    return {
        "id": row.pk,
        "order": row.criteria_item.order,
        "title": row.criteria_item.criterion.short_title,
        "max_points": str(row.criteria_item.max_points),
        "result": row.result,
        "self_score": None if row.self_score is None else str(row.self_score),
        "files": _present(row),
    }


def fingerprint(data: dict[str, Any]) -> str:
    """SHA-256 over the snapshot in one fixed spelling: anybody can recompute it."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
