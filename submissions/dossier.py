"""A report as its reviewer reads it: by criterion, what changed since the former hand-in, its history (ux 7)."""

import re
from dataclasses import dataclass
from datetime import datetime

from core.formats import format_weekday_date

from .enums import ReviewKind
from .filechecks import INLINE_TYPES
from .models import Reopening, Return, Review, Snapshot, Submission, SubmissionItem

_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+")


@dataclass(frozen=True, slots=True)
class File:
    """A piece of evidence of a criterion; `is_new` since the former hand-in, `url` of a link."""

    pk: int
    name: str
    is_image: bool
    shows_inline: bool
    is_new: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One criterion as handed in: lines of sentences with whether they are new, and its files."""

    item: SubmissionItem
    order: int
    title: str
    plan_text: str
    lines: list[list[tuple[str, bool]]]
    files: list[File]


def _lines(text: str) -> list[list[str]]:
    return [_SENTENCE_END.split(line.strip()) for line in text.splitlines() if line.strip()]


def compare(text: str, former: str | None) -> list[list[tuple[str, bool]]]:
    """The text in lines of sentences, each with whether the former hand-in lacked it; None: there was none before."""
    lines = _lines(text)
    known = {part for line in (lines if former is None else _lines(former)) for part in line}
    return [[(part, part not in known) for part in line] for line in lines]


def readings_of(items: list[SubmissionItem], latest: Snapshot, former: Snapshot | None) -> list[Reading]:
    """What the latest hand-in says criterion by criterion; no queries beyond those of `items`."""
    rows = {row["id"]: row for row in latest.data.get("items", [])}
    before = {row["id"]: row for row in former.data.get("items", [])} if former else {}
    files = {row["id"]: row for row in latest.data.get("files", [])}
    old_files = {row["id"] for row in former.data.get("files", [])} if former else set(files)
    readings = []
    for item in items:
        row = rows.get(item.pk, {"result": item.result, "files": []})
        old = before[item.pk]["result"] if item.pk in before else ("" if former else None)
        shown = [files[pk] for pk in row["files"] if pk in files]
        readings.append(
            Reading(
                item=item,
                order=item.criteria_item.order,
                title=item.criteria_item.short_title,
                plan_text=item.criteria_item.text,
                lines=compare(row["result"], old),
                files=[
                    File(
                        pk=file["id"], name=file["name"], is_image=file["type"].startswith("image/"),
                        shows_inline=file["type"] in INLINE_TYPES, is_new=file["id"] not in old_files,
                        url=file.get("url", ""),
                    )
                    for file in shown
                ],
            )
        )  # fmt: skip
    return readings


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    at: datetime
    words: str
    details: list[str]


# What taking and finishing a review is called.
_WORDS = {
    ReviewKind.MARK: ("Nhận thẩm định", "Chấm xong"),
    ReviewKind.RECONCILE: ("Nhận thống nhất điểm", "Thống nhất điểm"),
    ReviewKind.AGAIN: ("Nhận chấm lại theo kiến nghị", "Chấm lại theo kiến nghị"),
}


def history_of(
    submission: Submission,
    snapshots: list[Snapshot],
    returns: list[Return],
    reviews: list[Review],
    reopenings: list[Reopening],
) -> list[Event]:
    """What happened to the report, latest first: hand-ins, returns, who took it, finished, reopened; never a mark.

    `reviews` come with their reviewer and their request (`appeal`).
    """
    events = [
        Event(s.taken_at, f"Nộp lần {s.number}" if s.number > 1 else "Nộp báo cáo", [f"Người nộp: {s.taken_by}"])
        for s in snapshots
    ]
    for back in returns:
        asked = [note.note for note in back.notes.all()]
        words = f"Trả lại bổ sung, hạn hết {format_weekday_date(back.due_on)}"
        events.append(Event(back.returned_at, words, [f"Người trả: {back.returned_by}", *asked]))
    for row in reopenings:
        details = [f"Người mở lại: {row.reopened_by}", f"Lý do: {row.reason}"]
        events.append(Event(row.reopened_at, "Mở lại báo cáo đã chấp nhận", details))
    for review in reviews:
        begun, done = _WORDS[ReviewKind.AGAIN if review.is_again else review.kind]
        who = [f"Người thẩm định: {review.reviewer}"]
        events.append(Event(review.started_at, begun, who))
        if review.completed_at:
            events.append(Event(review.completed_at, done, who))
        if review.stopped_at:
            events.append(Event(review.stopped_at, "Dừng chấm, điểm không được tính", who))
    return sorted(events, key=lambda event: event.at, reverse=True)
